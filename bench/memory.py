"""How much memory a build takes, all that it has started included."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil


@dataclass
class Peak:
    """The most that a build has held so far, in bytes."""

    bytes: int = 0

    @contextmanager
    def watched(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        """Look at a process twice a second."""
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.5):
                self.bytes = max(self.bytes, held(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()


def held(pid: int) -> int:
    """Return the bytes that a process and all that it started hold now; shared pages count once."""
    total = 0
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for process in family:
        try:
            info = process.memory_full_info()
            total += getattr(info, "pss", info.uss)  # only Linux counts shared pages once
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total
