"""What lessons printed when they ran, kept by all that can change it.

The name of a record is a digest of a page's code and of the state of the machine: the library,
the packages, Python, the data. So a record is either right or not asked for.
"""

import hashlib
import json
import os
import pathlib
import platform
import re
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Any

import nbformat
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lessonlib.kernel import SETTINGS

LIBRARY = pathlib.Path(__file__).parents[1]
MATTERS = ("LESSONLIB_DATA", "KERAS_HOME", "KERAS_BACKEND", "OMP_NUM_THREADS", *SETTINGS)
KEPT_DAYS = 30
IMPORT = re.compile(
    r"^[ \t]*((?:import[ \t][\w., ]*\b|from[ \t]+)lessonlib\b(?:[^(\n]*\([^)]*\)|[^\n]*))", re.MULTILINE
)


def digest(*texts: str | bytes) -> str:
    """Return a short digest of texts, each told apart from the next.

    >>> digest("a", "b") == digest("ab")
    False
    """
    made = hashlib.sha256()
    for text in texts:
        data = text.encode() if isinstance(text, str) else text
        made.update(len(data).to_bytes(8, "big") + data)
    return made.hexdigest()[:24]


def digest_of_files(files: list[pathlib.Path], root: pathlib.Path) -> str:
    """Return a digest of the names and contents of files."""
    parts = [part for file in sorted(files) for part in (file.relative_to(root).as_posix(), file.read_bytes())]
    return digest(*parts)


def state_of_the_machine() -> str:
    """Return a digest of what changes a result and stands in no page and not in the library."""
    said = [f"{name}={os.environ.get(name, SETTINGS.get(name))}" for name in MATTERS]
    return digest(platform.python_version(), platform.machine(), *packages_at_work(), *said, *_data_at_hand())


@cache
def packages_at_work() -> tuple[str, ...]:
    """Return name and version of what lessons run with: lessonlib, the kernel, and all that they require."""
    versions: dict[str, str] = {}
    waiting = ["lessonlib", "ipykernel"]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in versions:
            continue
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # required, but not installed: what needs it will say so
            versions[name] = "missing"
            continue
        versions[name] = package.version
        needed = map(Requirement, package.requires or ())
        waiting += [each.name for each in needed if each.marker is None or each.marker.evaluate({"extra": ""})]
    return tuple(sorted(f"{name}=={version}" for name, version in versions.items()))


def _data_at_hand() -> list[str]:
    """Return Keras's cached data sets by name, size and time: they are what a page may load."""
    if os.environ.get("LESSONLIB_DATA") == "embedded":
        return []
    from lessonlib.kerasdata import cache_folder  # here: it imports NumPy, which a build on embedded data need not

    folder = cache_folder("mnist")
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return [f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files]


def helpers_of(code: str) -> list[pathlib.Path]:
    """Return the library's files that code imports, directly or through one another.

    >>> [file.name for file in helpers_of("from lessonlib import shapes")]
    ['__init__.py', 'kernel.py', 'shapes.py']
    """
    found = {LIBRARY / "__init__.py", LIBRARY / "kernel.py"}
    waiting = _imported(code)
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting |= _imported(file.read_text(encoding="utf-8"))
    return sorted(found)


def _imported(code: str) -> set[pathlib.Path]:
    """Return the library's files that are imported; all, where the package is imported whole."""
    names: set[str] = set()
    for line in IMPORT.findall(code):
        if line.startswith("import") and not re.search(r"\blessonlib\.", line):
            return set(LIBRARY.glob("*.py"))
        names.update(re.findall(r"\w+", line))
    packages = {
        file for name in names if (LIBRARY / name / "__init__.py").exists() for file in (LIBRARY / name).rglob("*.py")
    }
    return {file for file in LIBRARY.glob("*.py") if file.stem in names} | packages


@dataclass(frozen=True)
class Record:
    """The outputs of each code cell of a page, and what the kernel said of its language."""

    outputs: list[list[dict[str, Any]]]
    language: dict[str, Any]


@dataclass(frozen=True)
class Store:
    """A folder of records."""

    folder: pathlib.Path
    state: str

    def key(self, notebook: nbformat.NotebookNode) -> str:
        """Return the name of the record of a page: its code, and everything around it."""
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        code = [f"{sorted(cell.metadata.get('tags', []))}\n{cell.source}" for cell in cells]
        return digest(self.state, digest_of_files(helpers_of("\n".join(code)), LIBRARY), *code)

    def load(self, key: str) -> Record | None:
        """Return a record; None where there is none, or where it is damaged."""
        file = self.folder / f"{key}.json"
        try:
            checksum, _, text = file.read_text(encoding="utf-8").partition("\n")
            if checksum != digest(key, text):
                return None
            record = Record(**json.loads(text))
            os.utime(file)
        except (OSError, ValueError, TypeError):
            return None
        return record

    def save(self, key: str, record: Record) -> None:
        """Keep a record: written aside, then renamed, so that it is whole or not there.

        Raises:
            OSError: it cannot be written; nothing of it is left.
        """
        text = json.dumps(record.__dict__, ensure_ascii=False)
        write_whole(self.folder / f"{key}.json", f"{digest(key, text)}\n{text}")

    def forget_old(self) -> None:
        """Remove what no build has used for a month, and what an interrupted one left behind."""
        for file in self.folder.glob("*"):
            with suppress(FileNotFoundError):  # another build forgets, too
                age = time.time() - file.stat().st_mtime
                if age > KEPT_DAYS * 86400 or (file.suffix == ".part" and age > 3600):
                    remove(file)


def remove(path: pathlib.Path) -> None:
    """Remove a file, or a folder with all that it holds, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_whole(file: pathlib.Path, text: str) -> None:
    """Write a file aside and rename it into its place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.is_dir():
        remove(file)
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
    part = pathlib.Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
