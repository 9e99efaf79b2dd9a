"""Questions as values: what is asked, what is right, and the verdict on what a learner typed.

Nothing here knows Sphinx or Keras. The key of a question is the last value that the doctest in its
answer prints; the doctest builder proves that value, this module only reads it. The page's script
(`sphinxext/static/questions.js`) judges alike: `tests/judge_cases.json` holds the two together.
"""

import doctest
import re
from dataclasses import dataclass
from typing import Any, Literal

from lessonlib.reading import QuestionError, normal_code, read_literal, read_number, read_shape, same

Kind = Literal["choice", "several", "number", "shape", "sort", "blanks", "text"]
KINDS: tuple[Kind, ...] = ("choice", "several", "number", "shape", "sort", "blanks", "text")
ASKS = ("look-up", "calculate", "predict", "why")
BLANK = re.compile(r"\{\{(.*?)\}\}")


@dataclass(frozen=True)
class Choice:
    """One entry of a question's list: an option, a wrong answer, a thing to sort, a point to check."""

    letter: str
    text: str
    feedback: str
    right: bool = False
    misconception: str | None = None
    yields: str | None = None


@dataclass(frozen=True)
class Question:
    """What is asked, with everything needed to judge an answer."""

    id: str
    kind: Kind
    objectives: tuple[str, ...]
    asks: str
    choices: tuple[Choice, ...]
    key: Any = None
    unit: str = ""
    tolerance: float = 0.0
    groups: tuple[str, ...] = ()
    blanks: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Verdict:
    """`outcome` is "not attempted", "incorrect" or "correct"; `feedback` is what to tell the learner."""

    outcome: Literal["not attempted", "incorrect", "correct"]
    feedback: str = ""


def printed_key(proof: str) -> str:
    """Return the text of the last value that a doctest prints.

    Raises:
        QuestionError: the doctest prints nothing, or hides a part behind an ellipsis.

    >>> printed_key(">>> size = 28 - 5 + 1" + chr(10) + ">>> (size, size)" + chr(10) + "(24, 24)")
    '(24, 24)'
    """
    try:
        examples = doctest.DocTestParser().get_examples(proof)
    except ValueError as error:
        raise QuestionError(f"the answer's doctest cannot be read: {error}") from error
    wants = [example.want.strip() for example in examples if example.want.strip()]
    if not wants:
        raise QuestionError("the answer's doctest prints nothing; let its last line show the key")
    if "..." in wants[-1] and not wants[-1].startswith("Traceback"):
        raise QuestionError("the key holds an ellipsis; print the whole value")
    return wants[-1]


def fill(program: str, fillings: list[str]) -> str:
    """Return a program with its blanks filled in order.

    >>> fill("Conv{{ 2D }}({{ 16 }}, 3)", ["2D", "16"])
    'Conv2D(16, 3)'
    """
    left = iter(fillings)
    return BLANK.sub(lambda _: next(left), program)


def fails(program: str) -> bool:
    """Return whether a program raises when it is run; a starter with open blanks must."""
    try:
        exec(program, {"__name__": "starter"})  # the authors' own code, proved at build time
    except Exception:  # noqa: BLE001 (a starter may fail in any way)
        return True
    return False


def judge(question: Question, answer: str | list[str] | dict[str, str]) -> Verdict:
    """Return the verdict on an answer: text, the chosen letters, fillings, or thing → group.

    >>> wrong = Choice("A", "26", "Both sides shrink.")
    >>> judge(Question("size", "number", ("output-shape",), "calculate", (wrong,), key=24), "26")
    Verdict(outcome='incorrect', feedback='Both sides shrink.')
    """
    if question.kind == "text":
        return _judge_text(question, answer)
    if isinstance(answer, dict):
        return _judge_sorted(question, answer)
    if question.kind == "blanks":
        return _judge_blanks(question, [answer] if isinstance(answer, str) else answer)
    if question.kind in ("number", "shape"):
        return _judge_value(question, answer if isinstance(answer, str) else " ".join(answer))
    return _judge_choice(question, {*answer})


def _judge_text(question: Question, answer: str | list[str] | dict[str, str]) -> Verdict:
    """Judge a text by the points that its writer ticked, where they are given."""
    if isinstance(answer, str):
        return Verdict("correct") if answer.strip() else Verdict("not attempted", "Write a sentence or two first.")
    ticked, points = len(answer), len(question.choices)
    message = f"{ticked} of {points} points are in your answer."
    return Verdict("correct" if ticked == points else "incorrect", message)


def _judge_choice(question: Question, letters: set[str]) -> Verdict:
    chosen = [choice for choice in question.choices if choice.letter in letters]
    missed = [choice for choice in question.choices if choice.right and choice.letter not in letters]
    wrong = [choice for choice in chosen if not choice.right]
    if not chosen:
        return Verdict("not attempted", "Nothing is chosen yet.")
    if wrong:
        return Verdict("incorrect", "\n".join(choice.feedback for choice in wrong))
    if missed:
        return Verdict("incorrect", "What you chose is right, and there is more to choose.")
    return Verdict("correct", "\n".join(choice.feedback for choice in chosen))


def _judge_value(question: Question, text: str) -> Verdict:
    if not text.strip():
        return Verdict("not attempted", "There is no answer yet.")
    try:
        if question.kind == "shape":
            given: object = read_shape(text)
        else:
            given = read_number(text, whole=isinstance(question.key, int))
    except QuestionError as error:
        return Verdict("not attempted", str(error))
    if _alike(given, question.key, question.tolerance):
        return Verdict("correct")
    for choice in question.choices:
        if choice.text != "otherwise" and _alike(given, read_literal(choice.text), question.tolerance):
            return Verdict("incorrect", choice.feedback)
    return Verdict("incorrect", question.choices[-1].feedback)


def _alike(given: object, value: object, tolerance: float) -> bool:
    """Whether what was typed means a value: who types 24 for 24.0, or 24.0 for 24, means the same."""
    if isinstance(given, (int, float)) and isinstance(value, (int, float)):
        given, value = float(given), float(value)
    return same(given, value, tolerance)


def _judge_sorted(question: Question, placed: dict[str, str]) -> Verdict:
    if any(not placed.get(choice.text) for choice in question.choices):
        return Verdict("not attempted", "Some things have no group yet.")
    wrong = [choice for choice in question.choices if placed[choice.text] != question.key[choice.text]]
    if wrong:
        return Verdict("incorrect", "\n".join(f"{choice.text}: {choice.feedback}" for choice in wrong))
    return Verdict("correct")


def _judge_blanks(question: Question, fillings: list[str]) -> Verdict:
    if len(fillings) < len(question.blanks) or not all(filling.strip() for filling in fillings):
        return Verdict("not attempted", "Some blanks are still empty.")
    said = []
    for number, (filling, accepted) in enumerate(zip(fillings, question.blanks, strict=False), start=1):
        if normal_code(filling) not in map(normal_code, accepted):
            said.append(_blank_feedback(question, number, filling))
    return Verdict("incorrect", "\n".join(said)) if said else Verdict("correct")


def _blank_feedback(question: Question, number: int, filling: str) -> str:
    general = f"Blank {number} is not right yet."
    for choice in question.choices:
        blank, _, expected = choice.text.partition(":")
        if blank == f"blank {number}":
            if expected and normal_code(expected) == normal_code(filling):
                return choice.feedback
            if not expected:
                general = choice.feedback
    return general
