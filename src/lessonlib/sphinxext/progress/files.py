"""The directive `progress-file`: where a learner saves what the browser has kept, and loads it from a file."""

import html
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from lessonlib.locale import localised, noted
from lessonlib.sphinxext.core.assets import load_with
from lessonlib.sphinxext.core.widgets import OTHERS, pass_through, shows_records
from lessonlib.sphinxext.questions import SCRIPTS, STYLES

WITHOUT = noted("Saving and loading needs JavaScript; nothing is kept without it.")
READING = (*SCRIPTS, "progress/file.js")
"""What a page loads that reads such files."""


class progress_file(shows_records):  # noqa: N801 (docutils names nodes so)
    """Where progress is saved and loaded."""


class ProgressFileDirective(SphinxDirective):
    """Offer to save what this browser has kept to a file, and to load such files."""

    def run(self) -> list[nodes.Node]:
        return [progress_file("", nodes.paragraph("", localised(WITHOUT)))]


def visit_html(self: HTML5Translator, node: nodes.Element) -> None:
    course = html.escape(self.config.project, quote=True)
    self.body.append(f'<progress-file class="progress-file" data-course="{course}">\n')


def depart_html(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</progress-file>\n")


def setup(app: Sphinx) -> None:
    plain: dict[str, Any] = dict.fromkeys(OTHERS, (pass_through, pass_through))
    app.add_node(progress_file, html=(visit_html, depart_html), **plain)
    scripts = (*READING, "progress/sources.js", "progress/page.js")
    load_with(
        app, lambda node: isinstance(node, progress_file), scripts=scripts, styles=(*STYLES, "progress/progress.css")
    )
    app.add_directive("progress-file", ProgressFileDirective)
