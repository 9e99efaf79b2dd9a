"""The directive `stepper`: a window slides over a small image, place by place.

Every number is computed by lessonlib.windows and stands in ordinary tables, so that the page says the same in
print, in EPUB and without JavaScript. The script in static/stepper.js only moves through the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective, SphinxTranslator

from lessonlib import windows
from lessonlib.sphinxext import formats

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sphinx.application import Sphinx
    from sphinx.util.typing import OptionSpec

    from lessonlib.windows import Grid, Place


class stepper(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """The tables of one sliding window; `window` and `stride` tell the script which cells to mark."""


def number(value: float) -> str:
    """Return the number as a page shows it: a true minus sign, no needless decimals."""
    return f"{value + 0.0:g}".replace("-", "−")


def lines(grid: Grid) -> nodes.line_block:
    """Return the grid as lines of numbers, which fit into a cell; no-break spaces keep columns straight."""
    words = [[number(value) for value in row] for row in grid]
    width = max(len(word) for row in words for word in row)
    shown = [" ".join(word.rjust(width) for word in row).replace(" ", "\N{NO-BREAK SPACE}") for row in words]
    return nodes.line_block("", *(nodes.line("", line) for line in shown))


def table(title: str, rows: list[list[nodes.Element]], *, kind: str, heads: tuple[str, ...] = ()) -> nodes.table:
    """Return a table of cells, under a title."""
    widths = [max(map(len, column[-1].astext().splitlines())) for column in zip(*rows, strict=True)]
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(widths))
    if heads:
        group += nodes.thead("", table_row([nodes.paragraph("", head) for head in heads]))
    group += nodes.tbody("", *map(table_row, rows))
    classes = [f"stepper-{kind}", "colwidths-auto"]
    return nodes.table("", nodes.title("", title), group, classes=classes)


def table_row(cells: list[nodes.Element]) -> nodes.row:
    """Return one row; a cell's classes come from its content."""
    return nodes.row("", *(nodes.entry("", cell, classes=cell.get("classes", [])) for cell in cells))


def grid_table(title: str, grid: Grid, *, kind: str, padding: NDArray[np.bool_] | None = None) -> nodes.table:
    """Return the grid as a table with one cell a number; cells of the padding are marked."""
    rows: list[list[nodes.Element]] = [[nodes.paragraph("", number(value)) for value in row] for row in grid]
    for row, column in np.argwhere(padding) if padding is not None else ():
        rows[row][column] = nodes.paragraph("", number(grid[row, column]), classes=["stepper-padding"])
    return table(title, rows, kind=kind)


def working_table(places: list[Place]) -> nodes.table:
    """Return the table with one row a place: where, the patch, its products, the result."""
    pooling = places[0].products is None
    heads = ("Place", "Patch", "Result") if pooling else ("Place", "Patch", "Products", "Sum")
    rows: list[list[nodes.Element]] = []
    for place in places:
        grids = [place.patch] if place.products is None else [place.patch, place.products]
        where = nodes.paragraph("", f"row {place.row + 1}, column {place.column + 1}")
        rows.append([where, *map(lines, grids), nodes.paragraph("", number(place.value))])
    return table("Place by place", rows, kind="working", heads=heads)


class StepperDirective(SphinxDirective):
    """Show a kernel (the second grid), or with `:pool:` a pooling window, moving over the first grid."""

    has_content = True
    option_spec: ClassVar[OptionSpec] = {
        "stride": directives.positive_int,
        "padding": lambda text: directives.choice(text, ("valid", "same")),
        "pool": lambda text: directives.choice(text, tuple(windows.POOLS)),
        "size": directives.positive_int,
    }

    def run(self) -> list[nodes.Node]:
        """Return the tables, or an error that says what was given and what was expected."""
        self.env.note_dependency(windows.__file__)
        try:
            grids = windows.parse_grids("\n".join(self.content))
            pooling = "pool" in self.options
            if len(grids) != (1 if pooling else 2):
                wanted = "one grid, the image" if pooling else "two grids, an image and a kernel"
                raise ValueError(f"{len(grids)} grids given: give {wanted}, with a blank line between grids")
            return [self.pool(*grids) if pooling else self.convolve(*grids)]
        except ValueError as error:
            raise self.error(f"stepper: {error}") from error

    def convolve(self, image: Grid, kernel: Grid) -> stepper:
        """Return the node that shows a kernel at work."""
        stride: int = self.options.get("stride", 1)
        padding = np.zeros(image.shape, dtype=bool)
        if self.options.get("padding") == "same":
            image, padding = windows.pad_same(image, len(kernel), stride)
        places = windows.slide(image, kernel=kernel, stride=stride)
        tables = [grid_table("Image", image, kind="image", padding=padding)]
        tables += [grid_table("Kernel", kernel, kind="kernel"), map_table("Feature map", places)]
        return show("kernel", [*tables, working_table(places)], size=len(kernel), stride=stride)

    def pool(self, image: Grid) -> stepper:
        """Return the node that shows a pooling window at work."""
        size: int = self.options.get("size", 2)
        stride: int = self.options.get("stride", size)
        places = windows.slide(image, pool=self.options["pool"], size=size, stride=stride)
        tables = [grid_table("Feature map", image, kind="image"), map_table("Pooled map", places)]
        return show("window", [*tables, working_table(places)], size=size, stride=stride)


def map_table(title: str, places: list[Place]) -> nodes.table:
    """Return the table of the results, laid out as the map they make."""
    values = np.array([place.value for place in places])
    return grid_table(title, values.reshape(places[-1].row + 1, -1), kind="map")


def show(what: str, tables: list[nodes.table], *, size: int, stride: int) -> stepper:
    """Return the node that holds the tables, labelled for those who hear the page."""
    label = f"A {size}×{size} {what} moves over the grid with stride {stride}"
    return stepper("", *tables, label=label, window=size, stride=stride)


def visit_html(translator: Any, node: stepper) -> None:
    """Open the custom element; an e-book, which runs no script, gets a plain division."""
    tag = "div" if translator.builder.name in formats.BOOKS else "lesson-stepper"
    node["tag"] = tag
    names = ("window", "stride")
    data = "".join(f' data-{name}="{node[name]}"' for name in names)
    translator.body.append(f'<{tag} class="stepper" data-label="{node["label"]}"{data}>\n')


def depart_html(translator: Any, node: stepper) -> None:
    """Close it."""
    translator.body.append(f"</{node['tag']}>\n")


def show_children(_translator: SphinxTranslator, _node: stepper) -> None:
    """Add nothing: the tables speak for themselves."""


def setup(app: Sphinx) -> None:
    """Register the directive, its node, its script and its style."""
    plain = (show_children, show_children)
    app.add_node(stepper, html=(visit_html, depart_html), latex=plain, text=plain, man=plain, texinfo=plain)
    app.add_directive("stepper", StepperDirective)
    app.add_js_file("stepper.js", loading_method="defer")
    app.add_css_file("stepper.css")
