"""The words of lessonlib itself in the language of a course: gettext catalogs, a folder for each language.

`nox -s words` collects the words from the sources, and compiles the catalogs.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
WORDS, SCRIPTS = "lessonlib", "scripts"
"""The catalogs: of the words in Python, and of those in the scripts of pages."""

ENGLISH = "en"
"""The language that the words are written in."""

_spoken = [ENGLISH]


def speak(language: str) -> None:
    """Say everything in a language from now on; what has no translation is said in English."""
    _spoken[:] = [language]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything in a language for a while."""
    before = _spoken[0]
    speak(language)
    try:
        yield
    finally:
        speak(before)


@cache
def catalog(language: str, name: str = WORDS) -> gettext.NullTranslations:
    """Return the words in a language; where there is none, they stay as they are."""
    return gettext.translation(name, FOLDER, [language], fallback=True)


def localised(text: str, /, **parts: object) -> str:
    """Return a text in the language that is spoken, with its parts filled in.

    >>> localised("Question {number}", number=3)
    'Question 3'
    """
    found = catalog(_spoken[0]).gettext(text)
    return found.format(**parts) if parts else found


def counted(one: str, more: str, number: int, /, **parts: object) -> str:
    """Return one of two texts, as the number asks for; `{number}` stands for it.

    >>> counted("{number} hint", "{number} hints", 1)
    '1 hint'
    """
    return catalog(_spoken[0]).ngettext(one, more, number).format(number=number, **parts)


def noted(text: str) -> str:
    """Return a text as it is, and have it in the catalogs: it is said in another place."""
    return text
