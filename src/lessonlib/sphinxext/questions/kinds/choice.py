"""Questions that offer options: radio buttons, or boxes to tick."""

from dataclasses import replace
from typing import Any, ClassVar

from lessonlib.locale import noted
from lessonlib.quiz.model import Choice, Question
from lessonlib.quiz.parsing import QuestionError, equal, read_literal
from lessonlib.sphinxext.core.directives import Parts, names
from lessonlib.sphinxext.questions.renderer import Choices, Options, Renderer, attribute, literal_or_none


class Offered(Renderer):
    """Options: the ones equal to the key are right, or, among sentences, those that the author names."""

    option_spec: ClassVar[dict[str, Any]] = {"right": names}
    script = "choice"
    shows_options = notebook_options = varies = True
    several: ClassVar[bool]
    field: ClassVar[str]

    def key(self, options: Options, choices: Choices, key_text: str, parts: Parts) -> dict[str, Any]:
        if len(choices) < 2:
            raise QuestionError("offers fewer than two options")
        values = [literal_or_none(choice.text) for choice in choices]
        if all(value is not None for value in values):
            key = read_literal(key_text)
            letters = self._equal(options, choices, key_text, [value for (value,) in values])
        else:
            key, letters = None, _named(options, choices)
        if not self.several and len(letters) > 1:
            raise QuestionError(f"options {' and '.join(letters)} are both right; leave one, or say ':kind: several'")
        return {"choices": tuple(replace(choice, right=choice.letter in letters) for choice in choices), "key": key}

    def _equal(self, options: Options, choices: Choices, key_text: str, values: list[Any]) -> list[str]:
        """Return the letters of the options that are equal to the key."""
        key = read_literal(key_text)
        if "right" in options:
            raise QuestionError(
                "names the right option by hand; its options are literals, so the doctest decides: remove :right:"
            )
        if self.several and not isinstance(key, list):
            raise QuestionError(f"has several right options, but its doctest prints {key_text}; print a list of them")
        wanted = key if self.several else [key]
        missing = [k for k in wanted if not any(equal(value, k) for value in values)]
        if missing:
            raise QuestionError(f"no option equals the key {missing[0]!r}, which the doctest prints")
        return [c.letter for c, value in zip(choices, values, strict=True) if any(equal(value, k) for k in wanted)]

    def said(self, ask: Question) -> str:
        return ", ".join(choice.letter for choice in ask.choices if choice.right)

    def line(self, ask: Question) -> str:
        return "; ".join(f"{choice.letter}: {choice.text}" for choice in ask.choices if choice.right)

    def client(self, ask: Question) -> dict[str, Any]:
        return {"key": [choice.letter for choice in ask.choices if choice.right]}

    def open_option(self, ask: Question, choice: Choice) -> str:
        return (
            f'<li><label><input type="{self.field}" name="{attribute(ask.id)}" value="{choice.letter}"> '
            f'<span class="q-letter">{choice.letter}</span> <span class="q-text">'
        )


class SingleChoice(Offered):
    """One option is right."""

    invitation, several, field = noted("Choose one."), False, "radio"


class Several(Offered):
    """Several options may be right."""

    invitation, several, field = noted("Choose all that are right."), True, "checkbox"


def _named(options: Options, choices: Choices) -> list[str]:
    """Return the letters that the author names, since options that are sentences equal no value."""
    letters = list(options.get("right", ()))
    unknown = set(letters) - {choice.letter for choice in choices}
    if not letters:
        raise QuestionError("no option is right: options are sentences, so name the right one, as in ':right: B'")
    if unknown:
        raise QuestionError(f"has no option {', '.join(sorted(unknown))}; it has A to {choices[-1].letter}")
    return letters
