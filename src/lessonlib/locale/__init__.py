"""The words of lessonlib itself in the language of a course: gettext catalogs, a folder for each language.

`nox -s words` collects the words from the sources, and compiles the catalogs.
"""

import gettext
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
WORDS, SCRIPTS = "lessonlib", "scripts"
"""The catalogs: of the words in Python, and of those in the scripts of pages."""

ENGLISH = "en"
"""The language that the words are written in."""

_spoken: list[gettext.NullTranslations] = [gettext.NullTranslations()]


def speak(language: str, *folders: Path) -> None:
    """Say everything in a language from now on; what has no translation is said in English.

    Args:
        language: its code, such as "de".
        folders: of a course, whose own catalogs come before those of lessonlib.
    """
    _spoken[:] = [_catalog(language, folders)]


@cache
def _catalog(language: str, folders: tuple[Path, ...]) -> gettext.NullTranslations:
    """Return the words in a language; where there is none, they stay as they are."""
    found = gettext.NullTranslations()
    for folder in reversed((*folders, FOLDER)):
        own = gettext.translation(WORDS, folder, [language], fallback=True)
        own.add_fallback(found)
        found = own
    return found


def localised(text: str, /, **parts: object) -> str:
    """Return a text in the language that is spoken, with its parts filled in.

    >>> localised("Question {number}", number=3)
    'Question 3'
    """
    found = _spoken[0].gettext(text)
    return found.format(**parts) if parts else found


def counted(one: str, more: str, number: int, /, **parts: object) -> str:
    """Return one of two texts, as the number asks for; `{number}` stands for it.

    >>> counted("{number} hint", "{number} hints", 1)
    '1 hint'
    """
    return _spoken[0].ngettext(one, more, number).format(number=number, **parts)


def noted(text: str) -> str:
    """Return a text as it is, and have it in the catalogs: it is said in another place."""
    return text
