"""The stepper: its numbers are Keras's numbers, and they stand on the page without JavaScript."""

import pathlib

import keras
import numpy as np
import pytest
from sphinx.testing.util import SphinxTestApp

from lessonlib import windows
from lessonlib.sphinxext import stepper

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


@pytest.mark.parametrize(("padding", "stride"), [("valid", 1), ("valid", 2), ("same", 1), ("same", 2)])
def test_the_sums_are_those_of_keras(padding, stride):
    """Keras is the oracle for the values and for where its zeros go."""
    rng = np.random.default_rng(0)
    image, kernel = rng.integers(-9, 9, (6, 7)).astype(float), rng.integers(-2, 3, (3, 3)).astype(float)
    expected = keras.ops.conv(image[None, :, :, None], kernel[:, :, None, None], stride, padding)[0, :, :, 0]

    padded = windows.pad_same(image, 3, stride)[0] if padding == "same" else image
    places = windows.slide(padded, kernel=kernel, stride=stride)

    assert [place.value for place in places] == pytest.approx(np.ravel(expected).tolist())


@pytest.mark.parametrize("pool", ["max", "average"])
def test_the_pooled_values_are_those_of_keras(pool):
    """Floor division included: the grid has a row and a column too many."""
    image = np.random.default_rng(0).integers(-9, 9, (5, 7)).astype(float)
    layer = {"max": keras.layers.MaxPooling2D, "average": keras.layers.AveragePooling2D}[pool](2)
    expected = layer(image[None, :, :, None])[0, :, :, 0]

    places = windows.slide(image, pool=pool, size=2, stride=2)

    assert [place.value for place in places] == pytest.approx(np.ravel(expected).tolist())


def test_every_sum_stands_on_the_page_without_javascript(tmp_path):
    """The script only hides and marks; the tables are there before it runs."""
    html, warnings = build(tmp_path, PAGE)

    assert "row 2, column 2" in html
    assert html.count("<p>18</p>") == 4, "twice in the feature map, twice in the working"
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
    ],
)
def test_a_malformed_stepper_is_an_error_with_its_line(tmp_path, body, message):
    """An author sees what was given, what was expected, and where."""
    _, warnings = build(tmp_path, f"# Page\n\n:::{{stepper}}\n{body}\n:::\n")

    assert "index.md:3: " in warnings
    assert message in warnings
