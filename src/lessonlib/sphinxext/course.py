"""What the whole course knows of its pages: objectives, questions, exercises, misconceptions.

A Sphinx domain, since domains are purged, merged and checked as parallel builds need.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from lessonlib.questions import Question

logger = logging.getLogger(__name__)


@dataclass
class Asked:
    """A question where it stands."""

    question: Question
    number: int
    version: str
    line: int
    feedback: dict[str, str] = field(default_factory=dict)


@dataclass
class Practised:
    """An exercise where it stands."""

    id: str
    title: str
    objectives: tuple[str, ...]
    minutes: int
    optional: bool
    line: int
    solved: bool = False


@dataclass
class Page:
    """What one page adds to the course."""

    objectives: dict[str, str] = field(default_factory=dict)
    objective_lines: dict[str, int] = field(default_factory=dict)
    questions: list[Asked] = field(default_factory=list)
    exercises: list[Practised] = field(default_factory=list)
    misconceptions: dict[str, str] = field(default_factory=dict)
    mentions: list[tuple[str, int]] = field(default_factory=list)


class CourseDomain(Domain):
    """All pages of the course, by name of the document."""

    name = "course"
    label = "Course"
    initial_data: ClassVar[dict[str, Any]] = {"pages": {}}
    data_version = 1

    @property
    def pages(self) -> dict[str, Page]:
        """The pages that add something, in the order of their names."""
        return dict(sorted(self.data["pages"].items()))

    def page(self, docname: str) -> Page:
        """The record of one page, made when it is first asked for."""
        return self.data["pages"].setdefault(docname, Page())  # type: ignore[no-any-return]

    def clear_doc(self, docname: str) -> None:
        self.data["pages"].pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        for docname, page in otherdata["pages"].items():
            if docname in docnames:
                self.data["pages"][docname] = page

    def asked(self) -> Iterator[tuple[str, Asked]]:
        """All questions with the document they stand in."""
        for docname, page in self.pages.items():
            yield from ((docname, asked) for asked in page.questions)

    def practised(self) -> Iterator[tuple[str, Practised]]:
        """All exercises with the document they stand in."""
        for docname, page in self.pages.items():
            yield from ((docname, practised) for practised in page.exercises)

    def objectives(self) -> dict[str, str]:
        """Objective id → the document that teaches it."""
        return {id: docname for docname, page in self.pages.items() for id in page.objectives}

    def misconceptions(self) -> dict[str, str]:
        """Misconception id → the document that describes it."""
        return {id: docname for docname, page in self.pages.items() for id in page.misconceptions}

    def is_draft(self, docname: str) -> bool:
        """Whether a page says `draft: true` in its front matter."""
        return bool(self.env.metadata[docname].get("draft"))

    def check_consistency(self) -> None:
        for docname, line, message in faults(self):
            logger.warning(message, location=f"{self.env.doc2path(docname)}:{line}")


def course_of(env: BuildEnvironment) -> CourseDomain:
    """Return the course that an environment holds."""
    domain = env.domains["course"]
    assert isinstance(domain, CourseDomain)
    return domain


def faults(course: CourseDomain) -> Iterator[tuple[str, int, str]]:
    """Yield what is wrong with the course as a whole: document, line, message."""
    yield from _twice(course)
    yield from _unknown(course)
    for docname, practised in course.practised():
        if not practised.solved:
            yield docname, practised.line, f"exercise '{practised.id}' has no solution on its page"
    yield from _thin(course)


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
