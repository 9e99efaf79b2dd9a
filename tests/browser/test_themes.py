"""Other themes than the course's: what is ours reads well on each, in light and in dark."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

import lessonlib
from course import serve_course
from lessonlib.cli.new import TEMPLATES
from visits import END_TRANSITIONS, Visit, watch

THEMES = {"alabaster": ("light",), "furo": ("light", "dark"), "pydata_sphinx_theme": ("light", "dark")}
CONF = """
project, version, copyright = "Test", "1", "the authors"
extensions = ["lessonlib.sphinxext", "myst_nb"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
nb_execution_mode = "off"
doctest_global_setup = "import statistics, numpy as np"
lessonlib_rules = {"check": False}
"""
WIDGETS = """# Widgets

:::{predict}
Which is it?

- this
- that
:::

```{code-cell}
print(1)
```

:::{progress-file}
:::

:::{stepper}
:stride: 2
:padding: same

0 0 1
0 1 1
0 0 0

-1 1
-1 1
:::

:::{film} a-film
:title: A film

It is a film of which there is only a poster. MORE
:::
""".replace("MORE", "These words are there so that they last as long as a film has to. " * 12)
HEAD = "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n\n"
OURS = ".question, .prediction, .widget, .lesson-film, .progress-file"
STYLES = Path(lessonlib.__file__).parent / "sphinxext"
NAMED = re.compile(r"var\((--pst-[\w-]+)\)")
NAMES = {name for file in STYLES.rglob("*.css") for name in NAMED.findall(file.read_text(encoding="utf-8"))}
CONTRAST = """
    async (ours) => {
        axe.configure({ rules: [{ id: "color-contrast", selector: "*:not(pre *)" }] });  // of code: the theme's
        const { violations } = await axe.run({ include: ours.split(", ") }, { runOnly: ["color-contrast"] });
        return violations.flatMap((rule) => rule.nodes.map((node) => `${node.html} ${node.failureSummary}`));
    }
"""
CLIPPED = """
    (ours) => [...document.querySelectorAll(ours)].flatMap((whole) => {
        const edge = whole.getBoundingClientRect().right - parseFloat(getComputedStyle(whole).paddingRight);
        const parts = [...whole.querySelectorAll("input, select, textarea, button, p, fieldset, svg, table")];
        return parts.filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > edge + 1);
    }).filter((part) => !part.closest("svg svg, .lesson-film")).map((part) => part.outerHTML.slice(0, 200))
"""
UNNAMED = "(names) => names.filter((name) => !getComputedStyle(document.body).getPropertyValue(name))"
LIGHTNESS = """
    (ours) => [...document.querySelectorAll(ours)].map((whole) => {
        const [red, green, blue, alpha] = getComputedStyle(whole).backgroundColor.match(/[\\d.]+/g).map(Number);
        return alpha === 0 ? null : (red + green + blue) / 765;
    }).filter((each) => each !== null)
"""


@dataclass(frozen=True)
class Look:
    """A page under a theme, in light or dark."""

    visit: Visit
    scheme: str

    @property
    def page(self) -> Page:
        return self.visit.page


def build(folder: Path, theme: str) -> Path:
    source = folder / "source"
    source.mkdir()
    (source / "conf.py").write_text(f"{CONF}html_theme = {theme!r}\n")
    (source / "index.md").write_text("# Home\n\n```{toctree}\nlesson\nwidgets\n```\n")
    (source / "lesson.md").write_text((TEMPLATES / "course" / "docs" / "lessons" / "01-mean.md").read_text("utf-8"))
    (source / "widgets.md").write_text(f"{HEAD}{WIDGETS}", encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", source, folder / "html"]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "html"


@pytest.fixture(scope="session", params=THEMES)
def themed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A theme, and the address of a course that has it."""
    with serve_course(build(tmp_path_factory.mktemp(request.param), request.param)) as url:
        yield request.param, url


@pytest.fixture(scope="session", params=["lesson", "widgets"])
def looks(request: pytest.FixtureRequest, browser: Browser, themed: tuple[str, str]) -> Iterator[list[Look]]:
    """A page in each scheme that the theme has, its folds open, with an answer that is right and one that is wrong."""
    theme, url = themed
    found = []
    for scheme in THEMES[theme]:
        context = browser.new_context(color_scheme=scheme, viewport={"width": 1100, "height": 900})
        visit = watch(context.new_page(), urlsplit(url).netloc)
        page = visit.page
        page.goto(f"{url}{request.param}.html", wait_until="load")
        if request.param == "lesson":
            wrong, right = page.locator(".question").nth(0), page.locator(".question").nth(1)
            wrong.locator("input").nth(1).check()
            right.locator("input[type=text]").fill("10")
            for question in (wrong, right):
                question.locator(".q-actions button").first.click()
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        page.wait_for_timeout(300)
        page.evaluate(END_TRANSITIONS)
        found.append(Look(visit, scheme))
    yield found
    for look in found:
        look.page.context.close()


def test_letters_stand_out(looks):
    for look in looks:
        look.page.evaluate(AXE_SCRIPT)
        assert look.page.evaluate(CONTRAST, OURS) == [], look.scheme


def test_nothing_is_cut_off(looks):
    for look in looks:
        assert look.page.evaluate(CLIPPED, OURS) == [], look.scheme


def test_every_colour_that_we_name_is_there(looks):
    assert {"--pst-color-secondary", "--pst-color-text-base"} <= NAMES
    for look in looks:
        assert look.page.evaluate(UNNAMED, sorted(NAMES)) == []


def test_dark_is_dark(looks):
    for look in looks:
        grounds = look.page.evaluate(LIGHTNESS, OURS)
        assert grounds
        assert all((ground < 0.5) is (look.scheme == "dark") for ground in grounds), (look.scheme, grounds)


def test_dark_follows_the_themes_own_button(looks, themed):
    """Furo keeps what its reader chose on the body."""
    if themed[0] == "furo":
        page = looks[0].page
        page.evaluate("document.body.dataset.theme = 'dark'")
        page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
        page.evaluate("document.body.dataset.theme = 'auto'")
        page.wait_for_function("() => document.documentElement.dataset.theme === 'light'")


def test_no_script_fails(looks):
    assert [said for look in looks for said in look.visit.console if said.startswith("uncaught")] == []
