"""Every page, in light and dark, on a desktop and on a phone."""

import pytest
from playwright.sync_api import Browser

from served import pages
from visits import open_page


def test_axe_finds_nothing(visit):
    """WCAG 2.0 to 2.2, levels A and AA, and axe's best practices."""
    assert visit.violations() == []


def test_the_console_is_silent(visit):
    """Breaches of the Content-Security-Policy are said there too."""
    assert visit.console == []


def test_no_other_host_is_asked(visit):
    assert visit.other_hosts == []


def test_nothing_makes_the_page_scroll_sideways(visit):
    excess = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    assert excess <= 0


def test_every_image_has_alternative_text(visit):
    """An empty text is for ornaments, and none of the pages' own figures is one."""
    without = visit.page.evaluate("""
        [...document.images]
            .filter(image => !image.hasAttribute("alt") || (image.closest("article") && !image.alt.trim()))
            .map(image => image.src)
    """)

    assert without == []


def test_the_colour_scheme_is_the_one_asked_for(visit, request):
    scheme = visit.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'")

    assert visit.page.evaluate("document.documentElement.dataset.theme") == scheme


def test_no_field_makes_a_phone_enlarge_the_page(visit):
    """Some phones do so for letters of less than 16 pixels."""
    small = visit.page.evaluate("""
        [...document.querySelectorAll("input:not([type=checkbox], [type=radio], [type=range]), textarea, select")]
            .filter(field => parseFloat(getComputedStyle(field).fontSize) < 16)
            .map(field => field.outerHTML)
    """)

    assert visit.page.viewport_size["width"] > 600 or small == []


@pytest.mark.parametrize("lesson", [page for page in pages() if page.startswith("lessons/")])
def test_a_page_with_all_answers_open_does_not_scroll_sideways(lesson: str, browser: Browser, site_url: str) -> None:
    """Whoever has asked for each of them reads them on a small phone, too."""
    with browser.new_context(viewport={"width": 320, "height": 700}) as context:
        page = open_page(context, site_url + lesson).page
        page.evaluate(
            "document.querySelectorAll('details').forEach((each) => { each.open = true; each.hidden = false; })"
        )
        assert page.locator(".q-feedback:visible").count() > 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
