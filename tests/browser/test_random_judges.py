"""What people type, and what they stack, at random: Python, the page's scripts and Keras agree.

Few inputs by default; with LESSONLIB_THOROUGH=1 ten thousand stacks, in ten portions (`-k portion3` is one), and as
many answers. LESSONLIB_SEED makes others.
"""

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from random_answers import random_answer
from random_stacks import Asked as AskedStack
from random_stacks import ask

import lessonlib
from judged import QUESTIONS, for_the_page
from lessonlib import shapes
from lessonlib.networks import stacks
from lessonlib.quiz import bank
from lessonlib.quiz.courses import SOURCE, in_folder
from lessonlib.quiz.kinds import judge, kind_of
from lessonlib.quiz.model import Question, Verdict
from lessonlib.sphinxext import questions
from lessonlib.sphinxext.core.domain import Asked
from lessonlib.sphinxext.questions.html import client_data, variant_data

LIBRARY = Path(lessonlib.__file__).parent
KINDS = LIBRARY / "sphinxext" / "questions" / "static" / "kinds"
SCRIPTS = (
    "sphinxext/core/words/words.js",
    "quiz/static/judging.js",
    *(f"sphinxext/questions/static/{name}" for name in questions.SCRIPTS[1:]),
    *sorted(f"sphinxext/questions/static/kinds/{file.name}" for file in KINDS.glob("*.js")),
    "sphinxext/networks/static/stacks.js",
)
MANY = bool(os.environ.get("LESSONLIB_THOROUGH"))
ANSWERS = 10_000 if MANY else 3_000
PORTIONS, STACKS = (10, 1_000) if MANY else (1, 150)
SEED = int(os.environ.get("LESSONLIB_SEED", "20"))


@pytest.fixture
def scripts(browser: Browser) -> Iterator[Page]:
    """An empty page with the scripts that judge."""
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/*", lambda route: route.fulfill(body="<title>Empty</title>", content_type="text/html"))
        page.goto("http://127.0.0.1/")
        for name in SCRIPTS:
            page.add_script_tag(content=(LIBRARY / name).read_text(encoding="utf-8"))
        yield page


def said_by_page(question: Question, result: dict[str, Any]) -> tuple[str, list[str]]:
    """Return the outcome and the words of the feedback that the page shows."""
    kind = kind_of(question)
    named = {kind.mark(choice): choice for choice in question.choices}
    shown = [kind.told(named[mark]) for mark in result["says"]]
    return result["outcome"], sorted(" ".join([*shown, result["message"]]).split())


def said_by_python(verdict: Verdict) -> tuple[str, list[str]]:
    return verdict.outcome, sorted(verdict.feedback.split())


def judged_in_python(question: Question, answer: Any) -> Verdict:
    if question.kind != "text":
        return judge(question, answer)
    alone = judge(question, answer["text"])
    return alone if alone.outcome == "not attempted" else judge(question, answer["ticked"])


def of_the_course() -> list[Question]:
    """Return the questions of the built site."""
    try:
        return [*in_folder(SOURCE).bank.questions.values()]
    except bank.BankError as error:
        pytest.skip(f"no built site: {error}")


@pytest.mark.parametrize("questions", [lambda: [*QUESTIONS.values()], of_the_course], ids=["cases", "course"])
def test_both_judges_say_the_same_of_random_answers(scripts: Page, questions: Callable[[], list[Question]]) -> None:
    chance = random.Random(SEED)
    known = questions()
    asked = [chance.choice(known) for _ in range(ANSWERS)]
    answers = [random_answer(chance, question) for question in asked]
    given = [for_the_page(question, answer) for question, answer in zip(asked, answers, strict=True)]

    results = scripts.evaluate("(given) => given.map((each) => window.lessonlib.judge(...each))", given)

    differ = [
        (question.id, answer, result, verdict)
        for question, answer, result in zip(asked, answers, results, strict=True)
        if said_by_page(question, result) != said_by_python(verdict := judged_in_python(question, answer))
    ]
    assert differ == []


def test_both_judges_say_the_same_of_random_answers_to_every_variant(scripts: Page) -> None:
    chance = random.Random(SEED)
    first = {question.id: question for question in of_the_course()}
    asked = [
        each
        for variants in in_folder(SOURCE).bank.variants.values()
        for each in variants
        for _ in range(ANSWERS // 300)
    ]
    assert asked
    answers = [random_answer(chance, variant.question) for variant in asked]
    given = []
    for variant, answer in zip(asked, answers, strict=True):
        data, *rest = for_the_page(variant.question, answer)
        given.append([client_data(Asked(first[data["id"]], 1, "0", 1)) | variant_data(variant), *rest])

    results = scripts.evaluate("(given) => given.map((each) => window.lessonlib.judge(...each))", given)

    differ = [
        (variant.question.id, variant.name, answer, result, verdict)
        for variant, answer, result in zip(asked, answers, results, strict=True)
        if said_by_page(variant.question, result)
        != said_by_python(verdict := judged_in_python(variant.question, answer))
    ]
    assert differ == []


def test_random_answers_of_each_kind_have_all_three_outcomes() -> None:
    chance = random.Random(SEED)
    asked = [chance.choice([*QUESTIONS.values()]) for _ in range(3_000)]

    judged = {
        (question.kind, judged_in_python(question, random_answer(chance, question)).outcome) for question in asked
    }

    assert len(judged) == 3 * len({question.kind for question in asked})


JUDGE = """(texts) => texts.map((text) => {
    const { stack, message } = lessonlib.stacks.parse(text);
    if (message) return { unread: message };
    const { rows, error } = lessonlib.stacks.infer(stack);
    const [, ...layers] = rows;
    const [shapes, params, names] = ["shape", "params", "name"].map((key) => layers.map((row) => row[key]));
    return { shapes, params, names, error: error ? error.text : "" };
})"""


def in_python(asked: AskedStack) -> dict[str, Any]:
    """Return Python's judgement in Keras's form; its error has words of its own, so only that there is one counts."""
    stack = stacks.parse(asked.text)
    try:
        rows, error = stacks.rows(stack), ""
    except shapes.ShapeError:
        fitting = len(asked.said["shapes"])
        negative = min(stack.input) < 0
        rows = [] if negative else stacks.rows(stacks.Stack(stack.input, stack.layers[:fitting]))
        error = asked.said["error"] or "refused, and Keras takes it"
    layers = rows[1:]
    return {
        "shapes": [list(row.shape) for row in layers],
        "params": [row.params for row in layers],
        "names": [row.name for row in layers],
        "error": error,
    }


@pytest.mark.parametrize("portion", range(PORTIONS), ids="portion{}".format)
def test_random_stacks_are_judged_as_keras_judges_them(scripts: Page, portion: int) -> None:
    chance = random.Random(f"{SEED}, {portion}")
    asked = [ask(chance) for _ in range(STACKS)]

    by_page = scripts.evaluate(JUDGE, [each.text for each in asked])

    assert [(each.text, each.said, page) for each, page in zip(asked, by_page, strict=True) if page != each.said] == []
    assert [(each.text, each.said) for each in asked if in_python(each) != each.said] == []
    assert {bool(each.said["error"]) for each in asked} == {True, False}
