"""Questions on pages: read, proved, shown, judged, printed."""

from pathlib import Path

from sphinx.application import Sphinx

from lessonlib.sphinxext.core.assets import load_with, serve
from lessonlib.sphinxext.core.files import LIBRARY
from lessonlib.sphinxext.questions import (
    answers,
    directive,
    doctest_builder,
    html,
    misconceptions,
    printing,
    proofs,
    transfer,
    varying,
)
from lessonlib.sphinxext.questions.nodes import question

SCRIPTS = ("judging.js", "reading.js", "memory.js", "schedule.js", "questions.js")
STYLES = ("questions.css",)


def setup(app: Sphinx) -> None:
    load_with(app, lambda node: isinstance(node, question), scripts=SCRIPTS, styles=STYLES)
    for module in (directive, html, printing, proofs, doctest_builder, misconceptions, answers, transfer, varying):
        module.setup(app)
    serve(app, LIBRARY / "quiz" / "static")
    serve(app, Path(__file__).parent / "static")
