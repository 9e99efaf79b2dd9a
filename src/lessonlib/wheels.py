"""Wheels: lessonlib's own, made of what is installed, and those of courses. The same content gives the same bytes.

Source: https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

import base64
import csv
import hashlib
import io
import os
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from lessonlib.quiz.courses import GROUP, PACKAGES

LIBRARY = Path(__file__).parent
EPOCH = 1577836800  # 2020-01-01
FIRST = 315619200  # 1980-01-02: archives know no date before 1980, wherever one lives


@dataclass(frozen=True)
class Release:
    """What a wheel holds: a package of a name and a version, both in their standard form."""

    name: str
    version: str

    @property
    def package(self) -> str:
        """The name as Python and the names of files have it."""
        return self.name.replace("-", "_")

    @property
    def wheel(self) -> str:
        """The name of the wheel's file."""
        return f"{self.package}-{self.version}-py3-none-any.whl"

    @property
    def info(self) -> str:
        """The folder in the wheel that says what it is."""
        return f"{self.package}-{self.version}.dist-info"


def engine() -> Release:
    """Return the lessonlib that is installed here."""
    return Release("lessonlib", metadata.version("lessonlib"))


def date_of_files() -> int:
    """Return the date of every file in an archive, in seconds since 1970: the same content, the same bytes.

    It is fixed, unless the environment says which one is wanted: https://reproducible-builds.org/specs/source-date-epoch/

    Raises:
        ValueError: what the environment says is no number; Sphinx has refused it before.
    """
    return max(int(os.environ.get("SOURCE_DATE_EPOCH", EPOCH)), FIRST)


def is_made_from(archive: Path, sources: str) -> bool:
    """Tell whether an archive is there, whole, and was made from sources with this digest."""
    try:
        with zipfile.ZipFile(archive) as opened:
            return opened.comment == sources.encode()
    except (OSError, zipfile.BadZipFile):
        return False


def build_engine(folder: Path) -> Path:
    """Write the wheel of the lessonlib that is installed here into a folder, and return it.

    It is made of what is installed, from a wheel or from a source tree, so no source tree is needed.
    """
    made = engine()
    found = (file for file in LIBRARY.rglob("*") if file.is_file() and not hidden(file))
    content = {f"lessonlib/{file.relative_to(LIBRARY).as_posix()}": file.read_bytes() for file in found}
    for each in metadata.distribution("lessonlib").files or ():
        name = each.as_posix().partition(f"{made.info}/")[2]
        if name in {"METADATA", "entry_points.txt"} or name.startswith("licenses/"):
            content[f"{made.info}/{name}"] = each.read_binary()
    return _build(folder, made, content)


def hidden(file: Path) -> bool:
    """Return whether a file is none of a package: compiled, or left by another program."""
    return any(part == "__pycache__" or part.startswith(".") for part in file.relative_to(LIBRARY).parts)


def build_course(folder: Path, course: Release, files: Mapping[str, bytes], said: Mapping[str, list[str]]) -> Path:
    """Write the wheel of a course into a folder, and return it.

    Args:
        folder: where to.
        course: its name and its version.
        files: name → content of what it carries: the bank, the notebooks to fill in, what the exercises ask.
        said: what its metadata say besides: the field → its values.
    """
    content = {f"{PACKAGES}/{course.package}/{name}": data for name, data in files.items()}
    fields = {"Metadata-Version": ["2.1"], "Name": [course.name], "Version": [course.version], **said}
    lines = [f"{name}: {' '.join(value.split())}\n" for name, values in fields.items() for value in values if value]
    content[f"{course.info}/METADATA"] = "".join(lines).encode()
    entry = f"[{GROUP}]\n{course.name} = {PACKAGES}.{course.package}\n"
    content[f"{course.info}/entry_points.txt"] = entry.encode()
    return _build(folder, course, content)


def _build(folder: Path, made: Release, content: Mapping[str, bytes]) -> Path:
    """Write a wheel with the digests of its files, unless it is there and made of the same."""
    wheel, record = folder / made.wheel, f"{made.info}/RECORD"
    said = b"Wheel-Version: 1.0\nGenerator: lessonlib\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = sorted({**content, f"{made.info}/WHEEL": said}.items())
    rows = io.StringIO()
    table = csv.writer(rows, lineterminator="\n")
    for name, data in files:
        sha = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        table.writerow([name, f"sha256={sha}", len(data)])
    table.writerow([record, "", ""])
    sources = hashlib.sha256(f"{date_of_files()} {rows.getvalue()}".encode()).hexdigest()
    if is_made_from(wheel, sources):
        return wheel
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in [*files, (record, rows.getvalue().encode())]:
            entry = zipfile.ZipInfo(name, time.gmtime(date_of_files())[:6])
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # Unix: a file that everybody may read
            out.writestr(entry, data, zipfile.ZIP_DEFLATED)
        out.comment = sources.encode()
    return wheel
