"""A site that `live` builds at every save, in a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

BEGUN = re.compile(r": building\b")
ENDED = re.compile(r": (?:all is up to date|not built)")


class Live:
    """The running program, and what it has said."""

    def __init__(self, source: Path, made: Path, *options: str, **environment: str) -> None:
        self.source, self.site, self.log = source, made / "html", made.parent / "live.txt"
        places = ["-d", str(made / "doctrees"), str(source), str(self.site)]
        command = [sys.executable, "-u", "-m", "lessonlib.sphinxext.live", "--port", "0", *options, *places]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def builds(self) -> int:
        """Return how many builds have ended."""
        return len(ENDED.findall(self.said()))

    @property
    def address(self) -> str:
        """Return where the site is served."""
        self.wait(lambda: "Serving on" in self.said())
        return re.search(r"Serving on (\S+)", self.said())[1]

    def wait(self, ready: Callable[[], bool], file: Path | None = None) -> None:
        """Wait until something is so; a file is touched now and then, for its change may have come too early."""
        for moment in range(1, 4000):
            if ready():
                return
            assert self.process.poll() is None, self.said()
            time.sleep(0.03)
            if file and moment % 400 == 0:
                file.touch()
        raise AssertionError(self.said())

    def settle(self) -> None:
        """Wait until all that was saved is built."""
        quiet, begin = 0, time.monotonic()
        while quiet < 6:
            time.sleep(0.1)
            assert time.monotonic() - begin < 120, self.said()
            assert self.process.poll() is None, self.said()
            quiet = quiet + 1 if len(BEGUN.findall(self.said())) == self.builds() else 0

    def stop(self) -> int:
        """End it as Control-C does, and return its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)
