"""`check` on questions, and the contract of every exercise: stub, solution, wrong attempts."""

import builtins
import copy
import re
from pathlib import Path

import keras
import numpy as np
import pytest
from attempts import ATTEMPTS, CONTEXT, SOLUTIONS
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib import bank, checks
from lessonlib.blank import Unfilled, ____
from lessonlib.checks import check, hint
from lessonlib.exercises import EXERCISES
from lessonlib.questions import Choice, Question

LESSONS = Path(__file__).parents[1] / "docs" / "lessons"


def choices(*texts, right=""):
    return tuple(
        Choice(letter, text, f"feedback {letter}", letter in right)
        for letter, text in zip("ABCDEF", texts, strict=False)
    )


QUESTIONS = [
    Question("size", "choice", (), "predict", choices("(26, 26)", "(24, 24)", right="B"), key=(24, 24)),
    Question("several", "several", (), "why", choices("pooling", "Flatten", "Dense", right="AB")),
    Question("parameters", "number", (), "calculate", choices("144", "otherwise"), key=160, unit="parameters"),
    Question("loss", "number", (), "calculate", choices("otherwise"), key=0.02, tolerance=0.005),
    Question("shape", "shape", (), "predict", choices("(26, 26)", "otherwise"), key=(24, 24)),
    Question("rows", "sort", (), "look-up", choices("a", "b"), key={"a": "in", "b": "out"}, groups=("in", "out")),
    Question("code", "blanks", (), "look-up", choices("blank 1: Dense", "blank 1"), blanks=(("Conv2D",), ("'relu'",))),
    Question("words", "text", (), "why", choices("it slides", "it sums")),
]


@pytest.fixture(autouse=True)
def small_bank(monkeypatch):
    tasks = [bank.Task("five-layers", "Five layers", ("Begin at both ends.", "Then the middle."))]
    known = bank.read(bank.write(QUESTIONS, tasks))
    monkeypatch.setattr(bank, "load", lambda: known)


def test_a_bank_reads_back_as_it_was_written():
    known = bank.load()

    assert [*known.questions.values()] == sorted(QUESTIONS, key=lambda question: question.id)


@pytest.mark.parametrize(
    ("id", "answer"),
    [
        ("size", "B"),
        ("size", "b"),
        ("size", (24, 24)),
        ("size", "(24, 24)"),
        ("several", ["A", "B"]),
        ("several", {"B", "A"}),
        ("several", "A, B"),
        ("parameters", 160),
        ("parameters", 160.0),
        ("parameters", np.int64(160)),
        ("parameters", "160"),
        ("loss", 0.0213),
        ("loss", np.float32(0.02)),
        ("shape", (24, 24)),
        ("shape", [24, 24]),
        ("shape", "24×24"),
        ("shape", np.zeros((24, 24)).shape),
        ("rows", {"a": "in", "b": "OUT"}),
        ("rows", ["in", "out"]),
        ("code", ["Conv2D", '"relu"']),
        ("words", "A kernel slides over the image."),
    ],
)
def test_a_right_answer_is_correct_in_each_form_that_python_has_for_it(id, answer):
    assert check(id, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("id", "answer", "feedback"),
    [
        ("size", "A", "feedback A"),
        ("size", (26, 26), "feedback A"),
        ("several", ["C"], "feedback C"),
        ("parameters", 144, "feedback A"),
        ("parameters", 12.5, "feedback B"),
        ("shape", (26, 26), "feedback A"),
        ("rows", {"a": "out", "b": "out"}, "feedback A"),
        ("code", ["Dense", '"relu"'], "feedback A"),
    ],
)
def test_a_wrong_answer_gets_the_feedback_of_that_mistake(id, answer, feedback):
    result = check(id, answer)

    assert (result.outcome, feedback in result.feedback) == ("incorrect", True)


@pytest.mark.parametrize("answer", [(), (...,), (____,), (None,), (["Conv2D", ...],)])
def test_an_open_answer_is_not_attempted(answer):
    assert check("code", *answer).outcome == "not attempted"


@pytest.mark.parametrize("answer", [(), (...,), (____,), (["Conv2D", ____],)])
def test_in_a_notebook_an_open_answer_stops_the_cells_below_with_the_verdict(answer, monkeypatch):
    monkeypatch.setattr(builtins, "get_ipython", object(), raising=False)
    heard = []
    monkeypatch.setattr(checks, "listeners", [heard.append])

    with pytest.raises(Unfilled, match="code: not attempted\n  Put your answer in place of ____") as stopped:
        check("code", *answer)

    assert stopped.value._render_traceback_() == [str(stopped.value)]
    assert [result.outcome for result in heard] == ["not attempted"]


@pytest.mark.parametrize(
    "asked", [("code", "Conv2D", "'relu'"), ("code", "Dense", "x"), ("cod", 1), ("code", object())]
)
def test_in_a_notebook_nothing_else_stops_the_cells_below(asked, monkeypatch):
    monkeypatch.setattr(builtins, "get_ipython", object(), raising=False)

    assert check(*asked).outcome in ("not attempted", "incorrect", "correct")


def test_several_blanks_may_be_passed_one_after_the_other():
    assert check("code", "Conv2D", "'relu'")


@pytest.mark.parametrize(
    ("id", "answer", "said"),
    [
        ("siez", "B", "Did you mean “size”?"),
        ("five-layer", None, "Did you mean “five-layers”?"),
        (7, "B", "no question or exercise"),
        ("size", "Z", "letter from A to B"),
        ("parameters", True, "not a number"),
        ("parameters", "many", "not a number"),
        ("parameters", float("nan"), "not a number"),
        ("shape", 2.5, "not a shape"),
        ("rows", {"c": "in"}, "no thing"),
        ("rows", {"a": "inn", "b": "out"}, "did you mean 'in'?"),
        ("words", 7, "in words"),
    ],
)
def test_what_cannot_be_read_is_asked_back(id, answer, said):
    result = check(id, answer)

    assert result.outcome == "not attempted"
    assert said in result.feedback


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=60)
@given(
    id=st.sampled_from([*(question.id for question in QUESTIONS), *EXERCISES, "?"]),
    answer=st.lists(anything, max_size=3),
)
def test_check_never_raises_and_changes_nothing_that_is_passed(id, answer):
    before = copy.deepcopy(answer)

    result = check(id, *answer)

    assert result.outcome in ("not attempted", "incorrect", "correct")
    assert repr(answer) == repr(before)


def test_a_verdict_shows_as_text_and_as_escaped_html():
    result = check("<b>", 1)

    assert "<b>: not attempted" in repr(result)
    assert "&lt;b&gt;" in result._repr_html_()
    assert "<b>" not in result._repr_html_()


def test_hints_come_one_at_a_time():
    assert "Begin at both ends." in hint("five-layers")
    assert "Then the middle." in hint("five-layers", 2)
    assert "from 1 to 2" in hint("five-layers", 3)
    assert "Then the middle." not in hint("five-layers")


def test_without_a_bank_the_verdict_says_what_to_do(monkeypatch):
    def missing():
        raise bank.BankError("build the site first")

    monkeypatch.setattr(bank, "load", missing)

    assert "build the site" in check("size", "B").feedback


def test_every_exercise_of_the_pages_has_a_check():
    asked = {
        id
        for page in LESSONS.glob("*.md")
        for id in re.findall(r":::\{exercise\} (\S+)", page.read_text(encoding="utf-8"))
    }

    assert asked == set(EXERCISES)


@pytest.mark.parametrize("id", EXERCISES)
def test_the_starter_stops_at_its_first_blank(id):
    namespace = {"keras": keras, "layers": keras.layers, "np": np, "____": ____, "check": check, **CONTEXT.get(id, {})}

    with pytest.raises(Unfilled, match="Put your own code"):
        exec(EXERCISES[id].starter, namespace)


@pytest.mark.parametrize("id", EXERCISES)
def test_the_starter_is_not_attempted(id):
    assert check(id, *[____] * len(EXERCISES[id].names)).outcome == "not attempted"


@pytest.mark.parametrize("id", EXERCISES)
def test_the_solution_is_correct(id):
    result = check(id, *SOLUTIONS[id]())

    assert result.outcome == "correct", result


@pytest.mark.parametrize(("id", "name"), [(id, name) for id in EXERCISES for name in ATTEMPTS[id]])
def test_a_wrong_attempt_gets_its_own_feedback(id, name):
    attempt, feedback = ATTEMPTS[id][name]

    result = check(id, *attempt())

    assert result.outcome == "incorrect", result
    assert feedback in result.feedback, result


@pytest.mark.parametrize("id", EXERCISES)
def test_an_exercise_knows_at_least_three_mistakes_by_different_feedback(id):
    assert len({feedback for _, feedback in ATTEMPTS[id].values()}) >= 3


def test_a_checked_model_is_unchanged():
    (model,) = SOLUTIONS["five-layers"]()
    weights, attributes = model.get_weights(), {*vars(model)}

    check("five-layers", model)

    assert all(map(np.array_equal, weights, model.get_weights()))
    assert {*vars(model)} == attributes


def test_listeners_hear_every_result(monkeypatch):
    heard = []
    monkeypatch.setattr(checks, "listeners", [heard.append])

    check("size", "B")

    assert [result.id for result in heard] == ["size"]
