"""What a question that varies has on its page: the first variant, and marks where others have other numbers.

The question is read once, with a mark in place of each `{arithmetic}`. The variants are copies in which the marks are
replaced. A mark is three digits of Osmanya: no page is written in it, and Markdown and Pygments read them as digits.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from urllib.parse import unquote

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from lessonlib.locale import in_signs
from lessonlib.quiz.parsing import QuestionError
from lessonlib.quiz.variants import FIELD
from lessonlib.sphinxext.core.directives import Entry, Parts
from lessonlib.sphinxext.core.domain import course_of
from lessonlib.sphinxext.core.translating import ORIGINAL

logger = logging.getLogger(__name__)

ZERO = 0x104A0
MARK = re.compile(f"[{chr(ZERO)}-{chr(ZERO + 9)}]{{3}}")
MOST = 1000  # marks of three digits
GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+")

Texts = Sequence[str]


class varied(nodes.inline):  # noqa: N801 (docutils names nodes so)
    """A text that differs between variants; `place` says which of a variant's texts it is."""


class varied_block(nodes.literal_block):  # noqa: N801
    """Code that differs between variants; `marked` is the code with its marks."""


def marked(content: StringList) -> tuple[StringList, list[tuple[str, int]]]:
    """Return the lines of a directive with marks in place of what stands in braces, and that, with its line (from 0).

    Raises:
        QuestionError: there is nothing in braces, or too much.
    """
    if any(MARK.search(line) for line in content):
        raise QuestionError("varies, and holds digits of Osmanya (U+104A0 to …A9), which mark what varies: take others")
    found = [
        (field[1], number)
        for number, line in enumerate(content)
        for field in FIELD.finditer(line)
        if not _is_role(field)
    ]
    fields = [*{field: (field, number) for field, number in reversed(found)}.values()]
    fields.sort(key=found.index)
    lines = [with_marks(line, [field for field, _ in fields]) for line in content]
    if not fields:
        raise QuestionError("varies, and has no arithmetic in braces, such as {n - k + 1}")
    if len(fields) >= MOST:
        raise QuestionError(f"has {len(fields)} different texts in braces; {MOST} are the most")
    return StringList(lines, items=content.items), fields


def with_marks(text: str, fields: Sequence[str]) -> str:
    """Return a text with marks in place of what stands in braces.

    Raises:
        QuestionError: it is none of the fields of the question.
    """

    def mark(found: re.Match[str]) -> str:
        if _is_role(found):
            return found[0]
        if found[1] not in fields:
            raise QuestionError(f"has a translation with {found[0]}, which what it translates has not")
        return _mark(fields.index(found[1]))

    return FIELD.sub(mark, text)


def without_marks(text: str, fields: Sequence[str]) -> str:
    """Return a text with marks as it was written, in braces."""
    return MARK.sub(lambda found: f"{{{fields[_place(found[0])]}}}", text)


def _is_role(found: re.Match[str]) -> bool:
    """Whether braces name a role of MyST, as in {term}`kernel`; within code a backtick behind them ends the code."""
    line, end = found.string, found.end()
    return line[end : end + 1] == "`" and line[: found.start()].count("`") % 2 == 0


def _mark(place: int) -> str:
    return "".join(chr(ZERO + int(digit)) for digit in f"{place:03}")


@lru_cache
def _place(mark: str) -> int:
    return int("".join(str(ord(digit) - ZERO) for digit in mark))


def filled(text: str, texts: Texts) -> str:
    """Return a text with its marks replaced."""
    if text.isascii():
        return text
    return MARK.sub(lambda found: texts[_place(found[0])], text)


def in_the_language(text: str) -> str:
    """Return a text of a variant as its reader sees it: a number with its thousands apart as the language does it."""
    return in_signs(text) if GROUPED.fullmatch(text) else text


def variant_of(parts: Parts, texts: Texts) -> Parts:
    """Return a copy of a question's parts in which the marks are replaced."""
    return _changed(parts, lambda node: _copied(node, texts))


def first_of(parts: Parts, texts: Texts) -> Parts:
    """Return a question's parts with the first variant's texts, and nodes that know where others belong."""
    return _changed(parts, lambda node: _replaced(node, texts))


def _changed(parts: Parts, change: Callable[[nodes.Node], nodes.Node]) -> Parts:
    def each(children: Sequence[nodes.Node]) -> list[nodes.Node]:
        return [change(child) for child in children]

    entries = [Entry(change(entry.term), each(entry.text), entry.line) for entry in parts.entries]  # type: ignore[arg-type]
    return Parts(each(parts.before), entries, each(parts.after), parts.words, parts.messages)


def _copied(node: nodes.Node, texts: Texts) -> nodes.Node:
    if not isinstance(node, nodes.Element):
        return nodes.Text(filled(node.astext(), texts))
    copy = node.copy()
    copy.rawsource = filled(copy.rawsource, texts)
    if ORIGINAL in copy.attributes:
        copy[ORIGINAL] = _copied(copy[ORIGINAL], texts)
    copy.extend(_copied(child, texts) for child in node.children)
    return copy


def _replaced(tree: nodes.Node, texts: Texts) -> nodes.Node:
    """Return a tree with the texts of the first variant, each with its place.

    Raises:
        QuestionError: a mark stands where nothing can vary.
    """
    holder = nodes.container("", tree)
    for node in list(holder.findall(nodes.Element)):
        _refuse_marks_elsewhere(node)
        node.rawsource = filled(node.rawsource, texts)
        if ORIGINAL in node.attributes:
            node[ORIGINAL] = _replaced(node[ORIGINAL], texts)
    for text in list(holder.findall(nodes.Text)):
        if not MARK.search(text):
            continue
        if isinstance(text.parent, nodes.literal_block):
            text.parent.replace_self(_block(text.parent, texts))
        else:
            text.parent.replace(text, list(_pieces(text, texts)))
    return holder.children[0]


def _block(block: nodes.literal_block, texts: Texts) -> varied_block:
    code = filled(block.astext(), texts)
    shown = varied_block(code, code, **block.attributes, marked=block.astext(), texts=[*texts])
    shown.source, shown.line = block.source, block.line
    return shown


def _refuse_marks_elsewhere(node: nodes.Element) -> None:
    """Refuse what cannot vary: the text of a formula, coloured code in a line, an address, a name.

    Raises:
        QuestionError: a mark stands there.
    """
    whole = isinstance(node, (nodes.math, nodes.math_block)) or (isinstance(node, nodes.literal) and "language" in node)
    said = [node.astext()] if whole else []
    # In an address of Markdown a mark stands as %F0….
    attributes = (value for name, value in node.attributes.items() if name != ORIGINAL)
    if any(MARK.search(unquote(str(value))) for value in [*said, *attributes]):
        raise QuestionError(f"varies in {_named(node)}, where nothing can: write it as text or plain code")


def _named(node: nodes.Element) -> str:
    names = {"math": "a formula", "math_block": "a formula", "image": "a picture", "reference": "a link"}
    return names.get(node.tagname, f"a {node.tagname.replace('_', ' ')}")


def _pieces(text: nodes.Text, texts: Texts) -> Iterator[nodes.Node]:
    begun = 0
    for found in MARK.finditer(text):
        if found.start() > begun:
            yield nodes.Text(text[begun : found.start()])
        place = _place(found[0])
        yield varied("", in_the_language(texts[place]), place=place)
        begun = found.end()
    if begun < len(text):
        yield nodes.Text(text[begun:])


def visit_varied(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(f'<span data-vary="{node["place"]}">')


def depart_varied(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</span>")


def visit_varied_block(self: HTML5Translator, node: nodes.Element) -> None:
    """Write code as Sphinx does, then put the texts of the first variant where the marks are."""
    begun = len(self.body)
    block = nodes.literal_block(node["marked"], node["marked"], **node.attributes)
    block.document = self.document
    with suppress(nodes.SkipNode):
        self.visit_literal_block(block)

    def span(found: re.Match[str]) -> str:
        place = _place(found[0])
        return f'<span data-vary="{place}">{node["texts"][place]}</span>'

    self.body[begun:] = [MARK.sub(span, piece) for piece in self.body[begun:]]
    raise nodes.SkipNode


def say_what_remains(app: Sphinx, env: BuildEnvironment) -> None:
    """Say of which questions variants were left out, and how many remain."""
    for docname, asked in course_of(env).asked():
        if asked.left_out:
            said = "question '%s': %d variants remain; %d left out, for their options fall together"
            where = f"{env.doc2path(docname)}:{asked.line}"
            logger.info(f"{where}: {said}", asked.question.id, len(asked.variants), asked.left_out)


def setup(app: Sphinx) -> None:
    app.connect("env-check-consistency", say_what_remains)
    app.add_node(varied, html=(visit_varied, depart_varied))
    app.add_node(varied_block, html=(visit_varied_block, None))
