"""The site kept on the device in a real browser: nothing before the button, then all, and never two builds at once."""

import functools
import random
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sphinx.cmd.build import build_main

from course import CONF, EVERY_KIND
from lessonlib.sphinxext.outputs.offline import write_worker
from served import PREFIX, SITE, Handler, pages

expect.set_options(timeout=60_000)

HOME = "# Home\n\n```{offline}\n```\n\n```{toctree}\nlessons/kinds\nother\n```\n"
UPDATES, MOST = 20, 40  # updates that are broken off, and answers before that
WORKERS = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"


class Served:
    """A server whose site is exchanged, which breaks off after some answers, and which is stopped."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.left, self.half = folder, None, None  # type: Path, int | None, Path | None
        served = self

        class Breaking(Handler):
            def send_head(self):
                del self.headers["If-Modified-Since"]  # both builds are of the same second
                over = served.left is not None and served.left <= 0
                served.left = served.left and served.left - 1
                if over and served.half is None:
                    self.close_connection = True
                    return None
                self.directory = str(served.half if over else served.folder)
                return super().send_head()

        make = functools.partial(Breaking, prefix=PREFIX, directory=str(folder))
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), make)
        self.server.handle_error = lambda *_: None  # a browser that goes away is no error here
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}{PREFIX}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """End: whoever asks now is refused."""
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    served = Served(folder)
    try:
        yield served
    finally:
        served.stop()


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two builds of a small course; each page and each script says of which it is."""
    folder = tmp_path_factory.mktemp("offline")
    source = folder / "source"
    (source / "lessons").mkdir(parents=True)
    more = '["lessonlib.sphinxext", "lessonlib.sphinxext.outputs.site", "lessonlib.sphinxext.outputs.offline", '
    (source / "conf.py").write_text(CONF.replace('["lessonlib.sphinxext", ', more))
    (source / "index.md").write_text(HOME, encoding="utf-8")
    (source / "other.md").write_text("# Other\n\nText.\n", encoding="utf-8")
    (source / "lessons" / "kinds.md").write_text(EVERY_KIND, encoding="utf-8")
    assert build_main(["-q", "-W", "--keep-going", "-b", "html", str(source), str(folder / "0")]) == 0
    shutil.copytree(folder / "0", folder / "1")
    for number in (0, 1):
        for file in (folder / str(number)).rglob("*"):
            if file.suffix == ".html":
                marked = file.read_text("utf-8").replace("<head>", f'<head><meta name="build" content="{number}">', 1)
                file.write_text(marked, encoding="utf-8")
            elif file.suffix == ".js" and file.name != "service-worker.js":
                text = file.read_text("utf-8")
                file.write_text(f"{text}\n(globalThis.builds ??= []).push('{number}');\n", encoding="utf-8")
        write_worker(folder / str(number))
    return [folder / "0", folder / "1"]


def keep(page: Page) -> None:
    page.get_by_role("button", name="Keep the site on this device").click()
    expect(page.locator("offline-site")).to_contain_text("The site is on this device")


def seen(context: BrowserContext, url: str) -> list[str]:
    """Return of which build each page is that is opened, one after the other; all its scripts are of the same."""
    found = []
    page = context.new_page()
    for address in ("index.html", "other.html", "lessons/kinds.html", "", "search.html?q=text"):
        page.goto(url + address)
        assert page.locator("h1").count() > 0
        builds = {page.locator("meta[name=build]").get_attribute("content"), *page.evaluate("builds")}
        assert len(builds) == 1, (address, builds)
        found.append(builds.pop())
    page.close()
    return found


def test_nothing_is_kept_before_the_button_is_pressed_and_its_size_is_said(browser, builds):
    with serving(builds[0]) as served, browser.new_context() as context:
        page = context.new_page()
        page.goto(served.url)

        expect(page.get_by_role("button", name="Keep the site on this device (")).to_contain_text(" MB)")
        assert page.evaluate(WORKERS) == 0
        assert page.evaluate("caches.keys()") == []


def test_what_is_kept_works_with_the_server_stopped_and_can_be_removed(browser, builds):
    with browser.new_context() as context:
        with serving(builds[0]) as served:
            page = context.new_page()
            page.goto(served.url)
            keep(page)
        assert {*seen(context, served.url)} == {"0"}
        page.goto(served.url + "no-such-page.html")
        assert "There is no such file" in page.content() or "404" in page.content()

        page.goto(served.url)
        page.get_by_role("button", name="Remove the site from this device").click()
        expect(page.locator("offline-site")).to_contain_text("Removed.")

        assert page.evaluate("caches.keys()") == []
        assert page.evaluate(WORKERS) == 0


def test_a_newer_build_takes_the_place_of_the_old_one_when_all_pages_are_closed(browser, builds):
    with browser.new_context() as context, serving(builds[0]) as served:
        page = context.new_page()
        page.goto(served.url)
        keep(page)
        served.folder = builds[1]

        page.reload()
        page.get_by_role("button", name="Look for a newer one").click()

        expect(page.locator("offline-site")).to_contain_text("A newer build is here, too")
        assert {*seen(context, served.url)} == {"0"}
        page.close()
        await_turn(context, served.url, "1")
        served.left = 0
        assert {*seen(context, served.url)} == {"1"}


def await_turn(context: BrowserContext, url: str, build: str) -> None:
    """Open a page until the browser has noticed that no page of the build before is open."""
    for _ in range(50):
        page = context.new_page()
        page.goto(url + "other.html")
        shown = page.locator("meta[name=build]").get_attribute("content")
        page.close()
        if shown == build:
            return
        blank = context.new_page()
        blank.wait_for_timeout(100)
        blank.close()
    pytest.fail(f"build {build} never came")


UPDATE = """
    async (close) => {
        const registration = await navigator.serviceWorker.getRegistration();
        const found = await registration.update().catch(() => null);
        const worker = found && found.installing;
        if (!worker || close) return;
        await new Promise((done) => {
            const look = () => worker.state !== "installing" && done();
            worker.addEventListener("statechange", look);
            look();
        });
    }
"""


def test_updates_that_are_broken_off_leave_the_old_build_or_the_new(browser, builds):
    """The network ends, the server is in the middle of an update itself, or the reader closes the page."""
    chance = random.Random(26)
    outcomes: list[str] = []
    with browser.new_context() as context, serving(builds[0]) as served:
        context.set_default_navigation_timeout(60_000)  # other tests run beside it
        page = context.new_page()
        page.goto(served.url)
        keep(page)
        page.close()
        for number in range(UPDATES):
            old, new = builds if seen(context, served.url)[-1] == "0" else builds[::-1]
            page = context.new_page()
            page.goto(served.url + "other.html")
            how = ("network", "half", "closed")[number % 3]
            served.folder, served.left, served.half = new, chance.randint(1, MOST), old if how == "half" else None
            page.evaluate(UPDATE, how == "closed")
            page.close()
            served.folder, served.left, served.half = new, 0, None  # no network

            found = seen(context, served.url)

            assert found == sorted(found, key=[str(builds.index(old)), str(builds.index(new))].index)
            outcomes.append("new" if builds[int(found[-1])] == new else "old")
            served.left = None
            await_rest(context, served.url)
    assert {*outcomes} == {"old", "new"}  # else the network broke off too early, or too late


def await_rest(context: BrowserContext, url: str) -> None:
    """Wait until no worker is being installed, and none waits."""
    page = context.new_page()
    page.goto(url + "other.html")
    page.evaluate(
        """async () => {
            const registration = await navigator.serviceWorker.getRegistration();
            while (registration.installing) await new Promise((done) => setTimeout(done, 50));
        }"""
    )
    page.close()


@pytest.fixture
def kept_site(browser: Browser) -> Iterator[Callable[[], tuple[Page, str]]]:
    """The real site, kept, with its server stopped."""
    with browser.new_context() as context:
        with serving(SITE) as served:
            page = context.new_page()
            page.goto(served.url + "setup.html")
            keep(page)
        yield page, served.url


def test_every_page_the_search_the_lab_and_the_review_work_without_a_server(kept_site):
    page, url = kept_site
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for address in pages():
        page.goto(url + address, wait_until="load")
        assert page.title() != ""
        assert page.locator("h1").count() > 0, address

    page.goto(url + "search.html?q=28x28")
    expect(page.locator("#search-results li").first).to_be_visible()
    page.goto(url + "review.html")
    expect(page.get_by_role("button", name="Save to a file")).to_be_visible()
    page.goto(url + "lab.html#stack=28x28x1/Flatten/Dense,10,softmax&images=100&epochs=1")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.locator("cnn-lab")).to_contain_text("Done: 1 epoch.")
    assert errors == []


def test_from_a_file_nothing_is_offered(browser, builds):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((builds[0] / "index.html").as_uri())

        expect(page.locator("offline-site")).to_contain_text("You read the site from a file")
        expect(page.get_by_role("button", name="Keep the site on this device")).to_have_count(0)


def test_without_a_script_a_sentence_stands_there(browser, builds):
    with serving(builds[0]) as served, browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(served.url)

        expect(page.locator("offline-site")).to_contain_text("needs JavaScript")
