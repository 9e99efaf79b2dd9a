"""The stepper: its numbers are Keras's numbers, and they stand on the page without JavaScript."""

import json
import pathlib

import numpy as np
import pytest
from ask_keras import has_agreed
from make_windows import FIXTURE, ask_keras
from sphinx.testing.util import SphinxTestApp

from lessonlib.sphinxext.widgets import stepper
from lessonlib.widgets import windows

JUDGED = json.loads(FIXTURE.read_text(encoding="utf-8"))
PAGE = """# Page

:::{stepper}
0 0 9
0 0 9
0 0 9

-1 1
-1 1
:::
"""


def build(folder: pathlib.Path, page: str, builder: str = "html") -> tuple[str, str]:
    """Build one page with the directive alone; return what came out and what was warned about."""
    static = pathlib.Path(stepper.__file__).with_name("static")
    (folder / "conf.py").write_text(
        f"extensions = ['myst_parser', '{stepper.__name__}']\nmyst_enable_extensions = ['colon_fence']\n"
        f"html_static_path = [{str(static)!r}]\n"
        # Left to its default, Sphinx takes the suffixes of an earlier build in the same process.
        "source_suffix = {'.md': 'markdown'}\n"
    )
    (folder / "index.md").write_text(page)
    app = SphinxTestApp(builder, srcdir=folder)
    try:
        app.build()
    finally:
        app.cleanup()
    pages = sorted(path for path in app.outdir.iterdir() if path.suffix in {".html", ".xhtml", ".tex", ".txt"})
    return "".join(path.read_text(encoding="utf-8") for path in pages), app.warning.getvalue()


def test_the_numbers_are_those_of_keras():
    """Keras judged the cases: where its zeros go, what it leaves over, every sum, largest number and mean."""
    assert len(JUDGED["cases"]) >= 200
    for case in JUDGED["cases"]:
        image, size, stride = np.array(case["grid"]), case["size"], case["stride"]
        if "pool" in case:
            places = windows.slide(image, pool=case["pool"], size=size, stride=stride)
        else:
            padded = windows.pad_same(image, size, stride)[0] if case["padding"] == "same" else image
            kernel = np.array(case["kernel"]).reshape(size, size)
            places = windows.slide(padded, kernel=kernel, stride=stride)

        expected = {(row, at): value for row, line in enumerate(case["map"]) for at, value in enumerate(line)}
        assert {(place.row, place.column): round(place.value, 4) for place in places} == expected, case


@pytest.mark.skipif(has_agreed(), reason="a build of the site has asked this Keras about these windows")
def test_the_installed_keras_still_judges_a_sample_of_windows_alike():
    for case in JUDGED["cases"][::10]:
        assert ask_keras(case) == case["map"], "run nox -s stacks, then mend widgets/windows.py and static/windows.js"


def test_every_sum_stands_on_the_page_without_javascript(tmp_path):
    """The script only hides and marks; the tables are there before it runs."""
    html, warnings = build(tmp_path, PAGE)

    assert "row 2, column 2" in html
    assert html.count("<p>18</p>") == 2, "in the working"
    assert html.count('<td class="shade-plus-4"><p class="shade-plus-4">18</p>') == 2, "the strongest of its map"
    assert not warnings


@pytest.mark.parametrize("builder", ["text", "latex", "epub"])
def test_other_builders_show_the_tables(tmp_path, builder):
    """A node that a builder does not know would crash it."""
    out, _ = build(tmp_path, PAGE, builder)

    assert "row 2, column 2" in out
    assert "lesson-stepper" not in out


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("1 2\n3 4\n", "1 grids given: give two grids, an image and a kernel"),
        ("1 2\n3\n\n1", "rows of [1, 2] numbers: give every row of a grid the same length"),
        (
            "1 2\n3 4\n\n1 1 1\n1 1 1\n1 1 1",
            "a window of 3 does not fit in 2×2 pixels; make the image larger",
        ),
        ("1 2\n3 4\n\n1 1", "a kernel of 1×2: give a square one"),
        (":pool: median\n\n1 2\n3 4", "median"),
        (":pool: max\n:padding: same\n\n1 2\n3 4", "`padding` is for kernels"),
        (
            ":photograph: tower\n\n1 2\n3 4\n\n1",
            "give a kernel `photograph`, the name that this page glues, with `about`",
        ),
    ],
)
def test_a_malformed_stepper_is_an_error_with_its_line(tmp_path, body, message):
    """An author sees what was given, what was expected, and where."""
    _, warnings = build(tmp_path, f"# Page\n\n:::{{stepper}}\n{body}\n:::\n")

    assert "index.md:3: " in warnings
    assert message in warnings
