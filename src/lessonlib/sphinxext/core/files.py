"""Digests of files, files that are written whole or not at all, and what files were made from."""

import hashlib
import json
import os
import pathlib
import shutil
import tempfile
from collections.abc import Collection
from contextlib import suppress

LIBRARY = pathlib.Path(__file__).parents[2]


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


def remove(path: pathlib.Path) -> None:
    """Remove a file, or a folder with all that it holds, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_atomically(file: pathlib.Path, text: str) -> None:
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


class MadeFrom:
    """Remembers, from build to build, what files were made from that take long to make.

    A file is trusted as long as it holds what was written then, and its sources have the same digest.
    """

    def __init__(self, kept: pathlib.Path) -> None:
        self.kept = kept
        self.known: dict[str, list[str]] = {}
        with suppress(OSError, ValueError, TypeError):  # not there, or damaged: everything is made again
            self.known = dict(json.loads(kept.read_text(encoding="utf-8")))

    def holds(self, name: str, file: pathlib.Path, sources: str) -> bool:
        """Tell whether a file is there as it was made from these sources."""
        return file.is_file() and self.known.get(name) == [sources, digest(file.read_bytes())]

    def note(self, name: str, file: pathlib.Path, sources: str) -> None:
        """Note what a file has been made from, as soon as it is written."""
        self.known[name] = [sources, digest(file.read_bytes())]

    def keep(self, names: Collection[str]) -> None:
        """Keep what is known of these files for the next build."""
        known = {name: self.known[name] for name in sorted(names) if name in self.known}
        write_atomically(self.kept, json.dumps(known, indent=0))
