"""One look at one page, in one colour scheme and at one width, and what was found."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

# The rules change with the version: another one is taken on purpose, and then written here.
AXE_VERSION = "4.12.1"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
SETTINGS = {
    f"{scheme}-{width}": {"color_scheme": scheme, "viewport": {"width": width, "height": height}}
    for width, height in ((390, 844), (1280, 800))
    for scheme in ("dark", "light")
}


# Colours on their way to others are none that a reader reads.
END_TRANSITIONS = """
    () => document.getAnimations().forEach((each) => {
        if (each.effect.getComputedTiming().endTime < Infinity) each.finish();
    })
"""

# Three quarters of axe's time go into the contrast of each token of code. Tokens of one class, colour, weight and size,
# on the same backgrounds, have the same contrast: one of them is enough. All other rules see all of them.
MARK_TWINS = """
    () => {
        const grounds = new Map();
        const below = (element) => {
            if (!element) return "";
            if (!grounds.has(element)) {
                const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(element);
                const own = [backgroundColor, backgroundImage, opacity, filter].join();
                grounds.set(element, `${own} ${below(element.parentElement)}`);
            }
            return grounds.get(element);
        };
        const seen = new Set();
        for (const token of document.querySelectorAll("pre span, code span")) {
            const { color, fontWeight, fontSize } = getComputedStyle(token);
            const key = [token.className, color, fontWeight, fontSize, below(token)].join("|");
            token.toggleAttribute("data-twin", !token.childElementCount && seen.has(key));
            seen.add(key);
        }
        axe.configure({ rules: [{ id: "color-contrast", selector: "*:not([data-twin])" }] });
    }
"""
# Widgets wait for a reader who does something; this one begins at once, so that nothing is awaited in vain.
BEGIN_AT_ONCE = "addEventListener('DOMContentLoaded', () => dispatchEvent(new Event('scroll')))"
RUN_AXE = """
    async (options) => {
        const { testEngine, violations } = await axe.run(document, options);
        return { version: testEngine.version, violations };
    }
"""


@dataclass
class Visit:
    """What a page said and asked for while it was open."""

    page: Page
    console: list[str] = field(default_factory=list)
    other_hosts: list[str] = field(default_factory=list)

    def hear(self, said: ConsoleMessage) -> None:
        """Keep what a developer would call an error or a warning."""
        if said.type in {"error", "warning"}:
            self.console.append(f"{said.type}: {said.text} ({said.location['url']})")

    def show(self, setting: str) -> None:
        """Change the colour scheme and the width of the open page, as a reader may."""
        options = SETTINGS[setting]
        self.page.emulate_media(color_scheme=options["color_scheme"])
        if self.page.viewport_size != options["viewport"]:
            self.page.set_viewport_size(options["viewport"])
            # The theme waits 300 ms after a change before it makes what scrolls now reachable with the keyboard.
            self.page.wait_for_timeout(500)
        if "/slides/" in self.page.url:
            self.page.reload(wait_until="load")  # slides take the scheme once, as they open
        follows = "(scheme) => document.documentElement.dataset.theme === scheme"
        self.page.wait_for_function(follows, arg=options["color_scheme"])
        # The next frame is laid out for the new width.
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        self.page.evaluate(END_TRANSITIONS)

    def violations(self) -> list[str]:
        """Return what axe finds: rule, element, and what to do."""
        # Without preload axe fetches no style sheet again; only a rule that is not among these would need it.
        options = {"runOnly": AXE_TAGS, "resultTypes": ["violations"], "preload": False}
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        self.page.evaluate(MARK_TWINS)
        found = self.page.evaluate(RUN_AXE, options)
        assert found["version"] == AXE_VERSION
        return [
            f"{rule['id']}: {node['html']}\n{node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]


def watch(page: Page, host: str) -> Visit:
    """Return a visit that records what the page does from now on."""
    visit = Visit(page)

    def note(request: Request) -> None:
        if urlsplit(request.url).netloc not in {host, ""}:
            visit.other_hosts.append(request.url)

    # Noted, not routed: routing every request takes longer than the page. Chromium knows no other host.
    page.on("request", note)
    page.on("console", visit.hear)
    page.on("pageerror", lambda error: visit.console.append(f"uncaught: {error}"))
    return visit


def open_page(context: BrowserContext, url: str, *, begins: bool = True) -> Visit:
    """Return the visit of one page, once it and its deferred scripts are loaded: all, if the reader begins at once."""
    if begins:
        context.add_init_script(BEGIN_AT_ONCE)
    visit = watch(context.new_page(), urlsplit(url).netloc)
    visit.page.goto(url, wait_until="load")
    return visit
