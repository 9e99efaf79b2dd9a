"""What is installed, what data is there, what will be slow, and what to do about it."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from lessonlib import bank
from lessonlib.kerasdata import FILES, cache_folder

NEEDED = ("keras", "tensorflow", "numpy", "matplotlib", "mlxtend")


@dataclass(frozen=True)
class Finding:
    """One thing looked at: "ok", "note" (works, but …) or "fault" (mend it), and what to do."""

    state: str
    said: str
    todo: str = ""


def examine() -> Iterator[Finding]:
    """Yield what was found, in the order in which a learner should mend it."""
    yield _python()
    yield from map(_package, NEEDED)
    yield _course()
    yield from map(_data, FILES)
    yield _speed()
    yield _disk()


def _python() -> Finding:
    said = f"Python {platform.python_version()}"
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Finding("fault", said, "The course needs Python 3.11, 3.12 or 3.13.")
    return Finding("ok", said)


def _package(name: str) -> Finding:
    try:
        return Finding("ok", f"{name} {metadata.version(name)}")
    except metadata.PackageNotFoundError:
        return Finding("fault", f"{name} is missing", f"Run: python -m pip install {name}")


def _course() -> Finding:
    try:
        known = bank.load()
    except bank.BankError as error:
        return Finding("fault", "no questions inside", str(error))
    version = metadata.version("lessonlib")
    return Finding("ok", f"lessonlib {version}, {len(known.questions)} questions, {len(known.tasks)} exercises")


def _data(name: str) -> Finding:
    folder = cache_folder(name)
    missing = [file for file in FILES[name].digests if not (folder / file).exists()]
    if not missing:
        return Finding("ok", f"{name}: the whole data set is in {folder}")
    todo = "Run: lessonlib fetch. Without it a small set that needs no network is used."
    return Finding("note", f"{name}: not downloaded", todo)


def _speed() -> Finding:
    cores = os.cpu_count() or 1
    if cores < 2:
        return Finding(
            "note", "1 processor core", "A lesson that trains takes some minutes; one epoch, about 5 seconds."
        )
    return Finding("ok", f"{cores} processor cores: each lesson runs within about a minute or two")


def _disk() -> Finding:
    free = shutil.disk_usage(Path.home()).free / 1e9
    if free < 1:
        return Finding("note", f"{free:.1f} GB of free disk", "Free 1 GB, for data and notebooks.")
    return Finding("ok", f"{free:.0f} GB of free disk")
