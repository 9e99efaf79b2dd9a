"""What learners pass in Python, in plain values: what all kinds of questions need to read it."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lessonlib.quiz.spellings import plain

LARGEST = 10**15
FEW = 64  # numbers, at most, in an array that is an answer
NUMBERS = (int, float, Decimal, Fraction)


def as_python(answer: Any) -> Any:
    """Return numbers, small arrays and shapes of NumPy, TensorFlow and Keras as Python's own; the rest as it is.

    A number of few bits is read as it prints: np.float32(0.564) is 0.564, and not 0.5640000104904175.
    """
    if isinstance(answer, (tuple, list)) and len(answer) <= FEW:
        return type(answer)([as_python(part) for part in answer]) if type(answer) in (tuple, list) else [*answer]
    if type(answer).__module__.partition(".")[0] not in ("numpy", "tensorflow", "keras"):
        return answer
    if hasattr(answer, "as_list"):
        return tuple(answer.as_list())
    array = answer.numpy() if hasattr(answer, "numpy") else answer
    if not hasattr(array, "tolist") or getattr(array, "size", 0) > FEW:
        return answer
    value = array.tolist()
    return float(str(array)) if isinstance(value, float) else value


def alone(answer: Any) -> Any:
    """Return the one thing that a list, tuple or array of one holds."""
    for _ in range(FEW):  # a list can hold itself
        if isinstance(answer, (list, tuple)) and len(answer) == 1:
            answer = answer[0]
    return answer


def words(text: str) -> str:
    """Return a sentence without what writers do in different ways: capitals, marks of code, the last full stop."""
    return re.sub(r"[`*\"']", "", re.sub(" +", " ", plain(text))).casefold().strip(" .")
