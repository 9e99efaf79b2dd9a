"""The directive `draw-a-digit`: the network of lesson 4 reads what the learner draws, in the browser.

A page glues the network as text (lessonlib.weights.packed) under the name KEY; the build writes it as one
file beside the scripts. So the file is as fresh as the page, whether the page has just run or not.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from myst_nb.ext.glue.crossref import read_glue_cache
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from lessonlib import stacks
from lessonlib.sphinxext import playground

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import OptionSpec

logger = logging.getLogger(__name__)

KEY = "digit-network"
FILE = "digit-network.bin"
LESSON = "lessons/04-first-cnn"


class draw_a_digit(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Paper to draw on; its children say what is seen where no script runs."""


class DrawADigitDirective(SphinxDirective):
    """Show the paper, the maps of each layer, and the ten probabilities."""

    option_spec: ClassVar[OptionSpec] = {}

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname]["draws-digits"] = "yes"
        rows = stacks.rows(stacks.parse(playground.QUESTION_1))
        said = "With JavaScript you could draw a digit here, and watch this network read it, layer by layer."
        picture = playground.stack_picture("", rows=rows)
        return [draw_a_digit("", nodes.paragraph("", said), picture, playground.table(rows))]


def visit_html(translator: Any, _node: draw_a_digit) -> None:
    if not playground.is_book(translator):
        translator.body.append(f'<draw-a-digit data-weights="{FILE}">\n')


def depart_html(translator: Any, _node: draw_a_digit) -> None:
    if not playground.is_book(translator):
        translator.body.append("</draw-a-digit>\n")


def add_scripts(app: Sphinx, _name: str, _template: str, _context: Any, doctree: Any) -> None:
    """Load the scripts on the pages that have paper to draw on, and on no other."""
    if doctree is not None and any(doctree.findall(draw_a_digit)):
        for script in ("network.js", "maps.js", "digits.js"):
            app.add_js_file(script, loading_method="defer")
        for style in ("explorer.css", "digits.css"):
            app.add_css_file(style)


def write_network(app: Sphinx, exception: Exception | None) -> None:
    """Write the network that lesson 4 has trained beside the scripts, if a page reads digits."""
    if exception or app.builder.name not in {"html", "dirhtml"}:
        return
    static = Path(app.outdir) / "_static"
    text = glued(app)
    if text:
        static.joinpath(FILE).write_bytes(base64.b64decode(text))
    elif any("draws-digits" in each for each in app.env.metadata.values()):
        logger.warning("a page draws digits, but %s glues no %r: pack the network there", LESSON, KEY)


def glued(app: Sphinx) -> str:
    """Return the network as lesson 4 has glued it, or nothing."""
    env: Any = app.env  # myst-nb keeps its settings there
    data = read_glue_cache(env.mystnb_config.output_folder, LESSON).get(KEY)
    texts = [text for kind, text in (data or {}).get("data", {}).items() if kind.endswith("text/plain")]
    return str(texts[0]).strip("'\"") if texts else ""


def setup(app: Sphinx) -> None:
    plain: dict[str, Any] = dict.fromkeys(
        ("latex", "text", "man", "texinfo"), (playground.pass_through, playground.pass_through)
    )
    app.add_node(draw_a_digit, html=(visit_html, depart_html), **plain)
    app.add_directive("draw-a-digit", DrawADigitDirective)
    app.connect("html-page-context", add_scripts)
    app.connect("build-finished", write_network)
