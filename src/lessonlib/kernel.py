"""The kernels that run lessons: all forked from one process that has imported Keras.

Starting a kernel and importing TensorFlow costs more than most pages. So one process, the forge,
imports everything once, runs no operation, and forks a kernel for each page. `python -m lessonlib.kernel`
is what Jupyter starts; it asks the forge for a kernel and stands in for it. Without a forge (no
build is running, or the system cannot fork) it becomes the kernel itself.
"""

import importlib
import json
import os
import pathlib
import select
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

FORGE = "LESSONLIB_FORGE"  # the environment variable with the forge's socket

# How lessons compute, unless the environment says otherwise. TensorFlow leaves oneDNN off on some processors, where
# it makes convolutions up to twice as fast. One thread an operation: the networks here are small, so that handing
# parts of an operation to other threads costs more than it saves, and results do not depend on the number of cores.
SETTINGS = {"TF_ENABLE_ONEDNN_OPTS": "1", "TF_NUM_INTRAOP_THREADS": "1"}


@contextmanager
def unheard() -> Iterator[None]:
    """Throw away what is written to file descriptor 2: TensorFlow's start-up lines heed no setting."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    kept = os.dup(2)
    with pathlib.Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def import_quietly() -> None:
    """Import Keras without its chatter."""
    with unheard():
        import keras  # noqa: F401


def become_kernel(arguments: list[str]) -> None:
    """Run an IPython kernel in this process, until it is shut down."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    import_quietly()
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(arguments)


def forge(place: str) -> NoReturn:
    """Fork a kernel for each request on a socket, until standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Control-C ends it, without a traceback
    # The backend is chosen at the first import of matplotlib; later, figures would vanish without an error.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    import_quietly()
    for needed in ("ipykernel.kernelapp", "matplotlib.pyplot"):
        importlib.import_module(needed)

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the kernels
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(f"{place}.new")
        door.listen()
        pathlib.Path(f"{place}.new").rename(place)  # who sees the door finds it open
        while True:
            ready, _, _ = select.select([sys.stdin, door], [], [])
            if sys.stdin in ready:
                os._exit(0)  # to take TensorFlow apart would take two seconds
            asked, _ = door.accept()
            if os.fork() == 0:
                door.close()
                _serve(asked)
            asked.close()


def _serve(asked: socket.socket) -> None:
    """Become the kernel that was asked for; its end closes the socket, and the socket's end is its own."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    request = json.loads(asked.makefile().readline())
    os.chdir(request["folder"])
    os.environ.update(request["environment"])
    threading.Thread(target=lambda: asked.recv(1) or os._exit(1), daemon=True).start()
    try:
        become_kernel([*request["arguments"], f"--IPKernelApp.parent_handle={os.getppid()}"])
    finally:
        os._exit(0)


def stand_in(place: str, arguments: list[str]) -> bool:
    """Ask the forge for a kernel and wait until it ends, or until nobody waits; False if there is no forge."""
    parent = os.getppid()
    if not pathlib.Path(place).is_socket():
        return False
    with socket.socket(socket.AF_UNIX) as asked:
        try:
            asked.connect(place)
        except ConnectionRefusedError:  # it has died
            return False
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the kernel, which is told in other ways
        request = {"arguments": arguments, "folder": str(pathlib.Path.cwd()), "environment": dict(os.environ)}
        asked.sendall(json.dumps(request).encode() + b"\n")
        while os.getppid() == parent and not select.select([asked], [], [], 1)[0]:
            pass
    return True


if __name__ == "__main__":
    if sys.argv[1:2] == ["--forge"]:
        forge(sys.argv[2])
    elif not stand_in(os.environ.get(FORGE, ""), sys.argv[1:]):
        become_kernel(sys.argv[1:])
