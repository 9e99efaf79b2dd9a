"""Misconceptions: described in one place, named by the options that catch them."""

from typing import Any

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from lessonlib.locale import localised
from lessonlib.quiz.kinds import kind_of
from lessonlib.sphinxext.core import dependents
from lessonlib.sphinxext.core.compat import builder_of
from lessonlib.sphinxext.core.directives import DefinitionListDirective
from lessonlib.sphinxext.core.domain import CourseDomain, course_of

logger = logging.getLogger(__name__)


class misconception_mark(nodes.Inline, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Where a wrong option names its misconception; becomes a link to what teaches the right idea."""


class yields_mark(nodes.literal):  # noqa: N801
    """The expression that yields a wrong option."""


class misconception_record(nodes.General, nodes.Element):  # noqa: N801
    """Where a misconception's description gets the options that catch it."""


def misconception_role(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Inliner,
    options: Any = None,
    content: Any = None,
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    return [misconception_mark("", id=text.strip())], []


def yields_role(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Inliner,
    options: Any = None,
    content: Any = None,
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    return [yields_mark(rawtext, text, classes=["yields"])], []


class MisconceptionsDirective(DefinitionListDirective):
    """Describe misconceptions: a definition list of id → belief and right idea."""

    required_arguments = 0

    def run(self) -> list[nodes.Node]:
        page = course_of(self.env).page(self.env.docname)
        dependents.mark(self.env)
        shown: list[nodes.Node] = []
        for entry in self.parse_parts().entries:
            page.misconceptions[entry.name] = " ".join(node.astext() for node in entry.text)
            body = nodes.container("", *entry.text, misconception_record("", id=entry.name))
            title = nodes.term("", "", nodes.literal("", entry.name), ids=[f"misconception-{entry.name}"])
            item = nodes.definition_list_item("", title, nodes.definition("", body))
            shown.append(item)
        return [nodes.definition_list("", *shown, classes=["misconceptions"])]


class ResolveMisconceptions(SphinxPostTransform):
    """Turn marks into links to the paragraph that teaches, records into the options that catch."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        course = course_of(self.env)
        for mark in list(self.document.findall(misconception_mark)):
            feedback = mark.parent
            feedback.remove(mark)
            feedback += [nodes.Text(" "), *self._again(mark["id"])]
        for record in list(self.document.findall(misconception_record)):
            record.replace_self(self._caught(course, record["id"]))

    def _again(self, id: str) -> list[nodes.Node]:
        target = self.env.domains.standard_domain.anonlabels.get(f"teaches-{id}")
        if not target:
            return []
        link = make_refnode(
            builder_of(self.env), self.env.docname, target[0], target[1], nodes.Text(localised("Read again"))
        )
        link["classes"].append("read-again")
        return [link]

    def _caught(self, course: CourseDomain, id: str) -> nodes.Node:
        items = nodes.bullet_list()
        for docname, asked in course.asked():
            for choice in asked.question.choices:
                if choice.misconception == id:
                    lettered = kind_of(asked.question).lettered
                    chosen = localised("option {letter}: {text}" if lettered else "typed answer {text}", **vars(choice))
                    items += self._option(docname, asked.question.id, chosen.removesuffix("."), choice.feedback)
        teaches = self._again(id)
        if teaches:
            assert isinstance(teaches[0], nodes.Element)
            teaches[0].children = [nodes.Text(localised("The paragraph that teaches it"))]
            items += nodes.list_item("", nodes.paragraph("", "", *teaches))
        return items if items.children else nodes.paragraph("", localised("No question catches it yet."))

    def _option(self, docname: str, id: str, chosen: str, feedback: str) -> nodes.list_item:
        link = make_refnode(builder_of(self.env), self.env.docname, docname, f"question-{id}", nodes.Text(id))
        return nodes.list_item("", nodes.paragraph("", "", link, nodes.Text(f", {chosen}. “{feedback}”")))


def setup(app: Sphinx) -> None:
    app.add_node(misconception_mark)
    app.add_node(misconception_record)
    visit = (lambda self, node: self.visit_literal(node), lambda self, node: self.depart_literal(node))
    app.add_node(yields_mark, html=visit, text=visit, latex=visit)
    app.add_role("misconception", misconception_role)
    app.add_role("yields", yields_role)
    app.add_directive("misconceptions", MisconceptionsDirective)
    app.add_post_transform(ResolveMisconceptions)
