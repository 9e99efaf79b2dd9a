"""Reading what people type: literals in a proof, numbers, shapes and code in an answer."""

import ast
import re
from typing import Any


class QuestionError(ValueError):
    """A question that cannot be asked: what was written, what was expected, what to do."""

    line: int | None = None  # of the page, where it is known better than "somewhere in the question"


def read_literal(text: str) -> Any:
    """Return the value of a Python literal: int, float, bool, str, None, tuple, list or dict.

    Raises:
        QuestionError: the text is no literal, such as a NumPy scalar.

    >>> read_literal("(None, 24, 24, 1)")
    (None, 24, 24, 1)
    """
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        if re.search(r"\b(np|numpy)\.\w+\(|\barray\(", text):
            raise QuestionError(f"{text} is a NumPy value; wrap it in int(), float() or tuple()") from error
        raise QuestionError(f"{text} is not a plain value; print a number, a tuple, a str or a dict") from error


def same(given: object, key: object, tolerance: float = 0.0) -> bool:
    """Return whether two values are equal, types included: True is not 1, 24.0 is not 24.

    >>> same((24, 24), (24, 24)), same(True, 1), same(0.021, 0.02, tolerance=0.005)
    (True, False, True)
    """
    if isinstance(given, (tuple, list)) and isinstance(key, (tuple, list)):
        alike = type(given) is type(key) and len(given) == len(key)
        return alike and all(same(a, b, tolerance) for a, b in zip(given, key, strict=True))
    if tolerance and type(given) in (int, float) and type(key) in (int, float):
        return abs(float(given) - float(key)) <= tolerance + 1e-12  # type: ignore[arg-type]
    return type(given) is type(key) and given == key


def read_number(text: str, *, whole: bool) -> float | int:
    """Return the number that a learner typed: 12560, 12 560, 12,560, 0.02 or 0,02.

    Raises:
        QuestionError: there is no number, or one that reads in two ways: "12.560" where a whole
            number is expected, "2,303" where a fraction may be.

    >>> read_number("12,560", whole=True), read_number("0,564", whole=False)
    (12560, 0.564)
    """
    plain = re.sub(r"(?<=[0-9])[\s_'’](?=[0-9])", "", text.strip().replace("−", "-"))
    found = re.fullmatch(r"([+-]?)([0-9][0-9.,]*|[.,][0-9]+)\s*[^0-9.,]*", plain)
    if not found:
        raise QuestionError(f"“{text.strip()}” is not a number; write digits, such as 1024.")
    sign, digits = found.groups()
    if re.fullmatch(rf"[1-9][0-9]{{0,2}}{'[.]' if whole else ','}[0-9]{{3}}", digits):
        joined, pointed = re.sub("[.,]", "", digits), digits.replace(",", ".") + whole * "0"
        raise QuestionError(f"“{digits}” can be read in two ways. Write {joined} or {pointed}.")
    if re.fullmatch(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?", digits):
        digits = digits.replace(",", "")
    digits = digits.replace(",", ".")
    if digits.count(".") > 1:
        raise QuestionError(f"“{text.strip()}” has more than one decimal point; write digits, such as 1024.")
    value = float(sign + digits)
    return int(value) if "." not in digits and value.is_integer() else value


def read_shape(text: str) -> tuple[int | None, ...]:
    """Return the shape that a learner typed: 24x24, 24×24, (24, 24) or 24 24; None is a size too.

    Raises:
        QuestionError: a part is neither a whole number nor None.

    >>> read_shape("24 × 24"), read_shape("(None, 10)")
    ((24, 24), (None, 10))
    """
    parts = [part for part in re.split(r"[x×*,;\s]+", text.strip().strip("()[]").lower()) if part]
    if not parts or not all(re.fullmatch(r"[0-9]{1,15}|none", part) for part in parts):
        raise QuestionError(f"“{text.strip()}” is not a shape; write its sizes, such as 640 × 480 × 3.")
    return tuple(None if part == "none" else int(part) for part in parts)


def normal_code(text: str) -> str:
    """Return code with one kind of quote and no space outside strings, to compare what fills a blank.

    >>> normal_code(" activation = 'relu' ")
    'activation="relu"'
    """
    straight = re.sub("[‘’]", "'", re.sub("[“”]", '"', text))  # phones curl what is typed  # noqa: RUF001
    pieces = re.split(r"""("[^"]*"|'[^']*')""", straight)
    return "".join(f'"{piece[1:-1]}"' if index % 2 else re.sub(r"\s+", "", piece) for index, piece in enumerate(pieces))
