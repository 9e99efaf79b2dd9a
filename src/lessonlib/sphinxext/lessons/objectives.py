"""Objectives: what a lesson teaches, and the tables made from them."""

import html
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinx.writers.html5 import HTML5Translator

from lessonlib.locale import counted, localised, noted
from lessonlib.sphinxext.core import dependents
from lessonlib.sphinxext.core.assets import load_with
from lessonlib.sphinxext.core.compat import builder_of
from lessonlib.sphinxext.core.directives import DefinitionListDirective, add_directive
from lessonlib.sphinxext.core.domain import Asked, CourseDomain, Minutes, course_of
from lessonlib.sphinxext.lessons.timing import seconds_for
from lessonlib.sphinxext.questions import SCRIPTS, STYLES

OPENING = noted("After this lesson you can:")


class course_table(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Where a table of the whole course is to stand."""


class progress_mark(nodes.Inline, nodes.TextElement):  # noqa: N801
    """How many of some questions are answered right; the page's script counts."""


class ObjectivesDirective(DefinitionListDirective):
    """List what the learner will be able to do: id → text that begins with the verb, in bold."""

    required_arguments = 0

    def run(self) -> list[nodes.Node]:
        page = course_of(self.env).page(self.env.docname)
        items = nodes.bullet_list("", classes=["objectives"])
        for entry in self.parse_parts().entries:
            if not any(list(node.findall(nodes.strong)) for node in entry.text):
                self.complain(f"objective '{entry.name}' does not begin with its verb in bold", entry.line)
            page.objectives[entry.name] = " ".join(node.astext() for node in entry.text)
            page.objective_lines[entry.name] = entry.line
            items += nodes.list_item("", *entry.text, ids=[f"objective-{entry.name}"])
        return [nodes.paragraph("", localised(OPENING), translatable=False), items]


class CourseTableDirective(SphinxDirective):
    """Show a table of the whole course; the directive's name says which."""

    def run(self) -> list[nodes.Node]:
        dependents.mark(self.env)
        return [course_table("", kind=self.name)]


class FillCourseTables(SphinxPostTransform):
    """Build the tables once all pages are known."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        for place in list(self.document.findall(course_table)):
            course = course_of(self.env)
            if place["kind"] == "review":
                place.replace_self(self._review(course))
            elif place["kind"] == "course-minutes":
                place.replace_self(nodes.paragraph("", said_of(*course.minutes())))
            else:
                place.replace_self(table(*TABLES[place["kind"]](self, course)))

    def link(self, docname: str, anchor: str, text: str) -> nodes.reference:
        return make_refnode(builder_of(self.env), self.env.docname, docname, anchor, nodes.Text(text))

    def page_link(self, docname: str) -> nodes.reference:
        return self.link(docname, "", self.env.titles[docname].astext())

    def objective_map(self, course: CourseDomain) -> tuple[list[str], list[list[list[nodes.Node]]]]:
        """Objective × where it is taught, asked, practised."""
        rows: list[list[list[nodes.Node]]] = []
        for id, docname in course.objectives().items():
            asked: list[nodes.Node] = [
                self.link(d, f"question-{a.question.id}", f"{a.question.id} ({localised(a.question.asks)})")
                for d, a in course.asked()
                if id in a.question.objectives
            ]
            practised: list[nodes.Node] = [
                self.link(d, f"exercise-{p.id}", p.title) for d, p in course.practised() if id in p.objectives
            ]
            goal = nodes.Text(course.page(docname).objectives[id])
            rows.append([[goal], [self.page_link(docname)], commas(asked), commas(practised)])
        return [localised("Objective"), localised("Taught in"), localised("Asked in"), localised("Practised in")], rows

    def progress(self, course: CourseDomain) -> tuple[list[str], list[list[list[nodes.Node]]]]:
        """Lesson and objective × how many of its questions are answered right."""
        rows: list[list[list[nodes.Node]]] = []
        for docname, page in course.pages.items():
            if page.questions:
                takes = " " + localised("{number} min", number=page.core.total)
                takes += localised(", optional {number}", number=page.more.total) if page.more.total else ""
                lesson = [nodes.strong("", "", self.page_link(docname)), nodes.Text(takes)]
                rows.append([lesson, [mark(page.questions)]])
            for id, text in page.objectives.items():
                asked = [a for _, a in course.asked() if id in a.question.objectives]
                goal = self.link(docname, f"objective-{id}", text)
                rows.append([[goal], [mark(asked)]])
        return [localised("Lesson, and what you will be able to do"), localised("Answered right")], rows

    def _review(self, course: CourseDomain) -> nodes.Node:
        """All questions as a list, which the page's script narrows to those that are due today."""
        items = nodes.bullet_list("", classes=["review"])
        for docname, asked in course.asked():
            text = localised(
                "{lesson}, question {number}: {name}",
                lesson=self.env.titles[docname].astext(),
                number=asked.number,
                name=asked.name,
            )
            line = nodes.paragraph(
                "",
                "",
                self.link(docname, f"question-{asked.question.id}", text),
                nodes.Text(" "),
                mark([asked], seconds=seconds_for(asked.question)),
            )
            items += nodes.list_item("", line)
        return items


TABLES = {"objective-map": FillCourseTables.objective_map, "progress": FillCourseTables.progress}


def said_of(core: Minutes, more: Minutes) -> str:
    """Return in a sentence or two how long the course takes.

    >>> said_of(Minutes(70, 35, 20), Minutes())
    'The core path takes about 2 hours (reading 70 minutes, questions 35, exercises 20).'
    """
    half_hours = max(1, round(core.total / 30))
    hours = localised("1 hour") if half_hours == 2 else localised("{number:g} hours", number=half_hours / 2)
    said = localised(
        "The core path takes about {hours} (reading {reading} minutes, questions {questions}, exercises {exercises}).",
        hours=hours,
        **vars(core),
    )
    optional = localised("All that is marked optional takes {number} minutes more.", number=more.total)
    return f"{said} {optional}" if more.total else said


def mark(asked: list[Asked], **more: int) -> progress_mark:
    """Return the place where the script counts these questions; `seconds` says how long they take."""
    keys = " ".join(f"{entry.question.id}:{entry.version}" for entry in asked)
    number = len(asked)
    return progress_mark("", counted("{number} question", "{number} questions", number), questions=keys, **more)


def commas(parts: list[nodes.Node]) -> list[nodes.Node]:
    """Return nodes with commas between them."""
    return [node for part in parts for node in (nodes.Text(", "), part)][1:] or [nodes.Text(localised("nowhere yet"))]


def table(titles: list[str], rows: list[list[list[nodes.Node]]]) -> nodes.table:
    """Return a table of inline nodes with a head."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=30) for _ in titles), cols=len(titles))
    group += nodes.thead("", _row([[nodes.Text(title)] for title in titles]))
    group += nodes.tbody("", *(_row(cells) for cells in rows))
    return nodes.table("", group, classes=["course-table"])


def inline(*said: str) -> list[list[nodes.Node]]:
    """Return cells of a table that hold plain words."""
    return [[nodes.Text(text)] for text in said]


def _row(cells: list[list[nodes.Node]]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells))


def visit_mark(self: HTML5Translator, node: nodes.Element) -> None:
    seconds = f' data-seconds="{node["seconds"]}"' if "seconds" in node else ""
    self.body.append(
        f'<span class="q-progress" data-questions="{html.escape(node["questions"], quote=True)}"{seconds}>'
    )


def depart_mark(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</span>")


def _plain(self: HTML5Translator, node: nodes.Element) -> None:
    pass


def setup(app: Sphinx) -> None:
    plain = (_plain, _plain)
    app.add_node(progress_mark, html=(visit_mark, depart_mark), text=plain, latex=plain)
    app.add_node(course_table)
    load_with(app, lambda node: isinstance(node, progress_mark), scripts=(*SCRIPTS, "progress.js"), styles=STYLES)
    add_directive(app, "objectives", ObjectivesDirective)
    for name in ("objective-map", "progress", "review", "course-minutes"):
        app.add_directive(name, CourseTableDirective)
    app.add_post_transform(FillCourseTables)
