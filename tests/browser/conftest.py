"""A real Chromium over the built site. For the tests of a widget: `page` and `site_url`."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from lessonlib.sphinxext.outputs.pdf import CHROMIUMS, driver, find_chromium
from served import SCREENSHOTS, pages, serve
from visits import BEGIN_AT_ONCE, SETTINGS, Visit, watch


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one Chromium of all tests."""
    program = find_chromium()
    if program is None:
        pytest.fail(f"no Chromium found (looked for {', '.join(CHROMIUMS)}): install it (apt install chromium)")
    with driver() as playwright:
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
        context.add_init_script(BEGIN_AT_ONCE)
        visit = watch(context.new_page(), urlsplit(site_url).netloc)
        yield visit.page
    assert visit.console == []
    assert visit.other_hosts == []


@pytest.fixture(scope="session")
def opened(browser: Browser, site_url: str) -> Iterator[Callable[[str], Visit]]:
    """Open pages one after the other; a page stays open while its settings change, and is loaded once."""
    context = browser.new_context(**SETTINGS[next(iter(SETTINGS))])
    context.add_init_script(BEGIN_AT_ONCE)
    visit = watch(context.new_page(), urlsplit(site_url).netloc)

    def open_once(address: str) -> Visit:
        if visit.page.url != site_url + address:
            visit.console.clear()
            visit.other_hosts.clear()
            visit.page.goto(site_url + address, wait_until="load")
        return visit

    yield open_once
    context.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Visit every page of the site in every setting."""
    if "visit" in metafunc.fixturenames:
        everything = [pytest.param((setting, page), id=f"{page}-{setting}") for page in pages() for setting in SETTINGS]
        metafunc.parametrize("visit", everything, indirect=True, scope="module")


@pytest.fixture(scope="module")
def visit(request: pytest.FixtureRequest, opened: Callable[[str], Visit]) -> Visit:
    """A page in one setting; a screenshot is kept for a person to look at."""
    setting, address = request.param
    shown = opened(address)
    shown.show(setting)
    picture = SCREENSHOTS / setting / address.replace("/", "-").replace(".html", ".jpg")
    shown.page.screenshot(path=picture, full_page=True, type="jpeg", quality=70)
    return shown
