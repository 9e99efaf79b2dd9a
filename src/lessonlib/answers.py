"""What a learner passes in Python, as the text, letters or groups that `questions.judge` reads."""

import difflib
from collections.abc import Iterable
from typing import Any

from lessonlib.questions import Question
from lessonlib.reading import QuestionError, read_literal, same

LARGEST = 10**15


def read_answer(question: Question, answer: Any) -> str | list[str] | dict[str, str]:
    """Return the answer as `judge` wants it.

    Raises:
        QuestionError: the answer is of another kind than the question asks for; the message says which.

    >>> from lessonlib.questions import Choice
    >>> options = (Choice("A", "26", "…"), Choice("B", "24", "…", right=True))
    >>> read_answer(Question("size", "choice", ("output-shape",), "predict", options), 24)
    ['B']
    """
    read: str | list[str] | dict[str, str] = READ[question.kind](question, plain(answer))
    return read


def plain(answer: Any) -> Any:
    """Return NumPy numbers, one-number arrays and tensors as Python numbers; anything else as it is."""
    if type(answer).__module__.partition(".")[0] in ("numpy", "tensorflow", "keras"):
        array = answer.numpy() if hasattr(answer, "numpy") else answer
        if hasattr(array, "tolist") and getattr(array, "size", 0) <= 64:
            return array.tolist()
    return answer


def _choice(question: Question, answer: Any) -> list[str]:
    several = isinstance(answer, (list, set, frozenset))
    if isinstance(answer, str) and question.kind == "several":
        answer, several = [part for part in answer.replace(",", " ").split() if part], True
    letters = [_letter(question, part) for part in (answer if several else [answer])]
    if question.kind == "choice" and len(letters) > 1:
        raise QuestionError("Choose one option only.")
    return letters


def _letter(question: Question, given: Any) -> str:
    """Return the letter of the option that is named by its letter, its text or its value."""
    text = str(given).strip()
    for choice in question.choices:
        if text.upper() == choice.letter or text == choice.text or _is_value(given, choice.text):
            return choice.letter
    last = question.choices[-1].letter
    raise QuestionError(f"There is no option {_short(given)}; give a letter from A to {last}, in quotes.")


def _is_value(given: Any, text: str) -> bool:
    try:
        return same(given, read_literal(text))
    except QuestionError:
        return False


def _number(_question: Question, answer: Any) -> str:
    if isinstance(answer, str):
        return answer
    if isinstance(answer, bool) or not isinstance(answer, (int, float)):
        raise QuestionError(f"{_short(answer)} is not a number; give one, such as 1024.")
    if isinstance(answer, float):
        return f"{answer:.15f}"
    return str(max(-LARGEST, min(LARGEST, answer)))


def _shape(_question: Question, answer: Any) -> str:
    if isinstance(answer, str):
        return answer
    if isinstance(answer, (int, tuple, list)) and not isinstance(answer, bool):
        return " x ".join(map(_short, answer if isinstance(answer, (tuple, list)) else [answer]))
    raise QuestionError(f"{_short(answer)} is not a shape; give a tuple, such as (640, 480, 3).")


def _sorted(question: Question, answer: Any) -> dict[str, str]:
    things = [choice.text for choice in question.choices]
    if isinstance(answer, (list, tuple)) and len(answer) == len(things):
        answer = dict(zip(things, answer, strict=True))
    if not isinstance(answer, dict):
        raise QuestionError(f"Give a dictionary, thing: group, for these {len(things)} things: {', '.join(things)}.")
    return {
        _nearest("thing", thing, things): _nearest("group", group, question.groups) for thing, group in answer.items()
    }


def _nearest(what: str, given: Any, known: Iterable[str]) -> str:
    """Return the known name that is meant, or say which there are."""
    names = {name.casefold(): name for name in known}
    folded = _short(given).strip("'\"").casefold()
    if folded in names:
        return names[folded]
    close = difflib.get_close_matches(folded, names, n=1)
    hint = f"did you mean {names[close[0]]!r}?" if close else f"there are {', '.join(names.values())}."
    raise QuestionError(f"There is no {what} {_short(given)}; {hint}")


def _blanks(question: Question, answer: Any) -> list[str]:
    parts = list(answer) if isinstance(answer, (list, tuple)) else [answer]
    count = len(question.blanks)
    if len(parts) > count:
        raise QuestionError(f"There are {count} blanks, and {len(parts)} fillings were given.")
    return [part if isinstance(part, str) else getattr(part, "__name__", _short(part)) for part in parts]


def _text(_question: Question, answer: Any) -> str:
    if not isinstance(answer, str):
        raise QuestionError("Write your answer in words, between quotes.")
    return answer


def _short(value: Any) -> str:
    """Return a value's repr, cut to what fits into a sentence."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 (the learner's own class may raise anything)
        text = f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}…"


READ: dict[str, Any] = {
    "choice": _choice,
    "several": _choice,
    "number": _number,
    "shape": _shape,
    "sort": _sorted,
    "blanks": _blanks,
    "text": _text,
}
