"""The lessons as a whole: enough questions, few of them look-ups, every misconception caught and answered."""

import re
from collections import Counter
from pathlib import Path

import pytest

from lessonlib.blocks import Directive, blocks, flat

DOCS = Path(__file__).parents[1] / "docs"
LESSONS = {file.stem: file.read_text(encoding="utf-8") for file in sorted((DOCS / "lessons").glob("*.md"))}


def directives(name: str, text: str) -> list[Directive]:
    return [block for block in blocks(text) if isinstance(block, Directive) and block.name == name]


QUESTIONS = [question for text in LESSONS.values() for question in directives("question", text)]
MISCONCEPTIONS = [
    term
    for block in directives("misconceptions", (DOCS / "teach" / "misconceptions.md").read_text(encoding="utf-8"))
    for term, _ in flat(block.content).entries
]


def test_at_least_thirty_questions_are_asked_and_at_most_half_of_them_look_up():
    asks = Counter(question.options["asks"] for question in QUESTIONS)

    assert asks.total() >= 30
    assert asks["look-up"] <= asks.total() / 2, asks


def test_eleven_objectives_are_taught():
    taught = [flat(block.content).entries for text in LESSONS.values() for block in directives("objectives", text)]

    assert sum(map(len, taught)) == 11


def test_there_are_fifteen_misconceptions():
    assert len(MISCONCEPTIONS) == len(set(MISCONCEPTIONS)) == 15


@pytest.mark.parametrize("name", MISCONCEPTIONS)
def test_a_misconception_is_caught_by_an_option_and_answered_where_it_is_first_taught(name):
    """The place to read again stands on no later page than the first question that catches it."""
    marks = [stem for stem, text in LESSONS.items() if f"(teaches-{name})=" in text]
    caught = [
        stem
        for stem, text in LESSONS.items()
        if any(re.search(rf"{{misconception}}`{name}`", question.content) for question in directives("question", text))
    ]

    assert len(marks) == 1
    assert caught
    assert marks[0] <= caught[0], f"caught in {caught[0]}, taught only in {marks[0]}"
