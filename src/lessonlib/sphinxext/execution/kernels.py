"""Kernels of pages: ours are forked from one process that has imported what pages use, others are started cold."""

import asyncio
import json
import os
import pathlib
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import chdir, contextmanager, suppress
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from sphinx.util import logging

from lessonlib.runtime.fork_server import SERVER
from lessonlib.runtime.preloading import KernelSettings
from lessonlib.sphinxext.core.files import LIBRARY, digest, digest_of_files
from lessonlib.sphinxext.execution.environment import state_of_the_machine
from lessonlib.sphinxext.execution.helpers import helpers_of

logger = logging.getLogger(__name__)

# macOS kills forks of processes with threads. LESSONLIB_FORK=no takes the way of systems that cannot fork.
CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin" and os.environ.get("LESSONLIB_FORK") != "no"
OURS = "lesson"  # the kernel that is forked, and that tells what a page uses


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
def warm_kernels(kernels: KernelSettings) -> Iterator[None]:
    """Have kernels that know nothing of the author's IPython; forked from one process, where the system can.

    That one may be older than this build (`live` keeps it between builds), if it has what it would have now.
    """
    has = digest(state_of_the_machine(kernels), ",".join(kernels.modules), digest_of_files(helpers_of(""), LIBRARY))
    kept = pathlib.Path(os.environ.get(SERVER, ""))
    if kept.name == has and kept.is_socket():
        yield
        return
    with (
        tempfile.TemporaryDirectory(prefix="lessonlib-") as folder,
        settings(IPYTHONDIR=folder, **kernels.environment()),
    ):
        if not CAN_FORK:
            yield
            return
        place = str(pathlib.Path(folder) / has)
        command = [sys.executable, "-m", "lessonlib.runtime.fork_server", "--serve", place]
        server = subprocess.Popen(command, stdin=subprocess.PIPE, env=os.environ | {"LESSONLIB_BUILD": "1"})
        try:
            while not pathlib.Path(place).exists() and server.poll() is None:
                time.sleep(0.02)
            with settings(**{SERVER: place}):
                yield
        finally:
            if (server.poll() or 0) > 0:  # not by Control-C
                said = "no kernels could be forked (exit code %s, see above): each page had one of its own"
                logger.warning(said, server.returncode, type="lessonlib", subtype="kernel")
            server.kill()  # it may still be importing; the kernels that it forked have ended
            server.wait()


class Forked:
    """A kernel that the fork server has forked, as `subprocess.Popen` would show it.

    Its end closes the socket, and the socket's end is its own.
    """

    stdin = stdout = stderr = None

    def __init__(self, asked: socket.socket, pid: int) -> None:
        self.asked, self.pid = asked, pid

    def poll(self) -> int | None:
        """Return None as long as it runs."""
        return 0 if select.select([self.asked], [], [], 0)[0] else None

    def wait(self) -> int:
        """Return when it has ended."""
        select.select([self.asked], [], [])
        self.asked.close()
        return 0

    def send_signal(self, number: int) -> None:
        """End it and what it has started; an interrupt, which Jupyter sends to each kernel at its end, is no signal."""
        if number != signal.SIGINT and self.poll() is None:
            with suppress(ProcessLookupError):  # it has ended this very moment
                os.killpg(self.pid, number)


async def fork(place: str, request: dict[str, Any]) -> Forked | None:
    """Ask the fork server for a kernel; None where there is none."""
    loop, asked = asyncio.get_running_loop(), socket.socket(socket.AF_UNIX)
    try:
        with chdir(pathlib.Path(place).parent):  # the system limits the length of a socket's path, not of names
            asked.connect(pathlib.Path(place).name)
        asked.setblocking(False)
        await loop.sock_sendall(asked, json.dumps(request).encode() + b"\n")
        pid = await loop.sock_recv(asked, 20)  # once the server has imported all
    except OSError:  # it has died
        pid = b""
    if pid:
        return Forked(asked, int(pid))
    asked.close()
    return None


class Provisioner(LocalProvisioner):
    """Gives a kernel that is forked; a process of its own where no fork server is."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Launch a kernel with a command, of which the fork server needs the arguments."""
        module = cmd.index("-m") + 2
        environment = kwargs["env"] | {"JPY_PARENT_PID": str(os.getpid())}
        request = {"arguments": cmd[module:], "folder": str(kwargs["cwd"]), "environment": environment}
        place = os.environ.get(SERVER, "")
        self.process = await fork(place, request) if pathlib.Path(place).is_socket() else None  # type: ignore[assignment]
        if self.process is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.pid, self.cwd = self.process.pid, kwargs["cwd"]
        return self.connection_info


class Manager(AsyncKernelManager):
    """Starts a kernel; it and its client have one context of ZeroMQ, where others would make one each."""

    def forked(self, place: str) -> None:
        """Let the kernel be forked, and listen on sockets whose names begin with a place."""
        self.transport, self.ip = "ipc", place
        self.provisioner = Provisioner(kernel_id=place, kernel_spec=self.kernel_spec, parent=self)

    def client(self, **kwargs: Any) -> AsyncKernelClient:  # type: ignore[override]  # as its parent does
        return super().client(context=self.context, **kwargs)
