"""Questions that are answered in words: a field, and points to tick."""

from typing import Any

from docutils import nodes

from lessonlib.locale import localised, noted
from lessonlib.quiz.model import Choice, Question
from lessonlib.sphinxext.core.directives import Parts
from lessonlib.sphinxext.questions.renderer import Choices, Options, Renderer, attribute


class Text(Renderer):
    """Free text: the learner compares with the model answer, point by point."""

    invitation, script = noted("Write your answer, then compare."), "text"
    shows_options, lists_options = True, False
    answer_apart = True

    def key(self, options: Options, choices: Choices, key_text: str, parts: Parts) -> dict[str, Any]:
        return {"choices": choices}

    def right(self, ask: Question) -> str:
        return localised("A model answer, and what to look for in yours:")

    def line(self, ask: Question) -> str:
        return localised("A good answer mentions: {points}", points="; ".join(choice.text for choice in ask.choices))

    def client(self, ask: Question) -> dict[str, Any]:
        return {"key": None}

    def fields(self, ask: Question) -> str:
        name, label = attribute(ask.id), localised("Your answer")
        return (
            f'<p class="q-field"><label>{label}<textarea name="{name}" rows="4"></textarea></label></p>\n'
            f'<p class="q-checklist-title">{localised("Does your answer say this? Tick what it does.")}</p>\n'
        )

    def open_option(self, ask: Question, choice: Choice) -> str:
        return (
            f'<li><label><input type="checkbox" name="{attribute(ask.id)}" value="{choice.letter}"> '
            '<span class="q-text">'
        )

    def slide_answer(self, ask: Question) -> list[nodes.Node]:
        points = (nodes.list_item("", nodes.paragraph("", choice.text)) for choice in ask.choices)
        return [nodes.bullet_list("", *points)]
