"""How long a lesson takes, counted on real pages; the core path and what is optional apart."""

import re

import pytest

QUESTION = """
:::{{question}} {id}
:objective: count
:asks: {asks}
{optional}
How many?

7
: No.

8
: Yes.

```pycon
>>> 4 + 4
8
```

Four and four.
:::
"""
PAGE = (
    """# A lesson

:::{objectives}
count
: **count** to eight
:::

"""
    + "word " * 400
    + QUESTION.format(id="one", asks="why", optional="")
    + QUESTION.format(id="two", asks="calculate", optional=":optional:\n")
    + """
## More

:::{optional}
:::

"""
    + "word " * 600
    + QUESTION.format(id="three", asks="calculate", optional="")
    + """
## Exercise: count

:::{exercise} count-all
:objective: count
:minutes: 7

Count.

How?
: One by one.
:::

:::{solution} count-all
:::

"""
    + "secret " * 2000
)


@pytest.fixture
def said(build):
    def of(page=PAGE, **options):
        built = build({"index.md": page + "\n## All\n\n```{course-minutes}\n```\n"}, **options)
        return built.page(), built.warnings

    return of


def test_reading_questions_and_exercises_are_counted_and_solutions_are_not(said):
    page, warnings = said()

    assert warnings == []
    # 400 words and the few beside them; a question to think about; the exercise's own minutes.
    assert "About 10 minutes: reading 2, questions 1, exercises 7." in page
    # 600 words, and two questions to calculate, one of them optional because its section is.
    assert "Optional: 7 more." in page


def test_what_is_optional_says_so(said):
    page, _ = said()

    invitations = re.findall(r'<span class="q-invitation">(.*?)</span>', page)
    assert invitations == ["Choose one.", "Optional. Choose one.", "Optional. Choose one."]
    assert "Optional: nothing on the core path needs this section." in page


def test_the_minutes_of_the_course_are_those_of_its_lessons(said):
    assert "The core path takes about 0.5 hours (reading 2 minutes, questions 1, exercises 7)." in said()[0]


@pytest.mark.parametrize("setting", ["lessonlib_core_minutes", "course_core_minutes"])  # its earlier name, too
@pytest.mark.parametrize(("bounds", "complaints"), [((5, 15), 0), ((105, 135), 1)])
def test_a_core_path_of_another_length_fails_the_build(said, setting, bounds, complaints):
    _, warnings = said(**{setting: bounds})

    assert len([said for said in warnings if "the core path takes 10 minutes, not 105 to 135" in said]) == complaints


def test_an_objective_must_be_asked_on_the_core_path(said):
    page = PAGE.replace(":asks: why\n", ":asks: why\n:optional:\n")

    assert "all questions of objective 'count' are optional; leave one on the core path" in str(said(page)[1])


def test_optional_stands_under_the_title_of_its_section(said):
    page = PAGE.replace("## More\n", "## More\n\nSome words first.\n")

    assert re.search(r"index\.md:\d+: WARNING: 'optional' stands right under the title", str(said(page)[1]))


STEPPER = """:::{stepper}
1 0
0 1

1
:::

"""


def test_what_is_played_for_an_exercise_is_among_its_minutes(said):
    in_the_lesson = said(PAGE.replace("## More\n", STEPPER + "## More\n"))[0]
    in_the_exercise = said(PAGE.replace(":::{solution}", STEPPER + ":::{solution}"))[0]

    assert "About 12 minutes: reading 4, questions 1, exercises 7." in in_the_lesson
    assert "About 10 minutes: reading 2, questions 1, exercises 7." in in_the_exercise
