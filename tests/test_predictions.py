"""Predictions before cells, through the real Sphinx; `tests/browser/test_predictions.py` makes them."""

import re
import zipfile

import pytest

PAGE = """\
---
file_format: mystnb
kernelspec: {name: python3}
---

# Page

:::{predict}
What does it print?

- Two
- Three
:::

```{code-cell} python3
print("Two")
```

It is two.
"""


@pytest.mark.parametrize("builder", ["html", "dirhtml", "epub", "text", "gettext"])
def test_every_builder_takes_a_prediction(builder, build):
    built = build({"index.md": PAGE}, builder, nb_execution_mode="cache")

    assert built.warnings == []


def test_without_a_script_nothing_is_hidden(build):
    page = build({"index.md": PAGE}, nb_execution_mode="cache").page()

    assert "hidden" not in re.search(r"<lesson-prediction.*It is two\.", page, re.DOTALL)[0]
    asked = re.search(r"<lesson-prediction.*?</lesson-prediction>", page, re.DOTALL)[0]
    assert re.sub(r"\s+", " ", re.sub("<[^>]+>", "", asked)).strip() == "Predict: What does it print? Two Three"


def test_a_book_has_what_is_to_be_predicted(build):
    built = build({"index.md": PAGE}, "epub", nb_execution_mode="cache")

    with zipfile.ZipFile(next(built.out.glob("*.epub"))) as book:
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", book.read("index.xhtml").decode("utf-8")))
    assert "Predict: What does it print? Two Three" in text


def test_other_words_are_another_prediction(build):
    pages = [build({"index.md": PAGE.replace("it print", words)}).page() for words in ("it print", "that print")]

    first, second = (re.search(r'data-of="(\w+)"', page)[1] for page in pages)
    assert first != second


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("What does it print?\n\n", "", "asks nothing"),
        ("```{code-cell}", "A paragraph.\n\n```{code-cell}", "must be a cell of code"),
        ("It is two.", "It is two, a {term}`number`.", "and has a term"),
        ("It is two.", "It is two. And three:\n\n- four", "and leads to what follows"),
    ],
)
def test_a_prediction_that_cannot_be_kept_is_named_with_its_line(old, new, message, build):
    built = build({"index.md": PAGE.replace(old, new)}, "dummy")

    assert [warning for warning in built.warnings if "index.md:8" in warning and message in warning], built.warnings
