"""Questions as values: what is asked, what is right, and the verdict on what a learner typed.

Nothing here knows Sphinx or Keras. The key of a question is the last value that the doctest in its
answer prints; the doctest builder proves that value, this module only reads it. The page's script
(`sphinxext/static/questions.js`) judges alike: `tests/judge_cases.json` holds the two together.
"""

import ast
import doctest
import re
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["choice", "several", "number", "shape", "sort", "blanks", "text"]
KINDS: tuple[Kind, ...] = ("choice", "several", "number", "shape", "sort", "blanks", "text")
ASKS = ("look-up", "calculate", "predict", "why")
BLANK = re.compile(r"\{\{(.*?)\}\}")


class QuestionError(ValueError):
    """A question that cannot be asked: what was written, what was expected, what to do."""


@dataclass(frozen=True)
class Choice:
    """One entry of a question's list: an option, an expected wrong answer, a thing to sort, a point to check."""

    letter: str
    text: str
    feedback: str
    right: bool = False
    misconception: str | None = None
    yields: str | None = None


@dataclass(frozen=True)
class Question:
    """What is asked, with everything needed to judge an answer."""

    id: str
    kind: Kind
    objectives: tuple[str, ...]
    asks: str
    choices: tuple[Choice, ...]
    key: Any = None
    unit: str = ""
    tolerance: float = 0.0
    groups: tuple[str, ...] = ()
    blanks: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Verdict:
    """`outcome` is "not attempted", "incorrect" or "correct"; `feedback` is what to tell the learner."""

    outcome: Literal["not attempted", "incorrect", "correct"]
    feedback: str = ""


def printed_key(proof: str) -> str:
    """Return the text of the last value that a doctest prints.

    Raises:
        QuestionError: the doctest prints nothing, or hides a part behind an ellipsis.

    >>> printed_key(">>> size = 28 - 5 + 1" + chr(10) + ">>> (size, size)" + chr(10) + "(24, 24)")
    '(24, 24)'
    """
    try:
        examples = doctest.DocTestParser().get_examples(proof)
    except ValueError as error:
        raise QuestionError(f"the answer's doctest cannot be read: {error}") from error
    wants = [example.want.strip() for example in examples if example.want.strip()]
    if not wants:
        raise QuestionError("the answer's doctest prints nothing; let its last line show the key")
    if "..." in wants[-1] and not wants[-1].startswith("Traceback"):
        raise QuestionError("the key holds an ellipsis; print the whole value")
    return wants[-1]


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
        QuestionError: there is no number, or "12.560" where a whole number is expected.

    >>> read_number("12,560", whole=True), read_number("0,564", whole=False)
    (12560, 0.564)
    """
    plain = re.sub(r"(?<=\d)[\s_'’](?=\d)", "", text.strip().replace("−", "-"))
    found = re.fullmatch(r"([+-]?)(\d[\d.,]*|[.,]\d+)\s*[^\d.,]*", plain)
    if not found:
        raise QuestionError(f"“{text.strip()}” is not a number; write digits, such as 12560")
    sign, digits = found.groups()
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", digits):
        digits = digits.replace(",", "")
    elif whole and re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", digits):
        raise QuestionError(f"“{digits}”: with a point, is that a fraction? Write {digits.replace('.', '')} or {digits.rstrip('0')}")
    digits = digits.replace(",", ".")
    if digits.count(".") > 1:
        raise QuestionError(f"“{text.strip()}” has more than one decimal point; write digits, such as 12560")
    return float(sign + digits) if "." in digits else int(sign + digits)


def read_shape(text: str) -> tuple[int | None, ...]:
    """Return the shape that a learner typed: 24x24, 24×24, (24, 24) or 24 24; None is a size too.

    Raises:
        QuestionError: a part is neither a whole number nor None.

    >>> read_shape("24 × 24"), read_shape("(None, 10)")
    ((24, 24), (None, 10))
    """
    parts = [part for part in re.split(r"[x×*,;\s]+", text.strip().strip("()[]").lower()) if part]
    if not parts or not all(re.fullmatch(r"\d+|none", part) for part in parts):
        raise QuestionError(f"“{text.strip()}” is not a shape; write its sizes, such as 28 × 28 × 1")
    return tuple(None if part == "none" else int(part) for part in parts)


def normal_code(text: str) -> str:
    """Return code with one kind of quote and no space outside strings, to compare what fills a blank.

    >>> normal_code(" activation = 'relu' ")
    'activation="relu"'
    """
    pieces = re.split(r"""("[^"]*"|'[^']*')""", text.strip())
    return "".join(
        f'"{piece[1:-1]}"' if index % 2 else re.sub(r"\s+", "", piece) for index, piece in enumerate(pieces)
    )


def fill(program: str, fillings: list[str]) -> str:
    """Return a program with its blanks filled in order.

    >>> fill("Conv{{ 2D }}({{ 16 }}, 3)", ["2D", "16"])
    'Conv2D(16, 3)'
    """
    left = iter(fillings)
    return BLANK.sub(lambda _: next(left), program)


def fails(program: str) -> bool:
    """Return whether a program raises when it is run; a starter with open blanks must."""
    try:
        exec(program, {"__name__": "starter"})  # the authors' own code, proved at build time
    except Exception:
        return True
    return False


def judge(question: Question, answer: str | list[str] | dict[str, str]) -> Verdict:
    """Return the verdict on an answer: text, the chosen letters, fillings, or thing → group.

    >>> wrong = Choice("A", "26", "Both sides shrink.")
    >>> judge(Question("size", "number", ("output-shape",), "calculate", (wrong,), key=24), "26")
    Verdict(outcome='incorrect', feedback='Both sides shrink.')
    """
    if not answer or (isinstance(answer, str) and not answer.strip()):
        return Verdict("not attempted")
    if isinstance(answer, dict):
        return _judge_sorted(question, answer)
    if question.kind == "text":
        return Verdict("correct")
    if question.kind == "blanks":
        return _judge_blanks(question, [answer] if isinstance(answer, str) else answer)
    if question.kind in ("number", "shape"):
        return _judge_value(question, answer if isinstance(answer, str) else " ".join(answer))
    return _judge_choice(question, {*answer})


def _judge_choice(question: Question, letters: set[str]) -> Verdict:
    chosen = [choice for choice in question.choices if choice.letter in letters]
    missed = [choice for choice in question.choices if choice.right and choice.letter not in letters]
    wrong = [choice for choice in chosen if not choice.right]
    if wrong:
        return Verdict("incorrect", "\n".join(choice.feedback for choice in wrong))
    if missed:
        return Verdict("incorrect", "What you chose is right, and there is more to choose.")
    return Verdict("correct", "\n".join(choice.feedback for choice in chosen))


def _judge_value(question: Question, text: str) -> Verdict:
    try:
        if question.kind == "shape":
            given: object = read_shape(text)
        else:
            given = read_number(text, whole=isinstance(question.key, int))
    except QuestionError as error:
        return Verdict("not attempted", str(error))
    if isinstance(question.key, float) and isinstance(given, int):
        given = float(given)
    if isinstance(question.key, int) and isinstance(given, float) and given.is_integer():
        given = int(given)
    if same(given, question.key, question.tolerance):
        return Verdict("correct")
    for choice in question.choices:
        if choice.text != "otherwise" and same(given, read_literal(choice.text), question.tolerance):
            return Verdict("incorrect", choice.feedback)
    return Verdict("incorrect", question.choices[-1].feedback)


def _judge_sorted(question: Question, placed: dict[str, str]) -> Verdict:
    if any(not placed.get(choice.text) for choice in question.choices):
        return Verdict("not attempted", "Some things have no group yet.")
    wrong = [choice for choice in question.choices if placed[choice.text] != question.key[choice.text]]
    if wrong:
        return Verdict("incorrect", "\n".join(f"{choice.text}: {choice.feedback}" for choice in wrong))
    return Verdict("correct")


def _judge_blanks(question: Question, fillings: list[str]) -> Verdict:
    if len(fillings) < len(question.blanks) or not all(filling.strip() for filling in fillings):
        return Verdict("not attempted", "Some blanks are still empty.")
    said = []
    for number, (filling, accepted) in enumerate(zip(fillings, question.blanks, strict=False), start=1):
        if normal_code(filling) not in map(normal_code, accepted):
            said.append(_blank_feedback(question, number, filling))
    return Verdict("incorrect", "\n".join(said)) if said else Verdict("correct")


def _blank_feedback(question: Question, number: int, filling: str) -> str:
    general = f"Blank {number} is not right yet."
    for choice in question.choices:
        blank, _, expected = choice.text.partition(":")
        if blank == f"blank {number}":
            if expected and normal_code(expected) == normal_code(filling):
                return choice.feedback
            if not expected:
                general = choice.feedback
    return general
