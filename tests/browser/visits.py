"""One look at one page, in one colour scheme and at one width, and what was found."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

# The rules change with the version: another one is taken on purpose, and then written here.
AXE_VERSION = "4.12.1"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
SETTINGS = {
    f"{scheme}-{width}": {"color_scheme": scheme, "viewport": {"width": width, "height": height}}
    for scheme in ("light", "dark")
    for width, height in ((1280, 800), (390, 844))
}


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

    def violations(self) -> list[str]:
        """Return what axe finds: rule, element, and what to do."""
        # Without preload axe fetches no style sheet again; only a rule that is not among these would need it.
        options = {"runOnly": AXE_TAGS, "resultTypes": ["violations"], "preload": False}
        found = Axe().run(self.page, options=options).response
        assert found["testEngine"]["version"] == AXE_VERSION
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


def open_page(context: BrowserContext, url: str) -> Visit:
    """Return the visit of one page, once it and its deferred scripts are loaded."""
    visit = watch(context.new_page(), urlsplit(url).netloc)
    visit.page.goto(url, wait_until="load")
    return visit
