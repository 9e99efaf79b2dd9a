"""The directive `answers`: the answers to all questions of the course, lesson by lesson.

On the site it is the instructors' key. In a book it is where each question's answer stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from lessonlib.locale import localised
from lessonlib.sphinxext.core import dependents
from lessonlib.sphinxext.core.compat import builder_of
from lessonlib.sphinxext.questions.nodes import question
from lessonlib.sphinxext.questions.printing import ANSWERS, answer_of

if TYPE_CHECKING:
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


class answers_mark(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Where the answers of one page are to stand."""


class AnswersDirective(SphinxDirective):
    """Show all answers, under a heading for each page that asks."""

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname][ANSWERS] = "yes"
        dependents.mark(self.env)
        return [answers_mark("")]


class FillAnswers(SphinxPostTransform):
    """Collect the answers once all pages are known, before what they refer to is resolved."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        for place in list(self.document.findall(answers_mark)):
            # A mark on a page within a book of one page: what it refers to is said from the whole's first page.
            asking = (name for name in self._in_order() if name != self.env.docname)
            sections = [self._section(name) for name in asking]
            place.replace_self([section for section in sections if section is not None])

    def _in_order(self) -> list[str]:
        """Return the pages in the order in which they are read, then those outside the tables of contents."""
        order = list(self.env.toctree_includes)
        listed = [name for parent in order for name in self.env.toctree_includes[parent]]
        return list(dict.fromkeys([*listed, *sorted(self.env.found_docs)]))

    def _section(self, docname: str) -> nodes.section | None:
        """Return the answers of one page under its title, or nothing where it asks nothing."""
        from lessonlib.sphinxext.core.domain import course_of

        if not course_of(self.env).page(docname).questions:
            return None
        title = self.env.titles[docname].astext()
        shown = nodes.section("", nodes.title("", title), ids=[f"answers-{docname.replace('/', '-')}"])
        for node in self.env.get_doctree(docname).findall(question):
            asked = node["asked"]
            again = make_refnode(
                builder_of(self.env),
                self.env.docname,
                docname,
                f"question-{asked.question.id}",
                nodes.Text(localised("Question {number}", number=asked.number)),
            )
            answer = answer_of(node, nodes.paragraph("", "", nodes.strong("", "", again)))
            answer["ids"] = [f"answer-{asked.question.id}"]
            for reference in answer.findall(addnodes.pending_xref):
                refer_from_elsewhere(self.env, reference, docname, self.env.docname)
            shown += answer
        return shown


def refer_from_elsewhere(env: BuildEnvironment, reference: nodes.Element, old: str, new: str) -> None:
    """Let a reference that was written on one page stand on another."""
    if reference.get("reftype") in ("doc", "download"):
        reference["reftarget"] = "/" + env.relfn2path(reference["reftarget"], old)[0]
    reference["refdoc"] = new


def setup(app: Sphinx) -> None:
    app.add_node(answers_mark)
    app.add_directive("answers", AnswersDirective)
    app.add_post_transform(FillAnswers)
