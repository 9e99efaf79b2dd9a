"""What a learner hands to `lessonlib check`: a notebook's or a script's code, cell by cell, and the checks in it."""

import ast
import io
import json
import re
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from lessonlib.locale import localised, noted

# Marks between the cells of a script that editors know, as in `# %% [markdown]`, `#%%` and `# In[3]:`.
MARK = re.compile(r"#\s*(%%|In\[[\d ]*\]:)")
# A check in code that cannot be parsed.
WRITTEN = re.compile(r"\bcheck\(\s*(?:id\s*=\s*)?(['\"])(.+?)\1")
# Magics that run the code behind them: a check there is a check of the file.
RUNNING = {"capture", "prun", "time", "timeit"}


class FileError(ValueError):
    """A file that cannot be checked; the message says what to do."""


@dataclass(frozen=True)
class FileCell:
    """The code of one cell, the line before it in its file (0 in notebooks), and its tags."""

    code: str
    before: int = 0
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Site:
    """A place where a file calls `check`: the cell and where the call ends in it (None inside a magic)."""

    id: str
    cell: int
    end: tuple[int, int] | None


def cells(path: Path) -> list[FileCell]:
    """Return the cells that hold code; a script is cut at its marks, or is one cell.

    Raises:
        FileError: the file is no script and no notebook.
    """
    content = path.read_bytes()
    if path.suffix == ".py":
        found = [*_parts(_decoded(content, path))]
    elif path.suffix == ".ipynb":
        found = [*_code_cells(content, path)]
    else:
        raise FileError(localised("{file} is neither a notebook (.ipynb) nor a Python file (.py)", file=path))
    return [cell for cell in found if cell.code.strip()]


def _decoded(content: bytes, path: Path) -> str:
    """Return a script's text, as Python itself would decode it."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError) as error:
        said = noted("{file} cannot be read as Python ({why}). Save it with the encoding UTF-8.")
        raise FileError(localised(said, file=path, why=error)) from error
    return re.sub(r"\r\n?", "\n", text)


def _parts(text: str) -> Iterator[FileCell]:
    """Yield the parts of a script between its marks."""
    lines = text.split("\n")
    starts = [0, *(number for number in _marked(text, lines) if number), len(lines)]
    for start, end in pairwise(starts):
        yield FileCell("\n".join(lines[start:end]), start)


def _marked(text: str, lines: list[str]) -> list[int]:
    """Return the lines (from 0) that begin a cell; in code that cannot be read, all that look so."""
    try:
        tokens = [*tokenize.generate_tokens(io.StringIO(text).readline)]
    except (tokenize.TokenError, SyntaxError):
        return [number for number, line in enumerate(lines) if MARK.match(line)]
    comments = (token for token in tokens if token.type == tokenize.COMMENT and token.start[1] == 0)
    return [token.start[0] - 1 for token in comments if MARK.match(token.string)]


def _code_cells(content: bytes, path: Path) -> Iterator[FileCell]:
    """Yield the cells of a notebook of any format."""
    try:
        book = json.loads(content.decode("utf-8-sig"))
        if book.get("nbformat", 4) < 4:
            import nbformat

            book = nbformat.convert(nbformat.from_dict(book), 4)  # type: ignore[no-untyped-call]
        _refuse_other_languages(book, path)
        for cell in book["cells"]:
            if cell["cell_type"] == "code":
                tags = cell.get("metadata", {}).get("tags", [])
                yield FileCell(re.sub(r"\r\n?", "\n", "".join(cell["source"])), 0, tuple(tags))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        if isinstance(error, FileError):
            raise
        why = localised("nested too deeply") if isinstance(error, RecursionError) else error
        said = noted("{file} cannot be read as a notebook ({why}). Save it again, or download it anew.")
        raise FileError(localised(said, file=path, why=why)) from error


def _refuse_other_languages(book: dict[str, Any], path: Path) -> None:
    metadata = book.get("metadata", {})
    language = metadata.get("kernelspec", {}).get("language") or metadata.get("language_info", {}).get("name")
    if language not in (None, "", "python", "ipython"):
        said = noted("{file} is a notebook in {language}; the checks of this course are Python.")
        raise FileError(localised(said, file=path, language=language))


def sites(code: list[str]) -> list[Site]:
    """Return where cells call `check`, under whatever names they import it.

    >>> [site.id for site in sites(["from lessonlib.checks import check as c", "c('size', 24)"])]
    ['size']
    """
    from IPython.core.inputtransformer2 import TransformerManager

    shell = TransformerManager()  # type: ignore[no-untyped-call]
    trees = [_tree(_transformed(shell, text)) for text in code]
    named = _names([tree for tree in trees if tree is not None])
    found = []
    for number, (text, tree) in enumerate(zip(code, trees, strict=True), start=1):
        if tree is None:
            found += [Site(match[2], number, None) for match in WRITTEN.finditer(text)]
        else:
            found += [
                Site(_id(call), number, (call.end_lineno or 0, call.end_col_offset or 0))
                for call in _calls(tree, named)
            ]
            found += [Site(_id(call), number, None) for body in _inside(tree) for call in _calls(body, named)]
    return found


def _transformed(shell: Any, text: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return str(shell.transform_cell(text))
    except SyntaxError:
        return text


def _tree(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _names(trees: list[ast.Module]) -> set[str]:
    """Return how cells call `check`: "check", "checks.check", and what they rename it to."""
    names = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        match node:
            case ast.ImportFrom(module="lessonlib.checks", names=aliases):
                names |= {alias.asname or "check" for alias in aliases if alias.name in ("check", "*")}
            case ast.ImportFrom(module="lessonlib", names=aliases):
                names |= {f"{alias.asname or alias.name}.check" for alias in aliases if alias.name == "checks"}
            case ast.Import(names=aliases):
                checks = (alias for alias in aliases if alias.name == "lessonlib.checks")
                names |= {f"{alias.asname or alias.name}.check" for alias in checks}
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if ast.unparse(value) in names:
                names.add(name)
    return names


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
            yield node


def _inside(tree: ast.AST) -> Iterator[ast.Module]:
    """Yield the code that magics run."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="run_cell_magic" | "run_line_magic"),
                args=[ast.Constant(value=magic), *_, ast.Constant(value=str(body))],
            ) if magic in RUNNING and (inside := _tree(body.strip())):
                yield inside


def _id(call: ast.Call) -> str:
    """Return the id that a call names, or the expression that gives it."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "id"]
    given = (call.args or named or [ast.Constant("?")])[0]
    return str(given.value) if isinstance(given, ast.Constant) else ast.unparse(given)
