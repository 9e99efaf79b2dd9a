"""What a lesson has besides questions: objectives, exercises, terms, minutes, and rules for all of it."""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from lessonlib.sphinxext.core.assets import load_with, serve
from lessonlib.sphinxext.lessons import (
    alt_text,
    attempts,
    cards,
    consistency,
    exercises,
    glossary,
    header,
    objectives,
    predictions,
)


def is_of_a_lesson(node: nodes.Node) -> bool:
    """Return whether a node is one that the style of lessons is about."""
    if isinstance(node, exercises.exercise | exercises.folded):
        return True
    return isinstance(node, nodes.paragraph) and "lesson-minutes" in node["classes"]


def setup(app: Sphinx) -> None:
    for module in (alt_text, header, objectives, cards, glossary, exercises, attempts, predictions, consistency):
        module.setup(app)
    load_with(app, is_of_a_lesson, styles=("lessons.css",))
    serve(app, Path(__file__).parent / "static")
