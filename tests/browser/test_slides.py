"""Slides in a real browser: the answer is one key away, the speaker has the notes, and nothing needs a script."""

import pytest

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
    assert answer.inner_text().startswith("Right:")


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


def test_without_javascript_a_deck_is_a_page_to_read_with_its_notes(browser, site_url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + DECKS[0])

    assert page.locator("section h2").last.is_visible()
    assert page.locator("aside.notes").first.is_visible()
    context.close()
