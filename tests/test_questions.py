"""Questions as values: keys are read, answers are judged."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

import lessonlib
from judged import CASES, QUESTIONS, name
from lessonlib.quiz.kinds import KINDS, judge, kind_of
from lessonlib.quiz.kinds.blanks import fails, fill
from lessonlib.quiz.model import printed_key
from lessonlib.quiz.parsing import QuestionError, equal, normal_code, read_literal, read_number, read_shape

LIBRARY = Path(lessonlib.__file__).parent
STATIC = LIBRARY / "sphinxext" / "questions" / "static"


def expected_feedback(case):
    """Return the sentences that a verdict must hold, each on a line of its own."""
    question = QUESTIONS[case["question"]]
    kind = kind_of(question)
    said = {kind.mark(choice): kind.told(choice) for choice in question.choices}
    return [said[mark] for mark in case.get("says", [])]


@pytest.mark.parametrize("case", CASES, ids=name)
def test_an_answer_gets_its_verdict_and_the_feedback_of_that_very_mistake(case):
    question, answer = QUESTIONS[case["question"]], case["answer"]
    if question.kind == "text":
        answer = answer["ticked"] if judge(question, answer["text"]).outcome != "not attempted" else answer["text"]

    verdict = judge(question, answer)

    assert verdict.outcome == case["outcome"]
    said = verdict.feedback.split("\n") if verdict.feedback else []
    feedback = expected_feedback(case)
    assert said[: len(feedback)] == feedback
    assert " ".join(said[len(feedback) :]) == case.get("message", "")


def test_there_are_enough_cases_of_every_kind():
    kinds = [QUESTIONS[case["question"]].kind for case in CASES]

    assert len(CASES) >= 80
    assert set(kinds) == {*KINDS}


def test_a_text_without_ticks_is_for_its_writer_to_compare():
    verdict = judge(QUESTIONS["words"], "It slides a kernel.")

    assert verdict.outcome == "compare it yourself"
    assert all(choice.text in verdict.feedback for choice in QUESTIONS["words"].choices)
    assert judge(QUESTIONS["words"], "  ").outcome == "not attempted"


def test_one_blank_takes_a_plain_text():
    """A notebook's learner need not write a list of one."""
    assert judge(QUESTIONS["map"], ["24", "24"]).outcome == "correct"
    assert judge(QUESTIONS["code"], "Conv2D").outcome == "not attempted"


def test_feedback_never_gives_the_key_away():
    for case in CASES:
        question = QUESTIONS[case["question"]]
        if case["outcome"] != "correct" and question.kind in ("number", "shape"):
            asked_back = "two ways" in case.get("message", "")
            verdict = judge(question, case["answer"])
            assert asked_back or str(question.key) not in verdict.feedback.replace(str(case["answer"]), "")


@given(some.text())
def test_whatever_is_typed_gets_a_verdict_and_never_an_exception(text):
    for question in QUESTIONS.values():
        if question.kind in ("number", "shape", "blanks", "text"):
            answer = [text] * 3 if question.kind == "blanks" else text
            outcomes = ("compare it yourself",) if question.kind == "text" else ("incorrect", "correct")
            assert judge(question, answer).outcome in ("not attempted", *outcomes)


@given(some.integers(-(10**12), 10**12))
def test_a_whole_number_is_read_in_each_way_of_writing_it(number):
    for text in (f"{number}", f"{number:,}", f"{number:,}".replace(",", " "), f"{number:_}", f"{number}.0"):
        assert read_number(text, integer=True) == number


@given(some.lists(some.one_of(some.none(), some.integers(0, 10_000)), min_size=1).map(tuple))
def test_a_shape_is_read_in_each_way_of_writing_it(shape):
    for text in (
        str(shape),
        " x ".join(map(str, shape)),
        "×".join(map(str, shape)),
        " ".join(map(str, shape)),
    ):
        assert read_shape(text) == shape


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (True, 1),
        (1, True),
        (24.0, 24),
        ("1", 1),
        ([1, 2], (1, 2)),
        ((1, 2), (1, 2, 3)),
        (None, 0),
        ((1.0,), (1,)),
    ],
)
def test_values_of_different_types_are_not_the_same(given, key):
    assert not equal(given, key)


def test_a_tolerance_includes_its_edge():
    assert equal(0.3, 0.2, tolerance=0.1)
    assert not equal(0.3001, 0.2, tolerance=0.1)


def test_a_tolerance_does_not_make_true_a_number():
    assert not equal(True, 1, tolerance=0.5)


@pytest.mark.parametrize(
    ("proof", "message"),
    [
        ("x = 1", "prints nothing"),
        (">>> x = 1", "prints nothing"),
        (">>> range(3)\nrange(...)", "ellipsis"),
        (">>>x", "cannot be read"),
    ],
)
def test_a_doctest_without_a_whole_printed_value_is_no_proof(proof, message):
    with pytest.raises(QuestionError, match=message):
        printed_key(proof)


def test_the_last_printed_value_is_the_key():
    assert printed_key(">>> 1\n1\n>>> x = 2\n>>> x\n2\n") == "2"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("np.int64(3)", "NumPy value; wrap it"),
        ("array([1, 2])", "NumPy value"),
        ("<Dense>", "not a plain value"),
        ("1 +", "not a plain value"),
    ],
)
def test_a_key_that_is_no_literal_is_refused(text, message):
    with pytest.raises(QuestionError, match=message):
        read_literal(text)


def test_code_is_compared_without_regard_to_quotes_and_spaces():
    assert normal_code(" activation = 'relu' ") == normal_code('activation="relu"')
    assert normal_code("“a b”") == '"a b"'
    assert normal_code("'a b'") != normal_code("'ab'")


def test_blanks_are_filled_in_order():
    assert fill("{{ a | b }} + {{ c }}", ["1", "2"]) == "1 + 2"


def test_a_starter_with_open_blanks_fails_and_a_whole_program_does_not():
    assert fails("____(3)")
    assert not fails("x = 3")


# What only pages load that count answers, or ask with other numbers.
SOMETIMES = [STATIC / "progress.js", STATIC / "variants.js"]
SHARED = [LIBRARY / "quiz" / "static" / "judging.js", *({*STATIC.glob("*.*")} - {*SOMETIMES})]
OF_A_KIND = sorted((STATIC / "kinds").iterdir())


def weight(files):
    return sum(len(gzip.compress(file.read_bytes())) for file in files)


def test_what_a_page_with_questions_loads_weighs_less_than_10_kb_compressed_and_3_kb_more_for_each_kind():
    assert weight(SHARED) < 10_000
    assert all(weight([file]) < 2_000 for file in SOMETIMES)
    assert OF_A_KIND
    assert all(weight(file for file in OF_A_KIND if file.stem == kind.stem) < 3_000 for kind in OF_A_KIND)


@pytest.mark.parametrize("word", ["import ", "require(", "fetch(", "eval(", "innerHTML"])
def test_the_pages_script_needs_no_other_and_runs_no_text(word):
    assert not [file.name for file in (*SHARED, *OF_A_KIND) if word in file.read_text(encoding="utf-8")]
