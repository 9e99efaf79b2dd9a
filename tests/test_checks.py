"""`check` on questions, and the contract of every exercise: stub, solution, wrong attempts."""

import builtins
import copy
import functools
import re
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from attempts import ATTEMPTS, CONTEXT, SOLUTIONS, trained
from hypothesis import given
from hypothesis import strategies as st
from test_snippets import undefined_names, visible_cells

from lessonlib import checks
from lessonlib.checks import check, hint
from lessonlib.criteria.models import shares_right
from lessonlib.quiz import bank, registry
from lessonlib.quiz.courses import Course, courses
from lessonlib.quiz.model import Choice, Question
from lessonlib.quiz.placeholder import Unfilled, ____

DOCS = Path(__file__).parents[1] / "docs"
EXERCISES = registry.load(DOCS / "checks")
LESSONS = DOCS / "lessons"


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
    Question("zero", "choice", (), "predict", choices("0.5", "0.0", right="B"), key=0.0),
    Question("single", "choice", (), "predict", choices("0.020", "0.564", right="B"), key=0.564),
    Question(
        "quoted",
        "sort",
        (),
        "look-up",
        choices('"same"', '"valid"'),
        key={'"same"': "keeps", '"valid"': "shrinks"},
        groups=("keeps", "shrinks"),
    ),
    Question("words", "text", (), "why", choices("it slides", "it sums")),
]


def course_with(folder, questions, tasks=(), name="small", checks=DOCS / "checks"):
    folder.mkdir(exist_ok=True)
    (folder / bank.NAME).write_text(bank.write(questions, tasks), encoding="utf-8")
    return Course(name, folder, checks)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    tasks = [bank.Task("five-layers", "Five layers", ("Begin at both ends.", "Then the middle."))]
    return course_with(tmp_path_factory.mktemp("small"), QUESTIONS, tasks)


@pytest.fixture(autouse=True)
def small_course(monkeypatch, small):
    monkeypatch.setattr(checks, "courses", lambda: (small,))


def test_a_bank_reads_back_as_it_was_written(small):
    assert [*small.bank.questions.values()] == sorted(QUESTIONS, key=lambda question: question.id)


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
        ("size", [24, 24]),
        ("size", np.array([24, 24])),
        ("size", "(24,24)"),
        ("size", "24 × 24"),
        ("size", "(B)"),
        ("several", ("A", "B")),
        ("several", '"A", "B"'),
        ("several", "ab"),
        ("several", "A and B"),
        ("several", np.array(["A", "B"])),
        ("zero", 0),
        ("zero", "0"),
        ("zero", np.float32(0)),
        ("parameters", np.array([160])),
        ("parameters", "= 160"),
        ("parameters", "160 params"),
        ("parameters", [160]),
        ("loss", 2e-2),
        ("shape", (24.0, np.int64(24))),
        ("shape", "[24, 24]"),
        ("shape", tf.zeros((24, 24)).shape),
        ("quoted", {'"same"': "keeps", '"valid"': "shrinks"}),
        ("quoted", {"same": "keeps", "valid": "shrinks"}),
        ("single", 0.56377),
        ("single", np.float32(0.564)),
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

    assert check(*asked).outcome in OUTCOMES


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
        ("parameters", "many", "cannot be read as a number"),
        ("parameters", float("nan"), "not a number"),
        ("parameters", "160k", "what does “k” behind the number mean"),
        ("parameters", "160 is wrong", "“is wrong”"),
        ("parameters", "160 or 144", "“or 144”"),
        ("parameters", list(range(12_000_000)), "a list of 12,000,000 things"),
        ("size", ("A", "B"), "one option only"),
        ("several", ["A"] * 100, "There are 3 options"),
        ("shape", (None, 24, 24), "without it"),
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


OUTCOMES = ("not attempted", "incorrect", "correct", "compare it yourself")
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    id=st.sampled_from([*(question.id for question in QUESTIONS), *EXERCISES, "?"]),
    answer=st.lists(anything, max_size=3),
)
def test_check_never_raises_and_changes_nothing_that_is_passed(id, answer):
    before = copy.deepcopy(answer)

    result = check(id, *answer)

    assert result.outcome in OUTCOMES
    assert repr(answer) == repr(before)


def test_a_text_is_never_called_correct_by_a_program():
    result = check("words", "A kernel slides over the image.")

    assert result.outcome == "compare it yourself"
    assert not result
    assert "it slides" in result.feedback


def test_a_shape_with_the_axis_of_the_examples_gets_the_feedback_of_what_follows_it():
    assert "feedback A" in check("shape", (None, 26, 26)).feedback


def test_who_goes_to_the_exercise_early_lacks_no_name():
    """Lesson 7 says that one may go to the first exercise before the rest of the page."""
    page = (LESSONS / "07-build-your-own.md").read_text(encoding="utf-8")
    above, said, _ = page.partition("You may go to the first exercise now")
    known = "from lessonlib.checks import ____, check, hint\n"

    code = "\n".join([known, *visible_cells(above, core=False), EXERCISES["five-layers"].starter])

    assert said
    assert "All checks passed!" in undefined_names(code)


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


def test_without_a_bank_the_verdict_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("LESSONLIB_COURSE", str(tmp_path))
    monkeypatch.setattr(checks, "courses", courses)
    courses.cache_clear()

    assert "build the site" in check("size", "B").feedback
    courses.cache_clear()


def other(id, key):
    return Question(id, "number", (), "calculate", choices("otherwise"), key=key, unit="steps")


@pytest.fixture
def two_courses(monkeypatch, tmp_path, small):
    """A second course, which asks something of its own, and something that the first asks, too."""
    second = course_with(tmp_path / "b", [other("steps", 7), other("parameters", 9)], name="second", checks=tmp_path)
    monkeypatch.setattr(checks, "courses", functools.cache(lambda: (small, second)))
    monkeypatch.setattr(checks, "chosen", "")


def test_questions_of_two_courses_are_found(two_courses):
    assert check("steps", 7).outcome == check("loss", 0.02).outcome == "correct"


def test_what_two_courses_ask_has_to_be_told_apart(two_courses):
    assert "“second/parameters” or “small/parameters”" in check("parameters", 160).feedback
    assert check("second/parameters", 9).outcome == check("small/parameters", 160).outcome == "correct"


def test_a_notebook_says_which_course_it_belongs_to(two_courses):
    checks.course("second")

    assert check("parameters", 9).outcome == "correct"
    assert check("loss", 0.02).outcome == "correct"
    with pytest.raises(ModuleNotFoundError, match=r"“third” is not installed here \(installed: small, second\)"):
        checks.course("third")


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


@pytest.mark.parametrize("id", [id for id in EXERCISES if EXERCISES[id].passed])
def test_a_call_of_an_earlier_notebook_is_told_what_to_pass_now(id):
    exercise = EXERCISES[id]
    asked_for_once = SOLUTIONS[id]()[: len(exercise.names) - len(exercise.passed)]

    result = check(id, *asked_for_once)

    assert result.outcome == "not attempted"
    assert all(f"{name} is {meaning}" in result.feedback for name, meaning in exercise.passed.items())


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


def test_a_network_that_reads_unscaled_images_even_better_was_not_trained_without_scaling():
    """Behind relu, a bias weighs less the larger the numbers of the image are."""
    network = keras.models.clone_model(trained())
    *others, bias = trained().get_weights()
    network.set_weights([*others, bias + np.linspace(0, 6, 10)])
    scaled, unscaled = shares_right(network, "mnist")

    assert unscaled > scaled > 0.8
    assert check("five-layers", network).outcome == "correct"
