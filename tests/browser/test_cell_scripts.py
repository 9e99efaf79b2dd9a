"""A real browser runs nothing that a cell printed, but for what the author lists."""

import pytest
from playwright.sync_api import Browser
from scripting_cells import CELLS, LISTED, WANTED, build

from lessonlib.sphinxext.outputs.content_security import script_hash

# Said in the console where something is refused.
REFUSED = "Content Security Policy"
CLICKED = {"link": "#press"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    site, _ = build(tmp_path_factory.mktemp("cells"), script_hash(WANTED))
    return site.folder / "_build" / "html"


def look(browser: Browser, address: str, click: str | None = None) -> tuple[dict[str, object], list[str]]:
    """Open a page, and press what is to be pressed; return which scripts ran, and what the console says."""
    with browser.new_context() as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(address, wait_until="load")
        if click:
            page.click(click)
            page.wait_for_timeout(200)
        return page.evaluate("({harm: window.harm ?? null, wanted: window.wanted ?? null})"), said


@pytest.mark.parametrize("name", CELLS)
def test_nothing_that_a_cell_printed_runs(browser, folder, name):
    ran, said = look(browser, (folder / f"{name}.html").as_uri(), CLICKED.get(name))

    assert ran == {"harm": None, "wanted": None}
    assert any(REFUSED in line for line in said) is bool(CELLS[name][1])


def test_a_listed_script_runs(browser, folder):
    ran, said = look(browser, (folder / f"{LISTED}.html").as_uri())

    assert ran == {"harm": None, "wanted": 1}
    assert said == []


@pytest.mark.parametrize("name", [name for name in CELLS if name not in {"elsewhere", "picture"}])
def test_without_the_policy_it_would_have_run(browser, folder, name):
    """So that these pages are a test: each that the build names does harm where nothing refuses it."""
    page = (folder / f"{name}.html").read_text(encoding="utf-8")
    open_page = folder / f"{name}-without.html"
    open_page.write_text(page.replace('http-equiv="Content-Security-Policy"', 'name="none"'), encoding="utf-8")

    ran, _ = look(browser, open_page.as_uri(), CLICKED.get(name))

    assert ran["harm"] == (1 if CELLS[name][1] else None)
