"""While an author writes: each save is seen in an open page, and each mistake, without a hand on the browser."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from watched import Live

from conftest import CONF

FORKS = [pytest.param("yes", id="forked"), pytest.param("no", id="unforked")]
SITE = CONF.replace('"myst_nb"]', '"lessonlib.sphinxext.outputs.site", "myst_nb"]') + 'html_static_path = ["_static"]\n'
HEAD = "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n\n"
HOME = "# Home\n\nThe first word.\n\n```{toctree}\nother\n```\n"


@pytest.fixture(params=FORKS)
def live(request, tmp_path, monkeypatch):
    source = tmp_path / "source"
    (source / "_static").mkdir(parents=True)
    (source / "conf.py").write_text(SITE)
    (source / "index.md").write_text(HOME)
    (source / "other.md").write_text("# Other\n\nText.\n")
    running = Live(source, tmp_path / "_build", LESSONLIB_FORK=request.param, LESSONLIB_DATA="embedded")
    running.wait(lambda: running.builds() == 1)
    yield running
    code = running.stop()
    assert code == 0, running.said()
    assert processes_of(running) == []


def processes_of(live: Live) -> list[str]:
    """Return the processes that build this site and still run."""
    mark, found = str(live.source).encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        if int(process.name) != os.getpid():
            try:
                command = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if mark in command:
                found.append(command.decode())
    return found


@pytest.fixture
def page(browser: Browser, live: Live) -> Page:
    with browser.new_context() as context:
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(f"{message.text} ({message.location['url']})"))
        page.goto(live.address)
        yield page
        assert [text for text in page.said if "/_live/" in text] == []  # nothing of ours is against the page's policy


def test_a_saved_word_is_seen_and_the_page_keeps_its_policy(live, page):
    expect(page.locator("main")).to_contain_text("The first word.")

    (live.source / "index.md").write_text(HOME.replace("first", "second"))

    expect(page.locator("main")).to_contain_text("The second word.", timeout=20_000)
    expect(page.locator('meta[http-equiv="Content-Security-Policy"]')).to_have_count(1)


def test_a_save_changes_text_in_place_and_reloads_the_page_once_for_all_else(live, page):
    loads = []
    page.on("load", lambda: loads.append(page.locator("article h1").text_content()))

    def save(text, shown):
        (live.source / "index.md").write_text(text)
        expect(page.locator("main")).to_contain_text(shown, timeout=20_000)
        live.settle()
        page.wait_for_timeout(500)  # in which it would be loaded again

    for word in ("second", "third"):
        save(HOME.replace("first", word), f"The {word} word.")
    assert loads == []
    save(HOME.replace("Home", "House"), "House")
    save(HOME.replace("Home", "House").replace("first", "fourth"), "The fourth word.")
    save(HOME.replace("Home", "Hut"), "Hut")
    assert ["House" in title for title in loads] == [True, False]


def test_a_mistake_is_seen_with_file_and_line_and_goes_when_it_is_mended(live, page):
    problems = page.locator("#live-problems")

    (live.source / "index.md").write_text(HOME + "\n{term}`no such term`\n")
    expect(problems).to_contain_text("index.md:9", timeout=20_000)
    assert "index.md:9" in live.said()
    (live.source / "index.md").write_text(HOME + "\n```{code-cell}\n1 / 0\n```\n")
    expect(problems).to_contain_text("a code-cell stands on a page that does not run", timeout=20_000)
    (live.source / "index.md").write_text(HEAD + HOME + "\n```{code-cell}\n1 / 0\n```\n")
    expect(problems).to_contain_text("ZeroDivisionError", timeout=60_000)
    (live.source / "index.md").write_text(HOME.replace("first", "mended"))

    expect(page.locator("main")).to_contain_text("The mended word.", timeout=20_000)
    expect(problems.locator("pre")).to_have_text([])


def test_a_mistake_in_the_settings_is_seen_and_mended(live, page):
    settings = live.source / "conf.py"

    settings.write_text(SITE + "1 / 0\n")
    expect(page.locator("#live-problems")).to_contain_text("ZeroDivisionError", timeout=60_000)
    settings.write_text(SITE.replace('"Test"', '"Another name"'))

    expect(page.locator("#live-problems")).to_have_count(0, timeout=60_000)
    expect(page).to_have_title("Home — Another name documentation", timeout=20_000)


def test_pages_come_and_go(live, page):
    index = live.source / "index.md"
    page.goto(f"{live.address}new.html")
    expect(page.locator("h1")).to_have_text("There is no such page")

    (live.source / "new.md").write_text("# New\n\nHere it is.\n")
    index.write_text(HOME.replace("other", "other\nnew"))

    expect(page.locator("main")).to_contain_text("Here it is.", timeout=20_000)
    live.settle()
    page.goto(f"{live.address}other.html")
    expect(page.locator("nav").filter(has_text="New").first).to_be_visible()


def test_a_style_is_seen(live, page):
    (live.source / "_static" / "own.css").write_text("article h1 { color: rgb(1, 2, 3) !important; }")
    (live.source / "conf.py").write_text(SITE + 'html_css_files = ["own.css"]\n')
    expect(page.locator("article h1")).to_have_css("color", "rgb(1, 2, 3)", timeout=60_000)

    (live.source / "_static" / "own.css").write_text("article h1 { color: rgb(4, 5, 6) !important; }")

    expect(page.locator("article h1")).to_have_css("color", "rgb(4, 5, 6)", timeout=20_000)


def test_nothing_of_a_site_that_changes_is_kept(live, page):
    """A browser that has kept a site of this address is told to forget it."""
    worker = page.request.get(f"{live.address}service-worker.js")

    assert "registration.unregister()" in worker.text()
    assert page.request.get(f"{live.address}offline.json").status == 404
