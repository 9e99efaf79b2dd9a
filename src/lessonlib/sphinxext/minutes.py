"""How long a lesson takes: its reading is measured, its questions are weighed, its exercises say it themselves.

The core path and what is marked optional are counted apart.
"""

from collections import defaultdict
from dataclasses import dataclass

from docutils import nodes

from lessonlib.questions import Question
from lessonlib.sphinxext.course import Minutes, Page
from lessonlib.sphinxext.exercise import exercise, folded
from lessonlib.sphinxext.render import question
from lessonlib.sphinxext.stepper import stepper

# Seconds. A learner reads about 200 words a minute (Brysbaert 2019: 238 in one's own language), and a line of code is
# some six words. At each output the learner first predicts, then looks; a stepper is played through.
WORD, CODE_LINE, OUTPUT, STEPPER = 0.3, 2, 10, 60
# One minute for a question; more where something is computed, sorted, written, or filled in.
QUESTION, CALCULATION, BLANK = 60, 45, 15
MORE = {"several": 15, "sort": 30, "text": 90}
# To show a lesson takes longer than to read it: people predict, look, and ask.
SHOWING = 2
Seconds = defaultdict[tuple[str, bool], float]
UNREAD = (exercise, folded, nodes.comment, nodes.Invisible)


def seconds_for(asked: Question) -> int:
    """Return how long a question takes, in seconds."""
    calculation = CALCULATION if asked.asks == "calculate" else 0
    return QUESTION + calculation + MORE.get(asked.kind, 0) + BLANK * len(asked.blanks)


def count(doctree: nodes.document, page: Page) -> None:
    """Give a page its minutes; what stands in an optional section is optional from now on."""
    seconds: Seconds = defaultdict(float)
    _walk(doctree, page, seconds, optional=False)
    for practised in page.exercises:
        seconds["exercises", practised.optional] += 60 * practised.minutes
    page.core, page.more = (
        Minutes(*(round(seconds[what, optional] / 60) for what in ("reading", "questions", "exercises")))
        for optional in (False, True)
    )


def clock(minutes: int) -> str:
    """Return minutes since the beginning as hours and minutes."""
    return f"{minutes // 60}:{minutes % 60:02}"


@dataclass(frozen=True)
class Shown:
    """When a section is shown in its lesson, for how many minutes, and how many more for what is optional in it."""

    section: nodes.section
    begin: int
    core: int
    more: int


def timetable(doctree: nodes.document, page: Page) -> list[Shown]:
    """Return how long each section of a lesson takes to show; the minutes of their cores add up to the lesson's.

    The first is the lesson itself, with what stands before its first section.
    """
    lesson = next(doctree.findall(nodes.section))
    inner = [child for child in lesson.children if isinstance(child, nodes.section)]
    # The build's own words on the minutes are no part of the lesson.
    own = "lesson-minutes"
    opening = [each for each in lesson if each not in inner and own not in each["classes"]]  # type: ignore[index]
    timed = []
    for section in (lesson, *inner):
        seconds: Seconds = defaultdict(float)
        for part in [section] if section in inner else opening:
            _walk(part, Page(), seconds, optional=False)
        timed.append((section, seconds["reading", False], seconds["reading", True]))
    minute = SHOWING * page.core.reading / (sum(core for _, core, _ in timed) or 1)
    shown, passed = [], 0.0
    for section, core, more in timed:
        begin, passed = round(minute * passed), passed + core
        shown.append(Shown(section, begin, round(minute * passed) - begin, round(SHOWING * more / 60)))
    return shown


def _walk(node: nodes.Node, page: Page, seconds: Seconds, *, optional: bool) -> None:
    """Add the seconds of a node and of all that it holds."""
    if isinstance(node, question):
        asked = node["asked"]
        asked.optional = asked.optional or optional
        seconds["questions", asked.optional] += seconds_for(asked.question)
    elif isinstance(node, exercise):
        for practised in page.exercises:
            practised.optional = practised.optional or (optional and f"exercise-{practised.id}" in node["ids"])
    elif isinstance(node, stepper):
        seconds["reading", optional] += STEPPER
    elif isinstance(node, nodes.literal_block):
        seconds["reading", optional] += CODE_LINE * sum(map(bool, map(str.strip, node.astext().splitlines())))
    elif isinstance(node, nodes.Element) and node.get("nb_element") == "cell_code_output":
        seconds["reading", optional] += OUTPUT
    elif isinstance(node, nodes.Text):
        seconds["reading", optional] += WORD * len(node.split())
    elif not isinstance(node, UNREAD):
        optional = optional or (isinstance(node, nodes.section) and "optional-section" in node["classes"])
        for child in node.children:
            _walk(child, page, seconds, optional=optional)
