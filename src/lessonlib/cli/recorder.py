"""Inside the kernel of `lessonlib check`: what each check says, and why a cell stopped, goes line by line into a file.

A file, since it stays when the kernel dies, and since a cell can catch its own output.
"""

import json
import sys
import traceback
import warnings
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any

from lessonlib import checks
from lessonlib.quiz import courses
from lessonlib.quiz.placeholder import Unfilled
from lessonlib.quiz.results import Result


class Counter:
    """Writes down what happens in a shell of IPython."""

    def __init__(self, shell: Any, record: Path) -> None:
        self.shell, self.record = shell, record

    def result(self, result: Result) -> None:
        """Write down what a check says, and which call of it."""
        frame: FrameType | None = sys._getframe()
        while frame is not None and frame.f_code is not checks.check.__code__:
            frame = frame.f_back
        caller = frame.f_back if frame is not None else None
        if caller is not None:  # else it comes from no check
            self._write(result=asdict(result), cell=self._cell(caller.f_code.co_filename), end=_end(caller))

    def finished(self, done: Any) -> None:
        """Write down why a cell stopped, if it did."""
        error = done.error_before_exec or done.error_in_exec
        if error is not None:
            ends = isinstance(error, SystemExit)
            clean = ends and error.code in (None, 0)
            self._write(error=_said(error), line=self._line(error), ends=ends, clean=clean)

    def _cell(self, file: str) -> int | None:
        """Return the number of the cell whose code has this file name."""
        named = self.shell.compile.format_code_name(file)
        return int(named[1].removeprefix("In[").removesuffix("]")) if named else None

    def _line(self, error: BaseException) -> int | None:
        """Return the line of the cell in which an error was raised."""
        if isinstance(error, SyntaxError):
            return error.lineno
        own = [each for each in traceback.extract_tb(error.__traceback__) if self._cell(each.filename) is not None]
        return own[-1].lineno if own else None

    def _write(self, **said: Any) -> None:
        with self.record.open("a", encoding="utf-8") as record:
            record.write(json.dumps(said) + "\n")


def _said(error: BaseException) -> str:
    if isinstance(error, Unfilled):
        return str(error)
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {said.strip().partition(chr(10))[0]}".rstrip(": ")


def _end(frame: FrameType) -> tuple[int, int] | None:
    """Return where the call that a frame is in ends: line (from 1) and column in bytes."""
    for index, (_, line, _, column) in enumerate(frame.f_code.co_positions()):
        if index == frame.f_lasti // 2:
            return None if line is None or column is None else (line, column)
    return None


def begin(file: str, record: str) -> None:
    """Prepare the kernel for a file: its folder, its name, and the counting."""
    from IPython import get_ipython

    path, shell = Path(file), get_ipython()
    sys.path.insert(0, str(path.parent))
    shell.user_ns["exit"] = shell.user_ns["quit"] = sys.exit
    if path.suffix == ".py":
        shell.user_ns["__file__"], sys.argv = str(path), [str(path)]
    # Or TensorFlow's lines about itself would stand before the verdicts.
    content, kernels = path.read_text(encoding="utf-8", errors="replace"), courses.kernel_settings()
    kernels.begin(name for name in kernels.modules if name.partition(".")[0] in content)
    warnings.filterwarnings("ignore", "To exit: use")  # what IPython adds to SystemExit
    counter = Counter(shell, Path(record))
    checks.listeners.append(counter.result)
    checks.stopping = False
    shell.events.register("post_run_cell", counter.finished)
