"""What lessons printed when they ran, kept with all that can change it.

The name of a record tells a page's code, its folder, Python, and the variables of the environment that matter. The
record holds what the run used besides (`inputs.py`), and is right while all of that is the same.
"""

import json
import os
import pathlib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from lessonlib.sphinxext.core.files import digest, remove, write_atomically

KEPT_DAYS = 30


@dataclass(frozen=True)
class Record:
    """The outputs of each code cell of a page, and what the kernel said of its language and its widgets."""

    outputs: list[list[dict[str, Any]]]
    language: dict[str, Any]
    widgets: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Store:
    """A folder of records: several of one page, where it ran on other data, say."""

    folder: pathlib.Path

    def find(self, key: str, is_right: Callable[[dict[str, Any]], bool]) -> tuple[dict[str, Any], Record] | None:
        """Return what a run of a page used, and its record, where all that it used is the same; the latest such run.

        A damaged record is no record.
        """
        for file in sorted(self.folder.glob(f"{key}-*.json"), key=_age):
            with suppress(OSError, ValueError, TypeError):
                checksum, used, text = file.read_text(encoding="utf-8").split("\n", 2)
                if checksum == digest(file.name, used, text) and is_right(inputs := json.loads(used)):
                    record = Record(**json.loads(text))
                    os.utime(file)
                    return inputs, record
        return None

    def save(self, key: str, inputs: dict[str, Any], record: Record) -> None:
        """Keep a record: written aside, then renamed, so that it is whole or not there.

        Raises:
            OSError: it cannot be written; nothing of it is left.
        """
        used, text = json.dumps(inputs, sort_keys=True), json.dumps(asdict(record), ensure_ascii=False)
        name = f"{key}-{digest(used)}.json"
        write_atomically(self.folder / name, f"{digest(name, used, text)}\n{used}\n{text}")

    def forget_old(self) -> None:
        """Remove what no build has used for a month, and what an interrupted one left behind."""
        for file in self.folder.glob("*"):
            with suppress(FileNotFoundError):  # another build forgets, too
                age = time.time() - file.stat().st_mtime
                if age > KEPT_DAYS * 86400 or (file.suffix == ".part" and age > 3600):
                    remove(file)


def _age(file: pathlib.Path) -> float:
    """Return by what files are sorted: the latest first, those that are gone last."""
    try:
        return -file.stat().st_mtime
    except OSError:
        return 0
