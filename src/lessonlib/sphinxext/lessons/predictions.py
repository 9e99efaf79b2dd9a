"""The directive `predict`: the reader says what a cell will print before its output is shown.

The page's script hides what the next cell printed, and the one paragraph right behind it, which says the answer, until
the reader has written something, chosen something, or asked to be shown. What the page needs in any case, such as a new
term or what leads to the next code, stands in a paragraph of its own. Without the script, in print, in books, on slides
and in notebooks stands what is to be predicted, and the output below as always.
"""

import hashlib
import html
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from lessonlib.locale import localised, noted
from lessonlib.sphinxext.core.assets import load_with
from lessonlib.sphinxext.core.directives import show_raw_html
from lessonlib.sphinxext.core.translating import as_written, translate

logger = logging.getLogger(__name__)

SCRIPTS, STYLES = ("judging.js", "reading.js", "memory.js", "predictions.js"), ("questions.css", "predictions.css")


PREDICT = noted("Predict:")


class prediction(nodes.container):  # noqa: N801 (docutils names nodes so)
    """What is to be predicted; a bullet list at its end holds the predictions to choose from."""


class PredictDirective(SphinxDirective):
    """Ask for a prediction of what the next cell prints."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        shown = prediction("", line=self.lineno)
        self.state.nested_parse(self.content, self.content_offset, shown)
        translate(shown, self.state.document, self.env)
        show_raw_html(shown)
        first = next(iter(shown.children), None)
        if not isinstance(first, nodes.paragraph):
            where = f"{self.env.doc2path(self.env.docname)}:{self.lineno}"
            said = "predict: asks nothing; write what is to be predicted"
            logger.warning(said, location=where, type="lessonlib", subtype="directive")
            return []
        # What a browser remembers belongs to these words, in whatever language they are read.
        written = as_written(shown)
        written[0].insert(0, nodes.Text(f"{PREDICT} "))
        shown["of"] = hashlib.sha256(written.astext().encode()).hexdigest()[:8]
        first.insert(0, [nodes.strong("", localised(PREDICT)), nodes.Text(" ")])
        return [shown]


def on_a_slide(asked: prediction) -> Iterator[nodes.Node]:
    """Yield what is to be predicted as paragraphs, the last of which has the predictions to choose from."""
    for part in asked.children:
        if isinstance(part, nodes.bullet_list):
            choices = [item.astext() for item in part.findall(nodes.list_item)]
            yield nodes.paragraph("", " / ".join(choices))
        else:
            yield part.deepcopy()


def check_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of a prediction that no cell follows, and of one that hides what the page needs in any case."""
    for asked in doctree.findall(prediction):
        after = asked.parent.children[asked.parent.index(asked) + 1 :]
        cell, *rest = [*(each for each in after if not isinstance(each, nodes.Invisible)), None]
        if not isinstance(cell, nodes.container) or cell.get("nb_element") != "cell_code":
            said = "predict: the next thing on the page must be a cell of code"
        else:
            said = needed_in_any_case(rest[0])
        if said:
            where = f"{app.env.doc2path(app.env.current_document.docname)}:{asked['line']}"
            logger.warning(said, location=where, type="lessonlib", subtype="directive")


def needed_in_any_case(answer: nodes.Node | None) -> str:
    """Return what is wrong with the paragraph that a prediction hides; nothing, if it only says the answer."""
    if not isinstance(answer, nodes.paragraph):
        return ""
    if any(link["reftype"] == "term" for link in answer.findall(pending_xref)):
        return "predict: the paragraph behind the cell is hidden, and has a term; give the term a paragraph of its own"
    if answer.astext().rstrip().endswith(":"):
        return "predict: the paragraph behind the cell is hidden, and leads to what follows; end it before"
    return ""


def visit_prediction(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(f'<lesson-prediction class="prediction" data-of="{html.escape(node["of"], quote=True)}">\n')


def depart_prediction(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</lesson-prediction>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(prediction, html=(visit_prediction, depart_prediction))
    app.add_directive("predict", PredictDirective)
    app.connect("doctree-read", check_cells)
    load_with(app, lambda node: isinstance(node, prediction), scripts=SCRIPTS, styles=STYLES)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
