"""The instructor's room: an answer key and survey tables, made from the questions and objectives."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from lessonlib.locale import localised, noted
from lessonlib.quiz.kinds import kind_of
from lessonlib.quiz.model import named
from lessonlib.sphinxext.core import dependents
from lessonlib.sphinxext.core.compat import builder_of
from lessonlib.sphinxext.core.domain import Asked, course_of
from lessonlib.sphinxext.lessons.objectives import commas, inline, table
from lessonlib.sphinxext.questions.kinds import renderer_of

SURE = (noted("Not yet"), noted("With help"), noted("On my own"))


class room_part(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Where a part of the instructor's room is to stand; `kind` says which."""


class RoomDirective(SphinxDirective):
    """Show a part of the instructor's room; the directive's name says which."""

    def run(self) -> list[nodes.Node]:
        dependents.mark(self.env)
        return [room_part("", kind=self.name)]


class FillRoom(SphinxPostTransform):
    """Build the parts of the instructor's room once all lessons are known."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        for place in list(self.document.findall(room_part)):
            place.replace_self(PARTS[place["kind"]](self))

    def answer_key(self) -> list[nodes.Node]:
        """Return one section a lesson, with what is right and which mistakes the wrong options catch."""
        shown: list[nodes.Node] = []
        for docname, page in course_of(self.env).pages.items():
            if page.questions:
                rows = [self._answer(docname, asked) for asked in page.questions]
                title = nodes.title("", self.env.titles[docname].astext())
                heads = [localised("Question"), localised("Right"), localised("Mistakes that it catches")]
                shown.append(nodes.section("", title, table(heads, rows), ids=[f"key-{nodes.make_id(docname)}"]))
        return shown

    def _answer(self, docname: str, asked: Asked) -> list[list[nodes.Node]]:
        ask = asked.question
        name = nodes.Text(f"{asked.number}. {asked.name}")
        link = make_refnode(builder_of(self.env), self.env.docname, docname, f"question-{ask.id}", name)
        described = course_of(self.env).misconceptions()
        mistakes: list[nodes.Node] = []
        for choice in ask.choices:
            id = choice.misconception
            if id in described:
                said = nodes.Text(id)
                where = f"misconception-{id}"
                caught = make_refnode(builder_of(self.env), self.env.docname, described[id], where, said)
                which = named(kind_of(ask).mark(choice))
                mistakes.append(nodes.inline("", "", nodes.Text(f"{which}: "), caught))
        mark = nodes.Text(localised(" (optional)") if asked.optional else "")
        return [
            [link, mark],
            [nodes.Text(renderer_of(ask).line(ask))],
            commas(mistakes) if mistakes else [nodes.Text("–")],
        ]

    def survey(self) -> list[nodes.Node]:
        """Return one table a lesson: objective × how sure the learner is, to tick."""
        shown: list[nodes.Node] = []
        for docname, page in course_of(self.env).lessons().items():
            rows = [
                inline(localised("I can {objective}", objective=text), *("☐" for _ in SURE))
                for text in page.objectives.values()
            ]
            title = nodes.paragraph("", "", nodes.strong("", self.env.titles[docname].astext()))
            shown += [title, table([localised("What I can do"), *map(localised, SURE)], rows)]
        return shown


PARTS = {"answer-key": FillRoom.answer_key, "survey": FillRoom.survey}


def setup(app: Sphinx) -> None:
    app.add_node(room_part)
    for name in PARTS:
        app.add_directive(name, RoomDirective)
    app.add_post_transform(FillRoom)
