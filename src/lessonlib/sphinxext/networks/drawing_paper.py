"""The directive `draw-a-digit`: the network of lesson 4 reads what the learner draws, in the browser.

A page glues the network as text (lessonlib.networks.weights.packed) under the name KEY; the build writes it as one
file beside the scripts. So the file is as fresh as the page, whether the page has just run or not.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from lessonlib.locale import localised, noted
from lessonlib.networks import stacks
from lessonlib.sphinxext.core.glued import glued as text_of
from lessonlib.sphinxext.core.widgets import add_widget, widget
from lessonlib.sphinxext.networks import stack_explorer

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import OptionSpec

logger = logging.getLogger(__name__)

KEY = "digit-network"
FILE = "digit-network.bin"
LESSON = "lessons/04-first-cnn"


class draw_a_digit(widget):  # noqa: N801 (docutils names nodes so)
    """Paper to draw on; its children say what is seen where no script runs."""

    scripts = ("network.js", "maps.js", "drawing.js", "digits.js")
    styles = ("widget.css", "explorer.css", "digits.css")
    on_slide = noted("paper to draw a digit on")


class DrawADigitDirective(SphinxDirective):
    """Show the paper, the maps of each layer, and the ten probabilities."""

    option_spec: ClassVar[OptionSpec] = {}

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname]["draws-digits"] = "yes"
        rows = stacks.rows(stacks.parse(stack_explorer.QUESTION_1))
        said = localised("With JavaScript you could draw a digit here, and watch this network read it, layer by layer.")
        picture = stack_explorer.stack_picture("", rows=rows)
        led = localised("On the page, paper to draw a digit on: this network reads it, layer by layer.")
        return [draw_a_digit("", nodes.paragraph("", said), picture, stack_explorer.table(rows), in_notebook=led)]


def visit_html(translator: Any, _node: draw_a_digit) -> None:
    if not stack_explorer.is_book(translator):
        translator.body.append(f'<draw-a-digit data-weights="{FILE}">\n')


def depart_html(translator: Any, _node: draw_a_digit) -> None:
    if not stack_explorer.is_book(translator):
        translator.body.append("</draw-a-digit>\n")


def write_network(app: Sphinx, exception: Exception | None) -> None:
    """Write the network that lesson 4 has trained beside the scripts, if a page reads digits."""
    if exception or app.builder.name not in {"html", "dirhtml"}:
        return
    static = Path(app.outdir) / "_static"
    text = glued(app.env)
    if text:
        static.joinpath(FILE).write_bytes(base64.b64decode(text))
    elif any("draws-digits" in each for each in app.env.metadata.values()):
        said = "a page draws digits, but %s glues no %r: pack the network there"
        logger.warning(said, LESSON, KEY, type="lessonlib", subtype="network")
    else:
        static.joinpath(FILE).unlink(missing_ok=True)


def glued(env: BuildEnvironment) -> str:
    """Return the network as lesson 4 has glued it, or nothing."""
    return text_of(env, LESSON, KEY)


def setup(app: Sphinx) -> None:
    add_widget(app, draw_a_digit, html=(visit_html, depart_html))
    app.add_directive("draw-a-digit", DrawADigitDirective)
    app.connect("build-finished", write_network)
