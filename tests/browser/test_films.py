"""The films of the built site, where it has them; else their words."""

import pytest

from served import pages

LESSONS = [address for address in pages() if address.startswith("lessons/")]


@pytest.mark.parametrize("address", LESSONS)
def test_a_lesson_shows_its_film_with_captions_or_its_words(page, site_url, address):
    """The captions are inside the page, and its policy lets them load; nothing plays by itself."""
    page.goto(site_url + address)
    video = page.locator(".lesson-film video")
    if video.count() == 0:
        assert page.locator(".lesson-film details[open] p").count() > 5
        assert page.locator(".lesson-film img").evaluate("image => image.decode().then(() => image.naturalWidth)")
        return
    loaded = "video => video.textTracks[0].cues && video.textTracks[0].cues.length"
    page.wait_for_function("() => (document.querySelector('.lesson-film video').textTracks[0].cues || []).length")
    assert video.evaluate(loaded) > 10
    assert video.evaluate("video => video.paused")
    video.evaluate("video => video.play()")
    page.wait_for_function("() => document.querySelector('.lesson-film video').currentTime > 0.2")
    assert video.evaluate("video => video.videoWidth") == 1920
