"""A learner's answer, or model, → verdict: `check("question-id", answer)`, `check("exercise-id", model)`.

>>> check("feature-map-of-a-5x5-kernel", (28, 28))  # doctest: +SKIP
feature-map-of-a-5x5-kernel: incorrect
  That would need padding="same". …

Nothing here raises, whatever is passed, and nothing that is passed is changed. With one exception: in a
notebook an answer that is still a blank stops "Run all" at its cell, with the verdict in place of a traceback.
"""

import builtins
import difflib
import inspect
import warnings
from collections.abc import Callable
from typing import Any

from lessonlib import bank
from lessonlib.answers import read_answer
from lessonlib.blank import Unfilled, ____, open_in
from lessonlib.exercises import EXERCISES, Exercise
from lessonlib.questions import Question, Verdict, judge
from lessonlib.reading import QuestionError
from lessonlib.results import Criterion, Result, show

__all__ = ["____", "check", "hint"]

listeners: list[Callable[[Result], None]] = []
"""Called with each result: `lessonlib check` counts them."""

OPEN = "Put your answer in place of ____, then run this cell again."


def check(id: str, *answer: Any) -> Result:
    """Return the verdict on an answer to a question, or on what an exercise asks for.

    Args:
        id: what stands in the notebook, such as "five-layers".
        answer: for a question a letter such as "B", a number, a shape, a dictionary or a text; for an
            exercise a model, a function or arrays, as the notebook shows.
    """
    blank = False
    try:
        result = _checked(id, answer)
    except Unfilled as error:
        blank, result = True, Result(id, Verdict("not attempted", str(error)))
    for listener in listeners:
        listener(result)
    if blank and hasattr(builtins, "get_ipython"):
        raise Unfilled(repr(result))
    show(result)
    return result


def hint(id: str, number: int = 1) -> str:
    """Return one hint of an exercise; ask for number 2 when the first does not help."""
    try:
        known = bank.load()
    except bank.BankError as error:
        return _shown(str(error))
    if id in known.questions:
        return _shown("A question has no hints. Try an answer: its verdict says what to think of.")
    if id not in known.tasks:
        return _shown(_unknown(id, [*known.tasks]))
    hints = known.tasks[id].hints
    if not isinstance(number, int) or not 1 <= number <= len(hints):
        return _shown(f"There are {len(hints)} hints: ask for a number from 1 to {len(hints)}.")
    more = f' More: hint("{id}", {number + 1})' if number < len(hints) else " This was the last hint."
    return _shown(f"Hint {number} of {len(hints)}. {hints[number - 1]}{more}")


def _shown(text: str) -> str:
    show(text)
    return text


def _checked(id: str, answer: tuple[Any, ...]) -> Result:
    """Return the verdict; errors of the bank and of the answer become verdicts, too.

    Raises:
        Unfilled: the answer is a blank, or holds one.
    """
    id = id if isinstance(id, str) else repr(id)
    if id in EXERCISES:
        return _judged_exercise(EXERCISES[id], answer)
    try:
        known = bank.load()
        if id in known.questions:
            return Result(id, judged_question(known.questions[id], answer))
    except (bank.BankError, QuestionError) as error:
        return Result(id, Verdict("not attempted", str(error)))
    if id in known.tasks:
        return Result(id, Verdict("not attempted", "This exercise has no check. Compare with the page's solution."))
    return Result(id, Verdict("not attempted", _unknown(id, [*known.ids(), *EXERCISES])))


def _unknown(id: str, known: list[str]) -> str:
    close = difflib.get_close_matches(id, known, n=1, cutoff=0.5)
    hint = f"Did you mean “{close[0]}”?" if close else "Copy the name from the page or the notebook."
    return f"There is no question or exercise “{id}”. {hint}"


def judged_question(question: Question, answer: tuple[Any, ...]) -> Verdict:
    """Return the verdict on what was passed as the answer to a question.

    Raises:
        QuestionError: it is no answer to a question of this kind.
        Unfilled: it is a blank, or holds one.
    """
    given = answer[0] if len(answer) == 1 else answer
    if not answer or open_in(given):
        raise Unfilled(OPEN)
    read = read_answer(question, given)
    if question.kind == "text" and isinstance(read, str) and read.strip():
        points = "".join(f"\n- {choice.text}: {choice.feedback}" for choice in question.choices)
        return Verdict("correct", f"Only you can judge a text. Does yours say this?{points}")
    return judge(question, read)


def _judged_exercise(exercise: Exercise, answer: tuple[Any, ...]) -> Result:
    if not answer or any(map(open_in, answer)):
        raise Unfilled(OPEN)
    try:
        inspect.signature(exercise.judge).bind(*answer)
    except TypeError:
        call = f'check("{exercise.id}", {", ".join(exercise.names)})'
        return Result(exercise.id, Verdict("not attempted", f"Call it so: {call}."))
    try:
        criteria = _held(exercise, answer)
    except Unfilled:
        raise
    except Exception as error:  # noqa: BLE001 (the answer is the learner's own object and may raise anything)
        problem = f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}"
        message = f"Your answer could not be tried out. It raised {problem}"
        return Result(exercise.id, Verdict("incorrect", message))
    failed = [criterion.feedback for criterion in criteria if not criterion.holds]
    verdict = Verdict("incorrect", "\n".join(failed)) if failed else Verdict("correct")
    return Result(exercise.id, verdict, criteria)


def _held(exercise: Exercise, answer: tuple[Any, ...]) -> tuple[Criterion, ...]:
    """Return the criteria up to the first needed one that does not hold."""
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the learner has seen those about data when loading it
        for criterion in exercise.judge(*answer):
            found.append(criterion)
            if criterion.needed and not criterion.holds:
                break
    return tuple(found)
