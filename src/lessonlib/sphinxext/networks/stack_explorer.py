"""The directive `stack-explorer`: a stack of layers that the learner changes at will.

Its content is the prepared stack, in the notation of lessonlib.networks.stacks. Where no script runs, as in print and
in EPUB, stands what the same stack gives: a picture and a table.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxTranslator

from lessonlib import shapes
from lessonlib.locale import grouped, localised, noted
from lessonlib.networks import stacks
from lessonlib.networks.stacks import Row
from lessonlib.sphinxext.core import builders
from lessonlib.sphinxext.core.directives import file_line
from lessonlib.sphinxext.core.widgets import OTHERS, add_widget, widget

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import OptionSpec

logger = logging.getLogger(__name__)

QUESTION_1 = "28x28x1/Conv2D,16,3,relu/Conv2D,32,3,relu/MaxPooling2D,2/Flatten/Dense,128,relu/Dense,10,softmax"
ERRORS = "lessons/05-errors"
MARK = "shows-a-stack"
LED_TO = "lessonlib_led_to"  # kept with the environment: the anchors that explorers lead to
LAB = "lab"
SIDE = 84.0
DEEPEST = 96.0
Point = tuple[float, float]


class stack_explorer(widget):  # noqa: N801 (docutils names nodes so)
    """A prepared stack; its children say what it gives where no script runs."""

    scripts = ("stacks.js", "explorer_fields.js", "explorer_drawing.js", "explorer.js")
    styles = ("widget.css", "explorer.css")
    seconds = 150  # two or three tasks
    on_slide = noted("a stack of layers to change")


class stack_picture(nodes.General, nodes.Element):  # noqa: N801
    """The drawing of the rows, for HTML alone: the table says the same."""


class StackExplorerDirective(SphinxDirective):
    """Show a stack to change; with `:whole:`, read it from the page's address, too."""

    has_content = True
    option_spec: ClassVar[OptionSpec] = {"whole": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the explorer, or nothing and a warning at the line that is not understood."""
        self.env.note_dependency(stacks.__file__)
        self.env.note_dependency(shapes.__file__)
        text = stacks.short("\n".join(self.content) or QUESTION_1)
        try:
            stack = stacks.parse(text)
        except ValueError as error:
            where = f"{self.env.doc2path(self.env.docname)}:{self.faulty_line()}"
            logger.warning("stack-explorer: %s", error, location=where, type="lessonlib", subtype="directive")
            return []
        self.env.metadata[self.env.docname][MARK] = "yes"
        said = localised("On the page, a stack of layers to change: {layers}.", layers=in_words(text))
        return [stack_explorer("", *fallback(stack), stack=text, whole="whole" in self.options, in_notebook=said)]

    def faulty_line(self) -> int:
        """Return the file's line where the content first cannot be read."""
        for index, line in enumerate(self.content):
            try:
                stacks.parse("\n".join(self.content[: index + 1]))
            except ValueError:
                if line.strip():
                    return file_line(self, index)
        return self.lineno


def in_words(text: str) -> str:
    """Return a stack as a sentence has it.

    >>> in_words("28x28x1/Conv2D,16,3,relu/Flatten")
    '28×28×1, Conv2D(16, 3, relu), Flatten'
    """
    size, *layers = text.split("/")
    named = [re.sub(r",(.*)", lambda rest: f"({rest[1].replace(',', ', ')})", layer) for layer in layers]
    return ", ".join([size.replace("x", "×"), *named])


def fallback(stack: stacks.Stack) -> list[nodes.Node]:
    """Return what stands there without a script: a sentence, a picture, a table, or what is impossible."""
    try:
        rows = stacks.rows(stack)
    except shapes.ShapeError as error:
        said = localised("This stack is impossible. {error}. With JavaScript you could mend it here.", error=error)
        return [nodes.paragraph("", said)]
    total = sum(row.params for row in rows)
    said = localised(
        "A stack of layers with {number:,} parameters. With JavaScript you could change it here.", number=total
    )
    return [nodes.paragraph("", said), stack_picture("", rows=rows), table(rows)]


def table(rows: list[Row]) -> nodes.table:
    """Return the rows as a table: layer, output shape, parameters."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in (30, 20, 15)), cols=3)
    group += nodes.thead("", table_row(localised("Layer"), localised("Output shape"), localised("Parameters")))
    lines = [(f"{row.name} ({row.kind})", " × ".join(map(str, row.shape)), grouped(row.params)) for row in rows]
    group += nodes.tbody("", *(table_row(*line) for line in lines))
    return nodes.table("", group)


def table_row(*cells: str) -> nodes.row:
    """Return one row of plain text."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))


def picture(rows: list[Row]) -> str:
    """Return the tensors as an SVG, drawn to scale as static/explorer.js does."""
    images = [row.shape for row in rows if len(row.shape) == 3]
    pixel = SIDE / max(size for shape in images for size in shape[:2])
    channel = min(3.0, DEEPEST / max(shape[2] for shape in images))
    drawn, left = [], 4.0
    for row in rows:
        high, wide, deep = row.shape if len(row.shape) == 3 else (1, 1, row.shape[0])
        height, width = max(3.0, high * pixel), max(3.0, wide * pixel)
        depth = max(1.0, min(DEEPEST, deep * channel))
        drawn.append(box(left, SIDE + DEEPEST / 2 + 4, width, height, depth))
        left += width + depth * 0.6 + 24
    label = localised("Tensors from left to right:") + " " + ", ".join("×".join(map(str, row.shape)) for row in rows)
    size = f'viewBox="0 0 {left:.0f} {SIDE + DEEPEST / 2 + 8:.0f}" width="{left:.0f}"'
    return f'<svg class="se-picture" role="img" aria-label="{label}" {size}>{"".join(drawn)}</svg>\n'


def box(left: float, bottom: float, width: float, height: float, depth: float) -> str:
    """Return one box, seen from the front and a little from the right and above."""
    dx, dy, top = depth * 0.6, depth * 0.5, bottom - height
    right = left + width
    faces: dict[str, list[Point]] = {
        "top": [(left, top), (left + dx, top - dy), (right + dx, top - dy), (right, top)],
        "side": [(right, top), (right + dx, top - dy), (right + dx, bottom - dy), (right, bottom)],
        "front": [(left, top), (right, top), (right, bottom), (left, bottom)],
    }
    return "".join(
        f'<polygon class="se-{name}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'
        for name, points in faces.items()
    )


def visit_explorer(translator: Any, node: stack_explorer) -> None:
    """Open the custom element, which knows where the lab and lesson 5 are."""
    if is_book(translator):
        return
    env, builder = translator.builder.env, translator.builder
    here = builder.current_docname
    data = {"stack": node["stack"]}
    if node["whole"]:
        data["whole"] = ""
    elif LAB in env.found_docs:
        data["lab"] = builder.get_relative_uri(here, LAB)
    if ERRORS in env.found_docs:
        data["errors"] = builder.get_relative_uri(here, ERRORS)
        data["anchors"] = anchors(env)
    written = "".join(f' data-{name}="{html.escape(value)}"' for name, value in data.items())
    translator.body.append(f"<stack-explorer{written}>\n")


def anchors(env: BuildEnvironment) -> str:
    """Return the anchors of lesson 5's headings, which an error of the explorer leads to."""
    headings = env.tocs[ERRORS].findall(nodes.reference) if ERRORS in env.found_docs else []
    return " ".join(heading["anchorname"].lstrip("#") for heading in headings)


def write_again(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages with an explorer, when the headings that they lead to have changed."""
    now = anchors(env)
    before = getattr(env, LED_TO, now)
    setattr(env, LED_TO, now)
    return [name for name in env.found_docs if MARK in env.metadata.get(name, {})] if now != before else []


def depart_explorer(translator: Any, _node: stack_explorer) -> None:
    if not is_book(translator):
        translator.body.append("</stack-explorer>\n")


def is_book(translator: Any) -> bool:
    """Whether a book is written: it gets HTML, but runs no script."""
    return translator.builder.name in builders.BOOKS


def visit_picture(translator: Any, node: stack_picture) -> None:
    """Draw the boxes."""
    if is_book(translator):
        raise nodes.SkipNode
    translator.body.append(picture(node["rows"]))
    raise nodes.SkipNode


def skip(_translator: SphinxTranslator, _node: stack_picture) -> None:
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    without: dict[str, Any] = dict.fromkeys(OTHERS, (skip, None))
    add_widget(app, stack_explorer, html=(visit_explorer, depart_explorer))
    app.add_node(stack_picture, html=(visit_picture, None), **without)
    app.add_directive("stack-explorer", StackExplorerDirective)
    app.connect("env-updated", write_again)
