"""Fences that close the wrong thing: in MyST a stray `:::` swallows text without a word."""

import re

from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)

FENCE = re.compile(r" {0,3}(:{3,}|`{3,})(.*)")


def first_cell(text: str) -> int:
    """Return the line (from 1) of the first code-cell that is no part of another fence, or 0.

    >>> first_cell("text" + chr(10) + "```{code-cell}" + chr(10) + "1" + chr(10) + "```")
    2
    >>> first_cell("````md" + chr(10) + "```{code-cell}" + chr(10) + "1" + chr(10) + "```" + chr(10) + "````")
    0
    """
    around = ""
    for number, line in enumerate(text.splitlines(), start=1):
        match = FENCE.fullmatch(line)
        if match and around:
            closes = match[1][0] == around[0] and len(match[1]) >= len(around) and not match[2].strip()
            around = "" if closes else around
        elif match:
            if match[2].strip().startswith("{code-cell}"):
                return number
            around = match[1] if match[1][0] == "`" else ""  # directives between colons hold pages, too
    return 0


def stray_fences(text: str) -> list[tuple[int, str]]:
    """Return line (from 1) and message for each fence that does not do what it seems to.

    >>> stray_fences(":::{note}" + chr(10) + "text" + chr(10) + ":::")
    []
    >>> stray_fences("text" + chr(10) + ":::")
    [(2, 'stray ::: closes nothing')]
    """
    found = []
    open_fences: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        match = FENCE.fullmatch(line)
        if not match:
            continue
        fence, rest = match[1], match[2].strip()
        inner = open_fences[-1][1] if open_fences else ""
        if inner.startswith("`"):  # code: only its own fence counts
            if fence.startswith("`") and len(fence) >= len(inner) and not rest:
                open_fences.pop()
        elif rest:
            if fence[0] == inner[:1] and len(fence) >= len(inner):
                found.append((number, f"{fence}{rest} inside a fence of the same length closes its parent"))
            open_fences.append((number, fence))
        elif fence.startswith("`"):
            open_fences.append((number, fence))
        elif inner:
            open_fences.pop()
        else:
            found.append((number, f"stray {fence} closes nothing"))
    return found + [(number, f"{fence} is never closed") for number, fence in open_fences]


def check(app: Sphinx, docname: str, source: list[str]) -> None:
    path = app.env.doc2path(docname)
    if path.suffix == ".md":
        for line, message in stray_fences(source[0]):
            logger.warning(message, location=f"{path}:{line}", type="lessonlib", subtype="fence")


def setup(app: Sphinx) -> None:
    app.connect("source-read", check)
