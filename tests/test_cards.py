"""Cards that lead to pages: what they say, and what is refused."""

import pytest

LESSON = """# A lesson

:::{objectives}
add
: **add** numbers
:::

:::{question} one-and-one
:objective: add
:asks: calculate
:kind: number
:unit: none

How much is 1 + 1?

otherwise
: Count.

```pycon
>>> 1 + 1
2
```
:::
"""
HOME = """# Home

:::{cards}
:pictures: drawings

lesson
: How to add.

plain | Somewhere else
: What else there is.
:::

```{toctree}
lesson
plain
```
"""
DRAWING = '<svg viewBox="0 0 9 9"><circle cx="4" cy="4" r="3" class="add" /></svg>'


@pytest.fixture
def cards(build, tmp_path):
    """Build a home page with cards; `drawing` is the picture of the lesson's."""

    def built(home=HOME, drawing=DRAWING, builder="html"):
        folder = tmp_path / "source" / "drawings"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "lesson.svg").write_text(drawing)
        pages = {"index.md": home, "lesson.md": LESSON, "plain.md": "# Plain\n"}
        return build(pages, builder, exclude_patterns=["drawings"])

    return built


def test_a_card_has_title_picture_sentence_minutes_and_progress(cards):
    page = cards().page()

    lesson, plain = page.split('<li class="course-card">')[1:3]
    assert DRAWING in lesson
    assert '<div class="course-card-picture" aria-hidden="true">' in lesson
    assert 'href="lesson.html"' in lesson
    assert ">A lesson<" in lesson
    assert "How to add." in lesson
    assert "min · " in lesson
    assert 'data-questions="one-and-one:' in lesson
    assert 'href="plain.html"' in plain
    assert ">Somewhere else<" in plain
    assert "<svg" not in plain.partition("</li>")[0]
    assert " min" not in plain.partition("</li>")[0]


@pytest.mark.parametrize("builder", ["text", "epub", "gettext", "latex"])
def test_other_builders_show_a_list(cards, builder):
    built = cards(builder=builder)

    assert [said for said in built.warnings if "card" in said or "node" in said] == []
    assert built.code == 0


def test_an_unknown_page_is_named_with_its_line(cards):
    warnings = cards(HOME.replace("plain | Somewhere else", "planes | Somewhere else")).warnings

    assert [said for said in warnings if "index.md:9: " in said and "there is no page 'planes'" in said]


@pytest.mark.parametrize(
    "drawing",
    [
        "<p>no drawing</p>",
        "<svg><script>alert(1)</script></svg>",
        '<svg onload="alert(1)"></svg>',
        '<svg><a href="javascript:alert(1)">x</a></svg>',
        "<svg><foreignObject></foreignObject></svg>",
        '<svg style="position: fixed"></svg>',
        "<svg><style>body {display: none}</style></svg>",
    ],
)
def test_what_is_no_plain_drawing_is_refused_with_file_and_line(cards, drawing):
    built = cards(drawing=drawing)

    assert [said for said in built.warnings if "index.md:6: " in said and "lesson.svg is no plain drawing" in said]
    assert "alert" not in built.page()
    assert drawing not in built.page()
