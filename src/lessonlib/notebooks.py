"""A page → two notebooks: the stub, to be filled in, and the solution, with what the build printed.

Both are plain values with the form of nbformat 4.5; nothing here reads or writes a file.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lessonlib.blocks import Directive, Heading, Prose, blocks, flat, without_lists
from lessonlib.checks import judged_question
from lessonlib.exercises import EXERCISES
from lessonlib.questions import BLANK, Question
from lessonlib.results import Result

Cell = dict[str, Any]

# What stands under the title of an optional section, on the page and in the notebook.
OPTIONAL = "Optional: nothing on the core path needs this section."
ROLE = re.compile(r"\{([\w:]+)\}`([^`]+)`")
FROM_HERE = re.compile(r"\]\((?!https?:|#)([^)\s]+)\)")


@dataclass(frozen=True)
class Page:
    """A page with all that its text refers to.

    `cells` are those of the page as the build ran it; `role` turns a role's name and text into Markdown.
    """

    address: str
    wheel: str
    cells: list[Any]
    questions: Mapping[str, Question]
    role: Callable[[str, str], str]


@dataclass
class _Writer:
    """Writes the cells of one notebook; `solved` says of which kind."""

    page: Page
    solved: bool
    cells: list[Cell] = field(default_factory=list)
    depth: int = 1
    solution: str = ""
    asked: int = 0

    def write(self) -> list[Cell]:
        self._code(FIRST.format(wheel=self.page.wheel))
        for cell in self.page.cells:
            if cell["cell_type"] == "markdown":
                for block in blocks(cell["source"]):
                    self._block(block)
            elif cell["cell_type"] == "code" and "remove-cell" not in cell["metadata"].get("tags", []):
                self._page_code(cell)
        self._end_solution()
        return self.cells

    def _block(self, block: Prose | Heading | Directive) -> None:
        if isinstance(block, Heading):
            if block.depth <= self.depth:
                self._end_solution()
            self.depth = self.depth if self.solution else block.depth
        if self.solution and not self.solved:
            return
        if isinstance(block, Heading):
            self._text(f"{'#' * block.depth} {block.text}")
        elif isinstance(block, Prose):
            self._text(without_lists(block.text))
        else:
            WRITERS.get(block.name, _Writer._other)(self, block)

    def _page_code(self, cell: Any) -> None:
        if self.solution and not self.solved:
            return
        outputs = [_plain(output) for output in cell.get("outputs", [])] if self.solved else []
        self._code(cell["source"], outputs)

    def _end_solution(self) -> None:
        if self.solution and self.solved and self.solution in EXERCISES:
            self._code(EXERCISES[self.solution].solved)
        self.solution = ""

    def _text(self, text: str) -> None:
        """Add Markdown; what follows on other Markdown joins it."""
        text = ROLE.sub(lambda found: self.page.role(found[1], found[2]), text)
        text = FROM_HERE.sub(lambda found: f"]({self.page.address.rpartition('/')[0]}/{found[1]})", text)
        if self.cells and self.cells[-1]["cell_type"] == "markdown":
            self.cells[-1]["source"] += f"\n\n{text}"
        else:
            self.cells.append({"cell_type": "markdown", "metadata": {}, "source": text})

    def _code(self, source: str, outputs: list[Any] | None = None) -> None:
        self.cells.append(
            {
                "cell_type": "code",
                "metadata": {},
                "source": source,
                "outputs": outputs or [],
                "execution_count": None,
            }
        )

    def objectives(self, block: Directive) -> None:
        aims = "\n".join(f"- {text}" for _, text in flat(block.content).entries)
        self._text(f"After this lesson you can\n\n{aims}")

    def question(self, block: Directive) -> None:
        """Write the question as text and the cell that checks the answer."""
        question = self.page.questions.get(block.argument)
        if question is None:
            return
        parts = flat(block.content)
        self.asked += 1
        terms = [term for term, _ in parts.entries]
        optional = " (optional)" if "optional" in block.options else ""
        self._text(f"**Question {self.asked}{optional}.** {_numbered_blanks(parts.before)}")
        if question.kind in ("choice", "several"):
            self._text("\n".join(f"- **{c.letter}.** {term}" for c, term in zip(question.choices, terms, strict=True)))
        if not self.solved:
            self._code(unanswered(question))
        elif question.kind != "text":
            answer = right(question)
            self._code(f'check("{question.id}", {answer!r})', [verdict(question, answer)])
        if self.solved:
            self._text(f"**Answer.** {parts.after}")

    def optional(self, _: Directive) -> None:
        self._text(f"*{OPTIONAL}*")

    def exercise(self, block: Directive) -> None:
        parts = flat(block.content)
        self._text(parts.before)
        if parts.entries and not self.solved:
            self._text(f'*{len(parts.entries)} hints wait for you: run `hint("{block.argument}")` in a cell.*')
        if parts.after:
            self._text(parts.after)

    def begin_solution(self, block: Directive) -> None:
        self.solution = block.argument
        if not self.solved and block.argument in EXERCISES:
            self._code(EXERCISES[block.argument].starter)
        if self.solved:
            self._text("*Solution*")

    def _other(self, block: Directive) -> None:
        if block.name in ("toctree", "contents", *NOTES):
            return
        if block.name in ADMONITIONS:
            title = block.argument or block.name.capitalize()
            quoted = "\n".join(f"> {line}" for line in block.content.splitlines())
            self._text(f"> **{title}**\n>\n{quoted}")
        else:
            self._text(f"*Something moves here on the page: <{self.page.address}>*")


# What only the instructor sees (`sphinxext/notes.py`).
NOTES = ("say", "ask", "stuck")
ADMONITIONS = ("admonition", "note", "tip", "hint", "important", "warning", "caution", "attention", "seealso")
WRITERS: dict[str, Callable[[_Writer, Directive], None]] = {
    "objectives": _Writer.objectives,
    "question": _Writer.question,
    "optional": _Writer.optional,
    "exercise": _Writer.exercise,
    "solution": _Writer.begin_solution,
}

FIRST = """\
# Run this first. Where the library of the course is missing, as on Colab, it is installed.
import importlib.util
import subprocess
import sys

if importlib.util.find_spec("lessonlib") is None:
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "{wheel}"], check=True)

from lessonlib.checks import ____, check, hint"""


def notebook(page: Page, *, solved: bool) -> dict[str, Any]:
    """Return the notebook of a page: the stub, or with `solved` the solution."""
    cells = _Writer(page, solved).write()
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:03}"
        if cell.get("outputs"):
            count = sum(bool(before.get("outputs")) for before in cells[: number + 1])
            cell["execution_count"] = count
            for output in cell["outputs"]:
                if output["output_type"] == "execute_result":
                    output["execution_count"] = count
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def script(book: Mapping[str, Any]) -> str:
    """Return a notebook as a Python file, its text as comments, with the marks `# %%` that editors know."""
    parts = []
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            parts.append(f"# %%\n{cell['source']}")
        else:
            lines = [f"# {line}".rstrip() for line in cell["source"].splitlines()]
            parts.append("\n".join(["# %% [markdown]", *lines]))
    return "\n\n".join(parts) + "\n"


def unanswered(question: Question) -> str:
    """Return the cell that waits for an answer; it says what an answer looks like."""
    last = question.choices[-1].letter
    if question.kind == "sort":
        rows = "".join(f"    {choice.text!r}: ____,\n" for choice in question.choices)
        return f'# {" or ".join(question.groups)}\ncheck("{question.id}", {{\n{rows}}})'
    if question.kind == "blanks":
        blanks = ", ____" * len(question.blanks)
        return f'# what belongs into each blank, in quotes\ncheck("{question.id}"{blanks})'
    expected = {
        "choice": f'a letter from "A" to "{last}"',
        "several": f'all letters that are right, such as ["A", "{last}"]',
        "number": f"a number{f' ({question.unit})' if question.unit else ''}",
        "shape": "a shape, such as (640, 480, 3)",
        "text": "your answer in words, in quotes",
    }
    return f'# {expected[question.kind]}\ncheck("{question.id}", ____)'


def right(question: Question) -> Any:
    """Return the right answer as a learner would pass it to `check`."""
    letters = [choice.letter for choice in question.choices if choice.right]
    given: dict[str, Any] = {
        "choice": letters[0] if letters else "",
        "several": letters,
        "blanks": [accepted[0] for accepted in question.blanks],
    }
    return given.get(question.kind, question.key)


def verdict(question: Question, answer: Any) -> dict[str, Any]:
    """Return what `check` shows for an answer, as the output of its cell."""
    result = Result(question.id, judged_question(question, (answer,)))
    data = {"text/plain": repr(result), "text/html": result._repr_html_()}
    return {"output_type": "execute_result", "data": data, "metadata": {}}


def _numbered_blanks(program: str) -> str:
    numbers = iter(range(1, 100))
    return BLANK.sub(lambda _: f"__{next(numbers)}__", program)


def _plain(output: Any) -> dict[str, Any]:
    """Return an output without what differs from run to run."""
    kept = {key: value for key, value in output.items() if key != "metadata"}
    if output["output_type"] in ("display_data", "execute_result"):
        kept["metadata"] = {}
    return kept
