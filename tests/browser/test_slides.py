"""Slides in a real browser: the answer is one key away, the speaker has the notes, and nothing needs a script."""

import re

import pytest
from playwright.sync_api import expect

from served import pages

DECKS = [page for page in pages() if page.startswith("slides/")]


@pytest.fixture
def deck(page, site_url):
    page.goto(site_url + next(deck for deck in DECKS if "02-" in deck))
    page.locator(".reveal.ready").wait_for()
    return page


def test_there_is_a_deck_for_each_lesson():
    assert len(DECKS) == len([page for page in pages() if page.startswith("lessons/")])


def test_the_answer_to_a_question_is_one_key_away(deck):
    number = deck.evaluate("Reveal.getSlides().findIndex(slide => slide.matches('.question:has(.fragment)'))")
    deck.evaluate("number => Reveal.slide(number, 0, -1)", number)
    answer = deck.locator("section.present .fragment")
    assert not answer.evaluate("node => node.matches('.visible')")

    deck.keyboard.press("ArrowRight")

    assert answer.evaluate("node => node.matches('.visible')")
    expect(answer).to_be_visible()  # it fades in
    expect(answer).to_have_text(re.compile(r"^\s*Right:"), use_inner_text=True)


def test_the_window_of_the_speaker_shows_the_notes_of_the_slide(deck):
    deck.evaluate("Reveal.slide(1)")
    said = deck.locator("section.present aside.notes strong").first.text_content()

    with deck.context.expect_page() as opened:
        deck.keyboard.press("s")

    notes = opened.value.locator(".speaker-controls-notes .value strong").first
    notes.wait_for()
    assert notes.text_content() == said
    assert opened.value.frame_locator("#current-slide iframe").locator("section.present").count() == 1


@pytest.mark.parametrize("address", DECKS)
def test_no_slide_is_taller_than_the_screen(page, site_url, address):
    page.goto(site_url + address)
    page.locator(".reveal.ready").wait_for()

    tall = page.evaluate("""
        Reveal.getSlides().filter((slide, number) => {
            Reveal.slide(number, 0, 99);
            return slide.scrollHeight > slide.clientHeight + 2 || slide.scrollWidth > slide.clientWidth + 2;
        }).map(slide => slide.innerText.slice(0, 60))
    """)

    assert tall == []


def test_the_core_path_leaves_out_what_is_optional(deck, site_url):
    everything = deck.evaluate("Reveal.getTotalSlides()")
    deck.goto(deck.url.partition("#")[0] + "?core")
    deck.locator(".reveal.ready").wait_for()

    assert deck.evaluate("Reveal.getTotalSlides()") < everything
    assert (
        deck.get_by_text("(optional)").count() == deck.locator("section:has(.exercise) h2:text('(optional)')").count()
    )


def test_the_script_is_a_page_with_all_slides_and_notes(page, site_url):
    page.goto(site_url + DECKS[0] + "?script")

    assert page.locator("section h2").last.is_visible()
    assert page.locator("aside.notes").first.is_visible()
    assert page.locator(".reveal").count() == 0


def test_space_presses_a_steppers_button_and_does_not_leave_the_slide(deck):
    number = deck.evaluate("Reveal.getSlides().findIndex(slide => slide.querySelector('lesson-stepper'))")
    deck.evaluate("number => Reveal.slide(number)", number)
    deck.locator("section.present lesson-stepper").get_by_role("button", name="Next").focus()
    before = deck.locator("section.present lesson-stepper").inner_text()

    deck.keyboard.press("Space")

    assert deck.evaluate("Reveal.getIndices().h") == number
    assert deck.locator("section.present lesson-stepper").inner_text() != before


def test_what_no_slide_can_show_is_linked_on_the_lessons_page(deck):
    links = deck.evaluate("[...document.querySelectorAll('.on-the-page a')].map(link => link.href)")

    assert len(links) > 2
    for link in links:
        address, _, anchor = link.partition("#")
        assert deck.request.get(address).ok
        assert f'id="{anchor}"' in deck.request.get(address).text()


def test_without_javascript_a_deck_is_a_page_to_read_with_its_notes(browser, site_url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + DECKS[0])

    assert page.locator("section h2").last.is_visible()
    assert page.locator("aside.notes").first.is_visible()
    context.close()
