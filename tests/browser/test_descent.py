"""The neuron that learns, in a real browser: as Keras computes, by keyboard, by hand, without script, in print."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from visits import SETTINGS, open_page

LESSON = "lessons/04-first-cnn.html"
JUDGED = json.loads((Path(__file__).parents[1] / "data" / "descents.json").read_text(encoding="utf-8"))["cases"]
COMPUTE = """
    (cases) => cases.map(({ start, rate, path, ...data }) => {
        const neuron = lessonlib.neuron(data);
        let at = start;
        const steps = path.map(() => {
            const slopes = neuron.slopes(at);
            return (at = at.map((value, n) => value - rate * slopes[n]));
        });
        return { loss: neuron.loss(start), slopes: neuron.slopes(start), path: steps };
    })
"""


@pytest.fixture
def descent(page: Page, site_url: str) -> Locator:
    page.goto(site_url + LESSON)
    return page.locator("lesson-descent")


def said(descent: Locator) -> str:
    return descent.locator(".descent-said").inner_text()


def press(descent: Locator, name: str) -> None:
    descent.get_by_role("button", name=name, exact=True).click()


def test_the_page_computes_what_keras_computed(page: Page, descent: Locator) -> None:
    for found, case in zip(page.evaluate(COMPUTE, JUDGED), JUDGED, strict=True):
        assert found["loss"] == pytest.approx(case["loss"], abs=2e-5), case
        assert found["slopes"] == pytest.approx(case["slopes"], abs=2e-5), case
        for steps, expected in zip(found["path"], case["path"], strict=True):
            assert steps == pytest.approx(expected, abs=2e-4), case


def test_the_steps_are_those_that_the_lesson_prints(page: Page, descent: Locator) -> None:
    """A cell of the lesson trains the same neuron with Keras, from the same weight at the same learning rate."""
    printed = re.findall(r"^weight (-?[\d.]+)$", page.locator("article").inner_text(), re.MULTILINE)
    assert len(printed) == 4
    for weight in printed:
        press(descent, "Step")
        shown = float(re.search(r"weight (−?[\d.]+)", said(descent))[1].replace("−", "-"))
        assert shown == pytest.approx(float(weight), abs=0.006)


def test_a_rate_that_is_too_large_leaps_and_one_that_is_too_small_creeps(descent: Locator) -> None:
    losses = {}
    for rate in ("0.1", "2", "12"):
        descent.get_by_role("radio", name=rate, exact=True).check(force=True)
        press(descent, "Start again")
        press(descent, "Step")
        losses[rate] = float(re.search(r"loss (\d+\.?\d*)", said(descent))[1])

    assert losses["2"] < 1 < 2 < losses["12"] < losses["0.1"]


def test_a_prediction_is_compared_and_the_step_taken(page: Page, descent: Locator) -> None:
    guess, verdict = descent.get_by_label("Your prediction of the next weight"), descent.locator(".descent-verdict")
    guess.fill("-4")
    page.keyboard.press("Enter")
    assert verdict.inner_text().endswith("A step goes against the slope.")
    assert said(descent).startswith("1 step: ")
    expect(guess).to_be_focused()

    guess.fill("far")
    page.keyboard.press("Enter")
    assert "Type a number first" in verdict.inner_text()
    assert said(descent).startswith("1 step: ")


def test_the_keyboard_chooses_another_start(page: Page, descent: Locator) -> None:
    descent.locator(".descent-curve").focus()
    page.keyboard.press("ArrowRight")
    assert said(descent).startswith("0 steps: weight −1.5,")
    page.keyboard.press("ArrowUp")
    assert said(descent).startswith("0 steps: weight −1.5,")

    descent.get_by_role("radio", name="Weight and bias").check(force=True)
    descent.locator(".descent-landscape").focus()
    page.keyboard.press("ArrowUp")
    assert said(descent).startswith("0 steps: weight −2, bias −1.5,")


def test_the_ball_can_be_put_elsewhere(page: Page, descent: Locator) -> None:
    chart = descent.locator(".descent-curve svg")
    chart.scroll_into_view_if_needed()
    area = chart.bounding_box()
    page.mouse.click(area["x"] + 0.9 * area["width"], area["y"] + 0.5 * area["height"])

    assert float(re.search(r"weight ([\d.]+)", said(descent))[1]) > 8


def test_play_takes_steps_until_it_is_paused(descent: Locator) -> None:
    press(descent, "Play")
    expect(descent.locator(".descent-said")).to_contain_text("2 steps")
    press(descent, "Pause")

    expect(descent.get_by_role("button", name="Play")).to_be_visible()


def test_print_and_a_page_without_javascript_show_the_drawing(browser: Browser, page: Page, descent: Locator) -> None:
    page.emulate_media(media="print")
    expect(descent.locator(".descent-desk")).to_be_hidden()
    expect(descent.locator(".descent-drawing")).to_be_visible()

    with browser.new_context(java_script_enabled=False) as context:
        still = context.new_page()
        still.goto(page.url)
        expect(still.locator(".descent-drawing")).to_be_visible()
        assert "learning rates 0.1, 0.5, 2, 12" in still.locator("lesson-descent").inner_text()


@pytest.mark.parametrize("setting", SETTINGS)
def test_axe_finds_nothing_on_the_landscape(browser: Browser, site_url: str, setting: str) -> None:
    with browser.new_context(**SETTINGS[setting]) as context:
        visit = open_page(context, site_url + LESSON)
        descent = visit.page.locator("lesson-descent")
        descent.get_by_role("radio", name="Weight and bias").check(force=True)
        press(descent, "Step")

        assert visit.violations() == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= SETTINGS[setting]["viewport"]["width"]
