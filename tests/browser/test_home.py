"""The picture on the home page reads what is drawn on it, as the network that the build has trained would."""

import re

import pytest
from playwright.sync_api import expect

from served import SITE
from visits import SETTINGS, open_page, watch

# What the network answers for the drawing that is on the paper: the digit, and the probability in per cent.
ASKED = """
    async () => {
        const { drawing, network } = lessonlib;
        const element = document.querySelector("network-reads");
        const image = drawing.centred(element.ink);
        const shares = [...network.run(await drawing.fetchNetwork(element.dataset.weights), image).at(-1).values];
        const most = shares.indexOf(Math.max(...shares));
        return [most, (100 * shares[most]).toFixed(1)];
    }
"""
# Opacities of the pixels of the first map, and of the same map as the network makes it.
MAPS = """
    async () => {
        const { drawing, network } = lessonlib;
        const element = document.querySelector("network-reads");
        const image = drawing.centred(element.ink);
        const made = network.run(await drawing.fetchNetwork(element.dataset.weights), image)[1];
        const [high, wide, count] = made.shape;
        const { data } = element.maps[0].getContext("2d").getImageData(0, 0, wide, high);
        const values = Array.from({ length: high * wide }, (_, i) => made.values[i * count]);
        return [values.map((_, i) => data[4 * i + 3]), values];
    }
"""


@pytest.fixture
def picture(page, site_url):
    page.goto(site_url)
    return page.locator("network-reads")


def draw(page, picture, *places):
    """Draw a line through places, given as shares of the paper's width."""
    paper = picture.locator("canvas").first
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    for number, (x, y) in enumerate(places):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=6)
        if not number:
            page.mouse.down()
    page.mouse.up()


SEVEN = (0.3, 0.2), (0.7, 0.2), (0.45, 0.85)


def test_it_reads_what_is_drawn(page, picture):
    draw(page, picture, *SEVEN)
    said = picture.get_by_role("status")
    page.wait_for_function("() => document.querySelector('.network-reads-said').textContent.startsWith('It reads')")

    digit, share = page.evaluate(ASKED)
    assert said.inner_text() == f"It reads {digit}, with {share}%."
    assert picture.locator("tr.most th").inner_text() == str(digit)
    assert picture.locator("tr.most td").last.inner_text() == f"{share}%"


def test_the_maps_are_those_of_the_drawing(page, picture):
    draw(page, picture, *SEVEN)
    page.wait_for_function("() => document.querySelector('.network-reads-said').textContent.startsWith('It reads')")

    shown, made = page.evaluate(MAPS)

    largest = max(made)
    assert largest > 0
    wanted = [20 + 235 * value / largest for value in made]
    assert max(abs(one - other) for one, other in zip(shown, wanted, strict=True)) <= 1


def test_nothing_large_is_loaded_until_one_draws(page, site_url):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site_url, wait_until="networkidle")
    assert not any("digit-network" in url for url in asked)

    draw(page, page.locator("network-reads"), *SEVEN)
    page.wait_for_function("() => document.querySelector('.network-reads-said').textContent.startsWith('It reads')")

    assert any("digit-network" in url for url in asked)


def test_the_keyboard_draws_and_clears(page, picture):
    picture.locator("canvas").first.focus()
    page.keyboard.press("Space")
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    said = picture.get_by_role("status")
    page.wait_for_function("() => document.querySelector('.network-reads-said').textContent.startsWith('It reads')")
    page.keyboard.press("Space")
    expect(said).to_have_text(re.compile(r"^It reads \d.* Pen up, row \d+, column \d+ of 28\.$"))

    picture.get_by_role("button", name="Clear").click()

    page.wait_for_function("() => document.querySelector('.network-reads-said').textContent.startsWith('The paper')")
    assert picture.locator("tr.most").count() == 0


def test_without_the_network_it_says_what_to_do(browser):
    with browser.new_context(**SETTINGS["light-1280"]) as context:
        visit = watch(context.new_page(), "")
        visit.page.goto((SITE / "index.html").as_uri())
        draw(visit.page, visit.page.locator("network-reads"), *SEVEN)

        visit.page.get_by_text("It cannot read your drawing now").wait_for()
        assert "http.server" in visit.page.locator("network-reads").inner_text()


def test_without_javascript_the_picture_stands_there(browser, site_url):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site_url)

        assert page.locator("network-reads img").count() == 4
        assert "is one that it has never seen: it reads" in page.locator(".network-reads figcaption").inner_text()


@pytest.mark.parametrize("setting", SETTINGS)
def test_axe_finds_nothing_while_it_reads(browser, site_url, setting):
    with browser.new_context(**SETTINGS[setting]) as context:
        visit = open_page(context, site_url)
        draw(visit.page, visit.page.locator("network-reads"), *SEVEN)
        visit.page.get_by_text(re.compile("^It reads")).wait_for()

        assert visit.violations() == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= SETTINGS[setting]["viewport"]["width"]
