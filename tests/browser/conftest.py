"""A real Chromium over the built site. For the tests of a widget: `page` and `site_url`."""

import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from served import SCREENSHOTS, pages, serve
from visits import SETTINGS, Visit, open_page, watch

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one Chromium of all tests."""
    program = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if program is None:
        pytest.fail(f"no Chromium found (looked for {', '.join(CHROMIUMS)}): install it (apt install chromium)")
    with sync_playwright() as playwright:
        # Root, as in a container, may not use Chromium's sandbox. No host but this machine is known.
        alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", alone])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site_url() -> Iterator[str]:
    """The address of the built site's root, with a slash at its end."""
    with serve() as url:
        yield url


@pytest.fixture
def page(browser: Browser, site_url: str) -> Iterator[Page]:
    """A fresh page with an empty memory; its console must stay silent and no other host be asked."""
    with browser.new_context(**SETTINGS["light-1280"]) as context:
        visit = watch(context.new_page(), urlsplit(site_url).netloc)
        yield visit.page
    assert visit.console == []
    assert visit.other_hosts == []


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> dict[str, BrowserContext]:
    """One browser context for each colour scheme and width, shared by all visits."""
    return {name: browser.new_context(**options) for name, options in SETTINGS.items()}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Visit every page of the site in every setting."""
    if "visit" in metafunc.fixturenames:
        everything = [(setting, page) for page in pages() for setting in SETTINGS]
        names = [f"{page}-{setting}" for setting, page in everything]
        metafunc.parametrize("visit", everything, indirect=True, scope="module", ids=names)


@pytest.fixture(scope="module")
def visit(request: pytest.FixtureRequest, contexts: dict[str, BrowserContext], site_url: str) -> Iterator[Visit]:
    """A page opened in one setting; a screenshot is kept for a person to look at."""
    setting, address = request.param
    opened = open_page(contexts[setting], site_url + address)
    picture = SCREENSHOTS / setting / address.replace("/", "-").replace(".html", ".png")
    opened.page.screenshot(path=picture, full_page=True)
    yield opened
    opened.page.close()
