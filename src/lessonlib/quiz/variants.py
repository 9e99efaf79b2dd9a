"""Questions that vary: names and their values, and the arithmetic that a page may do with them.

`n in 28, 32; k in 3, 5` makes four variants, of which the first has n = 28 and k = 3. There `{n - k + 1}` on the page
is 26. Only arithmetic is understood, so a page is made without Keras; the proof asks Keras about each variant.
"""

import ast
import hashlib
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, product
from keyword import iskeyword
from typing import Any

from lessonlib.quiz.model import Question
from lessonlib.quiz.parsing import QuestionError, equal, read_literal

Values = dict[str, int | float]

FIELD = re.compile(r"\{([^{}]*)\}")
"""Arithmetic in braces."""

FORMAT = re.compile(r"(.+?)(?::(,?(?:\.\d+f)?))?")
"""Arithmetic, and how its value is written: `{n * n:,}` with thousands apart, `{n / 3:.2f}` with two decimals."""

MOST = 100  # variants: a page holds them all, and Keras is asked about each
LARGEST = 10**12

OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}


@dataclass(frozen=True)
class Variant:
    """A question with one value of each name.

    Args:
        name: the values, "n = 28, k = 5".
        question: its options in an order of its own.
        order: the places of its options in the first variant.
        asked: what it asks, as plain text.
        texts: what stands at each place of its page that varies.
    """

    name: str
    question: Question
    order: tuple[int, ...]
    asked: str
    texts: tuple[str, ...]


def named(values: Values) -> str:
    """Return values as a learner reads them, and as answers are kept with them.

    >>> named({"n": 28, "k": 5})
    'n = 28, k = 5'
    """
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def read_values(text: str) -> list[Values]:
    """Return the values of each variant: the first of all names first, then the rest as if shuffled.

    Raises:
        QuestionError: the text names no values, or too many; the message says what to write.

    >>> read_values("n in 28, 32")
    [{'n': 28}, {'n': 32}]
    """
    values: dict[str, list[int | float]] = {}
    for part in text.split(";"):
        name, _, listed = (piece.strip() for piece in part.partition(" in "))
        if not name.isidentifier() or iskeyword(name) or name in values:
            raise QuestionError(
                f"':vary:' has '{part.strip()}'; write names and values, as in 'n in 28, 32; k in 3, 5'"
            )
        values[name] = [_number(value.strip(), name) for value in listed.split(",")]
    first, *rest = (dict(zip(values, each, strict=True)) for each in product(*values.values()))
    if not rest or 1 + len(rest) > MOST:
        raise QuestionError(f"':vary:' makes {1 + len(rest)} variants; from 2 to {MOST} are useful")
    return [first, *sorted(rest, key=_by_chance)]


def _number(text: str, name: str) -> int | float:
    try:
        value = read_literal(text)
    except QuestionError:
        value = None
    if type(value) not in (int, float):
        raise QuestionError(f"':vary:' gives {name} the value '{text}'; give numbers, as in '{name} in 28, 32'")
    return value  # type: ignore[no-any-return]


def _by_chance(values: Values) -> bytes:
    return hashlib.sha256(named(values).encode()).digest()


def written(field: str, values: Values) -> str:
    """Return the value of what stands in braces, as the page shows it.

    Raises:
        QuestionError: it is more than arithmetic on the names, or has no value.

    >>> written("n - k + 1", {"n": 28, "k": 5}), written("n * n * n:,", {"n": 28})
    ('24', '21,952')
    """
    try:
        arithmetic, shape = _parsed(field)
        text = format(_computed(arithmetic, values), shape)
    except ZeroDivisionError as error:
        raise QuestionError(f"'{{{field}}}' divides by 0 where {named(values)}") from error
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        names = ", ".join(values)
        raise QuestionError(
            f"'{{{field}}}' is not understood: in the braces of a question that varies stands arithmetic "
            f"(+ - * / // % **) on {names}, as in {{{next(iter(values))} + 1}}"
        ) from error
    return text


@lru_cache
def _parsed(field: str) -> tuple[ast.expr, str]:
    """Return the arithmetic of a field, and how its value is written.

    Raises:
        SyntaxError: it is something else.
    """
    found = FORMAT.fullmatch(field)
    if not found:
        raise SyntaxError
    return ast.parse(found[1].strip(), mode="eval").body, found[2] or ""


def _computed(node: ast.expr, values: Values) -> int | float:
    """Return the value of arithmetic.

    Raises:
        ValueError: it is something else, or a number too large.
    """
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            result: Any = value
        case ast.Name(id=name) if name in values:
            result = values[name]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=inner):
            result = _computed(inner, values) * (-1 if isinstance(sign, ast.USub) else 1)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            one, other = _computed(left, values), _computed(right, values)
            if isinstance(sign, ast.Pow) and abs(other) > 40:
                raise ValueError
            result = OPERATORS[type(sign)](one, other)
        case _:
            raise ValueError
    if isinstance(result, complex) or abs(result) > LARGEST:
        raise ValueError
    return result  # type: ignore[no-any-return]


def fall_together(options: Sequence[str], tolerance: float = 0.0) -> bool:
    """Return whether two options mean the same.

    >>> fall_together(["(24, 24)", "(24, 28)"]), fall_together(["4", "2 * 2", "4"])
    (False, True)
    """
    values = [_value_or_text(option) for option in options]
    return any(equal(one, other, tolerance) for one, other in combinations(values, 2))


def _value_or_text(option: str) -> Any:
    try:
        return (read_literal(option),)
    except QuestionError:
        return option


def order_of(variant: str, count: int) -> list[int]:
    """Return the order in which a variant lists its options, so that no letter is right in all of them."""
    return sorted(range(count), key=lambda number: hashlib.sha256(f"{variant}, {number}".encode()).digest())


def in_order(question: Question, order: Sequence[int]) -> Question:
    """Return a question with its options in another order, lettered anew."""
    letters = [choice.letter for choice in question.choices]
    listed = (question.choices[place] for place in order)
    return replace(
        question,
        choices=tuple(replace(choice, letter=letter) for choice, letter in zip(listed, letters, strict=True)),
    )
