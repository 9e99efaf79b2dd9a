"""A learner's file, run from top to bottom in a fresh kernel, and what its checks said."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL
from typing import TYPE_CHECKING, Any

from lessonlib.cli.submissions import FileCell, FileError, Site, cells, sites
from lessonlib.locale import localised
from lessonlib.quiz import courses
from lessonlib.quiz.model import Verdict
from lessonlib.quiz.results import Criterion, Result

if TYPE_CHECKING:
    from nbclient import NotebookClient

__all__ = ["Attempt", "FileError", "run", "watch"]

BEGIN = """\
import sys
sys.path[:] = [place for place in sys.path if place]  # no module beside the file comes before those of the library
from lessonlib.cli.recorder import begin
begin({file!r}, {record!r})
del begin, sys
"""


@dataclass
class Attempt:
    """The results of a file in order, and where its own code failed."""

    results: list[Result] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """Return how many results have an outcome."""
        return sum(result.outcome == outcome for result in self.results)

    @property
    def right(self) -> bool:
        """Whether every check of the file ran and was right, and every cell ran to its end.

        A text, which only its writer can compare, is neither right nor wrong.
        """
        judged = [bool(result) for result in self.results if result.outcome != "compare it yourself"]
        return bool(self.results) and all(judged) and not self.errors


@dataclass
class _Run:
    """A file while it runs: what has been written down so far, and who is told of it."""

    path: Path
    record: Path
    tell: Callable[[str], None]
    attempt: Attempt = field(default_factory=Attempt)
    reached: list[dict[str, Any]] = field(default_factory=list)
    seen: int = 0

    def news(self) -> list[dict[str, Any]]:
        """Return what the kernel has written down since the last time."""
        lines = self.record.read_text(encoding="utf-8").splitlines() if self.record.exists() else []
        fresh, self.seen = lines[self.seen :], len(lines)
        return [json.loads(line) for line in fresh]

    def cell(self, client: "NotebookClient", number: int, cell: FileCell) -> bool:
        """Run a cell; return whether the next one can run."""
        from nbclient.exceptions import DeadKernelError

        shown, alive = client.nb.cells[number], True
        try:
            client.execute_cell(shown, number)
        except DeadKernelError:
            alive = False
        for output in shown.outputs:
            if output.output_type == "stream":
                self.tell(output.text)
        stopped = self._written(number)
        if not alive:
            self._failed(number, cell, None, localised("Python ended here, and nothing after it was run"))
        elif "raises-exception" not in cell.tags:
            self._stopped(number, cell, stopped, shown.outputs)
        return alive and not any(each["ends"] for each in stopped)

    def _written(self, number: int) -> list[dict[str, Any]]:
        """Count what the checks of a cell said; return what stopped it."""
        written = self.news()
        for each in (each for each in written if "result" in each):
            self.reached.append(each | {"during": number})
            self.attempt.results.append(_result(each["result"]))
            self.tell(f"{self.attempt.results[-1]}\n")
        return [each for each in written if "error" in each]

    def _stopped(self, number: int, cell: FileCell, stopped: list[dict[str, Any]], outputs: list[Any]) -> None:
        """Note why a cell failed, if it did. Magics show an error, and end as if there had been none."""
        for each in stopped:
            if not each["clean"]:
                self._failed(number, cell, each["line"], each["error"])
        for output in outputs if not stopped else []:
            if output.output_type == "error":
                self._failed(number, cell, None, f"{output.ename}: {output.evalue}")

    def _failed(self, number: int, cell: FileCell, line: int | None, said: str) -> None:
        if self.path.suffix == ".py":
            number_of_line = cell.before + (line or 1)
            where = localised(", line {line}" if line else ", from line {line}", line=number_of_line)
        else:
            where = localised(", cell {number}", number=number) + (
                localised(", line {line}", line=line) if line else ""
            )
        self.attempt.errors.append(f"{self.path.name}{where}: {said}")

    def not_reached(self, called: list[Site]) -> list[Result]:
        """Return "not attempted" for the calls of `check` that were not made."""
        made = [(each["cell"], tuple(each["end"] or ())) for each in self.reached]
        known = {(site.cell, site.end) for site in called if site.end}
        inside = [each["during"] for each, place in zip(self.reached, made, strict=True) if place not in known]
        missed = []
        for site in called:
            if site.end is None and site.cell in inside:
                inside.remove(site.cell)
            elif site.end is None or (site.cell, site.end) not in made:
                missed.append(
                    Result(site.id, Verdict("not attempted", localised("The file never came to this check.")))
                )
        return missed


def _result(written: dict[str, Any]) -> Result:
    criteria = tuple(Criterion(**each) for each in written["criteria"])
    return Result(written["id"], Verdict(**written["verdict"]), criteria)


def run(path: Path, tell: Callable[[str], None] = lambda _: None) -> Attempt:
    """Return what the checks of a script or a notebook say; a failed cell does not stop the next ones.

    It runs as it would in Jupyter, in its own folder. What it prints and what its checks say is told as it comes.

    Raises:
        FileError: the file is no script and no notebook.
    """
    path = path.absolute()
    found = cells(path)
    with tempfile.TemporaryDirectory() as folder:
        running = _Run(path, Path(folder, "record"), tell)
        with _kernel(path, found) as client:
            client.nb.cells[0].source = BEGIN.format(file=str(path), record=str(running.record))
            client.execute_cell(client.nb.cells[0], 0, store_history=False)
            for problem in client.nb.cells[0].outputs:
                why = problem.get("evalue", problem)
                raise FileError(localised("{file} cannot be run: {why}. Run: lessonlib doctor", file=path, why=why))
            for number, cell in enumerate(found, start=1):
                if not running.cell(client, number, cell):
                    break
        running.attempt.results += running.not_reached(sites([cell.code for cell in found]))
    return running.attempt


@contextmanager
def _kernel(path: Path, found: list[FileCell]) -> "Iterator[NotebookClient]":
    """Start a kernel of this very Python for a file; its notebook has a cell more, the first."""
    from jupyter_client.kernelspec import KernelSpecManager
    from nbclient import NotebookClient
    from nbformat import v4

    made = [v4.new_code_cell(cell.code, metadata={"tags": [*cell.tags]}) for cell in found]  # type: ignore[no-untyped-call]
    book = v4.new_notebook(cells=[v4.new_code_cell(""), *made])  # type: ignore[no-untyped-call]
    known = os.environ | courses.kernel_settings().environment() | courses.elsewhere()

    def begun() -> NotebookClient:
        client = NotebookClient(book, timeout=None, startup_timeout=600, allow_errors=True, allow_stdin=False)
        manager = client.create_kernel_manager()
        # Not the one of this name that another Python may have left in the user's folder.
        manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[])
        assert manager.kernel_spec is not None
        manager.kernel_spec.argv.insert(1, "-P")
        kernels.enter_context(client.setup_kernel(cwd=str(path.parent), env=known, stdout=DEVNULL, stderr=DEVNULL))
        return client

    with ExitStack() as kernels:
        try:
            client = begun()
        except RuntimeError:  # it died before its first word, as on a machine that has much to do; once more
            client = begun()
        yield client


def watch(path: Path, begin: Callable[[], Callable[[], None]], wait: Callable[[], None]) -> None:
    """Begin now, and again whenever the file has changed; what runs still is ended first.

    Args:
        path: the file; it may vanish for a while.
        begin: starts to check, and returns what ends it.
        wait: pauses; ends the watching by raising.
    """
    seen: int | None = None
    end: Callable[[], None] = lambda: None  # noqa: E731 (nothing runs yet)
    try:
        while True:
            try:
                stamp = path.stat().st_mtime_ns
            except OSError:
                stamp = seen or 0
            if stamp != seen:
                seen = stamp
                end()
                end = begin()
            wait()
    finally:
        end()
