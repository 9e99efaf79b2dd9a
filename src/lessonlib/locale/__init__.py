"""The words of lessonlib itself in the language of a course: gettext catalogs, a folder for each language.

`nox -s words` collects the words from the sources, and compiles the catalogs.
"""

import gettext
import string
from collections.abc import Mapping
from functools import cache
from numbers import Real
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
WORDS, SCRIPTS = "lessonlib", "scripts"
"""The catalogs: of the words in Python, and of those in the scripts of pages."""

ENGLISH = "en"
"""The language that the words are written in."""

_spoken: list[gettext.NullTranslations] = [gettext.NullTranslations()]


class _Words(gettext.NullTranslations):
    """What a course says itself; the rest is said as without it."""

    def __init__(self, words: Mapping[str, str], others: gettext.NullTranslations) -> None:
        super().__init__()
        self.words = words
        self.add_fallback(others)

    def gettext(self, message: str) -> str:
        return self.words.get(message) or super().gettext(message)


def speak(language: str, *folders: Path, words: Mapping[str, str] | None = None) -> None:
    """Say everything in a language from now on; what has no translation is said in English.

    Args:
        language: its code, such as "de".
        folders: of a course, whose own catalogs come before those of lessonlib.
        words: texts of a course and how it says them, before all catalogs.
    """
    found = _catalog(language, folders)
    _spoken[:] = [_Words(words, found) if words else found]


@cache
def _catalog(language: str, folders: tuple[Path, ...]) -> gettext.NullTranslations:
    """Return the words in a language; where there is none, they stay as they are."""
    found = gettext.NullTranslations()
    for folder in reversed((*folders, FOLDER)):
        own = gettext.translation(WORDS, folder, [language], fallback=True)
        own.add_fallback(found)
        found = own
    return found


def grouped(number: float, form: str = ",") -> str:
    """Return a number as the language writes it; without a form, with its thousands apart.

    >>> grouped(12810), grouped(0.25, ".1%")
    ('12,810', '25.0%')
    """
    return in_signs(format(number, form))


def in_signs(number: str) -> str:
    """Return a number that is written as in English with the comma and the point of the language."""
    sample = _spoken[0].gettext(SAMPLE)
    signs = {ord(","): sample[1], ord("."): sample[-2]} if len(sample) == len(SAMPLE) else {}
    return number.translate(signs)


class _Formatter(string.Formatter):
    """Fills in the parts of a text: a number that is given a form, as the language writes numbers."""

    def format_field(self, value: Any, form: str) -> str:
        is_number = isinstance(value, Real) and form
        return grouped(value, form) if is_number else str(super().format_field(value, form))


FORMATTER = _Formatter()


def localised(text: str, /, **parts: object) -> str:
    """Return a text in the language that is spoken, with its parts filled in.

    >>> localised("Question {number}", number=3)
    'Question 3'
    """
    found = _spoken[0].gettext(text)
    return FORMATTER.vformat(found, (), parts) if parts else found


def counted(one: str, more: str, number: int, /, **parts: object) -> str:
    """Return one of two texts, as the number asks for; `{number}` stands for it.

    >>> counted("{number} hint", "{number} hints", 1)
    '1 hint'
    """
    return FORMATTER.vformat(_spoken[0].ngettext(one, more, number), (), {"number": number, **parts})


def noted(text: str) -> str:
    """Return a text as it is, and have it in the catalogs: it is said in another place."""
    return text


SAMPLE = noted("1,000.5")
"""A number, by which a catalog says what stands in its language for the comma and for the point."""
