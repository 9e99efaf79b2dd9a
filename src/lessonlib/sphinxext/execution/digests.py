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

_digests: dict[tuple[str, int, int, int], str] = {}  # of this process, by path and status


def digest_of(file: pathlib.Path) -> str:
    """Return a digest of a file's content; or that it is a folder, or missing.

    A file that nobody has touched for a while is read once: nobody can set the time of its last change.
    """
    try:
        status = file.stat()
        state = os.fspath(file), status.st_size, status.st_ino, status.st_ctime_ns
        if state not in _digests:
            read = _digest_of(file)
            if time.time_ns() - status.st_ctime_ns < TICK:
                return read
            _digests[state] = read
    except OSError:
        return MISSING
    return _digests[state]


def _digest_of(file: pathlib.Path) -> str:
    try:
        content = file.read_bytes()
    except IsADirectoryError:
        return "a folder"
    return MISSING if file.name == KERAS_SETTINGS and _are_defaults(content) else digest(content)


def _are_defaults(content: bytes) -> bool:
    """Return whether settings of Keras are those that it writes where there are none."""
    try:
        return bool(json.loads(content).items() <= KERAS_DEFAULTS.items())
    except (ValueError, AttributeError, TypeError):
        return False
