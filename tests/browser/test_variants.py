"""Questions that vary, in a real browser: another one is drawn, judged, kept, and not printed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sphinx.cmd.build import build_main

from course import CONF, serve_course
from visits import SETTINGS, open_page

VARYING = (Path(__file__).parents[1] / "varying" / "index.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def varying_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page of questions that vary."""
    folder = tmp_path_factory.mktemp("varying")
    (folder / "source").mkdir()
    (folder / "source" / "conf.py").write_text(CONF)
    (folder / "source" / "index.md").write_text(VARYING, encoding="utf-8")
    assert build_main(["-q", "-W", "-b", "html", str(folder / "source"), str(folder / "html")]) == 0
    with serve_course(folder / "html") as url:
        yield url


@pytest.fixture
def page(browser: Browser, varying_url: str) -> Iterator[Page]:
    """The page with an empty memory; nothing is said on the console."""
    said: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{varying_url}index.html")
        yield page
    # The small site has no favicon, and the theme warns until it has stored a mode.
    assert [text for text in said if "404" not in text and "theme mode" not in text] == []


def question(page: Page, id: str) -> Locator:
    return page.locator(f"#question-{id}")


def press(asked: Locator, text: str) -> None:
    asked.get_by_role("button", name=text, exact=True).click()


def rows(asked: Locator) -> list[dict[str, Any]]:
    variants: list[dict[str, Any]] = json.loads(asked.get_attribute("data-question") or "")["variants"]
    return variants


def choose(asked: Locator, letter: str) -> None:
    asked.locator(f"input[value='{letter}']").check()
    press(asked, "Check")


def test_another_one_is_offered_only_after_an_answer(page: Page) -> None:
    asked = question(page, "the-weights")
    another = asked.get_by_role("button", name="Another one")
    expect(another).to_be_hidden()

    asked.locator("input").fill("144")
    press(asked, "Check")
    expect(asked.locator(".q-verdict")).to_contain_text("Each filter has a bias.")
    another.click()

    expect(another).to_be_hidden()
    expect(asked.locator(".q-verdict")).to_be_empty()
    expect(asked.locator("input")).to_be_focused()
    assert asked.locator("input").input_value() == ""


def test_each_variant_shows_its_numbers_and_judges_by_its_key(page: Page) -> None:
    asked = question(page, "the-weights")
    for row in rows(asked):
        filters, size = map(int, re.findall(r"\d+", row["name"]))
        expect(asked.locator(".q-stem")).to_contain_text(
            f"How many parameters have {filters} filters of {size}×{size}?"
        )
        asked.locator("input").fill(row["marks"][0])
        press(asked, "Check")
        expect(asked.locator(".q-verdict")).to_contain_text(f"{filters} * {size} * {size} Each filter has a bias.")
        press(asked, "Try again")
        asked.locator("input").fill(str(row["key"]))
        press(asked, "Check")
        expect(asked.locator(".q-verdict")).to_contain_text("Correct.")
        expect(asked.locator(".q-answer strong").first).to_have_text(f"Right: {row['key']} parameters.")
        expect(asked.locator(".q-answer .highlight")).to_contain_text(f">>> {filters} * ({size} * {size} + 1)")
        press(asked, "Another one")
    assert "16 filters of 3×3" in asked.locator(".q-stem").inner_text()


@pytest.mark.parametrize("id", ["the-map", "the-divisors"])
def test_options_come_in_the_order_of_the_variant_and_bring_their_feedback(page: Page, id: str) -> None:
    asked = question(page, id)
    says = asked.locator(".q-answer .q-feedback .q-says")
    first = says.evaluate_all("parts => parts.map((part) => part.textContent.replace(/[0-9]+/g, '').trim())")
    for row in rows(asked):
        letters = asked.locator(".q-options .q-letter").all_inner_texts()
        assert letters == ["A", "B", "C", "D"][: len(letters)]
        shown = says.evaluate_all("parts => parts.map((part) => part.textContent.replace(/[0-9]+/g, '').trim())")
        assert shown == [first[place] for place in row["order"]]
        for letter in row["key"]:
            asked.locator(f"input[value='{letter}']").check()
        press(asked, "Check")
        expect(asked.locator(".q-verdict")).to_contain_text("Correct.")
        press(asked, "Another one")


def test_an_answer_comes_back_with_its_variant(page: Page) -> None:
    asked = question(page, "the-map")
    choose(asked, "A")
    press(asked, "Another one")
    (right,) = rows(asked)[1]["key"]
    choose(asked, right)
    stem = asked.locator(".q-stem").inner_text()

    page.reload()

    assert asked.locator(".q-stem").inner_text() == stem
    assert asked.locator("input:checked").input_value() == right
    expect(asked.locator(".q-verdict")).to_contain_text("Correct.")
    press(asked, "Forget my answer")
    expect(asked.locator(".q-stem")).to_contain_text("28×28")


def test_an_answer_from_before_the_question_varied_is_one_to_the_first(page: Page) -> None:
    keep(page, "the-weights", {"answer": "160", "outcome": "correct"})

    expect(question(page, "the-weights").locator(".q-verdict")).to_contain_text("Correct.")


@pytest.mark.parametrize("variant", ["f = 3, k = 3", 7, None, {}, "", "__proto__"])
def test_an_answer_to_a_variant_that_is_no_more_is_forgotten(page: Page, variant: Any) -> None:
    keep(page, "the-weights", {"answer": "160", "outcome": "correct", "variant": variant})

    expect(question(page, "the-weights").locator(".q-verdict")).to_contain_text("cannot be read, and is forgotten")


def keep(page: Page, id: str, record: dict[str, Any]) -> None:
    """Leave in the browser's memory what another version of the page may have kept."""
    data = json.loads(question(page, id).get_attribute("data-question") or "")
    key = f"{id}:{data['version']}"
    script = (
        "([key, value]) => localStorage.setItem(`lessonlib ${new URL('./', location.href).pathname} ${key}`, value)"
    )
    page.evaluate(script, [key, json.dumps(record)])
    page.reload()


def test_on_paper_stands_the_first_variant(page: Page) -> None:
    asked = question(page, "the-map")
    choose(asked, "A")
    press(asked, "Another one")
    later = asked.locator(".q-stem").inner_text()

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(asked.locator(".q-stem")).to_contain_text("A 28×28 image passes one 5×5 kernel")
    page.evaluate("dispatchEvent(new Event('afterprint'))")

    assert asked.locator(".q-stem").inner_text() == later


def test_the_keyboard_alone_draws_another_one(page: Page) -> None:
    asked = question(page, "the-weights")
    asked.locator("input").focus()
    page.keyboard.type("144")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(asked.get_by_role("button", name="Another one")).to_be_focused()
    page.keyboard.press("Enter")

    expect(asked.locator("input")).to_be_focused()
    expect(asked.locator(".q-stem")).not_to_contain_text("16 filters of 3×3")


@pytest.mark.parametrize("setting", SETTINGS)
def test_axe_finds_nothing_in_another_variant(browser: Browser, site_url: str, setting: str) -> None:
    with browser.new_context(**SETTINGS[setting]) as context:
        visit = open_page(context, f"{site_url}lessons/02-convolution.html")
        for id in ("feature-map-of-a-5x5-kernel", "parameters-of-a-first-convolution"):
            asked = question(visit.page, id)
            choose(asked, "A")
            press(asked, "Another one")
        choose(asked, "B")

        assert visit.violations() == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= SETTINGS[setting]["viewport"]["width"]
