"""The snippets of the pages: each runs when copied alone, or after those above it, as its page says.

What a lesson's snippets need is found in its source, at once. To run all snippets of a built site takes minutes:
LESSONLIB_RUN_SNIPPETS=docs/_build/html python noxfile.py -s tests -- -k test_snippets
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from lessonlib.sphinxext.core.source import Directive, Heading, blocks

LESSONS = sorted((Path(__file__).parents[1] / "docs" / "lessons").glob("*.md"))
SITE = Path(os.environ.get("LESSONLIB_RUN_SNIPPETS", "")).absolute()
# Tags of cells that no reader sees, or whose code none sees.
HIDDEN = {"remove-cell", "remove-input"}
# What the button of sphinx-copybutton leaves out (conf.py): numbers, prompts, output.
NOT_COPIED = ".linenos, .gp, .go"
PAGE_MINUTES = 20
RUNNER = """
import json, sys
in_order = {"__name__": "__main__"}
for number, (alone, code) in enumerate(json.load(sys.stdin), start=1):
    print(f"--- snippet {number}", code, sep="\\n", file=sys.stderr)
    exec(compile(code, f"<snippet {number}>", "exec"), {"__name__": "__main__"} if alone else in_order)
"""


# ---------------------------------------------------------------- in the source


def visible_cells(text: str, *, core: bool) -> Iterator[str]:
    """Yield the cells that a reader sees; with `core`, none of the optional parts."""
    optional_depth = depth = 0
    skipped_exercise = optional_exercise = False
    for block in blocks(text.partition("\n---\n")[2]):
        if isinstance(block, Heading):
            depth, skipped_exercise = block.depth, False
            optional_depth = 0 if depth <= optional_depth else optional_depth
        elif not isinstance(block, Directive):
            continue
        elif block.name == "optional":
            optional_depth = depth
        elif block.name == "exercise":
            optional_exercise = "optional" in block.options
        elif block.name == "solution":
            skipped_exercise = optional_exercise
        elif block.name == "code-cell" and HIDDEN.isdisjoint(block.options.get("tags", [])):
            if core and (optional_depth or skipped_exercise):
                continue
            yield block.content


def undefined_names(code: str) -> str:
    check = [sys.executable, "-m", "ruff", "check", "--isolated", "--select=F821", "--output-format=concise", "-"]
    return subprocess.run(check, input=code, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("core", [False, True], ids=["all", "core"])
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda file: file.stem)
def test_visible_snippets_need_no_hidden_ones_and_the_core_no_optional_ones(lesson, core):
    cells = list(visible_cells(lesson.read_text(encoding="utf-8"), core=core))

    assert cells
    assert "All checks passed!" in undefined_names("\n".join(cells))


def test_a_name_that_only_an_optional_cell_gives_is_found():
    page = "---\na: b\n---\n## A\n:::{optional}\n:::\n```{code-cell}\nx = 1\n```\n## B\n```{code-cell}\nprint(x)\n```"

    assert "All checks passed!" in undefined_names("\n".join(visible_cells(page, core=False)))
    assert "Undefined name `x`" in undefined_names("\n".join(visible_cells(page, core=True)))


# ---------------------------------------------------------------- on the built site


def copied(block: Tag) -> str:
    """Return what the copy button takes of a block."""
    copy = BeautifulSoup(str(block), "html.parser")
    for part in copy.select(NOT_COPIED):
        part.decompose()
    return "\n".join(line for line in copy.get_text().splitlines() if line.strip())


def filled(question: Tag) -> str:
    """Return the program of a question with its blanks filled in as first spelled; nothing where there is none."""
    program = BeautifulSoup(str(question.select_one(".q-stem pre") or ""), "html.parser")
    blanks = program.select("input.q-blank")
    key = json.loads(str(question["data-question"]))["key"]
    for blank, accepted in zip(blanks, key if blanks else (), strict=True):
        blank.replace_with(accepted[0])
    return program.get_text() if blanks else ""


def snippets(page: str) -> Iterator[tuple[bool, str]]:
    """Yield the snippets of a page: whether each is to run alone, and its code."""
    kinds = (f"article div.highlight-{language} pre" for language in ("python", "ipython3", "pycon"))
    for block in BeautifulSoup(page, "html.parser").select(", ".join(kinds)):
        question = block.find_parent("lesson-question")
        if block.find_parent(class_=["answers-at-the-end", "q-stem"]):
            continue
        yield question is not None, (filled(question) if question else "") + copied(block)


def pages() -> list[Path]:
    if not os.environ.get("LESSONLIB_RUN_SNIPPETS"):
        return []
    every = [page for page in SITE.rglob("*.html") if "_static" not in page.parts]
    return sorted(page for page in every if any(snippets(page.read_text(encoding="utf-8"))))


def test_the_lessons_have_snippets():
    assert not os.environ.get("LESSONLIB_RUN_SNIPPETS") or len(pages()) >= len(LESSONS)


@pytest.mark.parametrize("page", pages(), ids=lambda file: file.stem)
def test_every_snippet_of_a_page_runs_in_a_fresh_interpreter(page, tmp_path):
    code = json.dumps(list(snippets(page.read_text(encoding="utf-8"))))
    plain = os.environ | {"MPLBACKEND": "agg"}

    run = subprocess.run(
        [sys.executable, "-c", RUNNER],
        input=code,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=plain,
        timeout=60 * PAGE_MINUTES,
        check=False,
    )

    assert run.returncode == 0, run.stderr[-3000:]
