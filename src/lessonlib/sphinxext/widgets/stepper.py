"""The directive `stepper`: a window slides over a small image, place by place.

Every number is computed by lessonlib.widgets.windows and stands in ordinary tables, so that the page says the same in
print, in EPUB and without JavaScript. Where a script runs, static/stepper.js shows the kernel lying on the image, and
static/windows.js computes what the reader changes.

A page that has a photograph for the kernel to slide over glues it as text (lessonlib.widgets.windows.packed). The
reader who asks for it loads it, and static/stepper_photo.js with it.

That module is imported where a stepper is read: with NumPy, it costs a build that reads none a tenth of a second.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from lessonlib.locale import grouped, localised, noted
from lessonlib.sphinxext.core import builders
from lessonlib.sphinxext.core.translating import with_messages, words
from lessonlib.sphinxext.core.widgets import add_widget, widget
from lessonlib.sphinxext.widgets.photographs import KNOWN, attributes, write_photographs
from lessonlib.sphinxext.widgets.shades import pixel_shade, sign_shade

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import OptionSpec

    from lessonlib.widgets.windows import Grid, Place


HEADS = (noted("Place"), noted("Patch"), noted("Products"), noted("Sum"))
HEADS_OF_A_POOL = (*HEADS[:2], noted("Result"))


class stepper(widget, with_messages):  # noqa: N801 (docutils names nodes so)
    """The tables of one sliding window; `given` is what the script begins with."""

    scripts = (
        *("widget_parts.js", "windows.js"),
        *(f"stepper_{part}.js" for part in ("scene", "settings")),
        "stepper.js",
    )
    styles = ("widget.css", "stepper.css")
    seconds = 120  # it is played through, each number foretold


def number(value: float) -> str:
    """Return the number as a page shows it: a true minus sign, no needless decimals."""
    return grouped(value + 0.0, "g").replace("-", "−")


def lines(grid: Iterable[Iterable[float]]) -> nodes.line_block:
    """Return the grid as lines of numbers, which fit into a cell; no-break spaces keep columns straight."""
    words = [[number(value) for value in row] for row in grid]
    width = max(len(word) for row in words for word in row)
    shown = [" ".join(word.rjust(width) for word in row).replace(" ", "\N{NO-BREAK SPACE}") for row in words]
    return nodes.line_block("", *(nodes.line("", line, translatable=False) for line in shown))


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


def grid_table(title: str, grid: list[list[float]], *, kind: str, padding: Any = None) -> nodes.table:
    """Return the grid as a table, one shaded cell a number; where `padding`, of its shape, is true, it is marked."""
    numbers = [value for row in grid for value in row]
    most = max(*map(abs, numbers), 1e-9)
    rows: list[list[nodes.Element]] = []
    for at, row in enumerate(grid):
        shades = [pixel_shade(value, numbers) if kind == "image" else sign_shade(value, most) for value in row]
        if padding is not None:
            shades = ["stepper-padding" if mark else shade for mark, shade in zip(padding[at], shades, strict=True)]
        pairs = zip(row, shades, strict=True)
        rows.append([nodes.paragraph("", number(value), classes=[shade]) for value, shade in pairs])
    return table(title, rows, kind=kind)


def working_table(places: list[Place]) -> nodes.table:
    """Return the table with one row a place: where, the patch, its products, the result."""
    pooling = places[0].products is None
    heads = HEADS_OF_A_POOL if pooling else HEADS
    rows: list[list[nodes.Element]] = []
    for place in places:
        grids = [place.patch] if place.products is None else [place.patch, place.products]
        where = nodes.paragraph("", localised("row {row}, column {column}", row=place.row + 1, column=place.column + 1))
        rows.append([where, *map(lines, grids), nodes.paragraph("", number(place.value))])
    return table(localised("Place by place"), rows, kind="working", heads=tuple(map(localised, heads)))


def pool_name(text: str) -> str:
    """Return the name of a kind of pooling.

    Raises:
        ValueError: there is no such kind.
    """
    from lessonlib.widgets.windows import POOLS

    return directives.choice(text, tuple(POOLS))


class StepperDirective(SphinxDirective):
    """Show a kernel (the second grid), or with `:pool:` a pooling window, moving over the first grid."""

    has_content = True
    option_spec: ClassVar[OptionSpec] = {
        "stride": directives.positive_int,
        "padding": lambda text: directives.choice(text, ("valid", "same")),
        "pool": pool_name,
        "size": directives.positive_int,
        "photograph": directives.unchanged_required,
        "about": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Return the tables, or an error that says what was given and what was expected."""
        from lessonlib.widgets import windows

        self.env.note_dependency(windows.__file__)
        try:
            grids = windows.parse_grids("\n".join(self.content))
            pooling = "pool" in self.options
            if len(grids) != (1 if pooling else 2):
                wanted = "one grid, the image" if pooling else "two grids, an image and a kernel"
                raise ValueError(f"{len(grids)} grids given: give {wanted}, with a blank line between grids")
            shown = self.pool(*grids) if pooling else self.convolve(*grids)
            return [self.with_photograph(shown)]
        except ValueError as error:
            raise self.error(f"stepper: {error}") from error

    def convolve(self, image: Grid, kernel: Grid) -> stepper:
        """Return the node that shows a kernel at work."""
        from lessonlib.widgets import windows

        stride: int = self.options.get("stride", 1)
        given = {"grid": image.tolist(), "kernel": kernel.ravel().tolist(), "size": len(kernel), "stride": stride}
        padding = None
        if self.options.get("padding") == "same":
            image, padding = windows.pad_same(image, len(kernel), stride)
            given["padding"] = "same"
        places = windows.slide(image, kernel=kernel, stride=stride)
        tables = [grid_table(localised("Image"), image.tolist(), kind="image", padding=padding)]
        tables += [
            grid_table(localised("Kernel"), kernel.tolist(), kind="kernel"),
            map_table(localised("Feature map"), places),
        ]
        return show(
            noted("A {size}×{size} kernel moves over the grid with stride {stride}"),
            [*tables, working_table(places)],
            given,
        )

    def pool(self, image: Grid) -> stepper:
        """Return the node that shows a pooling window at work."""
        from lessonlib.widgets import windows

        if "padding" in self.options:
            raise ValueError("`padding` is for kernels: a pooling window stays inside the map")
        size: int = self.options.get("size", 2)
        stride: int = self.options.get("stride", size)
        given = {"grid": image.tolist(), "pool": self.options["pool"], "size": size, "stride": stride}
        places = windows.slide(image, pool=self.options["pool"], size=size, stride=stride)
        tables = [
            grid_table(localised("Feature map"), image.tolist(), kind="input"),
            map_table(localised("Pooled map"), places),
        ]
        return show(
            noted("A {size}×{size} window moves over the grid with stride {stride}"),
            [*tables, working_table(places)],
            given,
        )

    def with_photograph(self, node: stepper) -> stepper:
        """Return the node; it knows which page has glued its photograph, and what that shows."""
        given = [name for name in ("photograph", "about") if name in self.options]
        if not given:
            return node
        if len(given) < 2 or "kernel" not in node["given"]:
            raise ValueError("give a kernel `photograph`, the name that this page glues, with `about`, what it shows")
        node["photograph"] = (self.env.docname, self.options["photograph"])
        self.env.metadata[self.env.docname].setdefault(KNOWN, []).append(self.options["photograph"])
        node["about"], node["messages"] = words(self.env)(self.options["about"]), [self.options["about"]]
        return node


def map_table(title: str, places: list[Place]) -> nodes.table:
    """Return the table of the results, laid out as the map they make."""
    rows: dict[int, list[float]] = {}
    for place in places:
        rows.setdefault(place.row, []).append(place.value)
    return grid_table(title, [*rows.values()], kind="map")


def show(moves: str, tables: list[nodes.table], given: dict[str, Any]) -> stepper:
    """Return the node that holds the tables, labelled for those who hear the page."""
    size, stride = given["size"], given["stride"]
    label = localised(moves, size=size, stride=stride)
    said = localised("On the page, step by step: {what}.", what=label[0].lower() + label[1:])
    return stepper("", *tables, label=label, given=given, in_notebook=said)


def visit_html(translator: Any, node: stepper) -> None:
    """Open the custom element; an e-book, which runs no script, gets a plain division."""
    node["tag"] = tag = "div" if translator.builder.name in builders.BOOKS else "lesson-stepper"
    data = {} if tag == "div" else {"given": json.dumps(node["given"], separators=(",", ":"))}
    if data and "photograph" in node:
        data |= attributes(translator.builder.env, node)
    written = "".join(f' data-{name}="{html.escape(value)}"' for name, value in data.items())
    translator.body.append(f'<{tag} class="stepper" data-label="{node["label"]}"{written}>\n')


def depart_html(translator: Any, node: stepper) -> None:
    """Close it."""
    translator.body.append(f"</{node['tag']}>\n")


def setup(app: Sphinx) -> None:
    """Register the directive and its node."""
    add_widget(app, stepper, html=(visit_html, depart_html))
    app.add_directive("stepper", StepperDirective)
    app.connect("build-finished", write_photographs)
