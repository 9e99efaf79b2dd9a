"""A learner's answer, or model, → verdict: `check("question-id", answer)`, `check("exercise-id", model)`.

>>> check("feature-map-of-a-5x5-kernel", (28, 28))  # doctest: +SKIP
feature-map-of-a-5x5-kernel: incorrect
  That would need padding="same". …

Nothing here raises, whatever is passed, and nothing that is passed is changed. With three exceptions: in a
notebook an answer that is still a blank stops "Run all" at its cell, with the verdict in place of a traceback
(`lessonlib check` counts it, and goes on); Ctrl+C ends a check as it ends everything else; and a page that asks while
its site is built fails, for there is no course yet that could answer.
"""

import builtins
import difflib
import os
from collections.abc import Callable
from typing import Any

from lessonlib.locale import counted, localised
from lessonlib.quiz import bank
from lessonlib.quiz.courses import Course, courses, speak_of, with_bank
from lessonlib.quiz.kinds import kind_of
from lessonlib.quiz.model import Verdict
from lessonlib.quiz.parsing import QuestionError
from lessonlib.quiz.placeholder import Unfilled, ____
from lessonlib.quiz.registry import ChecksError, exercise
from lessonlib.quiz.results import Criterion, Result, Words, show
from lessonlib.quiz.spellings import short
from lessonlib.quiz.time_limits import TooLong, at_most
from lessonlib.quiz.verdicts import judged_exercise, judged_question

__all__ = ["Criterion", "____", "another", "check", "course", "exercise", "hint"]

listeners: list[Callable[[Result], None]] = []
"""Called with each result: `lessonlib check` counts them."""

stopping = True
"""Whether a blank stops its cell in a notebook: `lessonlib check` goes on."""

_shown: dict[tuple[str, str], int] = {}
"""Course and question → the variant that `another` has asked last; one that is not here was asked as on the page."""

chosen = ""
"""The name of the course that a notebook belongs to."""

MOST = 60  # seconds that what is passed may compute for, where an exercise does not say less
LONGEST_NAME = 100  # characters: no question and no exercise has a longer one


def check(id: str, *answer: Any) -> Result:
    """Return the verdict on an answer to a question, or on what an exercise asks for.

    Args:
        id: what stands in the notebook, such as "five-layers".
        answer: for a question a letter such as "B", a number, a shape, a dictionary or a text; for an
            exercise a model, a function or arrays, as the notebook shows.
    """
    _refuse_pages("check")
    name, blank = "check", False
    speak_of(chosen)
    try:
        with at_most(MOST):
            name = _name(id)
            result = _checked(name, answer)
    except Unfilled as error:
        blank, result = True, Result(name, Verdict("not attempted", str(error)))
    except KeyboardInterrupt:
        raise
    except TooLong as error:
        result = Result(name, Verdict("not attempted", localised("Your answer was stopped: it {why}", why=error)))
    except BaseException as error:  # noqa: BLE001 (the learner's own object may raise anything, when it is looked at)
        message = localised("Your answer could not be read: looking at it raised {error}.", error=type(error).__name__)
        result = Result(name, Verdict("not attempted", message))
    for listener in listeners:
        listener(result)
    if blank and stopping and hasattr(builtins, "get_ipython"):
        raise Unfilled(repr(result))
    show(result)
    return result


def another(id: str) -> Words:
    """Return a question once more, with other numbers; `check` judges these from now on."""
    _refuse_pages("another")
    speak_of(chosen)
    try:
        with at_most(MOST):
            return _words(_another(_name(id)))
    except (bank.BankError, ChecksError, Unknown) as error:
        return _words(str(error))
    except TooLong as error:
        return _words(localised("What you passed was stopped: it {why}", why=error))


def _another(id: str) -> str:
    """Return the next variant of a question as text, or what to ask for.

    Raises:
        BankError: there is no question bank.
        Unknown: no course asks it, or several do.
    """
    where, own = _found(id)
    variants = where.bank.variants.get(own)
    if not variants:
        return localised("“{id}” is asked with these numbers only.", id=id)
    place = (_shown.get((where.name, own), 0) + 1) % len(variants)
    _shown[where.name, own] = place
    question = variants[place].question
    kind = kind_of(question)
    options = [f"{choice.letter}. {choice.text}" for choice in question.choices] if kind.lettered else []
    how = localised('Answer with check("{id}", …): {expected}.', id=id, expected=kind.expects(question))
    return "\n".join([variants[place].asked, *options, how])


def course(name: str) -> None:
    """Say which course is meant where two have something of the same name; a notebook begins with it.

    Raises:
        ModuleNotFoundError: it is not installed here.
    """
    global chosen  # noqa: PLW0603 (of a notebook, which is a process)
    if name not in (each.name for each in courses()):
        courses.cache_clear()  # it may have been installed since
    known = [each.name for each in courses()]
    if name not in known:
        here = ", ".join(known) or localised("none")
        said = localised("the course “{name}” is not installed here (installed: {here})", name=name, here=here)
        raise ModuleNotFoundError(said, name=name)
    chosen = name


def hint(id: str, number: int = 1) -> str:
    """Return one hint of an exercise; ask for number 2 when the first does not help."""
    _refuse_pages("hint")
    speak_of(chosen)
    try:
        with at_most(MOST):
            return _said(_hint(_name(id), number))
    except (bank.BankError, ChecksError, Unknown) as error:
        return _said(str(error))
    except TooLong as error:
        return _said(localised("What you passed was stopped: it {why}", why=error))


def _hint(id: str, number: int) -> str:
    """Return one hint of an exercise, or what to ask for.

    Raises:
        BankError: there is no question bank.
        Unknown: no course has an exercise of this name, or several have one.
    """
    where, id = _found(id)
    if id in where.bank.questions:
        return localised("A question has no hints. Try an answer: its verdict says what to think of.")
    if id not in where.bank.tasks:
        return localised("This exercise has no hints.")
    hints = where.bank.tasks[id].hints
    wanted = next((place for place in range(1, len(hints) + 1) if short(number) == str(place)), 0)
    if not wanted:
        return counted(
            "There is {number} hint: ask for number 1.",
            "There are {number} hints: ask for a number from 1 to {number}.",
            len(hints),
        )
    more = f'hint("{id}", {wanted + 1})' if wanted < len(hints) else ""
    more = localised("More: {call}", call=more) if more else localised("This was the last hint.")
    which = localised("Hint {wanted} of {number}.", wanted=wanted, number=len(hints))
    return f"{which} {hints[wanted - 1]} {more}"


def _refuse_pages(name: str) -> None:
    """Refuse to be asked while a site is built: its questions are known when all its pages have been read.

    Raises:
        RuntimeError: a kernel of a build asks.
    """
    if os.environ.get("LESSONLIB_BUILD") == "1":
        raise RuntimeError(f"{name}() stands on a page, which is built before it can be asked: it is for notebooks")


def _name(id: object) -> str:
    """Return what was passed as a name, as a text that can be looked up and shown."""
    return str.__str__(id) if isinstance(id, str) and len(id) <= LONGEST_NAME else short(id)


def _said(text: str) -> str:
    show(text)
    return text


def _words(text: str) -> Words:
    words = Words(text)
    show(words)
    return words


def _checked(id: str, answer: tuple[Any, ...]) -> Result:
    """Return the verdict; errors of the bank and of the answer become verdicts, too.

    Raises:
        Unfilled: the answer is a blank, or holds one.
    """
    try:
        where, own = _found(id)
        if own in where.exercises:
            return judged_exercise(where.exercises[own], answer)
        if (place := _shown.get((where.name, own))) is not None:
            variant = where.bank.variants[own][place]
            return Result(own, judged_question(variant.question, answer), variant=variant.name)
        if own in where.bank.questions:
            return Result(own, judged_question(where.bank.questions[own], answer))
    except (bank.BankError, ChecksError, QuestionError, Unknown) as error:
        return Result(id, Verdict("not attempted", str(error)))
    return Result(
        own, Verdict("not attempted", localised("This exercise has no check. Compare with the page's solution."))
    )


class Unknown(LookupError):
    """No course asks what was named, or several do; the message says what to write."""


def _found(id: str) -> tuple[Course, str]:
    """Return the course that asks something, and what it is called there; "statistics/trimmed-mean" names both.

    Raises:
        BankError: there is no course.
        Unknown: none asks it, or several do, and the notebook has not said which it belongs to.
    """
    prefix, _, own = id.rpartition("/")
    asking = [each for each in courses() if prefix in ("", each.name) and own in each.ids()]
    asking = [each for each in asking if each.name == chosen] or asking
    if len(asking) > 1:
        names = localised(" or ").join(sorted(f"“{each.name}/{own}”" for each in asking))
        raise Unknown(localised("Two courses here ask “{id}”. Say which one you mean: {names}.", id=own, names=names))
    if not asking:
        raise Unknown(_unknown(id, [name for each in with_bank(courses()) for name in each.ids()]))
    return asking[0], own


def _unknown(id: str, known: list[str]) -> str:
    if id in bank.RENAMED:
        now = bank.RENAMED[id]
        return localised("“{id}” is called “{now}” now. Write the new name in its place.", id=id, now=now)
    close = difflib.get_close_matches(id, known, n=1, cutoff=0.5)
    hint = localised("Did you mean “{name}”?", name=close[0]) if close else ""
    hint = hint or localised("Copy the name from the page or the notebook.")
    return localised("There is no question or exercise “{id}”. {hint}", id=id, hint=hint)
