"""The stack explorer agrees with Keras, and can be used with the keyboard, by link, and from a file."""

import gzip
import json
import random
from pathlib import Path

import pytest

from served import SITE
from visits import SETTINGS, watch

JUDGED = json.loads((Path(__file__).parents[1] / "data" / "stacks.json").read_text(encoding="utf-8"))["stacks"]
PLAYGROUND = "playground.html"
JUDGE = """
    (texts) => texts.map((text) => {
        const { stack } = lessonStacks.parse(text);
        const { rows, error } = lessonStacks.infer(stack);
        const layers = rows.slice(1);
        return {
            stack: lessonStacks.format(stack),
            shapes: layers.map((row) => row.shape),
            params: layers.map((row) => row.params),
            ...(error ? { error: error.text } : {}),
        };
    })
"""


@pytest.fixture
def explorer(page, site_url):
    page.goto(site_url + PLAYGROUND)
    return page.locator("stack-explorer").first


def said(explorer):
    return explorer.locator(".se-said").inner_text()


def test_every_stack_is_judged_as_keras_judged_it(page, explorer):
    found = page.evaluate(JUDGE, [judged["stack"] for judged in JUDGED])

    # 3x3 and 3 are the same size: compare what is written after reading.
    wanted = [{**judged, "stack": judged_now["stack"]} for judged, judged_now in zip(JUDGED, found, strict=True)]
    assert found == wanted


def test_a_stack_survives_being_written_and_read(page, explorer):
    again = page.evaluate(
        "(texts) => { const again = (t) => lessonStacks.format(lessonStacks.parse(t).stack);"
        " return texts.map((text) => again(again(text))) }",
        [judged["stack"] for judged in JUDGED],
    )
    once = page.evaluate(JUDGE, [judged["stack"] for judged in JUDGED])

    assert again == [judged["stack"] for judged in once]


def test_the_copied_code_of_200_stacks_runs_and_prints_the_same_summary(page, explorer, monkeypatch):
    import keras

    monkeypatch.setenv("COLUMNS", "80")
    valid = [judged["stack"] for judged in JUDGED if "error" not in judged and judged["shapes"]]
    chosen = random.Random(1).sample(valid, 200)
    shown = page.evaluate(
        "(texts) => texts.map(t => { const s = lessonStacks.parse(t).stack;"
        " return [lessonStacks.code(s), lessonStacks.summary(lessonStacks.infer(s).rows)] })",
        chosen,
    )
    for code, summary in shown:
        keras.backend.clear_session()
        names = {}
        exec(code.replace("model.summary()", ""), names)
        printed = []
        names["model"].summary(print_fn=lambda text, **_: printed.append(text))  # noqa: B023
        assert "\n".join(line.rstrip() for line in printed[0].splitlines()).strip() == summary.strip(), code


def test_a_change_shows_at_once(explorer):
    assert said(explorer) == "Output 10, 596,042 parameters."

    explorer.get_by_label("kernel_size").first.fill("5x3")

    assert "24 × 26 × 16" in explorer.locator("li").nth(1).inner_text()
    assert "5 × 3 × 1 weights + 1 bias = 16 a filter" in explorer.inner_text()


def test_an_impossible_layer_is_marked_with_keras_words_and_a_link_to_the_lesson(explorer):
    explorer.get_by_label("kernel_size").first.fill("40")

    wrong = explorer.locator("li.se-wrong")
    assert wrong.count() == 1
    assert "Computed output size would be zero or negative" in wrong.inner_text()
    assert "#patient-3" in wrong.locator("a").get_attribute("href")
    assert "Layer 1, Conv2D, is impossible" in said(explorer)


@pytest.mark.parametrize("value", ["0", "-3", "999999999", "x", "", "1e3", "3x", "NaN"])
def test_bad_numbers_get_a_message(explorer, value):
    for field in ("filters", "kernel_size", "units", "height"):
        entry = explorer.get_by_label(field, exact=True).first
        good = entry.input_value()
        entry.fill(value)

        assert "impossible" in said(explorer)
        assert explorer.locator(".se-wrong .se-working").inner_text().strip()
        entry.fill(good)


def test_the_keyboard_alone_adds_moves_and_removes_layers(page, explorer):
    add = explorer.get_by_role("button", name="Add layer")
    add.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("Dropout")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "Dropout(0.25)" in explorer.locator(".se-code").inner_text()

    explorer.get_by_role("button", name="Move up: Dropout").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert explorer.locator("li strong").all_inner_texts()[-3:] == ["Dropout", "Dense", "Dense"]
    assert page.evaluate("document.activeElement.ariaLabel").startswith("Move up: Dropout")

    explorer.get_by_role("button", name="Remove: Dropout").focus()
    page.keyboard.press("Enter")
    assert said(explorer) == "Output 10, 596,042 parameters."
    assert page.evaluate("document.activeElement.ariaLabel").startswith("Remove: Dense")


def test_a_link_holds_the_whole_stack(page, explorer, site_url):
    explorer.get_by_label("filters").first.fill("7")
    address = explorer.locator(".se-actions a").get_attribute("href")

    page.goto("about:blank")
    page.goto(address)

    assert page.locator("stack-explorer").first.get_by_label("filters").first.input_value() == "7"


@pytest.mark.parametrize(
    "link", ["", "28x28", "28x28x1/Conv9D,3", "28x28x1/Conv2D,16", "%4", "28x28x1/__proto__", "<img>"]
)
def test_a_link_edited_by_hand_gets_a_message_and_the_prepared_stack(page, site_url, link):
    page.goto(f"{site_url}{PLAYGROUND}#stack={link}")
    explorer = page.locator("stack-explorer").first

    assert "no stack that can be read" in explorer.get_by_role("alert").inner_text()
    assert said(explorer) == "Output 10, 596,042 parameters."


# Each lesson with an explorer, what it says of the prepared stack, and what it answers to the page's first task.
LESSONS = [
    ("02-convolution", "Output 24 × 24 × 32, 4,800 parameters.", "Output 11 × 11 × 32, 4,800 parameters."),
    ("03-pooling", "Output 10, 12,810 parameters.", "Output 10, 43,530 parameters."),
    ("06-dense-or-conv", "Output 10, 7,570 parameters.", "Output 10, 10,386 parameters."),
]
FIRST_TASKS = {
    "02-convolution": lambda explorer: explorer.get_by_label("strides").first.fill("2"),
    "03-pooling": lambda explorer: explorer.get_by_role("button", name="Remove: MaxPooling2D, layer 4").click(),
    "06-dense-or-conv": lambda explorer: explorer.get_by_role("button", name="Move up: Conv2D, layer 3").click(),
}


@pytest.mark.parametrize(("lesson", "prepared", "changed"), LESSONS)
def test_a_lesson_has_a_small_explorer_with_a_stack_of_its_own(page, site_url, lesson, prepared, changed):
    page.goto(f"{site_url}lessons/{lesson}.html")
    explorer = page.locator("stack-explorer")
    assert said(explorer) == prepared

    FIRST_TASKS[lesson](explorer)
    assert said(explorer) == changed

    explorer.get_by_role("link", name="Open this stack in the playground").click()
    assert said(page.locator("stack-explorer").first) == changed

    page.go_back()
    explorer.get_by_role("button", name="Start again").click()
    assert said(explorer) == prepared


@pytest.mark.parametrize(("lesson", "prepared", "_changed"), LESSONS)
def test_a_lesson_shows_its_stack_without_javascript(browser, site_url, lesson, prepared, _changed):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}lessons/{lesson}.html")
    explorer = page.locator("stack-explorer")

    assert explorer.locator("svg").is_visible()
    assert explorer.locator("tbody tr").last.is_visible()
    total = prepared.split()[-2]
    assert (
        f"A stack of layers with {total} parameters. With JavaScript you could change it here." in explorer.inner_text()
    )
    context.close()


def test_only_pages_with_an_explorer_load_it():
    showing = {
        page.relative_to(SITE).as_posix() for page in SITE.rglob("*.html") if "explorer.js" in page.read_text("utf-8")
    }

    assert showing == {PLAYGROUND, *(f"lessons/{lesson}.html" for lesson, *_ in LESSONS)}


def test_copy_puts_the_code_on_the_clipboard(page, explorer, site_url):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    explorer.get_by_role("button", name="Copy code").click()
    explorer.get_by_text("Copied.").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == explorer.locator(".se-code").inner_text()


def test_it_works_from_a_file_without_a_server(browser):
    context = browser.new_context(**SETTINGS["light-1280"])
    visit = watch(context.new_page(), "")
    visit.page.goto((SITE / PLAYGROUND).as_uri())

    assert said(visit.page.locator("stack-explorer").first) == "Output 10, 596,042 parameters."
    assert visit.console == []
    context.close()


def test_without_javascript_a_picture_and_a_table_stand_there(browser, site_url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + PLAYGROUND)

    assert page.locator("stack-explorer svg").first.is_visible()
    assert "596,042 parameters" in page.locator("stack-explorer").first.inner_text()
    context.close()


def test_the_explorer_is_under_15_kilobytes():
    files = [SITE / "_static" / name for name in ("stacks.js", "explorer.js", "explorer.css")]

    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) < 15_000


@pytest.mark.parametrize("setting", SETTINGS)
def test_axe_finds_nothing_on_an_impossible_stack(browser, site_url, setting):
    from visits import open_page

    with browser.new_context(**SETTINGS[setting]) as context:
        visit = open_page(context, f"{site_url}{PLAYGROUND}#stack=9x9x1/Flatten/Conv2D,8,3")

        assert visit.violations() == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= SETTINGS[setting]["viewport"]["width"]
