"""One who reads a course in another language keeps what was answered, in Chromium."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from sphinx.cmd.build import build_main

from course import CONF, EVERY_KIND, serve_course

NAMED = CONF + 'lessonlib_languages = ["en", "de"]\n'
HOME = "# Home\n\n```{toctree}\nlessons/kinds\n```\n\n```{progress}\n```\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """The course in English, and below it in German."""
    folder = tmp_path_factory.mktemp("languages")
    (folder / "source" / "lessons").mkdir(parents=True)
    for name, text in {"conf.py": NAMED, "index.md": HOME, "lessons/kinds.md": EVERY_KIND}.items():
        (folder / "source" / name).write_text(text, encoding="utf-8")
    for out, settings in (("html", []), ("html/de", ["-D", "language=de"])):
        trees = str(folder / out.replace("/", "-")) + "-trees"
        options = ["-q", "-W", "--keep-going", "-b", "html", *settings, "-d", trees]
        assert build_main([*options, str(folder / "source"), str(folder / out)]) == 0
    with serve_course(folder / "html") as url:
        yield url


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A page with an empty memory, where no script fails."""
    failed: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("pageerror", lambda error: failed.append(str(error)))
        yield page
    assert failed == []


def test_an_answer_is_kept_in_each_language(reader, address):
    reader.goto(f"{address}lessons/kinds.html")
    asked = reader.locator("#question-the-map")
    asked.locator("input[value=A]").check()
    asked.get_by_role("button", name="Check", exact=True).click()
    expect(asked.locator(".q-verdict")).not_to_be_empty()

    reader.get_by_role("link", name="Deutsch").click()

    expect(reader.locator("html")).to_have_attribute("lang", "de")
    assert reader.url == f"{address}de/lessons/kinds.html"
    expect(asked.locator("input[value=A]")).to_be_checked()
    expect(asked.locator(".q-verdict")).not_to_be_empty()
    asked.get_by_role("button", name="Noch einmal versuchen").click()
    asked.locator("input[value=B]").check()
    asked.get_by_role("button", name="Prüfen", exact=True).click()

    reader.get_by_role("link", name="English").click()

    expect(asked.locator("input[value=B]")).to_be_checked()
    assert {
        name.split()[1] for name in reader.evaluate("Object.keys(localStorage)") if name.startswith("lessonlib ")
    } == {urlsplit(address).path}


def test_all_that_a_browser_keeps_belongs_to_the_course_and_numbers_to_the_language(reader, address):
    said = "[lessonlib.course().href, lessonlib.grouped(12810), lessonlib.decimal(0.5, 2)]"

    reader.goto(f"{address}de/lessons/kinds.html")
    assert reader.evaluate(said) == [address, "12.810", "0,50"]

    reader.goto(f"{address}lessons/kinds.html")
    assert reader.evaluate(said) == [address, "12,810", "0.50"]
