"""The lessons as a whole: enough questions, few of them look-ups, every misconception caught and answered."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from lessonlib.quiz import bank
from lessonlib.sphinxext.core.source import Directive, blocks, tokens

DOCS = Path(__file__).parents[1] / "docs"
LESSONS = {file.stem: file.read_text(encoding="utf-8") for file in sorted((DOCS / "lessons").glob("*.md"))}


def directives(name: str, text: str) -> list[Directive]:
    return [block for block in blocks(text) if isinstance(block, Directive) and block.name == name]


def terms(text: str) -> list[str]:
    """Return the terms of the definition lists in a text."""
    found = tokens(text)
    return [inline.content for token, inline in pairwise(found) if token.type == "dt_open"]


KINDS = ("question", "exercise")
QUESTIONS = [question for text in LESSONS.values() for question in directives("question", text)]
MISCONCEPTIONS = [
    term
    for block in directives("misconceptions", (DOCS / "teach" / "misconceptions.md").read_text(encoding="utf-8"))
    for term in terms(block.content)
]


def test_at_least_thirty_questions_are_asked_and_at_most_half_of_them_look_up():
    asks = Counter(question.options["asks"] for question in QUESTIONS)

    assert asks.total() >= 30
    assert asks["look-up"] <= asks.total() / 2, asks


def test_eleven_objectives_are_taught():
    taught = [terms(block.content) for text in LESSONS.values() for block in directives("objectives", text)]

    assert sum(map(len, taught)) == 11


def test_ids_of_earlier_builds_are_known_or_say_what_they_are_called_now():
    """Learners keep their notebooks: see `RENAMED`."""
    earlier = (Path(__file__).parent / "ids_of_earlier_builds.txt").read_text(encoding="utf-8").split()
    known = {block.argument for text in LESSONS.values() for kind in KINDS for block in directives(kind, text)}

    assert len(earlier) > 70
    assert {bank.RENAMED.get(id, id) for id in earlier} <= known


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
