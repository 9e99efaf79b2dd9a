"""The stepper in a real browser: as Keras computes, by keyboard, by hand, without script, in print."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from visits import SETTINGS, open_page

LESSON = "lessons/02-convolution.html"
POOLING = "lessons/03-pooling.html"
JUDGED = json.loads((Path(__file__).parents[1] / "data" / "windows.json").read_text(encoding="utf-8"))["cases"]
COMPUTE = """
    (cases) => cases.map(({ grid, ...settings }) => {
        const over = lessonlib.windows.over(grid, settings);
        return Array.from({ length: over.rows }, (_, row) => Array.from({ length: over.columns },
            (_, column) => Math.round(over.value(row * over.columns + column) * 1e4) / 1e4));
    })
"""


@pytest.fixture
def lesson(page: Page, site_url: str) -> Page:
    """The lesson with the first stepper."""
    page.goto(site_url + LESSON)
    return page


@pytest.fixture
def stepper(lesson: Page) -> Locator:
    return lesson.locator("lesson-stepper").first


def shown_map(stepper: Locator) -> list[str]:
    """Return what stands in the map; nothing, where the kernel has not been."""
    return stepper.locator("svg g > text.stepper-number").all_text_contents()


def said(stepper: Locator) -> str:
    return stepper.locator(".stepper-said").inner_text()


def test_the_page_computes_what_keras_computed(lesson: Page) -> None:
    """Number for number: each sum, largest number and mean, each border of zeros."""
    for found, case in zip(lesson.evaluate(COMPUTE, JUDGED), JUDGED, strict=True):
        for row, expected in zip(found, case["map"], strict=True):
            assert row == (pytest.approx(expected, abs=2e-4) if "pool" in case else expected), case


def test_the_arrow_keys_of_the_slider_move_the_kernel_and_the_map_grows(lesson: Page, stepper: Locator) -> None:
    """Only the sums of places already visited are to be seen; the next is asked for."""
    stepper.get_by_role("slider").focus()
    lesson.keyboard.press("ArrowRight")
    lesson.keyboard.press("ArrowRight")

    assert said(stepper) == "Place 3 of 12, row 1, column 3: sum −3."
    assert shown_map(stepper) == ["3", "3", "−3", "?"] + [""] * 8
    assert stepper.locator(".stepper-sum").inner_text().endswith("= −3")


def test_the_arrow_keys_on_the_image_go_in_all_directions(lesson: Page, stepper: Locator) -> None:
    stepper.locator(".stepper-scene").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowUp"):
        lesson.keyboard.press(key)
    assert said(stepper).startswith("Place 2 of 12, row 1, column 2")

    lesson.keyboard.press("End")
    assert said(stepper).startswith("Place 12 of 12, row 3, column 4")
    assert "row 3, column 4" in stepper.locator(".stepper-scene").get_attribute("aria-label")


def test_the_buttons_stop_at_both_ends(lesson: Page, stepper: Locator) -> None:
    """A button at its end stays focusable, and says that it does nothing."""
    back = stepper.get_by_role("button", name="Back")
    back.focus()
    lesson.keyboard.press("Enter")

    assert "Place 1 of 12" in said(stepper)
    expect(back).to_be_focused()
    expect(back).to_have_attribute("aria-disabled", "true")


def test_the_kernel_can_be_dragged_and_a_place_of_the_map_be_chosen(lesson: Page, stepper: Locator) -> None:
    stepper.locator("svg").scroll_into_view_if_needed()
    plate = stepper.locator(".stepper-plate .stepper-frame").bounding_box()
    cell = plate["width"] / 3
    lesson.mouse.move(plate["x"] + 1.5 * cell, plate["y"] + 1.5 * cell)
    lesson.mouse.down()
    lesson.mouse.move(plate["x"] + 3.6 * cell, plate["y"] + 2.4 * cell)
    lesson.mouse.up()
    assert "row 2, column 3" in said(stepper)

    stepper.locator("svg g > rect.stepper-cell").last.click()
    assert "row 3, column 4" in said(stepper)


def test_a_prediction_is_compared_and_then_the_kernel_moves(lesson: Page, stepper: Locator) -> None:
    guess, verdict = stepper.get_by_label("Your prediction of the next sum"), stepper.locator(".stepper-verdict")
    guess.fill("3")
    lesson.keyboard.press("Enter")
    assert verdict.inner_text() == "3, as you said."
    expect(guess).to_be_focused()

    guess.fill("3")
    lesson.keyboard.press("Enter")
    assert verdict.inner_text() == "You said 3; it is −3. Look at the signs again."
    assert "Place 3 of 12" in said(stepper)

    guess.fill("much")
    lesson.keyboard.press("Enter")
    assert "Type a number first" in verdict.inner_text()
    assert "Place 3 of 12" in said(stepper)


@pytest.mark.parametrize("typed", ["-3", "−3", "- 3", "-3,0", "-6/2"])
def test_a_prediction_is_read_in_many_spellings(lesson: Page, stepper: Locator, typed: str) -> None:
    stepper.get_by_role("slider").fill("1")
    stepper.get_by_label("Your prediction").fill(typed)
    lesson.keyboard.press("Enter")

    assert stepper.locator(".stepper-verdict").inner_text() == "−3, as you said."


def test_a_kernel_can_be_taken_and_typed(stepper: Locator) -> None:
    stepper.get_by_role("button", name="Sharpen").click()
    assert stepper.locator(".stepper-weight").nth(4).input_value() == "5"
    stepper.get_by_role("slider").fill("1")
    assert said(stepper).endswith("sum 2.")  # five times 1, less three neighbours

    middle = stepper.get_by_label("Kernel, row 2, column 2")
    middle.fill("1/2")
    assert said(stepper).endswith("sum −2.5.")
    assert stepper.get_by_role("button", name="Your own").get_attribute("aria-pressed") == "true"

    middle.fill("x")
    assert middle.get_attribute("aria-invalid") == "true"
    assert said(stepper).endswith("sum −2.5.")


def test_stride_and_padding_change_how_many_places_there_are(stepper: Locator) -> None:
    stepper.get_by_label("Padding “same”").check()
    assert "Place 1 of 30" in said(stepper)
    stepper.get_by_role("radio", name="2").check(force=True)

    assert "Place 1 of 9" in said(stepper)
    assert stepper.locator(".stepper-formula").inner_text() == (
        "Rows, with the border of zeros: (7 − 3) / 2 + 1 = 3. Columns: (7 − 3) / 2 + 1 = 3."
    )


def test_the_photograph_has_the_map_that_the_lesson_computes(lesson: Page, stepper: Locator) -> None:
    """As large as Keras's map of the same tower; the arrow keys move the frame."""
    stepper.get_by_role("radio", name="Photograph").check(force=True)
    stepper.get_by_role("button", name="Edge").click()
    expect(stepper.locator("canvas").first).to_be_visible()
    sizes = stepper.locator("canvas").evaluate_all("all => all.map(canvas => [canvas.height, canvas.width])")
    assert sizes == [[90, 90], [88, 88]]

    stepper.locator(".stepper-photo").first.focus()
    lesson.keyboard.press("Home")
    lesson.keyboard.press("ArrowRight")
    assert "Place 2 of 7,744, row 1, column 2" in said(stepper)
    assert stepper.get_by_label("Your prediction").is_hidden()


def test_play_goes_from_place_to_place_until_it_is_paused(stepper: Locator) -> None:
    stepper.get_by_role("button", name="Play").click()
    expect(stepper.locator(".stepper-said")).to_contain_text("Place 3 of 12")
    stepper.get_by_role("button", name="Pause").click()

    expect(stepper.get_by_role("button", name="Play")).to_be_visible()


def test_pooling_stands_in_the_same_frame(page: Page, site_url: str) -> None:
    page.goto(site_url + POOLING)
    stepper = page.locator("lesson-stepper").first
    assert stepper.locator(".stepper-sum").inner_text() == "the largest of 1, 0, 4, 2 = 4"

    stepper.get_by_role("radio", name="the mean").check(force=True)
    assert stepper.locator(".stepper-sum").inner_text() == "(1 + 0 + 4 + 2) / 4 = 1.75"
    stepper.get_by_role("radio", name="1", exact=True).check(force=True)
    assert "Place 1 of 9" in said(stepper)


def test_print_shows_every_place_and_no_controls(lesson: Page, stepper: Locator) -> None:
    """On paper nothing can be stepped through."""
    lesson.emulate_media(media="print")

    expect(stepper.locator(".stepper-desk")).to_be_hidden()
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


@pytest.mark.parametrize("setting", SETTINGS)
def test_axe_finds_nothing_on_a_photograph_and_a_wrong_weight(browser: Browser, site_url: str, setting: str) -> None:
    with browser.new_context(**SETTINGS[setting]) as context:
        visit = open_page(context, site_url + LESSON)
        stepper = visit.page.locator("lesson-stepper").first
        stepper.get_by_role("radio", name="Photograph").check(force=True)
        stepper.get_by_label("Kernel, row 1, column 1").fill("x")
        expect(stepper.locator("canvas").first).to_be_visible()

        assert visit.violations() == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= SETTINGS[setting]["viewport"]["width"]
