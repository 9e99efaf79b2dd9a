"""Questions that vary: arithmetic on named values, every variant proved, the first wherever nothing draws another."""

import html
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lessonlib import checks
from lessonlib.quiz import courses
from lessonlib.quiz.kinds import judge, kind_of, read_answer
from lessonlib.quiz.parsing import QuestionError
from lessonlib.quiz.variants import fall_together, in_order, order_of, read_values, written

PAGES = {path.suffix: path.read_text(encoding="utf-8") for path in (Path(__file__).parent / "varying").iterdir()}
MARKUPS = sorted(PAGES)
PAGE = PAGES[".md"]


def data_of(page):
    """Return what the page's script knows of each question."""
    found = [json.loads(html.unescape(data)) for data in re.findall(r'data-question="([^"]*)"', page)]
    return {data["id"]: data for data in found}


# ---------------------------------------------------------------- arithmetic


@given(n=some.integers(-50, 50), k=some.integers(1, 50))
def test_arithmetic_is_that_of_python(n, k):
    for expression in ("n - k + 1", "-(-n // k)", "n % k", "(n + 1) * k ** 2", "n / k", "+n - -k"):
        assert written(expression, {"n": n, "k": k}) == str(eval(expression, {"n": n, "k": k}))


@pytest.mark.parametrize(
    "field",
    [
        "",
        "m + 1",
        "n; k",
        "n if k else 1",
        "max(n, k)",
        "n.real",
        "'n'",
        "True",
        "[n]",
        "n < k",
        "lambda: n",
        "n:d",
        "n :=1",
    ]
    + ["9 ** 9 ** 9", "10 ** 13", "(-8) ** 0.5", "n = 2", "\\", "n!r", "__import__('os')"],
)
def test_what_is_not_arithmetic_is_refused(field):
    with pytest.raises(QuestionError, match="arithmetic"):
        written(field, {"n": 28, "k": 5})


def test_a_division_by_zero_names_the_variant():
    with pytest.raises(QuestionError, match="divides by 0 where n = 28, k = 0"):
        written("n // k", {"n": 28, "k": 0})


@pytest.mark.parametrize(
    "text", ["", "n", "n in", "n in a", "n in 1", "n in 1, 2; n in 3, 4", "for in 1, 2", "n in True, 2"]
)
def test_values_that_make_no_variants_are_refused(text):
    with pytest.raises(QuestionError, match=":vary:"):
        read_values(text)


def test_the_first_values_make_the_first_variant_and_each_variant_comes_once():
    values = read_values("n in 28, 32, 64; k in 5, 3")

    assert values[0] == {"n": 28, "k": 5}
    assert sorted(map(repr, values)) == sorted(repr({"n": n, "k": k}) for n in (28, 32, 64) for k in (5, 3))


def test_options_that_mean_the_same_fall_together():
    assert fall_together(["24", "24.0001"], tolerance=0.01)
    assert not fall_together(["24", "24.0", "(24,)"])


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("builder", ["html", "dirhtml", "epub", "text", "gettext"])
def test_every_builder_takes_questions_that_vary(builder, markup, build):
    built = build({f"index{markup}": PAGES[markup]}, builder)

    assert built.warnings == []
    assert built.code == 0


@pytest.mark.parametrize("markup", MARKUPS)
def test_every_variant_is_proved_and_counted(markup, build):
    built = build({f"index{markup}": PAGES[markup]}, "doctest")

    assert built.warnings == []
    assert "Of these 4 vary, in 20 variants (4 left out: options fall together)." in built.status


def test_the_build_says_how_many_variants_remain(build):
    built = build({"index.md": PAGE})

    assert "index.md:8: question 'the-map': 6 variants remain; 3 left out" in built.status
    assert "question 'the-weights'" not in built.status


def test_myst_and_rst_make_the_same_variants(build):
    both = [data_of(build({f"index{markup}": PAGES[markup]}).page()) for markup in MARKUPS]

    assert both[0] == both[1]
    assert [len(data["variants"]) for data in both[0].values()] == [6, 6, 5, 3]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("{yields}`{f} * {k} * {k}`", "{yields}`{f} * 9`", 43),
        ("{f * (k * k + 1)}\n```", "{f * (k * k + 1) + (k - 3)}\n```", 49),
        (">>> {f} * ({k} * {k} + 1)", ">>> {f} * 10", 49),
    ],
)
def test_a_proof_that_fails_for_some_values_names_line_and_variant(old, new, line, build):
    assert old in PAGE
    built = build({"index.md": PAGE.replace(old, new)}, "doctest")

    failed = re.findall(r'File "index.md", line (\d+), in (the-weights.*)', built.status)
    assert built.code == 1
    assert sorted(failed) == [(str(line), f"the-weights, where f = {f}, k = 5") for f in (16, 32, 8)]


def test_a_key_that_no_option_equals_names_the_variant(build):
    built = build({"index.md": PAGE.replace("({n - k + 1}, {n - k + 1})\n```", "({n - 4}, {n - 4})\n```")}, "dummy")

    assert any(re.search(r"where n = \d+, k = 7, no option equals the key", warning) for warning in built.warnings)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("{6 * n}?", "{6 * len(n)}?", 80, "'{6 * len(n)}' is not understood"),
        ("It leaves a rest.", "It leaves {1: 2}.", 92, "'{1: 2}' is not understood"),
        (":vary: n in 3, 5, 7", ":vary: n in 3; 5", 74, "write names and values, as in 'n in 28, 32; k in 3, 5'"),
        (":vary: n in 3, 5, 7", ":vary: n in 4, 5, 7", 74, "options that mean the same in its first variant, n = 4"),
        ("[{n}, {2 * n}]\n```", "[{n}, {2 * n - n // 7}]\n```", 74, "where n = 7, no option equals the key 13"),
        ("Which divide {6 * n}?", "Which divide $6 * {n}$?", 74, "varies in a formula"),
        ("Which divide {6 * n}?", "Which [divide](https://x.org/{n}) {6 * n}?", 74, "varies in a link"),
        (
            ":kind: several\n:vary: n in 3, 5, 7",
            ":kind: text\n:vary: n in 3, 5, 7",
            74,
            "is of kind text, and cannot vary",
        ),
    ],
)
def test_a_mistake_in_a_question_that_varies_is_named_with_its_line(old, new, line, message, build):
    assert old in PAGE
    extensions = ["colon_fence", "deflist", "dollarmath"]
    built = build({"index.md": PAGE.replace(old, new)}, "dummy", myst_enable_extensions=extensions)

    assert any(message in warning for warning in built.warnings), built.warnings
    assert any(f"index.md:{line}:" in warning for warning in built.warnings if message in warning), built.warnings


def test_the_page_without_a_script_is_that_of_a_question_with_the_first_values(build):
    shown = re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", "", build({"index.md": PAGE}).page())))

    assert "A 28×28 image passes one 5×5 kernel of Conv2D(1, 5). What is the shape of the 784 pixels then?" in shown
    assert ">>> size = 28 >>> (size - 5 + 1, size - 5 + 1) (24, 24)" in shown
    assert not re.search("[\U000104a0-\U000104a9]", shown)


def test_values_added_later_leave_the_answers_to_the_first_variant_valid(build):
    plain = re.sub(":vary: .*\n", "", PAGE)
    for field in {*re.findall(r"\{([^{}]*)\}", plain)} - {"objectives", "question", "exercise", "solution", "yields"}:
        values = {"n": 28, "k": 5, "f": 16, "h": 28, "w": 14}
        plain = plain.replace(f"{{{field}}}", written(field, values))
    only_map = plain.partition(":::{question} the-weights")[0] + "## Exercise" + plain.partition("## Exercise")[2]

    versions = [data_of(build({"index.md": page}).page())["the-map"]["version"] for page in (PAGE, only_map)]

    assert versions[0] == versions[1]


def test_each_place_that_varies_has_a_text_in_each_variant(build):
    page = build({"index.md": PAGE}).page()
    for block in re.findall(r"<lesson-question.*?</lesson-question>", page, re.DOTALL):
        (data,) = data_of(block).values()
        places = [(int(place), text) for place, text in re.findall(r'<span data-vary="(\d+)">(.*?)</span>', block)]

        assert {place for place, _ in places} <= {*range(len(data["variants"][0]["texts"]))}
        first = data["variants"][0]["texts"]
        assert [re.sub("<[^>]+>", "", text) for _, text in places] == [first[place] for place, _ in places]
        assert {len(row["texts"]) for row in data["variants"]} == {len(first)}


def test_no_letter_is_right_in_all_variants(build):
    variants = data_of(build({"index.md": PAGE}).page())["the-map"]["variants"]

    assert variants[0]["order"] == [0, 1, 2]
    assert len({str(row["key"]) for row in variants}) == 3


# ---------------------------------------------------------------- in Python


@pytest.fixture
def course(build, monkeypatch, tmp_path):
    """The bank of the page, as notebooks have it."""
    front = "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n"
    extensions = ["lessonlib.sphinxext", "myst_nb", "lessonlib.sphinxext.outputs.downloads"]
    built = build({"index.md": front + PAGE}, extensions=extensions, nb_execution_mode="cache")
    assert built.code == 0
    monkeypatch.setenv(courses.ELSEWHERE, str(built.out / "downloads"))
    monkeypatch.setattr(checks, "_shown", {})
    courses.courses.cache_clear()
    yield courses.courses()[0].bank
    courses.courses.cache_clear()


def test_check_judges_the_variant_that_was_shown(course):
    assert checks.check("the-weights", 160)

    asked = checks.another("the-weights")

    variant = course.variants["the-weights"][1]
    assert asked.startswith(variant.asked)
    assert checks.check("the-weights", variant.question.key)
    missed = checks.check("the-weights", 160)
    assert missed.outcome == "incorrect"
    assert variant.name in repr(missed)
    assert variant.name in missed._repr_html_()


def test_after_the_last_variant_comes_the_first(course):
    asked = [checks.another("the-map") for _ in range(6)]

    assert len({*asked}) == 6
    assert "A 28×28 image" in asked[-1]
    assert re.findall("^[A-C](?=[.] )", asked[0], re.MULTILINE) == ["A", "B", "C"]
    assert checks.check("the-map", "C")


@pytest.mark.parametrize(("id", "says"), [("the-mop", "the-map"), ("another-one", "these numbers only")])
def test_what_has_no_variants_is_said(id, says, course):
    assert says in checks.another(id)


def test_each_variant_calls_its_key_right_and_each_listed_mistake_wrong(course):
    for variant in (each for known in course.variants.values() for each in known):
        question = variant.question
        right = kind_of(question).right(question)
        assert judge(question, read_answer(question, right)).outcome == "correct", variant
        for choice in (each for each in question.choices if not each.right and each.text != "otherwise"):
            given = choice.letter if kind_of(question).lettered else choice.text
            verdict = judge(question, read_answer(question, given))
            assert (verdict.outcome, verdict.feedback) == ("incorrect", choice.feedback), variant


def test_options_in_another_order_keep_their_feedback(course):
    question = course.questions["the-map"]

    other = in_order(question, [2, 0, 1])

    assert [choice.letter for choice in other.choices] == ["A", "B", "C"]
    assert [choice.feedback for choice in other.choices] == [question.choices[place].feedback for place in (2, 0, 1)]
    assert sorted(order_of("n = 28", 5)) == [0, 1, 2, 3, 4]
