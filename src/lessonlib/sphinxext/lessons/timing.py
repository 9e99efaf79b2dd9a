"""How long a lesson takes: its reading is measured, its questions are weighed, its exercises say it themselves.

The core path and what is marked optional are counted apart.
"""

from collections import defaultdict

from docutils import nodes

from lessonlib.quiz.kinds import kind_of
from lessonlib.quiz.model import Question
from lessonlib.sphinxext.core.domain import Minutes, Page, Timed
from lessonlib.sphinxext.core.translating import originals
from lessonlib.sphinxext.core.widgets import widget
from lessonlib.sphinxext.lessons.exercises import exercise, folded
from lessonlib.sphinxext.questions.nodes import question

# Seconds. A learner reads about 200 words a minute (Brysbaert 2019: 238 in one's own language), and a line of code is
# some six words. At each output the learner first predicts, then looks. A widget may say what it takes to play with.
WORD, CODE_LINE, OUTPUT = 0.3, 2, 10
# One minute for a question, and more where something is computed; its kind may add to that.
QUESTION, CALCULATION = 60, 45
# To show a lesson takes longer than to read it: people predict, look, and ask.
SHOWING = 2
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
    minute = SHOWING * page.core.reading / (sum(core for _, core, _ in timed) or 1)
    shown, passed = [], 0.0
    for section, core, more in timed:
        begin, passed = round(minute * passed), passed + core
        anchor = "" if section is lesson else section["ids"][0]
        times = round(minute * passed) - begin, round(SHOWING * more / 60)
        shown.append(Timed(section[0].astext(), anchor, begin, *times))
    return shown


def _walk(node: nodes.Node, seconds: Seconds, *, optional: bool) -> None:
    """Add the seconds of a node and of all that it holds."""
    if isinstance(node, question):
        asked = node["asked"]
        seconds["questions", asked.optional] += seconds_for(asked.question)
    elif isinstance(node, widget) and node.seconds:
        seconds["reading", optional] += node.seconds
    elif isinstance(node, nodes.literal_block):
        seconds["reading", optional] += CODE_LINE * sum(map(bool, map(str.strip, node.astext().splitlines())))
    elif isinstance(node, nodes.Element) and node.get("nb_element") == "cell_code_output":
        seconds["reading", optional] += OUTPUT
    elif isinstance(node, nodes.Text):
        seconds["reading", optional] += WORD * len(node.split())
    elif not isinstance(node, UNREAD):
        optional = optional or (isinstance(node, nodes.section) and "optional-section" in node["classes"])
        for child in originals(node):  # a translation takes as long
            _walk(child, seconds, optional=optional)
