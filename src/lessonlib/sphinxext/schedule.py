"""Run pages side by side, the costliest first, with kernels from one forge."""

import asyncio
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from sphinx.util import logging

from lessonlib.kernel import FORGE
from lessonlib.sphinxext.store import LIBRARY, digest, digest_of_files, helpers_of, state_of_the_machine

logger = logging.getLogger(__name__)

CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"  # macOS kills forks of processes with threads
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class PageFailed(Exception):
    """A cell that raised, ran too long, or took its kernel down: where, and what it said."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Job:
    """A page to run: its notebook, the folder it runs in, and the seconds it took last time."""

    name: str
    notebook: nbformat.NotebookNode
    folder: pathlib.Path
    seconds: float
    limit: int


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def settings(**values: str) -> Iterator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


@contextmanager
def warm_kernels() -> Iterator[None]:
    """Have kernels that know nothing of the author's IPython; forked from one that has Keras, where the system can.

    That one may be older than this build (`live` keeps it between builds), if it has what it would have now.
    """
    has = digest(state_of_the_machine(), digest_of_files(helpers_of(""), LIBRARY))
    kept = pathlib.Path(os.environ.get(FORGE, ""))
    if kept.name == has and kept.is_socket():
        yield
        return
    with tempfile.TemporaryDirectory(prefix="lessonlib-") as folder, settings(IPYTHONDIR=folder):
        if not CAN_FORK:
            yield
            return
        place = str(pathlib.Path(folder) / has)
        command = [sys.executable, "-m", "lessonlib.kernel", "--forge", place]
        forge = subprocess.Popen(command, stdin=subprocess.PIPE, env=os.environ | {"LESSONLIB_BUILD": "1"})
        try:
            while not pathlib.Path(place).exists() and forge.poll() is None:
                time.sleep(0.02)
            if forge.poll() is not None:
                said = "no kernels can be forked (exit code %s, see above): each page imports Keras by itself"
                logger.warning(said, forge.returncode)
            with settings(**{FORGE: place}):
                yield
        finally:
            assert forge.stdin is not None
            forge.stdin.close()
            forge.wait()


def run_all(jobs: list[Job], done: Callable[[Job, float, Exception | None], None]) -> None:
    """Run the jobs, as many at a time as there are cores; `done` is called as each ends."""

    async def run_one(job: Job, places: asyncio.Semaphore) -> None:
        async with places:
            begin = time.perf_counter()
            failed: Exception | None = None
            try:
                await _execute(job)
            except PageFailed as error:
                failed = error
            done(job, time.perf_counter() - begin, failed)

    async def run_queue() -> None:
        places = asyncio.Semaphore(cores())
        waiting = sorted(jobs, key=lambda job: job.seconds, reverse=True)
        await asyncio.gather(*(run_one(job, places) for job in waiting))

    with warm_kernels():
        asyncio.run(run_queue())


async def _execute(job: Job) -> None:
    """Run one page; its notebook holds the outputs afterwards."""
    resources = {"metadata": {"path": str(job.folder)}}
    client = NotebookClient(
        job.notebook,
        kernel_name="lesson",
        timeout=job.limit,
        resources=resources,
        record_timing=False,
        coalesce_streams=True,  # what a kernel prints arrives in pieces, cut by the clock
    )
    try:
        await client.async_execute()
    except CellExecutionError as error:
        said = "\n".join(_traceback(job.notebook)) or str(error)
        raise PageFailed(_line(job.notebook), said) from error
    except (CellTimeoutError, DeadKernelError) as error:
        raise PageFailed(_line(job.notebook), ANSI.sub("", str(error)).strip()) from error
    except (RuntimeError, OSError) as error:
        raise PageFailed(1, f"its kernel did not start: {error}") from error


def _last_cell(notebook: nbformat.NotebookNode) -> int:
    """Return the index of the cell that ran last."""
    ran = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.execution_count]
    return ran[-1] if ran else 0


def _line(notebook: nbformat.NotebookNode) -> int:
    """Return the line of the page where the cell that ran last begins."""
    lines = notebook.metadata.get("source_map") or [0]
    return int(lines[_last_cell(notebook)]) + 1


def _traceback(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the traceback of the cell that ran last, without colours."""
    outputs = notebook.cells[_last_cell(notebook)].get("outputs", [])
    return [ANSI.sub("", line) for each in outputs if each.output_type == "error" for line in each.traceback]
