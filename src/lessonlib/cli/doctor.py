"""What is installed, what data is there, what will be slow, and what to do about it."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from lessonlib.locale import grouped, localised
from lessonlib.quiz import courses
from lessonlib.quiz.bank import BankError
from lessonlib.quiz.courses import Course
from lessonlib.quiz.registry import ChecksError

NEEDED = ("numpy", "nbclient", "ipykernel")  # and what the kernels of the course begin with

GROUP = "lessonlib.doctor"
"""The entry points by which a course adds what it looks at: functions that yield findings."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at: "ok", "note" (works, but …) or "fault" (mend it), and what to do."""

    state: str
    said: str
    todo: str = ""


def examine() -> Iterator[Finding]:
    """Yield what was found, in the order in which a learner should mend it."""
    yield _python()
    begun = (name.partition(".")[0] for name in courses.kernel_settings().modules)
    yield from packages(dict.fromkeys([*NEEDED, *(name for name in begun if name not in sys.stdlib_module_names)]))
    yield from _courses()
    for entry in metadata.entry_points(group=GROUP):
        yield from entry.load()()
    yield _speed()
    yield _disk()


def _python() -> Finding:
    said = f"Python {platform.python_version()}"
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Finding("fault", said, localised("The course needs Python 3.11, 3.12 or 3.13."))
    return Finding("ok", said)


def packages(names: Iterable[str]) -> Iterator[Finding]:
    """Import every package, since one that is installed may still not run on this machine."""
    with ThreadPoolExecutor(2) as pool:
        yield from pool.map(_package, names)


def _package(name: str) -> Finding:
    try:
        said = f"{name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return Finding("fault", localised("{name} is missing", name=name), _run(f"python -m pip install {name}"))
    # In a process of its own: what was compiled for another processor ends the process that imports it.
    command = [sys.executable, "-P", "-c", f"import {name}"]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        why = (
            done.stderr.strip().splitlines() or [localised("Python ended with the code {code}", code=done.returncode)]
        )[-1]
        todo = _run(f"python -m pip install --force-reinstall {name}")
        return Finding("fault", localised("{package} cannot be imported: {why}", package=said, why=why), todo)
    return Finding("ok", said)


def _run(command: str) -> str:
    return localised("Run: {command}", command=command)


def _courses() -> Iterator[Finding]:
    yield Finding("ok", f"lessonlib {metadata.version('lessonlib')}")
    try:
        yield from map(_course, courses.with_bank(courses.courses()))
    except BankError as error:
        yield Finding("fault", localised("no questions inside"), str(error))


def _course(course: Course) -> Finding:
    called = localised("the course “{name}”", name=course.name)
    try:
        known, checks = course.bank, len(course.exercises)
    except (BankError, ChecksError) as error:
        return Finding("fault", f"{called}: {error}", localised("Install the course again."))
    asked = localised("{number} questions", number=len(known.questions))
    tasks = localised("{number} exercises", number=len(known.tasks))
    checked = localised(", {number} of them with a check", number=checks) if known.tasks else ""
    return Finding("ok", f"{called}: {asked}, {tasks}{checked}")


def _speed() -> Finding:
    cores = os.cpu_count() or 1
    if cores < 2:
        return Finding(
            "note",
            localised("1 processor core"),
            localised("A lesson that trains takes some minutes; one epoch, about 5 seconds."),
        )
    return Finding(
        "ok", localised("{number} processor cores: each lesson runs within about a minute or two", number=cores)
    )


def _disk() -> Finding:
    free = shutil.disk_usage(Path.home()).free / 1e9
    if free < 1:
        return Finding(
            "note",
            localised("{size} GB of free disk", size=grouped(free, ".1f")),
            localised("Free 1 GB, for data and notebooks."),
        )
    return Finding("ok", localised("{size} GB of free disk", size=grouped(free, ".0f")))
