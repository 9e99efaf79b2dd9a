"""Trying out what a learner passed: functions on inputs of ours, arrays of any kind."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonlib.locale import localised
from lessonlib.quiz.spellings import short

MOST = 2_000_000  # numbers in a list: to make an array of more takes longer than a verdict may

AXES = 64  # NumPy's arrays have no more


class Unreadable(ValueError):
    """What was passed is no array of numbers; the message says what to pass."""


def array_of(value: Any, *, said: str = "") -> NDArray[Any]:
    """Return what was passed, or returned, as an array of numbers; one that is an array already is not copied.

    Raises:
        Unreadable: it holds no numbers, or is a list of too many.
    """
    said = said or localised("You passed")
    if not hasattr(value, "shape") and _count(value) > MOST:
        what = localised("a {kind} of more than {most:,} numbers", kind=type(value).__name__, most=MOST)
        raise Unreadable(localised("{said} {what}. An array is quicker to read.", said=said, what=what))
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise Unreadable(localised("{said} {what}, which is no array of numbers.", said=said, what=short(value)))
    return array


def _count(value: Any) -> int:
    """Return roughly how many things a list holds, looking at its first rows."""
    count = 1
    for _ in range(AXES):  # a list can hold itself
        if isinstance(value, (list, tuple)) and value:
            count *= len(value)
            value = value[0]
    return count


def packages_run(function: Callable[..., Any], *arguments: Any) -> set[str]:
    """Return the names of the packages whose functions run when a function is called."""
    seen: set[str] = set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            seen.add(str(frame.f_globals.get("__name__", "")).partition(".")[0])

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        function(*arguments)
    finally:
        sys.setprofile(before)
    return seen
