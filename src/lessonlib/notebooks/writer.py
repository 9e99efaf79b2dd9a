"""Notebooks as plain values in the form of nbformat 4.5, and as Python files.

What stands in them is made from the pages (`lessonlib.sphinxext.outputs.notebook_cells`); nothing here reads or
writes a file.
"""

import ast
import base64
import html
import io
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lessonlib.locale import localised
from lessonlib.quiz.kinds import kind_of
from lessonlib.quiz.model import Question
from lessonlib.quiz.results import Result

Cell = dict[str, Any]


# Warnings name the file of a cell, and with it the number of a process that is long gone.
CELL_FILE = re.compile(r"[^\s'\"]*[/\\]ipykernel_\d+[/\\]\d+\.py:\d+")


def code_cell(source: str, outputs: Sequence[Any] = (), tags: Sequence[str] = (), alt: str = "") -> Cell:
    """Return a cell of code with what it printed, and its tags; `alt` says what its images show."""
    return {
        "cell_type": "code",
        "metadata": {"tags": [*tags]} if tags else {},
        "source": source,
        "outputs": [_plain(output, alt) for output in outputs],
        "execution_count": None,
    }


def text_cell(source: str) -> Cell:
    """Return a cell of Markdown."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def notebook(cells: Sequence[Cell]) -> dict[str, Any]:
    """Return cells as a notebook, numbered; those that printed count as run."""
    count = 0
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:03}"
        if cell.get("outputs"):
            count += 1
            cell["execution_count"] = count
            for output in cell["outputs"]:
                if output["output_type"] == "execute_result":
                    output["execution_count"] = count
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": [*cells], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def script(book: Mapping[str, Any]) -> str:
    """Return a notebook as a Python file, its text as comments, with the marks `# %%` that editors know."""
    parts = []
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            tags = cell["metadata"].get("tags", [])
            code = plain_code(cell["source"])
            parts.append(f"# %%\n{surviving(code) if 'raises-exception' in tags else code}")
        else:
            parts.append(f"# %% [markdown]\n{commented(cell['source'])}")
    return "\n\n".join(parts) + "\n"


def commented(text: str) -> str:
    """Return text as a comment of Python."""
    return "\n".join(f"# {line}".rstrip() for line in text.splitlines())


def plain_code(source: str) -> str:
    """Return a cell's code as Python reads it: what only a notebook runs becomes a comment.

    >>> print(plain_code("%matplotlib inline" + chr(10) + "x = 1"))
    # %matplotlib inline
    x = 1
    """
    from IPython.core.inputtransformer2 import TransformerManager

    if _is_python(source):
        return source
    lines = source.split("\n")
    if lines[0].split()[:1] and lines[0].split()[0] in RUN_THE_REST:
        lines = [f"# {lines[0]}", *plain_code("\n".join(lines[1:])).split("\n")]
    else:
        read = TransformerManager().transform_cell(source).rstrip("\n").split("\n")  # type: ignore[no-untyped-call]
        if len(read) == len(lines):
            lines = [line if line == as_read else f"# {line}" for line, as_read in zip(lines, read, strict=True)]
    code = "\n".join(lines)
    return code if _is_python(code) else f"# {localised('Only a notebook runs this cell.')}\n{commented(source)}"


RUN_THE_REST = ("%%time", "%%timeit", "%%capture", "%%prun")


def _is_python(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    return not any(_waits(node) for node in ast.parse(code).body)


def _waits(node: ast.AST) -> bool:
    """Return whether `await` stands outside of any function, where only a notebook allows it."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        return False
    own = isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith))
    return own or any(map(_waits, ast.iter_child_nodes(node)))


def surviving(code: str) -> str:
    """Return code that is expected to fail, so that a file goes on behind it as a notebook does."""
    body = "".join(indented(f"{code}\n")).rstrip()
    said = 'print(f"{type(error).__name__}: {error}")'
    return f"try:\n{body}\nexcept Exception as error:  # {localised('as on the page')}\n    {said}"


def indented(code: str) -> Iterator[str]:
    """Yield lines of code further in, but not those that begin inside a string."""
    inside: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.STRING or token.type in FSTRING_PARTS:
            inside |= set(range(token.start[0] + 1, token.end[0] + 1))
    for number, line in enumerate(code.splitlines(keepends=True), start=1):
        yield line if number in inside or not line.strip() else f"    {line}"


# Since Python 3.12 an f-string is several tokens.
FSTRING_PARTS = {getattr(tokenize, name) for name in ("FSTRING_MIDDLE",) if hasattr(tokenize, name)}


def unanswered(question: Question, *, varies: bool = False) -> str:
    """Return the cell that waits for an answer; it says what an answer looks like, and what asks for other numbers."""
    kind = kind_of(question)
    call = f'check("{question.id}", {kind.blanks(question)})'
    more = f'\n# {localised("with other numbers:")} another("{question.id}")' if varies else ""
    return f"# {kind.expects(question)}{more}\n{call}"


def answered(question: Question) -> str:
    """Return the cell that gives the right answer; one too wide for a cell has a line for each part."""
    answer = kind_of(question).right(question)
    line = f'check("{question.id}", {answer!r})'
    if len(line) <= WIDTH or not isinstance(answer, dict | list):
        return line
    parts = [f"{key!r}: {value!r}" for key, value in answer.items()] if isinstance(answer, dict) else map(repr, answer)
    opening, closing = "{}" if isinstance(answer, dict) else "[]"
    rows = "".join(f"    {part},\n" for part in parts)
    return f'check("{question.id}", {opening}\n{rows}{closing})'


WIDTH = 84  # signs that a cell shows on a laptop


def verdict(question: Question, answer: Any) -> dict[str, Any]:
    """Return what `check` shows for an answer, as the output of its cell."""
    from lessonlib.quiz.verdicts import judged_question  # here: most builds write no notebook, and need no NumPy

    result = Result(question.id, judged_question(question, (answer,)))
    data = {"text/plain": repr(result), "text/html": result._repr_html_()}
    return {"output_type": "execute_result", "data": data, "metadata": {}}


def _plain(output: Any, alt: str) -> dict[str, Any]:
    """Return an output without what differs from run to run."""
    kept = {key: value for key, value in output.items() if key != "metadata"}
    if output["output_type"] in ("display_data", "execute_result"):
        images = [kind for kind in output["data"] if kind.startswith("image/")]
        kept["metadata"] = {kind: {"alt": alt} for kind in images} if alt else {}
        if SVG in images:
            kept["data"] = {"text/html": _as_picture(output["data"], alt), **output["data"]}
    if output["output_type"] == "stream":
        kept["text"] = CELL_FILE.sub(localised("this cell"), "".join(output["text"]))
    return kept


SVG = "image/svg+xml"


def _as_picture(data: Mapping[str, Any], alt: str) -> str:
    """Return a drawing as HTML: JupyterLab shows no SVG in a notebook that somebody else has run.

    A drawing may be see-through and have dark letters, so it lies on white in dark mode, too.
    """
    svg = base64.b64encode("".join(data[SVG]).encode()).decode()
    words = html.escape(alt or "".join(data.get("text/plain", "")))
    return f'<img alt="{words}" src="data:{SVG};base64,{svg}" style="background-color: white">'
