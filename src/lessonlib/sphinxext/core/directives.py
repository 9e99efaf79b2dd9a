"""Directives written parts: text, one definition list, text; the same in MyST and in reStructuredText.

A nested `:::` closes its parent in MyST, so neither questions nor exercises nest anything.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from lessonlib.sphinxext.core.translating import as_written, translate, unchanged, words

logger = logging.getLogger(__name__)


@dataclass
class Entry:
    """One entry of the definition list: its term, its text, and the file's line where it begins."""

    term: nodes.term
    text: list[nodes.Node]
    line: int

    @property
    def name(self) -> str:
        return self.term.astext().strip()

    @property
    def written(self) -> str:
        """What the term is called where the page is written."""
        return str(as_written(self.term).astext().strip())


@dataclass
class Parts:
    """The three parts of a parts directive."""

    before: list[nodes.Node] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    after: list[nodes.Node] = field(default_factory=list)
    words: Callable[[str], str] = unchanged
    """Gives a text of this page in the language of the site."""
    messages: tuple[str, ...] = ()
    """The terms that are words, as they were written."""

    def all(self) -> list[nodes.Node]:
        """Return all nodes."""
        return [*self.before, *(node for each in self.entries for node in (each.term, *each.text)), *self.after]


OF_OTHERS = {"sphinx_exercise": ("exercise", "solution")}
"""Extensions that have directives of the same names as ours."""


def add_directive(app: Sphinx, name: str, directive: type[SphinxDirective]) -> None:
    """Register a directive under the name that `lessonlib_directives` gives it, else under its own.

    Where another extension of the course has a directive of that name, ours is called `lesson-…`.
    """
    theirs = [each for extension, names in OF_OTHERS.items() if extension in app.config.extensions for each in names]
    own = f"lesson-{name}" if name in theirs else name
    app.add_directive(str(app.config.lessonlib_directives.get(name, own)), directive)


def names(argument: str) -> tuple[str, ...]:
    """Read names separated by commas: what an option of a directive says."""
    return tuple(name.strip() for name in argument.split(",") if name.strip())


def file_line(directive: SphinxDirective, index: int) -> int:
    """Return the file's line (from 1) of a line of a directive's content (from 0)."""
    if type(directive.state).__name__ == "MockState":  # MyST counts the content from the directive
        return int(directive.lineno + directive.content_offset + 1 + index)
    return int(directive.content.offset(index)) + 1


class DefinitionListDirective(SphinxDirective):
    """A directive with an id whose content is text, a definition list, text."""

    required_arguments = 1
    has_content = True

    def is_words(self, term: nodes.term) -> bool:
        """Return whether a term of the list is text for a reader; else it is a name, which is not translated."""
        return False

    def as_written(self, text: str) -> str:
        """Return what of the content stands in catalogs."""
        return text

    def as_read(self, text: str) -> str:
        """Return the content that a text of a catalog stands for."""
        return text

    @property
    def id(self) -> str:
        return str(self.arguments[0]) if self.arguments else ""

    def parse_parts(self) -> Parts:
        """Return the content in its three parts, translated, raw HTML turned into text that is shown."""
        holder = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, holder)
        show_raw_html(holder)
        parts = Parts(words=words(self.env), messages=self._messages(holder))
        translate(holder, self.state.document, self.env, as_written=self.as_written, as_read=self.as_read)
        show_raw_html(holder)
        part = parts.before
        for node in holder.children:
            if isinstance(node, nodes.definition_list) and part is parts.before:
                parts.entries = [self._entry(item) for item in node.children]  # type: ignore[arg-type]
                part = parts.after
            else:
                part.append(node)
        return parts

    def _messages(self, holder: nodes.Element) -> tuple[str, ...]:
        """Return the terms that are words; the others are left out of catalogs."""
        first = next((node for node in holder.children if isinstance(node, nodes.definition_list)), None)
        terms = [next(item.findall(nodes.term)) for item in first or ()]
        for term in terms:
            if not self.is_words(term):
                term["translatable"] = False
        said = (self.as_written(each.rawsource or each.astext()) for each in terms if self.is_words(each))
        return tuple(" ".join(text.split()) for text in said)

    def _entry(self, item: nodes.Element) -> Entry:
        term = next(item.findall(nodes.term))
        parts = [part for part in item.children if isinstance(part, nodes.definition)]
        text = [child for part in parts for child in part.children]
        for part in parts[:-1]:
            # Markdown goes on with a paragraph until a blank line, so the next name ends this one, and the text
            # behind it is a second one of the entry above.
            above, _, name = part.astext().rpartition("\n")
            if above:
                said = f"put a blank line before '{name}'; without it, it goes on with the entry above"
                self.complain(said, self.line_of(name))
        return Entry(term, text, self.line_of(term.rawsource or term.astext()))

    def line_of(self, text: str) -> int:
        """Return the file's line (from 1) that holds the first line of this text, else the directive's own."""
        first = text.strip().partition("\n")[0]
        for index, line in enumerate(self.content):
            if first and first in line:
                return file_line(self, index)
        return self.lineno

    def complain(self, message: str, line: int | None = None) -> None:
        """Fail the build with a message that names file and line."""
        where = f"{self.env.doc2path(self.env.docname)}:{line or self.lineno}"
        who = f"{self.name} '{self.id}'" if self.id else self.name
        logger.warning("%s: %s", who, message, location=where, type="lessonlib", subtype="directive")


def show_raw_html(tree: nodes.Element) -> None:
    """Turn raw HTML into text: in a question `<img>` is something to read, never to run."""
    for raw in list(tree.findall(nodes.raw)):
        text = nodes.Text(raw.astext())
        inline = isinstance(raw.parent, nodes.TextElement)
        raw.replace_self(text if inline else nodes.paragraph("", "", text))
