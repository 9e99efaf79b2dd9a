"""The exercises by their ids, and how one is written down."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import dedent

from lessonlib.results import Criterion

Judge = Callable[..., Iterator[Criterion]]


@dataclass(frozen=True)
class Exercise:
    """An exercise as `check` sees it.

    `starter` is the cell of the stub; `solved` is the cell after the page's solution. Both end with `check`.
    """

    id: str
    names: tuple[str, ...]
    starter: str
    solved: str
    judge: Judge


EXERCISES: dict[str, Exercise] = {}


def exercise(id: str, *, starter: str, solved: str = "") -> Callable[[Judge], Judge]:
    """Register the function below as the judge of an exercise.

    Args:
        id: the same as on the page.
        starter: the code that the learner finds, with blanks `____`; `check` is added at its end.
        solved: what has to be run after the page's solution before `check`; often nothing.
    """

    def register(judge: Judge) -> Judge:
        names = tuple(inspect.signature(judge).parameters)
        call = f'check("{id}", {", ".join(names)})'
        begun, done = (f"{dedent(code).strip()}\n\n{call}".strip() for code in (starter, solved))
        EXERCISES[id] = Exercise(id, names, begun, done, judge)
        return judge

    return register
