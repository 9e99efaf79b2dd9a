"""Each rule has a name: its warnings bear it, and a course switches it off by it."""

import ast
import sys
from pathlib import Path

import pytest

from lessonlib.sphinxext.core.rules import RULES

SOURCES = Path(__file__).parents[1] / "src" / "lessonlib" / "sphinxext"
LESSON = "# A lesson\n\n:::{objectives}\nsee\n: **see** it\n:::\n"
QUESTION = """
:::{question} one-and-one
:objective: see
:asks: look-up

What is 1 + 1?

1
: No.

2
: Yes.

```pycon
>>> 1 + 1
2
```

So.
:::
"""
EXERCISE = """
## Exercise

:::{exercise} do-it
:objective: see
:minutes: 1

Do it.

How?
: So.
:::
"""
BROKEN = {
    "questions": LESSON + QUESTION + EXERCISE + "\n:::{solution} do-it\n:::\n\nDone.\n",
    "exercises": LESSON,
    "solutions": LESSON + EXERCISE,
    "references": LESSON + QUESTION.replace(":objective: see", ":objective: hear"),
    "ids": LESSON + QUESTION + QUESTION,
    "core_questions": LESSON + QUESTION.replace(":asks: look-up", ":asks: look-up\n:optional:"),
    "reasons": LESSON + QUESTION + QUESTION.replace("one-and-one", "one-and-one-again"),
    "alt_text": "# A picture\n\n```{image} a.svg\n```\n",
    "directive": f"{LESSON}\n:::{{exercise}} do-it\n\nDo it.\n:::\n",
    "fence": "# A fence\n\n:::\n",
    "note": "# A note\n\n:::{stuck}\n:::\n",
    "session": LESSON + "\n```pycon\n>>> 1 + 1\n2\n```\n",
    "title": LESSON.replace("# A lesson\n", ""),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_rule_can_be_switched_off_by_the_name_that_its_warning_bears(build, tmp_path, rule):
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')

    said = build({"index.md": BROKEN[rule]}).warnings

    assert any(f"[lessonlib.{rule}]" in line for line in said), said
    silent = build({"index.md": BROKEN[rule]}, lessonlib_rules={rule: False}).warnings
    assert not any(f"[lessonlib.{rule}]" in line for line in silent)


def test_all_that_a_rule_asks_for_can_be_switched_off_under_its_earlier_name(build):
    off = dict.fromkeys(("questions", "exercises"), False)

    for settings in ({"course_rules": off}, {"suppress_warnings": ["lessonlib.course"]}):
        assert not any("[lessonlib." in line for line in build({"index.md": LESSON}, **settings).warnings)


def test_a_rule_that_is_not_there_is_named(build):
    with pytest.raises(Exception, match="there is no rule 'alt-text'; the rules are alt_text, "):
        build({"index.md": "# A page\n"}, lessonlib_rules={"alt-text": False})


def calls_of_warning():
    for file in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("logger.warning", "document.reporter.warning"):
                yield file.name, {keyword.arg: keyword.value for keyword in node.keywords}


def test_each_warning_has_the_type_of_a_rule():
    found = [*calls_of_warning()]

    assert len(found) > 15
    for file, named in found:
        assert "type" in named, file
        assert ast.literal_eval(named["type"]) == "lessonlib", file
        if isinstance(named["subtype"], ast.Constant):
            assert named["subtype"].value in RULES, file


THEIRS = """
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

class Theirs(SphinxDirective):
    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self):
        return [nodes.paragraph("", "an exercise of theirs")]

def setup(app):
    app.add_directive("exercise", Theirs)
    app.add_directive("solution", Theirs)
"""


@pytest.mark.parametrize("first", [True, False])
def test_directives_of_another_extension_keep_their_names(build, tmp_path, monkeypatch, first):
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "sphinx_exercise.py").write_text(THEIRS)
    monkeypatch.syspath_prepend(tmp_path / "beside")
    ours = ["lessonlib.sphinxext", "myst_nb"]
    page = LESSON + "\n```{exercise} A title\nDo.\n```\n" + EXERCISE.replace("{exercise}", "{lesson-exercise}")

    extensions = ["sphinx_exercise", *ours] if first else [*ours, "sphinx_exercise"]
    built = build({"index.md": page}, extensions=extensions, lessonlib_rules={"questions": False, "solutions": False})

    sys.modules.pop("sphinx_exercise", None)
    assert [line for line in built.warnings if "already registered" in line] == []
    assert "an exercise of theirs" in built.page()
    assert 'id="exercise-do-it"' in built.page()


def test_a_directive_can_be_called_otherwise(build):
    page = LESSON + EXERCISE.replace("{exercise}", "{task}")
    off = {"questions": False, "solutions": False}

    built = build({"index.md": page}, lessonlib_directives={"exercise": "task"}, lessonlib_rules=off)

    assert 'id="exercise-do-it"' in built.page()


@pytest.mark.parametrize("theme", ["alabaster", "sphinx_book_theme"])
def test_a_theme_that_lacks_the_colours_of_our_styles_is_given_them(build, theme):
    built = build({"index.md": LESSON + QUESTION}, html_theme=theme, suppress_warnings=["lessonlib"])

    lacks = theme == "alabaster"
    assert ("colours.css" in built.page()) is (built.out / "_static" / "colours.css").exists() is lacks
