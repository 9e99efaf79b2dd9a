"""Plans of a session: minutes come from the lessons' core path, and a plan over its time fails the build."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from lessonlib.locale import counted, localised
from lessonlib.sphinxext.core import dependents
from lessonlib.sphinxext.core.compat import app_of, builder_of
from lessonlib.sphinxext.core.directives import DefinitionListDirective
from lessonlib.sphinxext.core.domain import CourseDomain, Planned, PlannedStep, course_of
from lessonlib.sphinxext.lessons import timing
from lessonlib.sphinxext.lessons.objectives import commas, table
from lessonlib.sphinxext.teaching.slides import deck_link

logger = logging.getLogger(__name__)

FORMS = (
    "'teach NAME', 'reading NAME', 'questions NAME' (NAME is a lesson such as 02-convolution), "
    "'exercise ID' or '5 minutes'"
)
STEP = re.compile(r"(teach|reading|questions|exercise) (\S+)|(\d+) minutes?")


class planned_table(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Where the table of a plan is to stand; its children are what to do in each step."""


@dataclass(frozen=True)
class Found:
    """A step with its minutes, and what it leads to: a document and a place in it."""

    minutes: int
    text: str
    docname: str = ""
    anchor: str = ""
    links: tuple[tuple[str, str], ...] = ()  # text and place in the document
    slides: bool = False
    remark: str = ""


class PlanDirective(DefinitionListDirective):
    """Plan a session of so many minutes: a definition list of step → what to do in it."""

    def run(self) -> list[nodes.Node]:
        if not self.id.isdigit():
            self.complain(f"is not a number: write the minutes that there are, such as {{{self.name}}} 60")
            return []
        parts = self.parse_parts()
        if not parts.entries:
            self.complain(f"has no steps: write a list of steps (a term, then ': what to do'); a step is {FORMS}")
            return []
        steps = [PlannedStep(entry.name, entry.line) for entry in parts.entries]
        dependents.mark(self.env)
        plan = Planned(int(self.id), steps, self.lineno)
        course_of(self.env).page(self.env.docname).plans.append(plan)
        place = planned_table("", *(nodes.container("", *entry.text) for entry in parts.entries), plan=plan)
        return [*parts.before, place, *parts.after]


def find(course: CourseDomain, step: str) -> Found:
    """Return what a step of a plan is; raise a ValueError that says what is wrong with it."""
    match = STEP.fullmatch(step)
    if not match:
        raise ValueError(f"step '{step}' is not understood; write {FORMS}")
    kind, name, number = match.groups()
    if number:
        return Found(int(number), "")
    if kind == "exercise":
        for docname, practised in course.practised():
            if practised.id == name:
                remark = localised("On the page it is marked optional.") + " " if practised.optional else ""
                return Found(practised.minutes, practised.title, docname, f"exercise-{name}", remark=remark)
        known = ", ".join(practised.id for _, practised in course.practised())
        raise ValueError(f"step '{step}': there is no such exercise; the exercises are {known or 'none'}")
    lessons = {docname.rpartition("/")[2]: docname for docname in course.lessons()}
    if name not in lessons:
        raise ValueError(f"step '{step}': there is no such lesson; the lessons are {', '.join(lessons) or 'none'}")
    core, title = course.page(lessons[name]).core, course.env.titles[lessons[name]].astext()
    minutes_of = {"teach": core.reading, "reading": core.reading, "questions": core.questions}
    if kind != "questions":
        return Found(minutes_of[kind], title, lessons[name], slides=kind == "teach")
    asked = [each for each in course.page(lessons[name]).questions if not each.optional]
    links = tuple((f"{each.number}", f"question-{each.question.id}") for each in asked)
    return Found(minutes_of[kind], localised("Questions: {title}", title=title), lessons[name], links=links)


def faults(course: CourseDomain) -> Iterator[tuple[str, int, str]]:
    """Yield what is wrong with the plans: document, line, message."""
    for docname, page in course.pages.items():
        for plan in page.plans:
            total = 0
            for step in plan.steps:
                try:
                    total += find(course, step.text).minutes
                except ValueError as error:
                    yield docname, step.line, f"plan '{plan.minutes}': {error}"
            if total > plan.minutes:
                over = total - plan.minutes
                message = f"its steps take {total} minutes, which is {over} too many; take a step out, or shorten one"
                yield docname, plan.line, f"plan '{plan.minutes}': {message}"


def check(app: Sphinx, env: Any) -> None:
    """Fail the build where a plan cannot be kept."""
    for docname, line, message in faults(course_of(env)):
        logger.warning(message, location=f"{env.doc2path(docname)}:{line}", type="lessonlib", subtype="plan")


class FillPlans(SphinxPostTransform):
    """Build the tables of plans once all lessons are known."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        for place in list(self.document.findall(planned_table)):
            plan: Planned = place["plan"]
            course, begin = course_of(self.env), 0
            rows: list[list[list[nodes.Node]]] = []
            for step, does in zip(plan.steps, list(place.children), strict=True):
                try:
                    found = find(course, step.text)
                except ValueError:
                    continue  # `faults` has said so
                clock = timing.clock(begin)
                begin += found.minutes
                rows.append([[nodes.Text(clock)], [nodes.Text(f"{found.minutes}")], self._what(found, does)])
            left = plan.minutes - begin
            spare = counted("{number} minute to spare", "{number} minutes to spare", left) if left > 0 else ""
            said = localised(
                "In all {taken} of {number} minutes: {spare}.",
                taken=begin,
                number=plan.minutes,
                spare=spare or localised("nothing to spare"),
            )
            heads = [localised("From"), localised("Minutes"), localised("What")]
            place.replace_self([table(heads, rows), nodes.paragraph("", said, classes=["plan-total"])])

    def _what(self, found: Found, does: nodes.Node) -> list[nodes.Node]:
        """Return where the step is found and what to do in it, as inline nodes."""
        shown: list[nodes.Node] = []
        if found.docname:
            link = make_refnode(
                builder_of(self.env), self.env.docname, found.docname, found.anchor, nodes.Text(found.text)
            )
            shown += [nodes.strong("", "", link), nodes.Text(". ")]
        if found.links:
            numbers: list[nodes.Node] = [
                make_refnode(builder_of(self.env), self.env.docname, found.docname, anchor, nodes.Text(text))
                for text, anchor in found.links
            ]
            shown += [nodes.Text(localised("Numbers") + " "), *commas(numbers), nodes.Text(". ")]
        if found.slides and "lessonlib.sphinxext.teaching.slides" in app_of(self.env).extensions:
            shown += [
                deck_link(app_of(self.env), found.docname, localised("Slides of its core path"), "?core"),
                nodes.Text(". "),
            ]
        shown.append(nodes.Text(found.remark))
        for paragraph in does.findall(nodes.paragraph):
            shown += paragraph.children
        return shown


def setup(app: Sphinx) -> None:
    app.add_node(planned_table)
    app.add_directive("plan", PlanDirective)
    app.connect("env-check-consistency", check)
    app.add_post_transform(FillPlans)
