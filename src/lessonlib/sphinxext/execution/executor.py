"""Run pages side by side, the costliest first, with kernels from one fork server."""

import asyncio
import json
import os
import pathlib
import re
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import nbformat
import zmq.asyncio
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from lessonlib.runtime.preloading import KernelSettings
from lessonlib.sphinxext.core.compat import forget_at_exit
from lessonlib.sphinxext.execution.kernels import CAN_FORK, OURS, Manager, warm_kernels
from lessonlib.sphinxext.execution.stable_outputs import join

ANSI = re.compile(r"\x1b\[[0-9;]*m")


class PageFailed(Exception):
    """A cell that raised, ran too long, or took its kernel down: where, and what it said."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Job:
    """A page to run: its notebook, the folder it runs in, and the seconds that its cells took last time."""

    name: str
    notebook: nbformat.NotebookNode
    folder: pathlib.Path
    seconds: float
    limit: int | None
    kernel: str = OURS
    allow_errors: bool = False
    used: dict[str, Any] = field(default_factory=dict)
    """What its kernel saw (`runtime.usage`), once the page has run; a kernel that is not ours sees nothing."""
    took: list[float] = field(default_factory=list)
    """The seconds that its cells took, once they have run."""


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Around:
    """What the pages of a build share."""

    kernels: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(4 * cores()))
    """A kernel that begins or ends mostly waits, so there are more than places to work."""
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(cores()))
    context: zmq.asyncio.Context = field(default_factory=zmq.asyncio.Context)
    """It takes a while to end, and nothing else goes on meanwhile."""
    sockets: tempfile.TemporaryDirectory[str] = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="lessonlib-")
    )
    """Where our kernels listen. A free port may be given to kernels of two builds at once; these names may not."""


def run_all(jobs: list[Job], done: Callable[[Job, Exception | None], None], kernels: KernelSettings) -> None:
    """Run the jobs, as many at a time as there are cores; `done` is called as each ends."""

    async def run_one(job: Job, around: Around) -> None:
        async with around.kernels:
            failed: Exception | None = None
            try:
                await _execute(job, around)
            except PageFailed as error:
                failed = error
            done(job, failed)

    async def run_queue() -> None:
        around = Around()
        waiting = sorted(jobs, key=lambda job: job.seconds, reverse=True)
        try:
            await asyncio.gather(*(run_one(job, around) for job in waiting))
        finally:
            around.context.destroy(linger=100)
            around.sockets.cleanup()

    with warm_kernels(kernels):
        asyncio.run(run_queue())


# Seconds that a kernel may take to begin: it waits for all that is imported once, however busy the machine is. One that
# has died is noticed at once; of very many that are forked one hangs, and another takes its place.
BEGIN, TIMES = 200, 3
LONGEST = 90  # characters of a socket's name: systems know some hundred
SILENT = "Kernel didn't respond"  # as jupyter_client says it


class Client(NotebookClient):
    """Runs the cells of a page when there is a place, and at their end asks our kernel what they have used."""

    job: Job
    around: Around

    def create_kernel_manager(self) -> Manager:
        self.km = Manager(kernel_name=self.kernel_name, config=self.config, context=self.around.context)
        place = f"{self.around.sockets.name}/{uuid4().hex[:8]}"
        if self.kernel_name == OURS and CAN_FORK and len(place) < LONGEST:
            self.km.forked(place)
        return self.km

    @asynccontextmanager
    async def async_setup_kernel(self, **kwargs: Any) -> AsyncIterator[None]:
        async with super().async_setup_kernel(**kwargs):
            async with self.around.places:
                begin = time.perf_counter()
                yield
                self.job.took.append(time.perf_counter() - begin)
            if self.kernel_name == OURS:
                self.job.used.update(await self._ask())

    async def _ask(self) -> dict[str, Any]:
        """Return the report of `runtime.usage`; nothing, where the page has left the kernel unable to write it."""
        assert self.kc is not None
        with tempfile.TemporaryDirectory(prefix="lessonlib-") as folder:
            file = pathlib.Path(folder) / "used.json"
            code = f"__import__('lessonlib.runtime.usage').runtime.usage.report_to({str(file)!r})"
            await self.async_wait_for_reply(self.kc.execute(code, silent=True, store_history=False))
            try:
                report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                return {}
        return report


async def _execute(job: Job, around: Around, times: int = TIMES) -> None:
    """Run one page, its cells when there is a place for them; its notebook holds the outputs afterwards.

    `times`: how many kernels may be started, where one does not begin.
    """
    resources = {"metadata": {"path": str(job.folder)}}
    client = Client(
        job.notebook,
        kernel_name=job.kernel,
        timeout=job.limit,
        startup_timeout=BEGIN,
        allow_errors=job.allow_errors,
        resources=resources,
        record_timing=False,
    )
    client.job, client.around = job, around
    try:
        await client.async_execute()
        join(job.notebook)
    except CellExecutionError as error:
        said = "\n".join(_traceback(job.notebook)) or str(error)
        raise PageFailed(_line(job.notebook), said) from error
    except (CellTimeoutError, DeadKernelError) as error:
        raise PageFailed(_line(job.notebook), ANSI.sub("", str(error)).strip()) from error
    except (RuntimeError, OSError) as error:
        if times == 1 or not str(error).startswith(SILENT):
            raise PageFailed(1, f"its kernel did not start: {error}") from error
        await _execute(job, around, times - 1)
    finally:
        forget_at_exit(client)


def _last_cell(notebook: nbformat.NotebookNode) -> int:
    """Return the index of the cell that ran last."""
    ran = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.execution_count]
    return ran[-1] if ran else 0


def _line(notebook: nbformat.NotebookNode) -> int:
    """Return the line of the page where the cell that ran last begins; of a `.ipynb`, the first."""
    lines = notebook.metadata.get("source_map")
    return int(lines[_last_cell(notebook)]) + 1 if lines else 1


def _traceback(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the traceback of the cell that ran last, without colours."""
    outputs = notebook.cells[_last_cell(notebook)].get("outputs", [])
    return [ANSI.sub("", line) for each in outputs if each.output_type == "error" for line in each.traceback]
