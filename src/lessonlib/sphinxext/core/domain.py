"""What the whole course knows of its pages: objectives, questions, exercises, misconceptions.

A Sphinx domain, since domains are purged, merged and checked as parallel builds need.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment

from lessonlib.quiz.model import Question
from lessonlib.quiz.variants import Variant


@dataclass
class Asked:
    """A question where it stands."""

    question: Question
    number: int
    version: str
    line: int
    feedback: dict[str, str] = field(default_factory=dict)
    optional: bool = False
    variants: tuple[Variant, ...] = ()
    """Of a question that varies: `question` is the first."""
    left_out: int = 0
    """Variants that would be others, but for options that mean the same."""
    name: str = ""
    """What it is called on other pages: its id in words, in the language of the site."""


def in_words(id: str) -> str:
    """Return what a question is called by its id.

    >>> in_words("two-small-kernels")
    'two small kernels'
    """
    return id.replace("-", " ")


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


@dataclass(frozen=True)
class Minutes:
    """How long a part of the course takes."""

    reading: int = 0
    questions: int = 0
    exercises: int = 0

    @property
    def total(self) -> int:
        """All of it together."""
        return self.reading + self.questions + self.exercises

    def __add__(self, other: "Minutes") -> "Minutes":
        return Minutes(self.reading + other.reading, self.questions + other.questions, self.exercises + other.exercises)


@dataclass(frozen=True)
class Timed:
    """When a section is shown in its lesson, for how many minutes, and how many more for what is optional in it."""

    title: str
    anchor: str
    begin: int
    core: int
    more: int


@dataclass(frozen=True)
class PlannedStep:
    """A step of a plan as it is written, and its line."""

    text: str
    line: int


@dataclass
class Planned:
    """A plan of a session: how long it may take, and its steps."""

    minutes: int
    steps: list[PlannedStep]
    line: int


@dataclass
class Page:
    """What one page adds to the course."""

    objectives: dict[str, str] = field(default_factory=dict)
    objective_lines: dict[str, int] = field(default_factory=dict)
    questions: list[Asked] = field(default_factory=list)
    exercises: list[Practised] = field(default_factory=list)
    core: Minutes = Minutes()
    more: Minutes = Minutes()
    timetable: list[Timed] = field(default_factory=list)
    misconceptions: dict[str, str] = field(default_factory=dict)
    mentions: list[tuple[str, int]] = field(default_factory=list)
    said: list[tuple[int, str]] = field(default_factory=list)
    terms: dict[str, int] = field(default_factory=dict)  # term → the part of `said` that links it
    plans: list[Planned] = field(default_factory=list)


class CourseDomain(Domain):
    """All pages of the course, by name of the document."""

    name = "course"
    label = "Course"
    initial_data: ClassVar[dict[str, Any]] = {"pages": {}}
    data_version = 5

    @property
    def pages(self) -> dict[str, Page]:
        """The pages that add something, in the order of the table of contents; those that it lacks, at its end."""
        places = {name: place for place, name in enumerate(in_order(self.env))}
        found: dict[str, Page] = self.data["pages"]
        return {name: found[name] for name in sorted(found, key=lambda name: (places.get(name, len(places)), name))}

    def page(self, docname: str) -> Page:
        """The record of one page, made when it is first asked for."""
        return self.data["pages"].setdefault(docname, Page())  # type: ignore[no-any-return]

    def known(self, docname: str) -> Page | None:
        """The record of one page, if it adds something; `pages` puts all of them in order, which takes longer."""
        found: Page | None = self.data["pages"].get(docname)
        return found

    def clear_doc(self, docname: str) -> None:
        self.data["pages"].pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        for docname, page in otherdata["pages"].items():
            if docname in docnames:
                self.data["pages"][docname] = page

    def resolve_any_xref(self, *_: Any) -> list[tuple[str, nodes.reference]]:
        """Nothing of the course is found by a reference of any kind."""
        return []

    def asked(self) -> Iterator[tuple[str, Asked]]:
        """All questions with the document they stand in."""
        for docname, page in self.pages.items():
            yield from ((docname, asked) for asked in page.questions)

    def practised(self) -> Iterator[tuple[str, Practised]]:
        """All exercises with the document they stand in."""
        for docname, page in self.pages.items():
            yield from ((docname, practised) for practised in page.exercises)

    def lessons(self) -> dict[str, Page]:
        """Document → page, of those that teach something, in order."""
        return {docname: page for docname, page in self.pages.items() if page.objectives}

    def minutes(self) -> tuple[Minutes, Minutes]:
        """How long the core path takes, and all that is optional."""
        pages = self.pages.values()
        return sum((page.core for page in pages), Minutes()), sum((page.more for page in pages), Minutes())

    def objectives(self) -> dict[str, str]:
        """Objective id → the document that teaches it."""
        return {id: docname for docname, page in self.pages.items() for id in page.objectives}

    def misconceptions(self) -> dict[str, str]:
        """Misconception id → the document that describes it."""
        return {id: docname for docname, page in self.pages.items() for id in page.misconceptions}

    def is_draft(self, docname: str) -> bool:
        """Whether a page says `draft: true` in its front matter."""
        return bool(self.env.metadata[docname].get("draft"))


def in_order(env: BuildEnvironment) -> list[str]:
    """Return the documents that the table of contents lists, in its order, as far as they have been read."""
    found: dict[str, None] = {}
    waiting = [env.config.root_doc]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting += reversed(env.toctree_includes.get(name, []))
    return [*found]


def course_of(env: BuildEnvironment) -> CourseDomain:
    """Return the course that an environment holds."""
    domain = env.domains["course"]
    assert isinstance(domain, CourseDomain)
    return domain


def setup(app: Sphinx) -> None:
    app.add_domain(CourseDomain)
