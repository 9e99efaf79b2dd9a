"""Questions as values: what is asked, what is right, and what a kind of question knows of its answers.

Nothing here knows Sphinx or Keras. The key of a question is the last value that the doctest in its answer prints; the
doctest builder proves that value, this module only reads it.
"""

import doctest
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from lessonlib.locale import localised, noted
from lessonlib.quiz.parsing import QuestionError

ASKS = (noted("look-up"), noted("calculate"), noted("predict"), noted("why"))


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
    kind: str
    objectives: tuple[str, ...]
    asks: str
    choices: tuple[Choice, ...]
    key: Any = None
    unit: str = ""
    tolerance: float = 0.0
    groups: tuple[str, ...] = ()
    blanks: tuple[tuple[str, ...], ...] = ()
    together: tuple[tuple[tuple[int, str], ...], ...] = ()
    """Fillings, (blank, spelling), that are right only where all of their group are given."""


@dataclass(frozen=True)
class Verdict:
    """What `outcome` an answer has, and the `feedback` to tell the learner.

    A text is never "correct" until its writer has compared it, point by point: "compare it yourself".
    """

    outcome: Literal["not attempted", "incorrect", "correct", "compare it yourself"]
    feedback: str = ""


class Kind:
    """What one kind of question makes of an answer. The kinds stand in `lessonlib.quiz.kinds`.

    An answer is text, a list of texts (letters, fillings), or a mapping of thing → group.
    """

    name: ClassVar[str]
    lettered: ClassVar[bool] = False
    """Whether an answer names entries of the question's list by their letters."""
    seconds: ClassVar[int] = 0
    """How much longer than one minute it takes to answer."""

    def read(self, question: Question, answer: Any) -> Any:
        """Return what was passed in Python as an answer that `judge` takes.

        Raises:
            QuestionError: it is no answer to a question of this kind; the message says what is.
        """
        raise NotImplementedError

    def judge(self, question: Question, answer: Any) -> Verdict:
        """Return the verdict on an answer."""
        raise NotImplementedError

    def right(self, question: Question) -> Any:
        """Return the right answer as a learner passes it to `check`."""
        return question.key

    def expects(self, question: Question) -> str:
        """Return what an answer looks like, for the comment above the cell that waits for it."""
        raise NotImplementedError

    def blanks(self, question: Question) -> str:
        """Return the blanks that wait for an answer in a call of `check`."""
        return "____"

    def time(self, question: Question) -> int:
        """Return how much longer than one minute it takes to answer this one, in seconds."""
        return self.seconds

    def mark(self, choice: Choice) -> str:
        """Return what names an entry of the list: its letter, or its text."""
        return choice.letter if self.lettered else choice.text

    def told(self, choice: Choice) -> str:
        """Return the feedback on an entry, as it stands in a verdict."""
        return choice.feedback


def named(mark: str) -> str:
    """Return what names an entry of the list, as a reader is told it.

    >>> named("blank 1: Dense"), named("(24, 24)")
    ('blank 1: Dense', '(24, 24)')
    """
    if mark == "otherwise":
        return localised("otherwise")
    found = re.fullmatch(r"(blank|line) (\d+)(:.+)?", mark)
    if not found:
        return mark
    said = localised("blank {number}" if found[1] == "blank" else "line {number}", number=found[2])
    return said + (found[3] or "")


Answer = str | list[str] | Mapping[str, str]


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
