"""What a file holds, as a digest; each is read once, unless it has just been touched."""

import json
import os
import pathlib
import time

from lessonlib.sphinxext.core.files import digest

MISSING = "missing"
TICK = 20_000_000  # nanoseconds by which the times of files may lag behind the clock
KERAS_SETTINGS = "keras.json"
KERAS_DEFAULTS = {
    "floatx": "float32",
    "epsilon": 1e-07,
    "backend": "tensorflow",
    "image_data_format": "channels_last",
    "nnx_enabled": False,
}

State = tuple[int, int, int]
"""Size and inode of a file, and the time of its last change, which nobody can set."""

_digests: dict[tuple[str, State], str] = {}  # of this process


def state_of(file: str | pathlib.Path) -> State | None:
    """Return by what a file can be told from what it is later; None where there is none."""
    try:
        status = os.stat(file)  # noqa: PTH116 (thousands of files)
    except OSError:
        return None
    return status.st_size, status.st_ino, status.st_ctime_ns


def digest_of(file: pathlib.Path) -> str:
    """Return a digest of a file's content; or that it is a folder, or missing.

    A file that nobody has touched for a while is read once.
    """
    state = state_of(file)
    if state is None:
        return MISSING
    known = os.fspath(file), state
    if known not in _digests:
        read = _read(file)
        if time.time_ns() - state[2] < TICK:
            return read
        _digests[known] = read
    return _digests[known]


def _read(file: pathlib.Path) -> str:
    try:
        content = file.read_bytes()
    except IsADirectoryError:
        return "a folder"
    except OSError:
        return MISSING
    return MISSING if file.name == KERAS_SETTINGS and _are_defaults(content) else digest(content)


def _are_defaults(content: bytes) -> bool:
    """Return whether settings of Keras are those that it writes where there are none."""
    try:
        return bool(json.loads(content).items() <= KERAS_DEFAULTS.items())
    except (ValueError, AttributeError, TypeError):
        return False
