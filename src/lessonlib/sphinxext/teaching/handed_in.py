"""The directive `handed-in`: an instructor's page that reads what a room has handed in, in the browser.

The build writes what the page's script needs to count: which mark of which question is which mistake, and where the
right idea is taught. The files of the learners never leave the browser.
"""

import html
import json
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from lessonlib.locale import localised, noted
from lessonlib.quiz.kinds import kind_of
from lessonlib.sphinxext.core import dependents
from lessonlib.sphinxext.core.assets import load_with
from lessonlib.sphinxext.core.compat import builder_of
from lessonlib.sphinxext.core.domain import Asked, course_of
from lessonlib.sphinxext.core.widgets import OTHERS, pass_through
from lessonlib.sphinxext.lessons.predictions import PREDICT, prediction
from lessonlib.sphinxext.progress.files import READING
from lessonlib.sphinxext.questions import STYLES
from lessonlib.sphinxext.questions.kinds import renderer_of
from lessonlib.sphinxext.teaching import notes

WITHOUT = noted("Reading the files needs JavaScript. Without it, each file is a text that you can open and read.")


class handed_in(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Where the files of a room are read; `room` holds what the script counts with."""


class HandedInDirective(SphinxDirective):
    """Read the files that a room has handed in, and show what was answered."""

    def run(self) -> list[nodes.Node]:
        dependents.mark(self.env)
        return [handed_in("", nodes.paragraph("", localised(WITHOUT)))]


class FillHandedIn(SphinxPostTransform):
    """Write down what the script counts with, once all lessons are known."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        for place in self.document.findall(handed_in):
            place["room"] = {
                "course": self.config.project,
                "questions": [self._question(docname, asked) for docname, asked in course_of(self.env).asked()],
                "predictions": [each for docname in course_of(self.env).pages for each in self._predictions(docname)],
                "misconceptions": self._misconceptions(),
                "exercises": {
                    each.id: {"title": each.title, "href": self._address(docname, f"exercise-{each.id}")}
                    for docname, each in course_of(self.env).practised()
                },
            }

    def _address(self, docname: str, anchor: str) -> str:
        return f"{builder_of(self.env).get_relative_uri(self.env.docname, docname)}#{anchor}"

    def _question(self, docname: str, asked: Asked) -> dict[str, Any]:
        ask = asked.question
        kind = kind_of(ask)
        options = [
            {"mark": kind.mark(each), "text": each.text, "misconception": each.misconception or ""}
            for each in ask.choices
        ]
        return {
            "id": ask.id,
            "version": asked.version,
            "kind": ask.kind,
            "lesson": self.env.titles[docname].astext(),
            "title": f"{asked.number}. {asked.name}",
            "href": self._address(docname, f"question-{ask.id}"),
            "right": renderer_of(ask).line(ask),
            "options": options,
        }

    def _predictions(self, docname: str) -> Iterator[dict[str, str]]:
        """Yield what a page asks to be predicted, each with the section that it stands in."""
        for asked in self.env.get_doctree(docname).findall(prediction):
            section = notes.title_over(asked)
            says = next((part.astext() for part in asked.children), "").removeprefix(f"{localised(PREDICT)} ")
            anchor = section["ids"][0] if section is not None else ""
            yield {"id": asked["of"], "says": says, "href": self._address(docname, anchor)}

    def _misconceptions(self) -> dict[str, dict[str, str]]:
        """Return id → what is believed, and where it is described, taught, and noted for the instructor."""
        found = {}
        course = course_of(self.env)
        for id, docname in course.misconceptions().items():
            links = {"described": self._address(docname, f"misconception-{id}")}
            taught = self.env.domains.standard_domain.anonlabels.get(f"teaches-{id}")
            if taught:
                links["taught"] = self._address(taught[0], taught[1])
                noted = notes.near(self.env, *taught)
                if noted:
                    links["noted"] = self._address(*noted)
            found[id] = {"says": course.page(docname).misconceptions[id], **links}
        return found


def visit_html(self: HTML5Translator, node: nodes.Element) -> None:
    room = html.escape(json.dumps(node.get("room", {}), ensure_ascii=False), quote=True)
    self.body.append(f'<handed-in class="handed-in" data-room="{room}">\n')


def depart_html(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</handed-in>\n")


def setup(app: Sphinx) -> None:
    plain: dict[str, Any] = dict.fromkeys(OTHERS, (pass_through, pass_through))
    app.add_node(handed_in, html=(visit_html, depart_html), **plain)
    app.add_directive("handed-in", HandedInDirective)
    app.add_post_transform(FillHandedIn)
    scripts = (*READING, "room/counting.js", "room/room.js")
    load_with(app, lambda node: isinstance(node, handed_in), scripts=scripts, styles=(*STYLES, "room/room.css"))
