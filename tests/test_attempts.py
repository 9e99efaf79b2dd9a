"""Ways to do the exercises, right and wrong, by people who had not seen the judges: each gets its verdict.

They wrote from the tasks alone. Where a task has come to ask for more since, their cells pass that, too.
They stand in tests/data/attempts, one script a lesson, in cells. The first line of a cell names the exercise, what
the cell is, and what it tries:

- given: what the page has defined before;
- right, wrong: how `check` has to judge it;
- form: right in another form than `check` reads, so it is refused, and told which form to pass;
- unseen: wrong in something that `check` is not shown, such as how a number was found, so it is accepted;
- slow, behind one of these: trains networks; runs with LESSONLIB_THOROUGH=1 only.
"""

import contextlib
import functools
import io
import os
import re
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import pytest

from lessonlib.checks import check

SCRIPTS = sorted((Path(__file__).parent / "data" / "attempts").glob("*.py"))
CELL = re.compile(r"^# %% ([\w-]+), (given|right|wrong|form|unseen)(, slow)?(?:: (.*))?$", re.MULTILINE)
ACCEPTED = ("right", "unseen")


@dataclass(frozen=True)
class Cell:
    """One attempt, or what is given to all attempts of an exercise."""

    exercise: str
    kind: str
    slow: bool
    tries: str
    code: str


def cells() -> list[Cell]:
    found = []
    for script in SCRIPTS:
        _, *parts = CELL.split(script.read_text(encoding="utf-8"))
        for exercise, kind, slow, tries, code in zip(*(parts[start::5] for start in range(5)), strict=True):
            found.append(Cell(exercise, kind, bool(slow), tries or "", code))
    return found


CELLS = cells()
GIVEN = {cell.exercise: cell.code for cell in CELLS if cell.kind == "given"}
ATTEMPTS = [cell for cell in CELLS if cell.kind != "given"]
RUN = [cell for cell in ATTEMPTS if not cell.slow or os.environ.get("LESSONLIB_THOROUGH")]


@functools.cache
def page(exercise):
    """Return the names that a page has defined before an exercise; run once for all its attempts."""
    mpl.use("agg")
    names = {"__name__": "__main__"}
    exec(compile(GIVEN[exercise], f"{exercise}, given", "exec"), names)
    return names


def result_of(cell):
    """Return what the check at the end of an attempt says."""
    results = []
    names = {**page(cell.exercise), "check": lambda *answer: results.append(check(*answer))}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(cell.code, cell.tries, "exec"), names)
    return results[-1]


@pytest.mark.parametrize("cell", RUN, ids=lambda cell: f"{cell.exercise}-{cell.kind}-{cell.tries[:50]}")
def test_an_attempt_gets_its_verdict(cell):
    result = result_of(cell)

    assert bool(result) == (cell.kind in ACCEPTED), f"{cell.kind}: {cell.tries}\n{result}"
    assert result or result.feedback


def test_there_are_150_right_and_150_wrong_ways_and_few_are_misjudged():
    kinds = [cell.kind for cell in ATTEMPTS]

    assert kinds.count("right") + kinds.count("form") >= 150
    assert kinds.count("wrong") >= 150
    assert kinds.count("form") <= 3
    assert kinds.count("unseen") <= 3
    assert {cell.exercise for cell in ATTEMPTS} == {*GIVEN}
