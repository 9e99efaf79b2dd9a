"""An answer → its verdict: of a question, or of an exercise, whose judge tries it out."""

import contextlib
import inspect
import io
import warnings
from typing import Any

from lessonlib.locale import localised, noted
from lessonlib.quiz.kinds import judge, read_answer
from lessonlib.quiz.model import Question, Verdict
from lessonlib.quiz.placeholder import Unfilled, open_in
from lessonlib.quiz.registry import Exercise
from lessonlib.quiz.results import Criterion, Result
from lessonlib.quiz.time_limits import TooLong, at_most
from lessonlib.quiz.trials import Unreadable

OPEN = noted("Put your answer in place of ____, then run this cell again.")


def judged_question(question: Question, answer: tuple[Any, ...]) -> Verdict:
    """Return the verdict on what was passed as the answer to a question.

    Raises:
        QuestionError: it is no answer to a question of this kind.
        Unfilled: it is a blank, or holds one.
    """
    given = answer[0] if len(answer) == 1 else answer
    if not answer or open_in(given):
        raise Unfilled(localised(OPEN))
    return judge(question, read_answer(question, given))


def judged_exercise(exercise: Exercise, answer: tuple[Any, ...]) -> Result:
    """Return the verdict on what was passed as the answer to an exercise.

    Raises:
        Unfilled: it is a blank, holds one, or came to one when it was tried out.
    """
    if not answer or any(map(open_in, answer)):
        raise Unfilled(localised(OPEN))
    try:
        inspect.signature(exercise.judge).bind(*answer)
    except TypeError:
        return Result(exercise.id, Verdict("not attempted", localised("Call it so: {call}.", call=exercise.call)))
    try:
        criteria = _held(exercise, answer)
    except (Unfilled, KeyboardInterrupt, TooLong):
        raise
    except Unreadable as error:
        return Result(exercise.id, Verdict("incorrect", str(error)))
    except BaseException as error:  # noqa: BLE001 (the answer is the learner's own object and may raise anything)
        message = localised("Your answer could not be tried out. It raised {error}", error=_problem(error))
        return Result(exercise.id, Verdict("incorrect", message))
    failed = dict.fromkeys(criterion.feedback for criterion in criteria if not criterion.holds)
    verdict = Verdict("incorrect", "\n".join(failed)) if failed else Verdict("correct")
    return Result(exercise.id, verdict, criteria)


def _problem(error: BaseException) -> str:
    """Return an error's type and the first line of what it says."""
    try:
        said = str(error).strip().partition("\n")[0][:200]
    except Exception:  # noqa: BLE001 (the learner's own error may not be able to show itself)
        said = ""
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _held(exercise: Exercise, answer: tuple[Any, ...]) -> tuple[Criterion, ...]:
    """Return the criteria up to the first needed one that does not hold; what the answer prints is not shown.

    Raises:
        TooLong: the answer, tried out, did not come to an end.
    """
    found = []
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), at_most(exercise.seconds):
        warnings.simplefilter("ignore")  # the learner has seen those about data when loading it
        for criterion in exercise.judge(*answer):
            found.append(criterion)
            if criterion.needed and not criterion.holds:
                break
    return tuple(found)
