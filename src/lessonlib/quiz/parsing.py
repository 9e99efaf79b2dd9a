"""Reading what people type: literals in a proof, numbers, shapes and code in an answer.

The page's script reads alike. The patterns of numbers and shapes are data that both have (`lessonlib.quiz.spellings`).
"""

import ast
import re
from string import ascii_letters
from typing import Any

from lessonlib.locale import in_signs
from lessonlib.quiz.spellings import plain, quoted, say, shared, unwrapped

WRAPS = "()[]{}\"'`*$_ "  # around a shape or a unit, closed or not
GROUPED = ("spaced", "commas", "points", "one point", "lakhs", "decimal")


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


def equal(given: object, key: object, tolerance: float = 0.0) -> bool:
    """Return whether two values are equal, types included: True is not 1, 24.0 is not 24.

    >>> equal((24, 24), (24, 24)), equal(True, 1), equal(0.021, 0.02, tolerance=0.005)
    (True, False, True)
    """
    if isinstance(given, (tuple, list)) and isinstance(key, (tuple, list)):
        alike = type(given) is type(key) and len(given) == len(key)
        return alike and all(equal(a, b, tolerance) for a, b in zip(given, key, strict=True))
    if tolerance and type(given) in (int, float) and type(key) in (int, float):
        return abs(float(given) - float(key)) <= tolerance + 1e-12  # type: ignore[arg-type]
    return type(given) is type(key) and given == key


def fits(pattern: str, text: str) -> re.Match[str] | None:
    """Match a whole text with a pattern that both judges have."""
    return re.fullmatch(shared()["patterns"][pattern], text)


def read_number(text: str, *, integer: bool, unit: str = "") -> float | int:
    """Return the number that a learner typed: 12560, 12 560, 12,560, 0.02, 0,02, 1e-05, (4), n = 160, about 160.

    Behind the number its unit may stand, whole or shortened, and nothing else. Where a whole number is expected,
    small ones may be words.

    Raises:
        QuestionError: there is no number, or more than a number, or one that reads in two ways: "12.560"
            where a whole number is expected, "2,303" where a fraction may be.

    >>> read_number("12,560", integer=True), read_number("0,564", integer=False)
    (12560, 0.564)
    >>> read_number("Answer: **160** params", integer=True, unit="parameters"), read_number("fourth", integer=True)
    (160, 4)
    """
    found = fits("number", _in_digits(_without_label(plain(text)), integer, unit))
    if not found:
        raise QuestionError(say("number", given=quoted(text)))
    sign, written, power, closed, behind = found.groups()
    written = re.sub("[.,']$", "", written.rstrip("_"))
    if not power and fits("two ways, whole" if integer else "two ways, fraction", written):
        joined, pointed = re.sub("[.,]", "", written), written.replace(",", ".") + integer * "0"
        raise QuestionError(say("two ways", given=written, one=joined, other=in_signs(pointed)))
    digits = _digits(written, text)
    if not _is_unit_behind(behind, unit):
        behind = re.sub("^[^*]+", "", closed) + behind
        raise QuestionError(say("behind", given=quoted(text), behind=quoted(behind)))
    value = float(f"{sign or ''}{digits}e{power or 0}")
    return int(value) if "." not in digits and not power and value.is_integer() else value


def _without_label(text: str) -> str:
    """Return a plain text without what people write before their answer: "Answer: ", "x = ", "about "."""
    return unwrapped(re.sub(shared()["patterns"]["before"], "", unwrapped(text)))


def _in_digits(text: str, whole: bool, unit: str) -> str:
    """Return a text that begins with a small number in words, or with its unit, with digits first: ten, pair 4."""
    word = text[: len(text) - len(text.lstrip(ascii_letters))]
    words, behind = shared()["words"], text[len(word) :]
    value = words.get(word, words.get(word.lower())) if whole else None
    if value is not None:
        return f"{value}{behind}"
    return behind if word and is_unit(word, unit) else text


def _digits(written: str, text: str) -> str:
    """Return a number's digits, with at most one decimal point, from the way in which somebody groups them."""
    for form in GROUPED:
        if found := fits(form, written):
            return re.sub("[^0-9]", "", found[1]) + (f".{found[3]}" if found[3] else "")
    raise QuestionError(say("separators", given=quoted(text)))


def _is_unit_behind(behind: str, unit: str) -> bool:
    """Whether a number is followed by its unit or by nothing: "160 of (parameters);", "4th pair", "160."."""
    found = fits("behind", behind)
    return found is not None and is_unit((found[1] or "").strip(WRAPS), unit)


def is_unit(word: str, unit: str) -> bool:
    """Return whether a word is a unit, in whole or by its first word, one or many; no word is as good.

    >>> is_unit("layer", "layers"), is_unit("params.", "parameters"), is_unit("k", "parameters")
    (True, True, False)
    """
    word, unit = word.lower().strip(". "), unit.lower()
    if word in ("", unit):
        return True
    stem, first = (re.sub("e?s$", "", text) for text in (word, unit.partition(" ")[0]))
    return len(stem) >= min(4, len(first)) > 0 and first.startswith(stem)


def read_shape(text: str, *, axes: int = 0) -> tuple[int | None, ...]:
    """Return the shape that a learner typed: 24x24, 24×24, (24, 24), 24 by 24, 24-24, [20, 20, 1]; None is a size too.

    Args:
        text: what was typed.
        axes: how many sizes are expected; where it is 1, "9,216" could be a number.

    Raises:
        QuestionError: a part is neither a whole number nor None, or a comma may stand inside a number.

    >>> read_shape("24 × 24"), read_shape("(None, 10)"), read_shape("output: TensorShape([24, 24])")
    ((24, 24), (None, 10), (24, 24))
    """
    patterns = shared()["patterns"]
    inside = _without_label(re.sub(f"[{shared()['times']}]", "x", plain(text)).lower())
    inside = unwrapped(re.sub(patterns["shape named"], "", inside).rstrip(".;:"))
    inside = re.sub(patterns["none"], "none", inside.strip(WRAPS))
    if (axes == 1 and fits("one axis", inside)) or _mixes_commas(inside):
        raise QuestionError(say("sizes", given=quoted(text)))
    if not fits("shape", inside):
        raise QuestionError(say("shape", given=quoted(text)))
    sizes = re.findall(patterns["size"], inside)
    return tuple(None if size == "none" else int(size.partition(".")[0]) for size in sizes)


def _mixes_commas(text: str) -> bool:
    """Whether a comma seems to stand inside a number, as in 1,080x1,920 and 2,048."""
    patterns = shared()["patterns"]
    return all(re.search(patterns[name], text) for name in ("comma inside", "other separator"))


def has_words(text: str) -> bool:
    """Return whether a text has words of its own, two at least, and not only markup.

    >>> has_words("<b>"), has_words("A kernel slides."), has_words("滑动")
    (False, True, True)
    """
    patterns = shared()["patterns"]
    written = re.sub(patterns["markup"], "", plain(text))
    return bool(re.search(patterns["letters"], written)) and len(re.findall(patterns["word"], written)) > 1


def normal_code(text: str) -> str:
    """Return code with one kind of quote, and no space or needless comma outside strings, to compare it.

    >>> normal_code(" activation = 'relu' "), normal_code("MaxPool2D."), normal_code("(20, 20, 1,)")
    ('activation="relu"', 'MaxPool2D', '(20,20,1)')
    """
    pieces = re.split(r"""("[^"]*"|'[^']*')""", plain(text).strip("` "))
    code = "".join(f'"{piece[1:-1]}"' if index % 2 else _normal(piece) for index, piece in enumerate(pieces))
    return re.sub(r"([A-Za-z_)\]\"][0-9]*)[.]$", r"\1", code)


def _normal(code: str) -> str:
    return re.sub(r"(,[^()\[\],]*),(?=[)\]])", r"\1", code.replace(" ", ""))
