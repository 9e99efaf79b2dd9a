"""How long a lesson takes: its reading is measured, its questions are weighed, its exercises say it themselves.

The core path and what is marked optional are counted apart.
"""

from collections import defaultdict

from docutils import nodes

from lessonlib.quiz.kinds import kind_of
from lessonlib.quiz.model import Question
from lessonlib.sphinxext.core.domain import Minutes, Page, Timed
from lessonlib.sphinxext.core.translating import as_written, originals
from lessonlib.sphinxext.core.widgets import widget
from lessonlib.sphinxext.lessons.exercises import exercise, folded
from lessonlib.sphinxext.lessons.predictions import prediction
from lessonlib.sphinxext.questions.nodes import question

# Seconds. A learner reads about 200 words a minute (Brysbaert 2019: 238 in one's own language). Code takes longer than
# its words: two learners who went through all lessons with a watch needed some four seconds a line, went back and
# forth between output and text, and played with each widget for the minutes that the widgets now say.
WORD, CODE_LINE, OUTPUT = 0.3, 4, 12
# To think of a prediction, to write it down, and to compare.
PREDICTION = 30
# One minute for a question, and more where something is computed; its kind may add to that.
QUESTION, CALCULATION = 60, 45
Seconds = defaultdict[tuple[str, bool], float]
UNREAD = (exercise, folded, nodes.comment, nodes.Invisible)


def seconds_for(asked: Question) -> int:
    """Return how long a question takes, in seconds."""
    calculation = CALCULATION if asked.asks == "calculate" else 0
    return QUESTION + calculation + kind_of(asked).time(asked)


def mark_optional(doctree: nodes.document, page: Page) -> None:
    """Mark the questions and exercises in optional sections: they are optional, too."""
    for section in doctree.findall(nodes.section):
        if "optional-section" in section["classes"]:
            for node in section.findall(question):
                node["asked"].optional = True
            ids = {id for node in section.findall(exercise) for id in node["ids"]}
            for practised in page.exercises:
                practised.optional = practised.optional or f"exercise-{practised.id}" in ids


def count(doctree: nodes.document, page: Page) -> None:
    """Give a page its minutes, and its timetable."""
    seconds: Seconds = defaultdict(float)
    _walk(doctree, seconds, optional=False)
    for practised in page.exercises:
        seconds["exercises", practised.optional] += 60 * practised.minutes
    page.core, page.more = (
        Minutes(*(round(seconds[what, optional] / 60) for what in ("reading", "questions", "exercises")))
        for optional in (False, True)
    )
    page.timetable = timetable(doctree, page)


def clock(minutes: int) -> str:
    """Return minutes since the beginning as hours and minutes."""
    return f"{minutes // 60}:{minutes % 60:02}"


def timetable(doctree: nodes.document, page: Page) -> list[Timed]:
    """Return how long each section of a lesson takes to show; the minutes of their cores add up to the lesson's.

    To show a lesson takes as long as to work through it alone: people ask, but one person types and plays for all.

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
            _walk(part, seconds, optional=False)
        timed.append((section, seconds["reading", False], seconds["reading", True]))
    minute = page.core.reading / (sum(core for _, core, _ in timed) or 1)
    shown, passed = [], 0.0
    for section, core, more in timed:
        begin, passed = round(minute * passed), passed + core
        anchor = "" if section is lesson else section["ids"][0]
        times = round(minute * passed) - begin, round(more / 60)
        shown.append(Timed(section[0].astext(), anchor, begin, *times))
    return shown


def _walk(node: nodes.Node, seconds: Seconds, *, optional: bool) -> None:
    """Add the seconds of a node and of all that it holds."""
    if isinstance(node, question):
        asked = node["asked"]
        seconds["questions", asked.optional] += seconds_for(asked.question)
    elif isinstance(node, prediction):
        seconds["reading", optional] += PREDICTION + WORD * len(as_written(node).astext().split())
    elif isinstance(node, widget) and node.seconds:
        seconds["reading", optional] += node.seconds
    elif isinstance(node, nodes.literal_block):
        seconds["reading", optional] += CODE_LINE * sum(map(bool, map(str.strip, node.astext().splitlines())))
    elif isinstance(node, nodes.Element) and node.get("nb_element") == "cell_code_output":
        seconds["reading", optional] += OUTPUT
    elif isinstance(node, nodes.Text):
        seconds["reading", optional] += WORD * len(node.split())
    elif isinstance(node, nodes.section):
        _walk_section(node, seconds, optional=optional)
    elif not isinstance(node, UNREAD):
        for child in originals(node):  # a translation takes as long
            _walk(child, seconds, optional=optional)


def _walk_section(section: nodes.section, seconds: Seconds, *, optional: bool) -> None:
    """Add the seconds of a section; a widget beside an exercise takes some of the minutes of this exercise."""
    tasks = [child for child in section.children if isinstance(child, exercise)]
    optional = optional or "optional-section" in section["classes"] or any(task["optional"] for task in tasks)
    for child in section.children:
        if not (tasks and isinstance(child, widget)):
            _walk(child, seconds, optional=optional)
