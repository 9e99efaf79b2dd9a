"""The process that builds, seen from the one that watches and serves."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from typing import Any


class Builder:
    """A process that is asked for one build at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process, self.forks = process, True

    @classmethod
    async def start(cls) -> Builder:
        """Start one, out of reach of this terminal's Control-C: a build is not broken off."""
        command = [sys.executable, "-m", "lessonlib.sphinxext.live.builder", *sys.argv[1:]]
        apart: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        pipe = asyncio.subprocess.PIPE
        return cls(await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=2**26, **apart))

    def ask(self, **request: Any) -> None:
        """Ask for a build."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(request).encode() + b"\n")

    async def hear(self) -> dict[str, Any] | None:
        """Return the next thing that it says; None when it has ended."""
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        said: dict[str, Any] | None = json.loads(line) if line else None
        if said and said["event"] == "ready":
            self.forks = said["forks"]
        return said

    async def end(self) -> None:
        """Let it end the build that runs, and then itself."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        await self.process.wait()

    def kill(self) -> None:
        """End it and all that it has started, now."""
        with contextlib.suppress(ProcessLookupError):
            if sys.platform == "win32":
                self.process.kill()
            else:
                os.killpg(self.process.pid, signal.SIGKILL)
