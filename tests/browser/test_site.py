"""What the site as a whole does in a browser: search, colours, the keyboard, print, weight."""

import gzip
import html
import re
from urllib.parse import quote, urlsplit

import pytest
from fontTools.ttLib import TTFont

from served import SITE, pages, serve
from visits import SETTINGS, open_page

# Bytes of a first view, compressed, the figures of the page aside.
FIRST_VIEW = 230_000
# Bytes of a page's figures, as they lie on the disk.
FIGURES = 250_000


def lesson() -> str:
    """Return the address of a page below the root, if there is one."""
    below = [page for page in pages() if "/" in page]
    return next((page for page in below if page.startswith("lessons/")), next(iter(below), "index.html"))


def test_the_search_finds_a_page_and_shows_where(page, site_url):
    page.goto(site_url + lesson())
    title = page.locator("article h1").evaluate("heading => heading.firstChild.textContent.trim()")
    page.goto(f"{site_url}search.html?q={title.split()[-1]}")

    page.locator("#search-results li a").first.wait_for()

    assert title in page.locator("#search-results").inner_text()


@pytest.mark.parametrize("typed", ["28x28", "3x3", "28×28", "101770", "101,770"])
def test_sizes_and_large_numbers_are_found_however_they_are_typed(page, site_url, typed):
    page.goto(f"{site_url}search.html?q={quote(typed)}")

    page.locator("#search-results li a").first.wait_for()

    assert page.locator("#search-results li a").count() > 0


def test_the_search_dialog_opens_with_the_keyboard(page, site_url):
    page.goto(site_url)

    page.keyboard.press("Control+k")

    page.locator("#pst-search-dialog input").wait_for(state="visible")
    assert page.evaluate("document.activeElement.name") == "q"


def test_the_first_tab_reaches_the_skip_link_and_it_leads_to_the_text(page, site_url):
    page.goto(site_url + lesson())

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert urlsplit(page.url).fragment == "main-content"


def test_the_colour_mode_chosen_is_kept_on_the_next_page(page, site_url):
    page.goto(site_url)
    page.locator(".theme-switch-button").first.click()
    page.locator("button[data-mode=dark]").first.click()

    page.goto(site_url + lesson())

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_without_javascript_the_page_is_readable(browser, site_url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + lesson())

    assert page.locator("article h1").is_visible()
    assert page.locator("html").get_attribute("data-theme") == "light"
    context.close()


def test_paper_is_light_and_the_button_prints(browser, site_url):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.add_init_script("window.print = () => { dispatchEvent(new Event('beforeprint')); window.printed = true }")
    page.goto(site_url + lesson())

    page.locator(".dropdown-download-buttons > button").click()
    page.locator("[data-print]").click()

    assert page.evaluate("window.printed")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    context.close()


def test_a_lost_reader_gets_the_sites_own_page(browser):
    """Its links begin at the root that the build was told, or else at the host's."""
    told = re.search(r'rel="canonical" href="([^"]*/)index.html"', (SITE / "index.html").read_text())
    with serve(urlsplit(told[1]).path if told else "/") as url:
        visit = open_page(browser.new_context(**SETTINGS["light-1280"]), url + "lessons/lost/page.html")

        assert visit.page.locator("article h1").inner_text().startswith("Page not found")
        # The one complaint is about the page itself, which is not there.
        assert len(visit.console) == 1
        assert visit.violations() == []
        visit.page.locator("a.logo").click()
        assert visit.page.url == url + "index.html"
        visit.page.context.close()


@pytest.mark.parametrize("address", ["index.html", *(page for page in pages() if page.startswith("lessons/"))])
def test_a_first_view_is_light(browser, site_url, address):
    visit = open_page(browser.new_context(**SETTINGS["light-1280"]), site_url + address, begins=False)
    visit.page.wait_for_load_state("networkidle")
    loaded = visit.page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    visit.page.context.close()

    paths = {urlsplit(url).path.removeprefix(urlsplit(site_url).path) for url in [site_url + address, *loaded]}
    files = [SITE / path for path in paths if not path.startswith("_images/")]

    sizes = {file.name: len(gzip.compress(file.read_bytes(), 9)) for file in files}
    assert sum(sizes.values()) <= FIRST_VIEW, sorted(sizes.items(), key=lambda item: -item[1])


@pytest.mark.parametrize("setting", ["light-390", "dark-390"])
def test_axe_finds_nothing_while_a_reader_goes_back(browser, site_url, setting):
    """Then the theme offers a way to the top."""
    with browser.new_context(**SETTINGS[setting]) as context:
        visit = open_page(context, site_url + lesson())
        for top in (3000, 2500):
            visit.page.evaluate("(top) => scrollTo({ top, behavior: 'instant' })", top)
            visit.page.wait_for_timeout(100)
        visit.page.locator("#pst-back-to-top").wait_for(state="visible")
        visit.page.wait_for_timeout(300)  # colours glide

        assert visit.violations() == []


def test_a_widget_is_there_when_a_reader_begins_to_read(browser, site_url):
    with browser.new_context(**SETTINGS["light-390"]) as context:
        page = open_page(context, f"{site_url}lessons/04-first-cnn.html", begins=False).page
        waits = page.evaluate("[...document.querySelectorAll(':not(:defined)')].map((each) => each.localName)")
        assert "cnn-lab" in waits

        page.keyboard.press("Tab")

        page.locator("cnn-lab .lab-train").first.wait_for(state="attached")
        assert page.evaluate("document.querySelectorAll(':not(:defined)').length") == 0


@pytest.mark.parametrize("address", pages())
def test_the_figures_of_a_page_are_light(address):
    """No browser needed: every file that the page shows is in `_images`, or stands in the page itself."""
    text = (SITE / address).read_text(encoding="utf-8")
    linked = {(SITE / address).parent / name for name in re.findall(r'src="([^"]*_images/[^"]+)"', text)}
    inline = re.findall(r'<svg.*?</svg>|src="data:[^"]*"', text, re.DOTALL)

    assert sum(file.stat().st_size for file in linked) + sum(map(len, inline)) <= FIGURES


def test_the_typeface_has_every_sign_of_the_text_in_both_weights(site_url):
    """Code and formulas have typefaces of their own."""
    elsewhere = re.compile(r"<(script|style|math|pre|code|svg)\b.*?</\1>|<[^>]+>", re.DOTALL)
    written = {html.unescape(elsewhere.sub("", (SITE / name).read_text(encoding="utf-8"))) for name in pages()}
    signs = {sign for text in written for sign in text if not sign.isspace()}

    for weight in (400, 600):
        files = (SITE / "_static" / "fonts").glob(f"lesson-sans-*-{weight}.woff2")
        drawn = {chr(code) for file in files for code in TTFont(file).getBestCmap()}
        assert signs - drawn - {"☐"} == set()  # a box to tick, on paper
