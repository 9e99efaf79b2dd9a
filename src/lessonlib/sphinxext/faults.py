"""What is wrong with the course as a whole, once all pages are known."""

from collections.abc import Iterator

from lessonlib.sphinxext.course import CourseDomain
from lessonlib.sphinxext.terms import unexplained


def faults(course: CourseDomain, minutes: tuple[int, int] | None) -> Iterator[tuple[str, int, str]]:
    """Yield what is wrong with the course as a whole: document, line, message; `minutes` may bound the core path."""
    yield from _twice(course)
    yield from _unknown(course)
    for docname, practised in course.practised():
        if not practised.solved:
            yield docname, practised.line, f"exercise '{practised.id}' has no solution on its page"
    yield from _thin(course)
    yield from unexplained(course)
    core = course.minutes()[0].total
    if minutes and not minutes[0] <= core <= minutes[1]:
        wanted = f"{minutes[0]} to {minutes[1]}"
        yield (
            course.env.config.root_doc,
            1,
            f"the core path takes {core} minutes, not {wanted}: mark more, or less, as optional",
        )


def _unknown(course: CourseDomain) -> Iterator[tuple[str, int, str]]:
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


def _thin(course: CourseDomain) -> Iterator[tuple[str, int, str]]:
    """Yield objectives that are asked too little or never practised; drafts may be unfinished."""
    for id, docname in course.objectives().items():
        if course.is_draft(docname):
            continue
        line = course.page(docname).objective_lines[id]
        asked = [entry.question for _, entry in course.asked() if id in entry.question.objectives]
        if len(asked) < 2:
            yield docname, line, f"objective '{id}' has {len(asked)} question(s); it needs at least 2"
        elif not any(question.asks in ("predict", "why") for question in asked):
            yield docname, line, f"objective '{id}' has no question that asks to predict or to say why"
        if asked and all(entry.optional for _, entry in course.asked() if id in entry.question.objectives):
            yield docname, line, f"all questions of objective '{id}' are optional; leave one on the core path"
        if not any(id in practised.objectives for _, practised in course.practised()):
            yield docname, line, f"objective '{id}' has no exercise"


def _twice(course: CourseDomain) -> Iterator[tuple[str, int, str]]:
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
