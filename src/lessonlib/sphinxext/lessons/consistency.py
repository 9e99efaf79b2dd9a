"""What is wrong with the course as a whole, once all pages are known."""

from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from lessonlib.sphinxext.core.domain import CourseDomain, course_of
from lessonlib.sphinxext.lessons.glossary import unexplained

logger = logging.getLogger(__name__)


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of what is wrong with the course, with file and line."""
    for rule, (docname, line, message) in faults(course_of(env), app.config.lessonlib_core_minutes):
        logger.warning(message, location=f"{env.doc2path(docname)}:{line}", type="lessonlib", subtype=rule)


Fault = tuple[str, int, str]
"""Where something is wrong, and what: document, line, message."""


def faults(course: CourseDomain, minutes: tuple[int, int] | None) -> Iterator[tuple[str, Fault]]:
    """Yield what is wrong with the course as a whole: the rule, and the fault; `minutes` may bound the core path."""
    yield from (("ids", fault) for fault in _twice(course))
    yield from (("references", fault) for fault in _unknown(course))
    for docname, practised in course.practised():
        if not practised.solved:
            yield "solutions", (docname, practised.line, f"exercise '{practised.id}' has no solution on its page")
    yield from _thin(course)
    yield from (("glossary", fault) for fault in unexplained(course))
    core = course.minutes()[0].total
    if minutes and not minutes[0] <= core <= minutes[1]:
        wanted = f"{minutes[0]} to {minutes[1]}"
        said = f"the core path takes {core} minutes, not {wanted}: mark more, or less, as optional"
        yield "core_minutes", (course.env.config.root_doc, 1, said)


def _unknown(course: CourseDomain) -> Iterator[Fault]:
    """Yield references to objectives and misconceptions that no page describes."""
    objectives, misconceptions = course.objectives(), course.misconceptions()
    named = [(d, a.line, f"question '{a.question.id}'", a.question.objectives) for d, a in course.asked()]
    named += [(d, p.line, f"exercise '{p.id}'", p.objectives) for d, p in course.practised()]
    for docname, line, name, ids in named:
        for id in set(ids) - set(objectives):
            yield docname, line, f"{name}: no page teaches the objective '{id}'"
    known = ", ".join(misconceptions) or "none"
    for docname, page in course.pages.items():
        for id, line in page.mentions:
            if id not in misconceptions:
                yield docname, line, f"unknown misconception '{id}'; the known ones: {known}"


def _thin(course: CourseDomain) -> Iterator[tuple[str, Fault]]:
    """Yield objectives that are asked too little or never practised; drafts may be unfinished."""
    all_asked = [asked for _, asked in course.asked()]
    practised = {id for _, practised in course.practised() for id in practised.objectives}
    for id, docname in course.objectives().items():
        if course.is_draft(docname):
            continue
        line = course.page(docname).objective_lines[id]
        asked = [entry for entry in all_asked if id in entry.question.objectives]
        if len(asked) < 2:
            yield "questions", (docname, line, f"objective '{id}' has {len(asked)} question(s); it needs at least 2")
        elif not any(entry.question.asks in ("predict", "why") for entry in asked):
            yield "reasons", (docname, line, f"objective '{id}' has no question that asks to predict or to say why")
        if asked and all(entry.optional for entry in asked):
            said = f"all questions of objective '{id}' are optional; leave one on the core path"
            yield "core_questions", (docname, line, said)
        if id not in practised:
            yield "exercises", (docname, line, f"objective '{id}' has no exercise")


def _twice(course: CourseDomain) -> Iterator[Fault]:
    """Yield ids that stand twice."""
    seen: dict[str, str] = {}
    named = [(docname, a.line, f"question '{a.question.id}'") for docname, a in course.asked()]
    named += [(docname, p.line, f"exercise '{p.id}'") for docname, p in course.practised()]
    for docname, page in course.pages.items():
        named += [(docname, line, f"objective '{id}'") for id, line in page.objective_lines.items()]
    for docname, line, name in named:
        if name in seen:
            yield docname, line, f"{name} stands twice; the first is on {seen[name]}"
        seen.setdefault(name, docname)


def setup(app: Sphinx) -> None:
    app.add_config_value("lessonlib_core_minutes", None, "env", (tuple, type(None)))
    app.connect("env-check-consistency", check)
