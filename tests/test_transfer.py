"""Answers that stand on the page that asks: the build names them."""

import pytest

PAGE = """\
# Page

:::{objectives}
ask
: **ask** a question
:::

TEXT

:::{question} weights
:objective: ask
:asks: predict
:kind: number
:unit: parameters

How many parameters have 16 filters of 28×28, which makes 12,560 with `Dense`?

144
: {yields}`160 - 16` Each has a bias.

otherwise
: Count.

```pycon
>>> 16 * (3 * 3 + 1)
160
```

That makes 160.
:::

:::{question} map
:objective: ask
:asks: calculate
:kind: shape
:vary: n in 28, 32

What leaves an image of {n}×{n}?

({n}, {n}, 7)
: It shrinks.

otherwise
: Count.

```pycon
>>> ({n} - 4, {n} - 4, 7)
({n - 4}, {n - 4}, 7)
```
:::
"""


def warned(build, text, **changes):
    """Return what is said of answers on a page with this text."""
    page = PAGE.replace("TEXT", text)
    for old, new in changes.values():
        page = page.replace(old, new)
    return [warning for warning in build({"index.md": page}, "dummy").warnings if "stands on this page" in warning]


@pytest.mark.parametrize(
    "text",
    [
        "It has 160 parameters.",
        "- `160`",
        "```text\n160 parameters\n```",
        "| a |\n|---|\n| 160 |",
        "Of 160.",
        "(160)",
        "160.0",
    ],
)
def test_a_number_of_three_digits_that_is_an_answer_is_named(text, build):
    (said,) = warned(build, text)

    assert f"index.md:{10 + text.count(chr(10))}:" in said
    assert "question 'weights': its answer stands on this page" in said


@pytest.mark.parametrize("text", ["(None, 28, 28, 7)", "28 × 28 × 7", "`(28, 28, 7)`"])
def test_a_shape_that_is_the_answer_to_a_variant_is_named(text, build):
    (said,) = warned(build, text)

    assert "question 'map': its answer where n = 32 stands on this page" in said


@pytest.mark.parametrize(
    "text",
    ["1600, 1,160, 160,000, 0.160, 160.5, x160, 160px", "(28, 28)", "(28, 28, 7, 1)", "No number.", "% 160"],
)
def test_what_only_looks_like_an_answer_is_not_named(text, build):
    assert warned(build, text) == []


def test_an_answer_that_is_to_stay_says_why(build):
    assert (
        warned(
            build, "160", reason=(":unit: parameters", ":unit: parameters\n:stands-there: it is read from the table")
        )
        == []
    )
