"""Build the site at every save, and show it in the browser."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from typing import TYPE_CHECKING

import uvicorn

from lessonlib.sphinxext.live.author import Author, say
from lessonlib.sphinxext.live.options import Options, read
from lessonlib.sphinxext.live.server import State, application

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCAL = {"127.0.0.1", "localhost", "::1"}
PORTS = 20  # so many are tried, where the first is taken


class Server(uvicorn.Server):
    """A server that leaves Control-C to the program that it is a part of."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def listen(options: Options) -> socket.socket:
    """Return a socket at the port, or at the next one that is free."""
    for port in range(options.port, options.port + PORTS if options.port else 1):
        with contextlib.suppress(OSError):
            return socket.create_server((options.host, port))
    sys.exit(f"live: no free port from {options.port} to {options.port + PORTS - 1} at {options.host}: say --port")


async def serve(options: Options) -> None:
    """Serve, watch and build until Control-C."""
    with listen(options) as door:
        address = f"http://{options.host}:{door.getsockname()[1]}/"
        state = State(options.out)
        author = Author(options, state, address)
        hosts = ["localhost", options.host] if options.host in LOCAL else ["*"]
        settings = uvicorn.Config(
            application(state, hosts), log_level="warning", lifespan="off", timeout_graceful_shutdown=1
        )
        say(f"Serving on {address}")
        try:
            async with asyncio.TaskGroup() as tasks:
                for work in (Server(settings).serve(sockets=[door]), author.watch(), author.work()):
                    tasks.create_task(work)
        finally:
            await state.end()
            await author.end()


def main() -> int:
    """Serve; Control-C is the way to end."""
    options = read(sys.argv[1:])
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options))
    say("ended")
    return 0


if __name__ == "__main__":
    sys.exit(main())
