"""Predictions in a real browser: an output waits until it is predicted, and stands beside the prediction."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from visits import SETTINGS, open_page

LESSON = "lessons/04-first-cnn.html"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context() as context:
        yield context


@pytest.fixture
def page(context: BrowserContext, site_url: str) -> Page:
    page = context.new_page()
    page.goto(site_url + LESSON)
    return page


def asked(page: Page, words: str) -> Locator:
    return page.locator("lesson-prediction", has_text=words)


def press(place: Locator, text: str) -> None:
    place.get_by_role("button", name=text, exact=True).click()


def output_of(page: Page, words: str) -> Locator:
    """The output of the cell behind a prediction."""
    return page.locator(f"lesson-prediction:has-text('{words}') + .cell .cell_output")


WORDS, CHOICES = "How many parameters does this network have", "which will be ahead, training or validation"


def test_an_output_and_its_explanation_wait_for_a_prediction(page: Page) -> None:
    output, explained = output_of(page, WORDS), page.get_by_text("(784 pixels + 1 bias) × 128")
    assert output.get_attribute("hidden") == explained.get_attribute("hidden") == "until-found"

    press(asked(page, WORDS), "Show the output")
    expect(asked(page, WORDS).get_by_role("status")).to_have_text("There is no prediction yet. A guess is enough.")
    asked(page, WORDS).get_by_label("Your prediction").fill("100,000 <b>")
    page.keyboard.press("Enter")

    expect(output).to_contain_text("101,770 parameters")
    expect(output).to_be_focused()
    assert output.get_attribute("hidden") is explained.get_attribute("hidden") is None
    expect(page.locator(".prediction-both .prediction-yours")).to_have_text("You predicted100,000 <b>")
    assert page.locator(".prediction-both > .cell_output").count() == 1


def test_a_prediction_can_be_chosen(page: Page) -> None:
    place = asked(page, CHOICES)
    assert place.get_by_role("group", name="Your prediction").is_visible()

    place.get_by_label("Validation").check()
    press(place, "Show the output")

    expect(page.locator(".prediction-yours")).to_have_text("You predictedValidation")


def test_whoever_asks_is_shown(page: Page) -> None:
    press(asked(page, WORDS), "Just show me")

    assert output_of(page, WORDS).get_attribute("hidden") is None
    assert page.locator(".prediction-yours").count() == 0


def test_a_prediction_is_remembered_and_can_be_made_again(page: Page) -> None:
    asked(page, WORDS).get_by_label("Your prediction").fill("50")
    press(asked(page, WORDS), "Show the output")

    page.reload()

    expect(page.locator(".prediction-yours")).to_have_text("You predicted50")
    press(asked(page, WORDS), "Predict again")
    assert output_of(page, WORDS).get_attribute("hidden") == "until-found"
    expect(asked(page, WORDS).get_by_label("Your prediction")).to_be_focused()
    page.reload()
    assert output_of(page, WORDS).get_attribute("hidden") == "until-found"


def test_one_setting_shows_all_outputs_on_all_pages(page: Page, site_url: str) -> None:
    asked(page, WORDS).get_by_label("Show all outputs at once").check()
    assert page.locator("[hidden='until-found']").count() == 0

    page.goto(f"{site_url}lessons/03-pooling.html")

    assert page.locator("lesson-prediction").count() > 2
    assert page.locator("[hidden='until-found']").count() == 0
    page.locator("lesson-prediction").first.get_by_label("Show all outputs at once").uncheck()
    assert page.locator("[hidden='until-found']").count() > 2


def test_every_prediction_of_the_course_hides_an_output(page: Page, site_url: str) -> None:
    count = 0
    for lesson in (
        "01-feed-forward",
        "02-convolution",
        "03-pooling",
        "04-first-cnn",
        "05-errors",
        "06-dense-or-conv",
        "07-build-your-own",
    ):
        page.goto(f"{site_url}lessons/{lesson}.html")
        place = page.locator("lesson-prediction")
        found = place.evaluate_all("each => each.map((one) => one.output?.getAttribute('hidden'))")
        assert set(found) == {"until-found"}, lesson
        count += len(found)
    assert count > 22


def test_what_a_link_leads_to_is_not_hidden(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}lessons/02-convolution.html#teaches-channels-multiply")

    expect(page.get_by_text("32 filters give 32 maps, however many channels come in")).to_be_visible()


@pytest.mark.parametrize(
    "kept", ["", "{", "7", '{"given": 7}', '{"given": {}}', "null", '{"given": "' + "x" * 500 + '"}']
)
def test_what_is_kept_and_cannot_be_read_counts_as_nothing(page: Page, kept: str) -> None:
    key = page.evaluate("`lessonlib ${new URL('../', location.href).pathname} predicted `")
    of = asked(page, WORDS).get_attribute("data-of")
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [f"{key}{of}", kept])

    page.reload()

    assert output_of(page, WORDS).get_attribute("hidden") == "until-found"


def test_without_a_script_all_is_there(browser: Browser, site_url: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site_url + LESSON)

        expect(asked(page, CHOICES)).to_contain_text("Training")
        expect(output_of(page, WORDS)).to_contain_text("101,770 parameters")


def test_on_paper_all_is_there(page: Page) -> None:
    page.emulate_media(media="print")

    assert output_of(page, WORDS).evaluate("each => getComputedStyle(each).contentVisibility") == "visible"
    assert asked(page, WORDS).get_by_role("button").first.is_hidden()
    assert asked(page, CHOICES).locator("li").first.is_visible()


@pytest.mark.parametrize("setting", SETTINGS)
def test_axe_finds_nothing_before_and_after_a_prediction(browser: Browser, site_url: str, setting: str) -> None:
    with browser.new_context(**SETTINGS[setting]) as context:
        visit = open_page(context, site_url + LESSON)
        asked(visit.page, CHOICES).get_by_label("Validation").check()
        press(asked(visit.page, CHOICES), "Show the output")
        asked(visit.page, WORDS).get_by_label("Your prediction").fill("w" * 60)
        press(asked(visit.page, WORDS), "Show the output")
        visit.page.evaluate("scrollTo(0, 0)")
        expect(visit.page.locator("#pst-back-to-top")).to_be_hidden()  # the theme's own, whose contrast is low

        assert visit.violations() == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= SETTINGS[setting]["viewport"]["width"]
