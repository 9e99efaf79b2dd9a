"""The seal of what later builds take for true: the doctrees, and what myst-nb wrote for them.

Sphinx takes whatever it finds for whole. So each file is known by its digest, from the moment when the environment that
speaks of it is on the disk. What a build finds otherwise was written by one that was broken off, or damaged: it is
removed, and Sphinx reads the pages anew that it belonged to.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from sphinx.util import logging

from lessonlib.sphinxext.core.files import digest, remove, write_atomically

logger = logging.getLogger(__name__)

ENVIRONMENT = "environment.pickle"
OF_A_PAGE = (".glue.json", ".ipynb")  # what myst-nb writes for one page; all else of it may belong to several


class Seal:
    """What a build found in the folder of the doctrees, and what it leaves there."""

    def __init__(self, doctrees: Path, written: Path, aside: Path) -> None:
        """`written` is where myst-nb writes, `aside` a folder below the doctrees that holds none."""
        self.doctrees, self.written, self.aside = doctrees, written, aside
        self.file = doctrees / "seal"
        self.known: dict[str, tuple[str, str]] = {}  # path → stamp, digest: a file is read when its stamp has changed

    def check(self) -> None:
        """Remove what no finished build has left so; then Sphinx reads the pages of it anew."""
        sealed, found = self._read(), self._digests()
        pickled = str(self.doctrees / ENVIRONMENT)
        strange = {path for path in found.keys() | sealed.keys() if found.get(path) != sealed.get(path)}
        if not found or not strange:
            return
        pages = {self._doctree(path) for path in strange if path in sealed}
        if pickled in strange or None in pages:
            logger.info("the last build did not end well; reading all pages anew ...")
            remove(self.doctrees / ENVIRONMENT)
            remove(self.written)
            return
        if pages:
            logger.info("the last build did not end well; reading %d pages anew ...", len(pages))
        for file in {*map(Path, strange), *filter(None, pages)}:
            file.unlink(missing_ok=True)

    def renew(self) -> None:
        """Seal what is there: the environment is on the disk, and pages are not read any more."""
        text = json.dumps({self._name(path): held for path, held in self._digests().items()}, sort_keys=True)
        write_atomically(self.file, f"{digest(text)}\n{text}")

    def forget(self, docnames: Iterable[str]) -> None:
        """Let the next build read pages anew."""
        for docname in docnames:
            (self.doctrees / f"{docname}.doctree").unlink(missing_ok=True)

    def forget_all(self) -> None:
        """Let the next build read all pages anew."""
        (self.doctrees / ENVIRONMENT).unlink(missing_ok=True)

    def _doctree(self, path: str) -> Path | None:
        """Return the doctree of the page that a file belongs to; None for one that may belong to several."""
        file = Path(path)
        if file.suffix == ".doctree":
            return file
        ending = next((each for each in OF_A_PAGE if file.name.endswith(each)), None)
        if ending is None or self.written not in file.parents:
            return None
        return self.doctrees / f"{file.relative_to(self.written).as_posix().removesuffix(ending)}.doctree"

    def _name(self, path: str) -> str:
        """Return a path as the seal writes it: the folder may be moved, with all that it holds."""
        return os.path.relpath(path, self.doctrees)

    def _read(self) -> dict[str, str]:
        """Return path → digest as sealed; nothing, where the seal is missing or damaged."""
        try:
            checksum, _, text = self.file.read_text(encoding="utf-8").partition("\n")
            if checksum != digest(text):
                return {}
            return {os.path.normpath(self.doctrees / name): str(held) for name, held in json.loads(text).items()}
        except (OSError, ValueError, AttributeError):
            return {}

    def _digests(self) -> dict[str, str]:
        """Return path → digest of each file that there is."""
        found = [*_files(self.doctrees, self.aside), *_files(self.written, None)]
        now = {}
        for path, stamp in found:
            before = self.known.get(path)
            held = before[1] if before and before[0] == stamp else hashlib.sha256(Path(path).read_bytes()).hexdigest()
            now[path] = (stamp, held)
        self.known = now
        return {path: held for path, (_, held) in now.items()}


def _files(folder: Path, aside: Path | None) -> list[tuple[str, str]]:
    """Return path and stamp of the environment and the doctrees in a folder; without `aside`, of all files."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if Path(place, name) != aside]
        for name in names:
            if aside is None or name == ENVIRONMENT or name.endswith(".doctree"):
                path = os.path.join(place, name)  # noqa: PTH118 (thousands of files)
                status = os.stat(path)  # noqa: PTH116
                found.append((path, f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"))
    return found
