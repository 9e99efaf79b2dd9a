"""What a page uses while it runs, as its kernel sees it: files that are opened, folders listed, modules imported.

Python tells of each to an audit hook (https://docs.python.org/3/library/audit_events.html). It tells nothing of what
TensorFlow, HDF5 and other libraries open by themselves, of what child processes read, and of questions whether a
file is there. Standard library only: the kernel begins with this.
"""

import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

Mark = tuple[int, int, int] | None
"""Time of the last change, size and inode of a file; None where there is none."""

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
NEW = os.O_TRUNC | os.O_EXCL
"""What is opened so holds nothing to read."""

opened: dict[str, Mark] = {}
"""Path → what the file was when it was first opened."""
written: set[str] = set()
listed: dict[str, int] = {}
"""Folder → when its names were first listed, in nanoseconds since 1970."""
wanted: set[str] = set()
"""The top-level names of modules that were not yet imported when they were asked for."""


def mark(path: str) -> Mark:
    """Return by what a file can be told from what it is later."""
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def watch(*files: str) -> None:
    """Note from now on what this process and those forked from it use, beginning with some files."""
    for file in files:
        _open(file, None, 0)
    sys.addaudithook(_hear)


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    note = HEARD.get(event)
    if note:
        try:
            note(*arguments)
        except (OSError, TypeError, ValueError):  # a file descriptor, say; an error here would end what is heard
            return


def _open(path: Any, _mode: Any, flags: int) -> None:
    name = _absolute(path)
    may_read = not flags & WRITES or (flags & os.O_RDWR and not flags & NEW)
    if may_read and name not in written and (source := _source(name)) not in opened:
        opened[source] = mark(source)
    if flags & WRITES:
        written.add(name)


def _absolute(path: Any) -> str:
    """Return a path from the root of the file system."""
    return os.path.normpath(Path(os.fsdecode(path)).absolute())


def _source(name: str) -> str:
    """Return the source of a compiled module, and any other file as it is."""
    if name.endswith(".pyc"):
        with suppress(ValueError):
            return importlib.util.source_from_cache(name)
    return name


def _connect(database: Any) -> None:
    said = os.fsdecode(database)
    if said.startswith("file:"):  # https://www.sqlite.org/uri.html
        said = unquote(said.removeprefix("file:").partition("?")[0].partition("#")[0])
        said = said if not said.startswith("//") else "/" + said[2:].partition("/")[2]
    if said not in {"", ":memory:"}:
        _open(said, None, 0)


def _write(path: Any, *_: Any) -> None:
    written.add(_absolute(path))


def _write_second(_path: Any, to: Any, *_: Any) -> None:
    _write(to)


def _list(path: Any, *_: Any) -> None:
    # hear, _hear and this function; then who lists. Python itself lists all folders that modules may be in.
    asks = sys._getframe(2).f_code.co_filename
    if "importlib" not in asks and "pkgutil" not in asks:
        listed.setdefault(_absolute(path or "."), time.time_ns())


def _import(name: str, *_: Any) -> None:
    wanted.add(name.partition(".")[0])


HEARD: dict[str, Callable[..., None]] = {
    "import": _import,
    "open": _open,
    "os.link": _write_second,
    "os.listdir": _list,
    "os.mkdir": _write,
    "os.remove": _write,
    "os.rename": _write_second,
    "os.scandir": _list,
    "os.symlink": _write_second,
    "sqlite3.connect": _connect,
}


def report() -> dict[str, Any]:
    """Return what has been used so far, as plain values with absolute paths; nothing, if nobody has watched.

    A page that imports this module anew gets one that has seen no file, not even the one that watching begins with.
    """
    if not opened:
        return {}
    modules = {path for module in list(sys.modules.values()) if (path := _file_of(module))}
    return {
        "opened": opened,
        "written": sorted(written),
        "listed": listed,
        "modules": sorted(modules),
        "wanted": sorted(name for name in wanted if name not in sys.stdlib_module_names),
        "prefix": sys.prefix,
    }


def report_to(file: str) -> None:
    """Write the report."""
    Path(file).write_text(json.dumps(report()), encoding="utf-8")


def _file_of(module: Any) -> str:
    """Return where a module was read from; asked without waking one that is loaded at its first use."""
    try:
        file = object.__getattribute__(module, "__dict__").get("__file__")
    except AttributeError:
        return ""
    return _source(_absolute(file)) if isinstance(file, str) else ""
