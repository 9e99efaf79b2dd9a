"""An author's mistake is said with file and line, where it was read; it never ends as a traceback of a later step."""

import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sphinx.errors import SphinxError
from sphinx.testing.util import SphinxTestApp

from lessonlib.sphinxext.core.errors import Mistake

SLIPS = 300 if os.environ.get("LESSONLIB_KILLS") else 15
CONF = """
project, version, copyright, author = "Test", "1", "the authors", "the authors"
extensions = ["lessonlib.sphinxext", "myst_nb", "lessonlib.sphinxext.outputs.downloads",
              "lessonlib.sphinxext.teaching.slides", "lessonlib.sphinxext.outputs.structured_data",
              "lessonlib.sphinxext.outputs.maths", "lessonlib.sphinxext.outputs.site"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
html_theme, nb_execution_mode, exclude_patterns = "basic", "off", ["_build"]
html_baseurl = "https://example.org/"
html_math_renderer = "mathml"
"""
PAGE = (Path(__file__).parent / "every_kind" / "index.md").read_text(encoding="utf-8")


def build(folder: Path, page: str, **settings: object) -> tuple[Exception | None, list[str]]:
    """Return what ended a build of this page, and what it warned of."""
    folder.mkdir(exist_ok=True)
    (folder / "conf.py").write_text(CONF)
    (folder / "index.md").write_text(page, encoding="utf-8")
    ended = None
    app = None
    try:
        app = SphinxTestApp("html", srcdir=folder, confoverrides=settings)
        app.build()
    except Exception as error:  # noqa: BLE001 (any but a mistake is what is looked for)
        ended = error
    finally:
        if app:
            app.cleanup()
    said = (app.warning.getvalue() if app else "").splitlines()
    return ended, [line for line in said if line.strip() and "already registered" not in line]  # by other tests


def slip(chance: random.Random, page: str) -> str:
    """Return a page after a slip of its author's hand."""
    lines = page.splitlines()
    at = chance.randrange(len(lines))
    words = [
        "",
        ":::",
        "```",
        "```pycon",
        ">>> 1 +",
        "x",
        "#",
        "{{",
        "}}",
        ": ",
        "`",
        "{yields}`",
        "''",
        "---",
        "$$",
        "\t",
    ]
    match chance.randrange(6):
        case 0:
            del lines[at : at + chance.choice([1, 1, 2, 5])]
        case 1:
            lines.insert(at, chance.choice(words))
        case 2:
            lines[at] += chance.choice(words)
        case 3:
            lines[at] = lines[at][chance.randrange(len(lines[at]) + 1) :]
        case 4:
            lines[at] = chance.choice(lines)
        case 5:
            lines = lines[:at] + lines[at + 1 : at + 3][::-1] + lines[at + 3 :]
    return "\n".join(lines) + "\n"


def test_no_slip_of_the_hand_ends_as_a_traceback(tmp_path):
    chance = random.Random(5)
    for number in range(SLIPS):
        page = slip(chance, slip(chance, PAGE) if number % 3 == 0 else PAGE)

        ended, said = build(tmp_path, page)

        kept = tmp_path / f"slip{number}.txt"
        kept.write_text(page, encoding="utf-8")
        assert ended is None or isinstance(ended, Mistake), f"{kept}: {ended!r}"
        nowhere = [line for line in said if "WARNING" in line and not re.search(r"\.md:\d+: ", line)]
        assert nowhere == [], kept
        kept.unlink()


MISTAKES = {
    "a code-cell on a page that does not run": (
        "# A\n\n```{code-cell}\n1\n```\n",
        "index.md:3: ERROR: a code-cell stands",
    ),
    "a front matter that is a sentence": ("---\nComplete it.\n---\n# A\n", "index.md:2: ERROR: the front matter holds"),
    "a front matter that is a list": ("---\n- a\n- b\n---\n# A\n", "index.md:2: ERROR: the front matter holds"),
    "a front matter that is no YAML": ("---\na: b\nc: [\n---\n# A\n", "index.md:4: ERROR: the front matter cannot"),
    "a front matter with a comment alone": ("---\n# a\n---\n# A\n", "index.md:1: ERROR: the front matter is empty"),
    "a solution inside of its exercise": (
        "# A\n::::{exercise} a\n:objective: b\n:minutes: 1\n\nDo.\n\nHow\n: So.\n\n:::{solution} a\n:::\n\n1\n::::\n",
        "index.md:11: WARNING: solution 'a' stands inside of something else",
    ),
    "an empty front matter": ("---\n---\n# A\n", "index.md:1: ERROR: the front matter is empty"),
    "a lesson without a title": (":::{objectives}\na\n: **do** it\n:::\n", "index.md:2: WARNING: a lesson"),
}


@pytest.mark.parametrize(("page", "said"), MISTAKES.values(), ids=MISTAKES)
def test_sphinx_is_not_blamed_for_a_mistake(tmp_path, page, said):
    (tmp_path / "conf.py").write_text(CONF)
    (tmp_path / "index.md").write_text(page)
    command = [sys.executable, "-m", "sphinx", "-W", str(tmp_path), str(tmp_path / "_build" / "html")]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode in {1, 2}
    assert said in re.sub(r"\x1b\[[0-9;]*m", "", done.stderr)
    assert "open an issue" not in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_code_cell_that_is_shown_within_another_fence_does_not_run(tmp_path):
    ended, said = build(tmp_path, "# How to write\n\n````md\n```{code-cell} python3\n1 / 0\n```\n````\n")

    assert (ended, said) == (None, [])


def test_a_reference_of_any_kind_asks_the_course_without_a_warning(tmp_path):
    ended, said = build(tmp_path, "(here)=\n# A\n\nSee [](#here) and {any}`here`.\n")

    assert (ended, said) == (None, [])


def test_warnings_of_the_course_have_a_type_and_can_be_suppressed(tmp_path):
    page = "# A\n\n:::{objectives}\na\n: **do** it\n:::\n"

    assert "[lessonlib.questions]" in "".join(build(tmp_path, page)[1])
    assert build(tmp_path, page + "\n", suppress_warnings=["lessonlib"]) == (None, [])


def test_a_mistake_is_an_error_of_sphinx_too():
    assert issubclass(Mistake, SphinxError)


def test_a_lesson_that_no_notebook_can_be_made_of_is_named_and_the_site_is_built(tmp_path):
    lesson = "Lesson\n======\n\n.. objectives::\n\n   a\n      **do** it\n"
    (tmp_path / "lesson.rst").write_text(lesson)

    ended, said = build(tmp_path, "# A\n\n```{toctree}\nlesson\n```\n")

    assert ended is None
    assert any(re.search(r"lesson.rst:\d+: WARNING: a lesson is offered as a notebook", line) for line in said)
