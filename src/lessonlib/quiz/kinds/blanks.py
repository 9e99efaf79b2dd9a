"""Questions that show a program with blanks to fill in."""

import re
from typing import Any

from lessonlib.locale import localised
from lessonlib.quiz.model import Kind, Question, Verdict
from lessonlib.quiz.parsing import QuestionError, fits, normal_code
from lessonlib.quiz.spellings import plain, quoted, say, short

BLANK = re.compile(r"\{\{(.*?)\}\}")


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


class Blanks(Kind):
    """A program with blanks; each has accepted spellings."""

    name = "blanks"

    def read(self, question: Question, answer: Any) -> list[str]:
        parts = answer if isinstance(answer, (list, tuple)) else [answer]
        count = len(question.blanks)
        if len(parts) > count:
            raise QuestionError(
                localised("There are {count} blanks, and {given:,} fillings were given.", count=count, given=len(parts))
            )
        return [part if isinstance(part, str) else getattr(part, "__name__", short(part)) for part in parts]

    def judge(self, question: Question, answer: str | list[str]) -> Verdict:
        fillings = [answer] if isinstance(answer, str) else answer
        if len(fillings) < len(question.blanks) or not all(map(plain, fillings)):
            return Verdict("not attempted", say("empty blanks"))
        said, asked = [], []
        codes = _as_first_spelled(question, [normal_code(filling) for filling in fillings])
        for number, (code, spellings) in enumerate(zip(codes, question.blanks, strict=False), start=1):
            accepted = [normal_code(spelling) for spelling in spellings]
            if code in accepted:
                continue
            exact = _feedback_on(question, f"blank {number}", code)
            message, extra = nearly(code, accepted)
            if message and not exact:
                asked.append(say(message, number=number, extra=quoted(extra)))
            said.append(exact or _feedback_on(question, f"blank {number}") or say("blank", number=number))
        if asked:
            return Verdict("not attempted", " ".join(asked))
        return Verdict("incorrect", "\n".join(said)) if said else Verdict("correct")

    def right(self, question: Question) -> list[str]:
        return [accepted[0] for accepted in question.blanks]

    def expects(self, question: Question) -> str:
        return localised("what belongs into each blank, in quotes")

    def blanks(self, question: Question) -> str:
        if len(question.blanks) == 1:
            return "____"
        rows = "".join(f"    ____,  # {number}\n" for number, _ in enumerate(question.blanks, start=1))
        return f"[\n{rows}]"

    def time(self, question: Question) -> int:
        return 15 * len(question.blanks)


def _as_first_spelled(question: Question, codes: list[str]) -> list[str]:
    """Return the codes with those that are right together in the first spelling that is accepted for each."""
    for group in question.together:
        if all(codes[number - 1] == normal_code(spelling) for number, spelling in group):
            first = {number: normal_code(question.blanks[number - 1][0]) for number, _ in group}
            codes = [first.get(number, code) for number, code in enumerate(codes, start=1)]
    return codes


def nearly(filling: str, accepted: list[str]) -> tuple[str, str]:
    """Return the name of the message about a filling that is nearly an accepted one, and what is too much in it.

    >>> nearly("Flatten()", ["Flatten"]), nearly("relu", ['"relu"']), nearly("conv2d", ["Conv2D"])
    (('blank around', '()'), ('blank quotes', ''), ('blank capitals', ''))
    """
    if filling.strip('"') in {text.strip('"') for text in accepted}:
        return "blank quotes", ""
    if around := _around(filling, accepted):
        return "blank around", " … ".join(filter(None, around))
    return ("blank capitals", "") if _around(filling.lower(), [text.lower() for text in accepted]) else ("", "")


def _around(filling: str, accepted: list[str]) -> tuple[str, str] | None:
    """Return what stands before and behind an accepted spelling, where this may be a part of the program."""
    for text in sorted(accepted, key=len, reverse=True):
        before, found, behind = filling.partition(text)
        if found and fits("code before", before) and fits("code behind", behind):
            return before, behind
    return None


def _feedback_on(question: Question, blank: str, code: str = "") -> str:
    """Return the feedback on a blank that was filled with this very code; without code, on any other filling."""
    for choice in question.choices:
        name, _, expected = choice.text.partition(":")
        if name == blank and normal_code(expected) == code:
            return choice.feedback
    return ""
