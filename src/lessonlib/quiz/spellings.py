"""What people type, in one spelling, and what is said back: the same for Python's judge and the page's.

Digits, spaces, signs and quotes of many alphabets, and the messages, are data that both judges read:
`quiz/static/judging.js`, one JSON object behind `judging =`.
"""

import json
import reprlib
from functools import cache
from pathlib import Path
from typing import Any

from lessonlib.locale import localised

DATA = Path(__file__).parent / "static" / "judging.js"
LONGEST = 40  # characters of an answer that are quoted back
MOST = 1000  # characters of an answer that are read: no number and no code of a blank has more
SIGNS = "=~"


@cache
def shared() -> dict[str, Any]:
    """Return what both judges know: characters, words and patterns of what is typed, and the messages."""
    text = DATA.read_text(encoding="utf-8")
    known: dict[str, Any] = json.loads(text.partition("judging =")[2].strip().removesuffix(";"))
    return known


def say(message: str, **parts: object) -> str:
    """Return a message of the shared data with its parts filled in.

    >>> say("blank", number=2)
    'Blank 2 is not right yet.'
    """
    text = localised(shared()["messages"][message])
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", str(part), 1)
    return text


@cache
def _one_spelling() -> dict[int, str]:
    """Return the table by which `plain` translates: code point → text."""
    data = shared()
    table = {point: chr(point - 0xFEE0) for point in range(0xFF01, 0xFF5F)}
    table |= {ord(zero) + value: str(value) for zero in data["zeros"] for value in range(10)}
    table |= {ord(one) + place: str(1 + place) for one, count in data["counted"] for place in range(count)}
    table |= {ord(mark): meant for marks, meant in data["marks"].items() for mark in marks}
    return table | _spaces()


@cache
def _spaces() -> dict[int, str]:
    data = shared()
    return dict.fromkeys(map(ord, data["unseen"]), "") | dict.fromkeys(map(ord, data["spaces"]), " ")


def plain(text: str) -> str:
    """Return the text in ASCII digits, spaces, minus signs and quotes, without spaces at its ends.

    >>> plain(" −12 "), plain("٢٤ × ②"), plain("“relu”")
    ('-12', '24 × 2', '"relu"')
    """
    return _cut(text).translate(_one_spelling()).strip(" ")


def _cut(text: str) -> str:
    """Return a text that takes no time to read; what has been cut is no number any more."""
    return text if len(text) <= MOST else text[:MOST] + "…"


def quoted(text: str) -> str:
    """Return what was typed as a message quotes it: on one line, and not long.

    >>> quoted("  a lot" + 50 * "!")
    'a lot!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!…'
    """
    line = _cut(text).translate(_spaces()).strip(" ")
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def unwrapped(text: str) -> str:
    """Return a plain text without what only wraps it: brackets, quotes, an equals sign.

    >>> unwrapped("= (4)"), unwrapped("'160'")
    ('4', '160')
    """
    while True:
        inside = text.lstrip(SIGNS).strip(" ")
        if len(inside) > 1 and inside[0] + inside[-1] in shared()["pairs"]:
            inside = inside[1:-1].strip(" ")
        if inside == text:
            return text
        text = inside


def short(value: Any) -> str:
    """Return a value's repr, cut to what fits into a sentence; of what cannot show itself, its type.

    >>> short((24, 24)), short([0] * 12_000_000), short(10**5000)
    ('(24, 24)', 'a list of 12,000,000 things', 'a number of many digits')
    """
    kind = type(value).__name__
    try:
        if isinstance(value, int) and not -(10**30) < value < 10**30:
            return localised("a number of many digits")
        if isinstance(value, (list, tuple, dict, set, frozenset)) and len(value) > LONGEST:
            return localised("a {kind} of {count:,} things", kind=kind, count=len(value))
        text = repr(value) if isinstance(value, (list, tuple)) and not _deep(value) else SHORT.repr(value)
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 (the learner's own class may raise anything)
        text = localised("something of the type {kind}", kind=kind)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _deep(value: Any) -> bool:
    return any(isinstance(part, (list, tuple, dict, set, frozenset)) for part in value)


SHORT = reprlib.Repr()
SHORT.maxstring = SHORT.maxother = SHORT.maxlong = 60
