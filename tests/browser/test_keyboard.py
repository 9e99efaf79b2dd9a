"""The keyboard alone reaches and works everything that the theme and the pages offer."""

import pytest
from playwright.sync_api import Page, expect

from served import pages

LESSON = "lessons/02-convolution.html"
CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex='0']"
# Of radio buttons with one name the keyboard stops at one, and moves on with the arrows.
EXPECTED = f"""
    () => {{
        const groups = new Set();
        window.expected = [...document.querySelectorAll("{CONTROLS}")].filter((control) => {{
            const seen = control.checkVisibility({{ visibilityProperty: true, contentVisibilityAuto: true }});
            if (!seen || control.disabled || control.tabIndex < 0) return false;
            if (control.type !== "radio") return true;
            const fresh = !groups.has(control.name);
            groups.add(control.name);
            return fresh;
        }});
        window.visited = new Set();
        window.unmarked = [];
        document.addEventListener("focusin", ({{ target }}) => {{
            visited.add(target.type === "radio" ? target.name : target);
            const {{ outlineStyle, outlineWidth, boxShadow }} = getComputedStyle(target);
            const marked = (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
            if (!marked) unmarked.push(target.outerHTML.slice(0, 120));
        }});
        return expected.length;
    }}
"""
MISSED = """
    () => expected.filter((control) => !visited.has(control.type === "radio" ? control.name : control))
        .map((control) => control.outerHTML.slice(0, 120))
"""


# Slides are worked with the arrow keys: test_slides.py.
PAGES = [address for address in pages() if not address.startswith("slides/")]


@pytest.mark.parametrize("address", PAGES)
def test_tab_stops_at_every_control_and_shows_where_it_is(page: Page, site_url: str, address: str) -> None:
    page.goto(site_url + address)
    # The paper for digits gets its controls when the network has arrived.
    page.wait_for_function("() => [...document.querySelectorAll('draw-a-digit')].every((paper) => paper.network)")
    number = page.evaluate(EXPECTED)
    for _ in range(number + 5):
        page.keyboard.press("Tab")

    assert number > 5
    assert page.evaluate(MISSED) == []
    assert page.evaluate("unmarked") == []


def test_the_colour_mode_is_chosen_with_the_keyboard(page: Page, site_url: str) -> None:
    page.goto(site_url)
    page.locator(".theme-switch-button").locator("visible=true").first.focus()
    page.keyboard.press("Enter")

    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.mode") == "dark":
            break
    page.keyboard.press("Enter")

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_menu_opens_and_closes_with_the_keyboard(page: Page, site_url: str) -> None:
    page.goto(site_url + LESSON)
    button = page.locator(".dropdown-download-buttons > button")
    menu = page.locator(".dropdown-download-buttons .dropdown-menu")
    button.focus()

    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")

    expect(menu).to_be_hidden()
    expect(button).to_be_focused()


def test_the_menu_of_a_phone_opens_and_closes_with_the_keyboard(page: Page, site_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site_url + LESSON)
    button = page.locator(".primary-toggle").locator("visible=true").first
    dialog = page.locator("#pst-primary-sidebar-modal")
    button.focus()

    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("(dialog) => dialog.contains(document.activeElement)")
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()


def test_code_is_copied_with_the_keyboard(page: Page, site_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site_url + LESSON)
    block = page.locator("div.highlight:has(button.copybtn)").first
    block.locator("button.copybtn").focus()

    page.keyboard.press("Enter")

    expect(block.locator("button.copybtn")).to_have_class("copybtn o-tooltip--left success")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == block.locator("pre").inner_text().strip()


def test_hints_and_solutions_open_with_the_keyboard(page: Page, site_url: str) -> None:
    page.goto(site_url + LESSON)
    for folded in page.locator("details.folded").all():
        folded.locator("summary").first.focus()
        page.keyboard.press("Enter")

        assert folded.evaluate("(folded) => folded.open")
