"""Questions that ask for a value: a field to type it into."""

import html
import math
from typing import Any, ClassVar

from docutils.parsers.rst import directives

from lessonlib.locale import grouped, in_signs, localised, noted
from lessonlib.quiz.model import Question
from lessonlib.quiz.parsing import QuestionError, equal, read_literal
from lessonlib.sphinxext.core.directives import Parts
from lessonlib.sphinxext.questions.renderer import Choices, Options, Renderer, attribute

EXACT = 2**53
"""Pages compute with numbers that hold all whole numbers up to here."""


def tolerance(text: str) -> float:
    """Read how far from the key an answer may lie.

    Raises:
        ValueError: it is no number from 0 on.
    """
    found = float(text)
    if not (math.isfinite(found) and found >= 0):
        raise ValueError(f"how far from the key an answer may lie is a number from 0 on, not {text}")
    return found


class Value(Renderer):
    """A number or a shape: the key is the value, the list holds what is wrong."""

    script, varies = "value", True
    types: tuple[type, ...]

    def key(self, options: Options, choices: Choices, key_text: str, parts: Parts) -> dict[str, Any]:
        key = read_literal(key_text)
        if type(key) not in self.types:
            raise QuestionError(f"is of kind {options['kind']}, but its doctest prints {key_text}")
        if not self.can_be_typed(key):
            raise QuestionError(f"has the key {key_text[:60]}, which no reader can type, or no page compare")
        self.check_options(options)
        around = options.get("tolerance", 0.0)
        if choices[-1].text != "otherwise":
            raise QuestionError("ends its list without 'otherwise', the feedback for a wrong answer you did not expect")
        for choice in choices[:-1]:
            if equal(read_literal(choice.text), key, around):
                raise QuestionError(f"lists {choice.text} as wrong, but it is the key")
        unit = "" if options.get("unit") == "none" else parts.words(options.get("unit", ""))
        return {"choices": choices, "key": key, "unit": unit, "tolerance": around}

    def can_be_typed(self, key: Any) -> bool:
        """Return whether a reader can type a key, and a page compare it."""
        raise NotImplementedError

    def check_options(self, options: Options) -> None:
        """Refuse options that are missing.

        Raises:
            QuestionError: one is.
        """

    def fields(self, ask: Question) -> str:
        label = localised("Your answer")
        unit = f' <span class="q-unit">{html.escape(ask.unit)}</span>' if ask.unit else ""
        return (
            f'<p class="q-field"><label>{label} <input type="text" name="{attribute(ask.id)}" autocomplete="off"'
            f' spellcheck="false" size="16"></label>{unit}</p>\n'
        )


class Number(Value):
    """A number, with a unit and a tolerance."""

    option_spec: ClassVar[dict[str, Any]] = {"unit": directives.unchanged_required, "tolerance": tolerance}
    invitation, types = noted("Type a number."), (int, float)

    def can_be_typed(self, key: Any) -> bool:
        return math.isfinite(key) and abs(key) <= EXACT

    def check_options(self, options: Options) -> None:
        if not options.get("unit"):
            raise QuestionError("asks for a number without a unit; say ':unit: parameters', or ':unit: none'")

    def said(self, ask: Question) -> str:
        shown = grouped(ask.key) if isinstance(ask.key, int) else in_signs(str(ask.key))
        return f"{shown}{' ' + ask.unit if ask.unit else ''}"

    def client(self, ask: Question) -> dict[str, Any]:
        return {"key": ask.key, "tolerance": ask.tolerance, "whole": isinstance(ask.key, int), "unit": ask.unit}


class Shape(Value):
    """The shape of an array."""

    invitation, types = noted("Type a shape, such as 640 × 480 × 3."), (tuple,)

    def can_be_typed(self, key: Any) -> bool:
        return bool(key) and all(size is None or (type(size) is int and 0 < size <= EXACT) for size in key)

    def said(self, ask: Question) -> str:
        return " × ".join(map(str, ask.key))
