"""A learner's file, run from top to bottom, and what its checks said."""

import ast
import json
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lessonlib import checks
from lessonlib.blank import Unfilled
from lessonlib.questions import Verdict
from lessonlib.results import Result


class FileError(ValueError):
    """A file that cannot be checked; the message says what to do."""


@dataclass
class Attempt:
    """The results of a file in order, and where its own code failed."""

    results: list[Result] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """Return how many results have an outcome."""
        return sum(result.outcome == outcome for result in self.results)


def run(path: Path) -> Attempt:
    """Return what the checks of a script or a notebook say; a failed cell does not stop the next ones.

    Raises:
        FileError: the file is no script and no notebook.
    """
    attempt = Attempt()
    namespace: dict[str, Any] = {"__name__": "__main__", "__file__": str(path)}
    checks.listeners.append(attempt.results.append)
    try:
        for number, code in enumerate(cells(path), start=1):
            if failed := _failure(code, namespace, f"{path.name}, cell {number}"):
                attempt.errors.append(failed)
                attempt.results += _not_reached(code, attempt.results)
    finally:
        checks.listeners.remove(attempt.results.append)
    return attempt


def cells(path: Path) -> Iterator[str]:
    """Yield the code of each cell; a script is cut at its marks `# %%`, or is one cell.

    Raises:
        FileError: see `run`.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            yield from (_code(cell) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code")
        elif path.suffix == ".py":
            yield from (part for part in text.split("\n# %%") if part.strip())
        else:
            raise FileError(f"{path} is neither a notebook (.ipynb) nor a Python file (.py)")
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(
            f"{path} cannot be read as a notebook ({error}). Save it again, or download it anew."
        ) from error


def _code(cell: dict[str, Any]) -> str:
    """Return a cell's code without the lines that only Jupyter understands."""
    lines = "".join(cell["source"]).splitlines()
    return "\n".join("pass" if line.startswith(("%", "!")) else line for line in lines)


def _failure(code: str, namespace: dict[str, Any], name: str) -> str:
    """Run a cell; return what stopped it, in one or two lines, or nothing."""
    try:
        exec(compile(code, name, "exec"), namespace)
    except Unfilled as error:
        return f"{name}: {error}"
    except (Exception, SystemExit) as error:  # noqa: BLE001 (the learner's own code may raise anything)
        own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == name]
        line = f", line {own[-1].lineno}" if own else ""
        said = str(error).strip().partition("\n")[0]
        return f"{name}{line}: {type(error).__name__}: {said}"
    return ""


def _not_reached(code: str, reached: list[Result]) -> list[Result]:
    """Return "not attempted" for the checks of a cell that stopped before them."""
    known = {result.id for result in reached}
    missed = [id for id in _checked_ids(code) if id not in known]
    return [Result(id, Verdict("not attempted", "The cell stopped before this check.")) for id in missed]


def _checked_ids(code: str) -> Iterator[str]:
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="check"), args=[ast.Constant(value=str(id)), *_]):
                yield id


def watch(path: Path, act: Callable[[], None], wait: Callable[[], None]) -> None:
    """Act now, and again whenever the file has changed; `wait` pauses, and ends it by raising."""
    seen: int | None = None
    while True:
        stamp = path.stat().st_mtime_ns if path.exists() else seen
        if stamp != seen:
            seen = stamp
            act()
        wait()
