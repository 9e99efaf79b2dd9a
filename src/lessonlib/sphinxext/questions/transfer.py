"""Questions that transfer: no answer stands on the page that asks.

Numbers of three digits and more, and shapes, are compared with the text and the outputs of the page, for each variant.
What else may give an answer away, a reader must see. A question whose answer is to stay says why: `:stands-there:`.
"""

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from lessonlib.sphinxext.core.domain import Asked, course_of
from lessonlib.sphinxext.questions.nodes import question

logger = logging.getLogger(__name__)

NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?![\w])")
SHAPE = re.compile(r"\(((?:None, )?\d+(?:, \d+)+)\)|(?<![\w×])(\d+(?: ?× ?\d+)+)")
DIGITS = 3  # a number of fewer stands on every page

Found = dict[Any, str]


def shown(doctree: nodes.document) -> str:
    """Return the text of a page, its outputs included, without its questions."""
    parts: list[str] = []
    _collect(doctree, parts)
    return "\n".join(parts)


def _collect(node: nodes.Node, parts: list[str]) -> None:
    if isinstance(node, question | nodes.comment | nodes.raw | nodes.system_message):
        return
    if isinstance(node, nodes.TextElement):
        parts.append(node.astext())
        return
    for child in node.children:
        _collect(child, parts)


def answers_in(text: str) -> Found:
    """Return the numbers of three digits and more and the shapes in a text, each with what stands around it.

    >>> list(answers_in("In all 12,560 of 28 × 28, then (None, 26, 26, 16)."))
    [12560.0, (28, 28), (26, 26, 16)]
    """
    found: Found = {}
    for number in NUMBER.finditer(text):
        if sum(map(str.isdigit, number[0])) >= DIGITS:
            found.setdefault(float(number[0].replace(",", "")), _around(text, number))
    for shape in SHAPE.finditer(text):
        sizes = re.findall(r"\d+", shape[1] or shape[2])
        found.setdefault(tuple(map(int, sizes)), _around(text, shape))
    return found


def _around(text: str, found: re.Match[str]) -> str:
    return " ".join(text[max(found.start() - 20, 0) : found.end() + 20].split())


def given_away(asked: Asked, known: Found) -> Iterator[tuple[str, str]]:
    """Yield the variants of a question whose answer stands on the page, with what stands around it."""
    variants = [(each.name, each.question.key) for each in asked.variants] or [("", asked.question.key)]
    if asked.question.kind not in ("blanks", "order", "sort", "text"):
        yield from ((name, known[key]) for name, key in variants if _is_telling(key) and key in known)


def _is_telling(key: Any) -> bool:
    """Whether a key is a shape, or a number of many digits."""
    if isinstance(key, tuple):
        return True
    many = sum(map(str.isdigit, str(key))) >= DIGITS
    return isinstance(key, int | float) and not isinstance(key, bool) and many


def check_page(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of each question whose answer stands on its page."""
    page = course_of(app.env).known(app.env.current_document.docname)
    if page is None or not page.objectives:
        return
    known = answers_in(shown(doctree))
    for node in doctree.findall(question):
        asked: Asked = node["asked"]
        if "stands_there" in node:
            continue
        for name, around in given_away(asked, known):
            where = f"{app.env.doc2path(app.env.current_document.docname)}:{asked.line}"
            variant = f" where {name}" if name else ""
            said = (
                "question '%s': its answer%s stands on this page (“%s”); ask with other numbers, or say why it stays: "
            )
            words = (asked.question.id, variant, around)
            logger.warning(said + ":stands-there:", *words, location=where, type="lessonlib", subtype="transfer")


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", check_page)
