"""Proofs of exercises: each check is tried out on its starter, its solution and its wrong attempts.

The builder of proofs does it for all that `checks` holds; an exercise that lists no solution is left to the tests of
its course.
"""

import contextlib
import io
from collections.abc import Iterator
from textwrap import dedent
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from lessonlib.quiz.model import Verdict
from lessonlib.quiz.placeholder import Unfilled, ____
from lessonlib.quiz.registry import Exercise
from lessonlib.quiz.results import Result
from lessonlib.sphinxext.core.checks import exercises_of
from lessonlib.sphinxext.core.domain import course_of

logger = logging.getLogger(__name__)


def tried(exercise: Exercise, code: str) -> Result:
    """Return the verdict on what code makes for an exercise; the code may raise what it likes."""
    from lessonlib.quiz.verdicts import judged_exercise  # here: it imports NumPy, which a build of pages need not

    names: dict[str, Any] = {"__name__": "__main__", "____": ____, "check": lambda *_: None}
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(compile(exercise.given, f"<given for {exercise.id}>", "exec"), names)
            exec(compile(code, f"<an attempt at {exercise.id}>", "exec"), names)
            return judged_exercise(exercise, tuple(names[name] for name in exercise.names))
        except Unfilled as error:
            return Result(exercise.id, Verdict("not attempted", str(error)))


def faults(exercise: Exercise) -> Iterator[str]:
    """Yield what is wrong with an exercise: each of its attempts that does not get its verdict."""
    attempts = [("starter", exercise.starter, "not attempted", ""), ("solution", exercise.solution, "correct", "")]
    attempts += [("wrong attempt", dedent(code), "incorrect", said) for code, said in exercise.wrong.items()]
    for what, code, wanted, said in attempts:
        if not code:
            continue
        shown = f" ({code.strip().splitlines()[0]})" if what == "wrong attempt" else ""
        try:
            result = tried(exercise, code)
        except Exception as error:  # noqa: BLE001 (an attempt may raise anything)
            what_is_missing = (
                f"it makes no {error}" if isinstance(error, KeyError) else f"{type(error).__name__}: {error}"
            )
            yield f"its {what}{shown} does not run: {what_is_missing}"
            continue
        if result.outcome != wanted:
            run_into = "; let it run into a blank: call what holds ____" if what == "starter" else ""
            yield f"its {what}{shown} is {result.outcome}, not {wanted}{run_into}. {result.feedback}".strip()
        elif said not in result.feedback:
            yield f"its {what}{shown} is told “{result.feedback}”, which does not hold the words “{said}”"


def prove(app: Sphinx, env: BuildEnvironment) -> None:
    """Try out all exercises that list a solution, where proofs are what is built; a fault fails the build."""
    if app.builder.name != "doctest":
        return
    listed = [each for each in exercises_of(app).values() if each.solution]
    for exercise in listed:
        for fault in faults(exercise):
            app.statuscode = 1
            logger.error("exercise '%s': %s", exercise.id, fault, location=place(exercise))
    if listed and not app.statuscode:
        said = f"Proved what {len(listed)} exercise{'s ask' if len(listed) > 1 else ' asks'}."
        print(said) if app.quiet else logger.info(said)


def compare(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of a check that no page has an exercise for."""
    on_pages = {practised.id for _, practised in course_of(env).practised()}
    for id, exercise in exercises_of(app).items():
        if id not in on_pages:
            said = "the check '%s' belongs to no exercise: no page has ':::{exercise} %s'"
            logger.warning(said, id, id, location=place(exercise), type="lessonlib", subtype="check")


def place(exercise: Exercise) -> str:
    """Return file and line of a check."""
    code = exercise.judge.__code__
    return f"{code.co_filename}:{code.co_firstlineno}"


def setup(app: Sphinx) -> None:
    app.connect("env-check-consistency", compare)
    app.connect("env-updated", prove)
