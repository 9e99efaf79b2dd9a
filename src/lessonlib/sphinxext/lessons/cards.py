"""The directive `cards`: pages as cards, each with a picture, a sentence, its minutes, and how far one is.

A card is a list entry, and the list stands as it is where there are no styles: in print, in books, in a reader's ear.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from lessonlib.locale import localised
from lessonlib.sphinxext.core import builders, dependents
from lessonlib.sphinxext.core.assets import load_with
from lessonlib.sphinxext.core.compat import builder_of
from lessonlib.sphinxext.core.directives import DefinitionListDirective, add_directive
from lessonlib.sphinxext.core.domain import course_of
from lessonlib.sphinxext.core.translating import with_messages
from lessonlib.sphinxext.lessons.objectives import mark

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import OptionSpec
    from sphinx.writers.html5 import HTML5Translator

UNSAFE = re.compile(
    r"<(?:script|foreignObject|image|use|a)\b|\bon\w+\s*=|\bstyle\s*=|<style\b|<!|javascript:", re.IGNORECASE
)


class cards(nodes.General, nodes.Element, with_messages):  # noqa: N801 (docutils names nodes so)
    """Where cards are to stand; its children are what they say, in their order."""


class card_picture(nodes.General, nodes.Element):  # noqa: N801
    """A drawing that only decorates: SVG in the page, so that its colours follow the theme."""


class CardsDirective(DefinitionListDirective):
    """Show pages as cards: a definition list of page → sentence.

    `:pictures:` names a folder with an SVG for each card, under the last part of the page's name. The title of a card
    is the page's, unless the term has another: `lab | Train a network here`.
    """

    required_arguments = 0
    option_spec: ClassVar[OptionSpec] = {"pictures": directives.unchanged_required, "class": directives.class_option}

    def run(self) -> list[nodes.Node]:
        dependents.mark(self.env)
        made = cards("", messages=[], classes=self.options.get("class", []))
        parts = self.parse_parts()
        for entry in parts.entries:
            docname, _, title = (part.strip() for part in entry.name.partition("|"))
            made["messages"] += [title]
            docname = docname.removeprefix("/")
            if docname not in self.env.found_docs:
                self.complain(
                    f"there is no page '{docname}'; name one as it stands in the table of contents", entry.line
                )
                continue
            made += nodes.container(
                "", *entry.text, page=docname, title=parts.words(title), drawing=self._drawing(docname, entry.line)
            )
        return [made]

    def _drawing(self, docname: str, line: int) -> str:
        """Return the SVG of a card, or nothing where there is none."""
        if "pictures" not in self.options:
            return ""
        _, folder = self.env.relfn2path(self.options["pictures"])
        file = Path(folder, f"{docname.rpartition('/')[2]}.svg")
        self.env.note_dependency(str(file))
        if not file.is_file():
            return ""
        text = file.read_text(encoding="utf-8").strip()
        if not text.startswith("<svg") or UNSAFE.search(text):
            self.complain(
                f"{file.name} is no plain drawing: an <svg> without scripts, links and styles of its own", line
            )
            return ""
        return text


class FillCards(SphinxPostTransform):
    """Build the cards once all pages are known."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        for place in list(self.document.findall(cards)):
            items = [self._card(each) for each in place.children if isinstance(each, nodes.container)]
            place.replace_self(nodes.bullet_list("", *items, classes=["course-cards", *place["classes"]]))

    def _card(self, said: nodes.container) -> nodes.list_item:
        docname = said["page"]
        page = course_of(self.env).known(docname)
        title = nodes.Text(said["title"] or self.env.titles[docname].astext())
        link = make_refnode(builder_of(self.env), self.env.docname, docname, "", title)
        item = nodes.list_item("", classes=["course-card"])
        if said["drawing"]:
            item += card_picture("", drawing=said["drawing"])
        item += [nodes.paragraph("", "", link, classes=["course-card-title"]), *said.children]
        if page and page.questions:
            line = nodes.paragraph("", localised("{number} min", number=page.core.total), classes=["course-card-state"])
            line += [nodes.Text(" · "), mark(page.questions)]
            item += line
        return item


def visit_picture(self: HTML5Translator, node: card_picture) -> None:
    if self.builder.name not in builders.BOOKS:  # these have not the style that colours it
        self.body.append(f'<div class="course-card-picture" aria-hidden="true">{node["drawing"]}</div>\n')
    raise nodes.SkipNode


def skip(self: Any, node: card_picture) -> None:
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    others: dict[str, Any] = dict.fromkeys(("latex", "text", "man", "texinfo"), (skip, None))
    app.add_node(card_picture, html=(visit_picture, None), **others)
    app.add_node(cards)
    add_directive(app, "cards", CardsDirective)
    app.add_post_transform(FillCards)
    load_with(app, is_card, styles=("cards.css",))


def is_card(node: nodes.Node) -> bool:
    """Return whether a node is a card."""
    return isinstance(node, nodes.list_item) and "course-card" in node["classes"]
