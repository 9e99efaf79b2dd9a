"""The stack explorer agrees with Keras, and can be used with the keyboard, by link, and from a file."""

import gzip
import json
import random
from pathlib import Path

import pytest

from served import SITE
from visits import SETTINGS, watch

JUDGED = json.loads((Path(__file__).parents[1] / "data" / "stacks.json").read_text(encoding="utf-8"))["stacks"]
LAB = "lab.html"
PREPARED = "Output 10, 14,410 parameters."
JUDGE = """
    (texts) => texts.map((text) => {
        const { stack } = lessonlib.stacks.parse(text);
        const { rows, error } = lessonlib.stacks.infer(stack);
        const layers = rows.slice(1);
        return {
            stack: lessonlib.stacks.format(stack),
            shapes: layers.map((row) => row.shape),
            params: layers.map((row) => row.params),
            ...(error ? { error: error.text } : {}),
        };
    })
"""


@pytest.fixture
def explorer(page, site_url):
    page.goto(site_url + LAB)
    return page.locator("stack-explorer").first


# The pairs of boxes and words in one row that lie over each other by more than a pixel.
OVERLAPS = """
    (explorer) => [...explorer.querySelectorAll(".se-row")].flatMap((row) => {
        const leaves = [...row.querySelectorAll("*:not(:has(*)), button, input")];
        const boxes = leaves.map((each) => [each, each.getBoundingClientRect()]).filter(([, box]) => box.width);
        const shared = (from, to) => ([, a], [, b]) => Math.min(a[to], b[to]) - Math.max(a[from], b[from]) > 1;
        const [across, down] = [shared("left", "right"), shared("top", "bottom")];
        return boxes.flatMap((one, n) => boxes.slice(n + 1)
            .filter((other) => !one[0].contains(other[0]) && across(one, other) && down(one, other))
            .map((other) => [one, other].map(([each]) => each.textContent || each.value).join(" ")));
    })
"""


def said(explorer):
    return explorer.locator(".se-said").inner_text()


def test_every_stack_is_judged_as_keras_judged_it(page, explorer):
    found = page.evaluate(JUDGE, [judged["stack"] for judged in JUDGED])

    assert found == JUDGED


def test_at_no_width_do_words_lie_on_each_other(page, explorer):
    wide = "224x224x3/Conv2D,128,11,relu/AveragePooling2D,2/Dropout,0.25/Flatten/Dense,1000,relu"
    page.goto(f"{page.url}#stack={wide}")
    page.reload()
    found = {}
    for width in range(320, 1500, 15):
        page.set_viewport_size({"width": width, "height": 800})
        if overlaps := explorer.evaluate(OVERLAPS):
            found[width] = overlaps

    assert found == {}


def test_a_stack_survives_being_written_and_read(page, explorer):
    again = page.evaluate(
        "(texts) => { const again = (t) => lessonlib.stacks.format(lessonlib.stacks.parse(t).stack);"
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
        "(texts) => texts.map(t => { const s = lessonlib.stacks.parse(t).stack;"
        " return [lessonlib.stacks.code(s), lessonlib.stacks.summary(lessonlib.stacks.infer(s).rows)] })",
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
    assert said(explorer) == PREPARED

    explorer.get_by_label("kernel_size").first.fill("5x3")

    assert "24 × 26 × 8" in explorer.locator("li").nth(1).inner_text()
    assert "5 × 3 × 1 weights + 1 bias = 16 a filter" in explorer.inner_text()


def test_an_impossible_layer_is_marked_with_keras_words_and_a_link_to_the_lesson(explorer):
    explorer.get_by_label("kernel_size").first.fill("40")

    wrong = explorer.locator("li.se-wrong")
    assert wrong.count() == 1
    assert "Computed output size would be zero or negative" in wrong.inner_text()
    assert "#patient-3" in wrong.locator("a").get_attribute("href")
    assert "Step 1, Conv2D, is impossible" in said(explorer)


@pytest.mark.parametrize("value", ["0", "-3", "999999999", "x", "", "1e3", "3x", "NaN"])
def test_bad_numbers_get_a_message(explorer, value):
    for field in ("filters", "kernel_size", "units", "height"):
        entry = explorer.get_by_label(field, exact=True).first
        good = entry.input_value()
        entry.fill(value)

        assert "impossible" in said(explorer)
        assert explorer.locator(".se-wrong .se-working").inner_text().strip()
        entry.fill(good)


def focused(page):
    return page.evaluate("document.activeElement.ariaLabel")


def test_the_keyboard_alone_adds_moves_and_removes_layers(page, explorer):
    """A new layer stands before the probabilities; arrow keys and Delete work on a line's handle."""
    explorer.get_by_role("button", name="Add Dropout").focus()
    page.keyboard.press("Enter")
    assert "Dropout(0.25)" in explorer.locator(".se-code").text_content()
    assert explorer.locator("li strong").all_inner_texts()[-3:] == ["Dense", "Dropout", "Dense"]
    assert focused(page) == "Add Dropout"

    explorer.get_by_role("button", name="Drag, or arrow keys and Delete: Dropout").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert explorer.locator("li strong").all_inner_texts()[-4:] == ["Dropout", "Flatten", "Dense", "Dense"]
    assert "Dropout, step 5" in focused(page)

    page.keyboard.press("Delete")
    assert said(explorer) == PREPARED
    assert "Flatten, step 5" in focused(page)


def test_a_new_layer_of_images_comes_before_what_flattens_them(explorer):
    kinds = explorer.locator("li strong")
    flat = kinds.all_inner_texts().index("Flatten")

    explorer.get_by_role("button", name="Add Conv2D").click()
    explorer.get_by_role("button", name="Add AveragePooling2D").click()

    assert kinds.all_inner_texts()[flat : flat + 3] == ["Conv2D", "AveragePooling2D", "Flatten"]
    assert "impossible" not in said(explorer)


def test_the_buttons_behind_the_gear_move_and_remove_a_layer(page, explorer):
    options = explorer.get_by_role("button", name="Options: Flatten")
    options.focus()
    page.keyboard.press("Enter")
    assert options.get_attribute("aria-expanded") == "true"

    explorer.get_by_role("button", name="Move up: Flatten").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert explorer.locator("li strong").all_inner_texts()[-5:-2] == ["Flatten", "Conv2D", "MaxPooling2D"]
    assert focused(page).startswith("Move up: Flatten")
    assert "impossible" in said(explorer)

    explorer.get_by_role("button", name="Remove: Flatten").focus()
    page.keyboard.press("Enter")
    assert "Conv2D, step 3" in focused(page)


def test_a_layer_can_be_dragged_by_its_handle(page, explorer):
    grip = explorer.get_by_role("button", name="Drag, or arrow keys and Delete: Flatten")
    grip.scroll_into_view_if_needed()
    from_, to = grip.bounding_box(), explorer.locator("li").nth(3).bounding_box()
    page.mouse.move(from_["x"] + 8, from_["y"] + 8)
    page.mouse.down()
    page.mouse.move(from_["x"] + 8, to["y"] + 4, steps=4)
    page.mouse.up()

    kinds = ["Input", "Conv2D", "MaxPooling2D", "Flatten", "Conv2D", "MaxPooling2D", "Dense", "Dense"]
    assert explorer.locator("li strong").all_inner_texts() == kinds


def test_the_drawing_shows_each_tensor_and_where_the_stack_breaks(explorer):
    """A box for an image, a bar for a row; the line in hand is lit in the drawing and in the bar of parameters."""
    shown = "image => image.querySelectorAll('.se-box').length"
    assert explorer.locator(".se-drawing").evaluate(shown) == 8
    explorer.get_by_label("units").first.focus()
    assert explorer.locator(".se-box.se-lit").count() == 1
    assert explorer.locator(".se-share .se-lit").get_attribute("data-at") == "6"
    assert "Step 6, Dense (89 % of all parameters)" in explorer.locator(".se-reckoning").inner_text()

    explorer.get_by_label("kernel_size").last.fill("40")
    assert explorer.locator(".se-drawing").evaluate(shown) == 3
    assert explorer.locator(".se-broken").text_content() == "✕ impossible"


@pytest.mark.parametrize(("setting", "stands"), [("light-1280", "beside"), ("light-390", "above")])
def test_the_drawing_stands_beside_the_lines_and_on_a_phone_above_them(browser, site_url, setting, stands):
    with browser.new_context(**SETTINGS[setting]) as context:
        page = context.new_page()
        page.goto(site_url + LAB)
        lines, drawing = (page.locator(f"stack-explorer {part}").first.bounding_box() for part in ("ol", ".se-drawing"))

        if stands == "beside":
            assert drawing["x"] >= lines["x"] + lines["width"] - 1
        else:
            assert drawing["y"] + drawing["height"] <= lines["y"] + 1


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
    page.goto(f"{site_url}{LAB}#stack={link}")
    explorer = page.locator("stack-explorer").first

    assert "no stack that can be read" in explorer.get_by_role("alert").inner_text()
    assert said(explorer) == PREPARED


# Each lesson with an explorer, what it says of the prepared stack, and what it answers to the page's first task.
LESSONS = [
    ("02-convolution", "Output 24 × 24 × 32, 4,800 parameters.", "Output 11 × 11 × 32, 4,800 parameters."),
    ("03-pooling", "Output 10, 12,810 parameters.", "Output 10, 43,530 parameters."),
    ("06-dense-or-conv", "Output 10, 7,570 parameters.", "Output 10, 10,386 parameters."),
]
FIRST_TASKS = {
    "02-convolution": ("Conv2D, step 1", lambda explorer: explorer.get_by_label("strides").first.fill("2")),
    "03-pooling": ("MaxPooling2D, step 4", lambda explorer: explorer.get_by_role("button", name="Remove: ").click()),
    "06-dense-or-conv": ("Conv2D, step 3", lambda explorer: explorer.get_by_role("button", name="Move up: ").click()),
}


@pytest.mark.parametrize(("lesson", "prepared", "changed"), LESSONS)
def test_a_lesson_has_a_small_explorer_with_a_stack_of_its_own(page, site_url, lesson, prepared, changed):
    page.goto(f"{site_url}lessons/{lesson}.html")
    explorer = page.locator("stack-explorer").first
    assert said(explorer) == prepared

    layer, change = FIRST_TASKS[lesson]
    explorer.get_by_role("button", name=f"Options: {layer}").click()
    change(explorer)
    assert said(explorer) == changed

    explorer.get_by_role("link", name="Open this stack in the lab").click()
    assert said(page.locator("stack-explorer").first) == changed

    page.go_back()
    explorer.get_by_role("button", name="Start again").click()
    assert said(explorer) == prepared


@pytest.mark.parametrize(("lesson", "prepared", "_changed"), LESSONS)
def test_a_lesson_shows_its_stack_without_javascript(browser, site_url, lesson, prepared, _changed):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}lessons/{lesson}.html")
    explorer = page.locator("stack-explorer").first

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

    with_a_lab = ("04-first-cnn", "07-build-your-own")
    assert showing == {LAB, *(f"lessons/{lesson}.html" for lesson in (*with_a_lab, *(each[0] for each in LESSONS)))}


def test_copy_puts_the_code_on_the_clipboard(page, explorer, site_url):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    explorer.get_by_role("button", name="Copy code").click()
    explorer.get_by_text("Copied.").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == explorer.locator(".se-code").text_content()


def test_it_works_from_a_file_without_a_server(browser):
    context = browser.new_context(**SETTINGS["light-1280"])
    visit = watch(context.new_page(), "")
    visit.page.goto((SITE / LAB).as_uri())

    assert said(visit.page.locator("stack-explorer").first) == PREPARED
    assert visit.console == []
    context.close()


def test_without_javascript_a_picture_and_a_table_stand_there(browser, site_url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + LAB)

    assert page.locator("stack-explorer svg").first.is_visible()
    assert "14,410 parameters" in page.locator("stack-explorer").first.inner_text()
    context.close()


def test_the_explorer_is_under_19_kilobytes():
    names = ("stacks.js", "explorer_fields.js", "explorer_drawing.js", "explorer.js", "explorer.css")
    files = [SITE / "_static" / name for name in names]

    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) < 19_000


@pytest.mark.parametrize("setting", SETTINGS)
def test_axe_finds_nothing_on_an_impossible_stack(browser, site_url, setting):
    from visits import open_page

    with browser.new_context(**SETTINGS[setting]) as context:
        visit = open_page(context, f"{site_url}{LAB}#stack=9x9x1/Flatten/Conv2D,8,3")

        assert visit.violations() == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= SETTINGS[setting]["viewport"]["width"]
