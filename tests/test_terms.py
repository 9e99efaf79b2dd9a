"""The terms of the glossary, on real pages: each is introduced by a lesson before a lesson uses it."""

import re

import pytest

GLOSSARY = """# Glossary

:::{glossary}
layer
  A step.

hidden layer
  A step between.
:::
"""
LESSON = """---
draft: true
---

# {title}

:::{{objectives}}
{title}
: **name** the hidden layer of a layer
:::

{text}
"""


@pytest.fixture
def complaints(build):
    def of(*texts):
        lessons = {f"{n}.md": LESSON.format(title=f"lesson-{n}", text=text) for n, text in enumerate(texts)}
        index = "# Course\n\n```{toctree}\n:glob:\n*\n```\n"
        warnings = build({"index.md": index, "glossary.md": GLOSSARY, **lessons}).warnings
        return [re.sub(r".*/(\S+): WARNING: (.*?): link.*", r"\1 \2", warning) for warning in warnings]

    return of


def test_a_term_may_be_used_once_it_is_linked(complaints):
    first = "A {term}`hidden layer`, and a {term}`layer` too.\n\nAll hidden layers are layers."

    assert complaints(first, "Layers again.") == []


def test_a_term_that_is_used_before_a_later_lesson_links_it_fails_the_build(complaints):
    assert complaints("Some layers.\n\n{term}`hidden layer`", "A {term}`layer`.") == [
        "0.md:12 'layer' is used before a lesson introduces it"
    ]


def test_a_term_is_no_use_of_the_shorter_one_in_it(complaints):
    assert complaints("A {term}`hidden layer`.", "A {term}`layer`.") == []


def test_code_and_links_to_pages_are_not_text(complaints):
    assert complaints("`layer` and {doc}`a layer <1>`.", "A {term}`layer`, a {term}`hidden layer`.") == []


def test_a_term_that_no_lesson_links_fails_the_build(complaints):
    assert complaints("A {term}`layer`.") == ["glossary.md:1 no lesson links the term 'hidden layer'"]
