"""What comes back on the page "review", and when: Leitner's boxes, by the clock of the reader."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

HOME, LESSON, ID = "review.html", "lessons/06-dense-or-conv.html", "parameters-of-a-dense-layer"
BEGIN = dt.datetime(2030, 1, 1, 9, tzinfo=dt.UTC)


@pytest.fixture(params=["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page whose clock stands at the begin, in one of several parts of the world."""
    with browser.new_context(timezone_id=request.param) as context:
        page = context.new_page()
        on_day(page, 0)
        yield page


def on_day(page: Page, day: int) -> None:
    page.clock.set_fixed_time(BEGIN + dt.timedelta(days=day))


def due(page: Page, site_url: str) -> list[str]:
    page.goto(site_url + HOME)
    return page.locator(".review li:visible a").all_inner_texts()


def answer(page: Page, *, rightly: bool) -> None:
    """Answer the question that is open with its key, or with a mistake that is expected."""
    asked = page.locator(f"#question-{ID}")
    given = "785" if not rightly else asked.evaluate("asked => String(asked.data.key)")
    asked.locator("input").fill(given)
    asked.get_by_role("button", name="Check", exact=True).click()
    expect(asked.locator(".q-verdict")).to_contain_text("Correct." if rightly else "Not yet.")


def come_back(page: Page, site_url: str) -> None:
    page.goto(site_url + HOME)
    page.locator(".review li:visible a").click()
    expect(page.locator(f"#question-{ID} .q-verdict")).to_be_empty()


def test_the_time_doubles_with_each_right_answer(page: Page, site_url: str) -> None:
    page.goto(site_url + LESSON)
    answer(page, rightly=True)
    day = 0
    for wait in (1, 2, 4, 8, 16, 32, 64, 64):
        on_day(page, day + wait - 1)
        assert due(page, site_url) == []
        expect(page.locator(".review-told")).to_have_text(
            "Nothing is due today. Tomorrow the next question comes back."
        )
        on_day(page, day := day + wait)
        assert len(due(page, site_url)) == 1
        come_back(page, site_url)
        answer(page, rightly=True)


def test_a_wrong_answer_is_due_at_once_and_begins_anew(page: Page, site_url: str) -> None:
    page.goto(site_url + LESSON)
    answer(page, rightly=True)
    on_day(page, 1)
    come_back(page, site_url)
    answer(page, rightly=False)
    assert len(due(page, site_url)) == 1

    come_back(page, site_url)
    answer(page, rightly=True)

    assert due(page, site_url) == []
    on_day(page, 2)
    assert len(due(page, site_url)) == 1


def test_to_answer_again_before_it_is_due_changes_nothing(page: Page, site_url: str) -> None:
    page.goto(site_url + LESSON)
    answer(page, rightly=True)
    for _ in range(5):
        page.locator(f"#question-{ID}").get_by_role("button", name="Another one").click()
        answer(page, rightly=True)
    on_day(page, 1)

    assert len(due(page, site_url)) == 1


def test_who_comes_from_review_is_asked_with_other_numbers(page: Page, site_url: str) -> None:
    page.goto(site_url + LESSON)
    stem = page.locator(f"#question-{ID} .q-stem")
    first = stem.inner_text()
    answer(page, rightly=False)

    come_back(page, site_url)

    assert page.url.endswith(f"{LESSON}?review#question-{ID}")
    expect(stem).not_to_have_text(first)


def test_ten_minutes_are_shown_of_what_is_due_first_what_was_missed(page: Page, site_url: str) -> None:
    page.goto(site_url + HOME)
    marks = page.locator(".review .q-progress")
    keys = marks.evaluate_all("marks => marks.map((mark) => mark.dataset.questions)")
    for number, key in enumerate(keys):
        keep(page, key, {"outcome": "incorrect" if number == 40 else "correct", "box": 1, "day": number % 7})
    page.reload()

    shown = page.locator(".review li:visible .q-progress")
    seconds = [int(each) for each in shown.evaluate_all("marks => marks.map((mark) => mark.dataset.seconds)")]

    assert 420 < sum(seconds) <= 600
    assert shown.first.get_attribute("data-questions") == keys[40]
    expect(page.locator(".review-told")).to_contain_text(f"Due today on this device: {len(keys)}, of which these")


@pytest.mark.parametrize(
    "odd",
    [
        {"box": 99, "day": 1},
        {"box": -1, "day": 1},
        {"box": "2", "day": 1},
        {"box": 2, "day": 1e300},
        {"box": 2},
        {"day": 3},
        {},
    ],
)
def test_a_record_that_is_older_or_made_up_is_due(page: Page, site_url: str, odd: dict[str, Any]) -> None:
    page.goto(site_url + HOME)
    key = page.locator(".review .q-progress").first.get_attribute("data-questions") or ""
    keep(page, key, {"outcome": "correct", **odd})
    on_day(page, 4)

    assert len(due(page, site_url)) == 1


def keep(page: Page, key: str, record: dict[str, Any]) -> None:
    script = (
        "([key, value]) => localStorage.setItem(`lessonlib ${new URL('./', location.href).pathname} ${key}`, value)"
    )
    page.evaluate(script, [key, json.dumps(record)])
