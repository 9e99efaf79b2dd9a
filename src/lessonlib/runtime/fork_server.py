"""The kernels that run lessons: all forked from one process that has imported what lessons use.

Starting a kernel and importing a large library (TensorFlow takes seconds) costs more than most pages. So one process,
the fork server, imports once what the course names (`lessonlib_preload`), uses none of it, and forks a kernel for each
page that a build runs. `python -m lessonlib.runtime.fork_server` is what Jupyter starts where there is no fork server
(no build is running, or the system cannot fork): one such kernel.
"""

import _thread
import atexit
import builtins
import importlib
import json
import logging
import os
import pathlib
import select
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from lessonlib.runtime import preloading, usage

SERVER = "LESSONLIB_FORK_SERVER"  # the environment variable with the fork server's socket

# What a kernel imports while it begins, by names that stand in its settings: more than half of the time that it takes.
# Another version may have others, and then imports them itself.
LATE = (
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.magics.execution",
    "IPython.extensions.storemagic",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
)


@contextmanager
def as_in_a_notebook() -> Iterator[None]:
    """Let what is imported meanwhile find a notebook's IPython, which is not there yet.

    pandas asks once whether it prints to a terminal; a terminal gets its tables cut.
    """
    from ipykernel.zmqshell import ZMQInteractiveShell

    shell = ZMQInteractiveShell.__new__(ZMQInteractiveShell)
    builtins.get_ipython = lambda: shell  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]


def import_as_kernel() -> None:
    """Import what kernels begin with."""
    # The backend is chosen at the first import of matplotlib; later, figures would vanish without an error.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    with as_in_a_notebook():
        preloading.import_as_told()
    importlib.import_module("ipykernel.kernelapp")
    for name in LATE:
        with suppress(ImportError):
            preloading.import_quietly([name])


def says_more_than_closed(record: logging.LogRecord) -> bool:
    """Return False for the error that a kernel meets when it answers its shutdown on a busy machine, too late."""
    import zmq

    error = record.exc_info[1] if record.exc_info else None
    return not (isinstance(error, zmq.ZMQError) and error.errno == zmq.ENOTSOCK)


def become_kernel(arguments: list[str], *more: str) -> None:
    """Run an IPython kernel in this process, until it is shut down; a page finds the arguments of a stock kernel."""
    import_as_kernel()
    from ipykernel.kernelapp import IPKernelApp

    sys.argv[1:] = arguments
    logging.getLogger("tornado.general").addFilter(says_more_than_closed)
    usage.written.update(arguments)  # Jupyter's connection file, which is there for this kernel alone
    IPKernelApp.launch_instance([*arguments, "--IPKernelApp.log_level=40", *more])


def serve(place: str) -> NoReturn:
    """Fork a kernel for each request on a socket, until standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Control-C ends it, without a traceback
    before = dict(os.environ)
    folder, name = os.path.split(place)
    os.chdir(folder)  # the system limits the length of a socket's path; a name is always short enough
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(f"{name}.new")
        door.listen()
        pathlib.Path(f"{name}.new").rename(name)  # who sees the door finds it open, and waits while all is imported
        import_as_kernel()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the kernels
        while True:
            ready, _, _ = select.select([sys.stdin, door], [], [])
            if sys.stdin in ready:
                os._exit(0)  # to take large libraries apart takes seconds
            asked, _ = door.accept()
            if os.fork() == 0:
                door.close()
                _become_requested(asked, before)
            asked.close()


def _become_requested(asked: socket.socket, before: dict[str, str]) -> None:
    """Become the kernel that was asked for; its end closes the socket, and the socket's end is its own.

    Args:
        asked: where the request can be read, and where it is told which process this is.
        before: the environment that the fork server was started with.
    """
    os.setsid()
    asked.sendall(str(os.getpid()).encode())
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with pathlib.Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)  # child processes that read find the end, not the pipe of the fork server
    request = json.loads(asked.makefile().readline())
    os.chdir(request["folder"])
    for name in before.keys() - request["environment"].keys():
        os.environ.pop(name, None)
    os.environ.update(request["environment"])
    if "numpy" in sys.modules:  # which drew its seed when it was imported; Python's own module draws another
        sys.modules["numpy"].random.seed()
    _thread.start_new_thread(lambda: asked.recv(1) or os._exit(1), ())  # a page that counts its threads finds none more
    try:
        become_kernel(request["arguments"], f"--IPKernelApp.parent_handle={os.getppid()}")
        from ipykernel.kernelapp import IPKernelApp

        # Its threads now and then wait for each other for good (ipykernel 7.4), and end with this process anyway.
        atexit.unregister(IPKernelApp.instance().close)
        atexit._run_exitfuncs()  # what a page has registered
    finally:
        os._exit(0)  # to take large libraries apart takes seconds


if __name__ == "__main__":
    usage.watch(__file__)
    if (
        pathlib.Path(sys.path[0]) == pathlib.Path.cwd()
    ):  # as in ipykernel_launcher; IPython puts the page's folder there
        del sys.path[0]
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2])
    else:
        become_kernel(sys.argv[1:])
