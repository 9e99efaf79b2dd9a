"""The names in the code of the core path: the page or an earlier one has said what they are, or they are some Python.

"Some Python" is what the home page asks for: the language's common part, and no more of its libraries than what
`SOME_PYTHON` lists. Code of optional sections, exercises and solutions is not on the core path.
"""

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it.token import Token

from lessonlib.sphinxext.core.source import Heading, blocks, tokens

LESSONS = sorted((Path(__file__).parents[1] / "docs" / "lessons").glob("*.md"))
SOME_PYTHON = {
    *dir(builtins),
    *dir(str),
    *dir(list),
    *dir(dict),
}
HIDDEN = {"remove-cell", "remove-input"}
# What only some who know "some Python" have met.
NOT_SOME_PYTHON = {
    ast.Lambda: "lambda",
    ast.Starred: "a star before a name",
    ast.DictComp: "a dictionary comprehension",
    ast.SetComp: "a set comprehension",
    ast.NamedExpr: ":=",
    ast.Yield: "yield",
    ast.AsyncFunctionDef: "async",
}


def core_cells(text: str) -> Iterator[str]:
    """Yield the code that is shown on the core path."""
    heading = optional = 0
    solution = False
    for block in blocks(text):
        if isinstance(block, Heading):
            heading, solution = block.depth, False
            optional = 0 if heading <= optional else optional
        elif block.name == "optional" or (block.name == "exercise" and "optional" in block.options):
            optional = heading
        elif block.name == "solution":
            solution = True
        elif block.name == "code-cell" and not (optional or solution or HIDDEN & set(block.options.get("tags", ()))):
            yield block.content


def words(found: list[Token]) -> Iterator[str]:
    """Yield the words of a text and of its directives; code that runs is none."""
    for token in found:
        if token.type in ("code_inline", "text"):
            yield from re.findall(r"\w+", token.content)
        elif token.type in ("fence", "colon_fence") and not token.info.startswith("{code-cell"):
            yield from words(tokens(token.content))
        yield from words(token.children or [])


def names(code: str) -> Iterator[str]:
    """Yield what a cell uses: names, attributes but for modules in a dotted name, keywords, unusual syntax."""
    tree = ast.parse(code)
    inner = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Attribute)}
    for each in ast.walk(tree):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load):
            yield each.id
        elif isinstance(each, ast.Attribute) and id(each) not in inner:
            yield each.attr
        elif isinstance(each, ast.keyword) and each.arg:
            yield each.arg
        elif type(each) in NOT_SOME_PYTHON:
            yield NOT_SOME_PYTHON[type(each)]
        elif isinstance(each, ast.comprehension) and (each.ifs or each.is_async):
            yield "a comprehension with a condition"


def made(code: str) -> Iterator[str]:
    """Yield the names that a cell gives itself, and its modules."""
    for each in ast.walk(ast.parse(code)):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id
        elif isinstance(each, (ast.FunctionDef, ast.ClassDef)):
            yield each.name
        elif isinstance(each, ast.arg):
            yield each.arg
        elif isinstance(each, ast.Import):
            yield from (name.asname or name.name for name in each.names)
        elif isinstance(each, ast.ImportFrom):
            yield from (name.asname or name.name for name in each.names if each.module in ("keras", "lessonlib"))


def unknown(pages: list[str]) -> list[str]:
    """Return what the core code of each page uses and nobody has said: the page's place in the list, and the name."""
    known, found = set(SOME_PYTHON), []
    for number, text in enumerate(pages, start=1):
        known |= set(words(tokens(text)))
        for cell in core_cells(text):
            known |= set(made(cell))
            found += [f"{number}: {name}" for name in names(cell) if name not in known]
    return list(dict.fromkeys(found))


def test_each_name_of_the_core_path_is_introduced() -> None:
    assert unknown([file.read_text(encoding="utf-8") for file in LESSONS]) == []


CELL = "```{{code-cell}} python3\n{}\n```\n"


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        (["# A\n" + CELL.format("import numpy as np\nnp.roll(1, shift=2)")], ["1: roll", "1: shift"]),
        (["# A\n`np.roll` takes a shift.\n\n" + CELL.format("import numpy as np\nnp.roll(1, shift=2)")], []),
        (["# A\n`roll`\n", "# B\n" + CELL.format("import numpy as np\nnp.roll(1)")], []),
        (["# A\n" + CELL.format("import numpy as np\nnp.roll(1)"), "# B\n`roll`\n"], ["1: roll"]),
        (["# A\n" + CELL.format("f = lambda x: [*x]")], ["1: lambda", "1: a star before a name"]),
        (["# A\n" + CELL.format("[x for x in range(3) if x]")], ["1: a comprehension with a condition"]),
        (["# A\n" + CELL.format("[x for x in range(3)]")], []),
        (["# A\n:::{optional}\n:::\n\n" + CELL.format("a.roll()")], []),
        (
            ["# A\n:::{solution} some\n:::\n\n" + CELL.format("a.roll()") + "\n# B\n" + CELL.format("a.b")],
            ["1: b", "1: a"],
        ),
    ],
)
def test_the_names_are_those_of_the_core_code_that_nobody_has_said(pages: list[str], told: list[str]) -> None:
    assert unknown(pages) == told
