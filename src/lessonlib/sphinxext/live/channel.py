"""How the process that builds talks with the one that watches and serves: a line of JSON each way."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class Channel:
    """Requests from standard input, answers on what was standard output; all else that is printed goes to stderr."""

    def __init__(self) -> None:
        self.answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)

    def read(self) -> dict[str, Any] | None:
        """Return the next request; None when nobody will ask again."""
        line = bytearray()
        while not line.endswith(b"\n"):  # unbuffered: what follows is for the next process
            read = os.read(0, 1)
            if not read:
                return None
            line += read
        request: dict[str, Any] = json.loads(line)
        return request

    def say(self, event: str, **values: Any) -> None:
        """Answer with an event."""
        with suppress(BrokenPipeError):  # nobody listens any more; the build ends all the same
            print(json.dumps({"event": event, **values}), file=self.answers, flush=True)


class Problems:
    """A stream for Sphinx's warnings, each sent on as it comes."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.app: Sphinx | None = None

    def write(self, text: str) -> int:
        """Send a warning on, with the phase of the build that it belongs to."""
        if text.strip():
            self.channel.say("problem", text=text.strip(), phase=self.app.phase.name if self.app else "INITIALIZATION")
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""
