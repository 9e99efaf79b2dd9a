"""The stepper in a real browser: by keyboard, read aloud, without script, in print."""

import pytest
from playwright.sync_api import Browser, Page, expect

LESSON = "lessons/02-convolution.html"


@pytest.fixture
def lesson(page: Page, site_url: str) -> Page:
    """The lesson with the first stepper."""
    page.goto(site_url + LESSON)
    return page


def test_the_arrow_keys_move_the_kernel_and_the_map_grows(lesson: Page) -> None:
    """Only the sums of places already visited are to be seen."""
    stepper = lesson.locator("lesson-stepper").first

    stepper.get_by_role("slider").focus()
    lesson.keyboard.press("ArrowRight")
    lesson.keyboard.press("ArrowRight")

    expect(stepper.get_by_role("status")).to_have_text("Place 3 of 12, row 1, column 3: sum −3.")
    seen = stepper.locator(".stepper-map td p").evaluate_all(
        "all => all.filter(p => p.checkVisibility({visibilityProperty: true})).map(p => p.textContent)"
    )
    assert seen == ["3", "3", "−3"]


def test_the_buttons_stop_at_both_ends(lesson: Page) -> None:
    """A button at its end stays focusable, and says that it does nothing."""
    stepper = lesson.locator("lesson-stepper").first
    back = stepper.get_by_role("button", name="Back")

    back.focus()
    lesson.keyboard.press("Enter")

    expect(stepper.get_by_role("status")).to_contain_text("Place 1 of 12")
    expect(back).to_be_focused()
    expect(back).to_have_attribute("aria-disabled", "true")


def test_the_marked_patch_is_the_one_that_is_multiplied(lesson: Page) -> None:
    """With stride 2 and padding the third place lies at the right edge."""
    stepper = lesson.locator("lesson-stepper").nth(1)
    for _ in range(2):
        stepper.get_by_role("button", name="Next").click()

    marked = stepper.locator(".stepper-image td.stepper-here").all_text_contents()
    patch = stepper.locator(".stepper-now .line-block").first.locator(".line").all_text_contents()

    assert [text.strip() for text in marked] == " ".join(patch).split()


def test_print_shows_every_place_and_no_controls(lesson: Page) -> None:
    """On paper nothing can be stepped through."""
    lesson.emulate_media(media="print")
    stepper = lesson.locator("lesson-stepper").first

    expect(stepper.get_by_role("slider")).to_be_hidden()
    expect(stepper.locator(".stepper-working tbody tr")).to_have_count(12)
    expect(stepper.locator(".stepper-working")).to_be_visible()
    expect(stepper.locator(".stepper-map td p").last).to_be_visible()


def test_without_javascript_every_place_is_there(browser: Browser, site_url: str) -> None:
    """The tables need no script."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site_url + LESSON)
        stepper = page.locator("lesson-stepper").first

        expect(stepper.locator(".stepper-working")).to_be_visible()
        expect(stepper.locator(".stepper-map td").last).to_be_visible()
