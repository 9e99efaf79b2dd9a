"""One build at a time in one place, and none that trusts what a broken one left behind.

Sphinx writes pages in place, and takes a half-written file that is newer than its source for finished.
So a build that ends well seals what later builds reuse (the doctrees, and what myst-nb wrote beside them) with
a digest, and a build that begins breaks the seal. Without a seal that fits, every page is read anew. A mark
stands beside the site while its pages are written; where one is left, the site is written anew.
"""

import pathlib

from filelock import FileLock, Timeout
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.errors import SphinxError
from sphinx.util import logging

from lessonlib.sphinxext.store import digest, digest_of_files, remove

logger = logging.getLogger(__name__)

PATIENCE = 1800  # seconds that a build waits for another one
LOCK = "building.lock"
SEAL = "seal"


def begin(app: Sphinx, config: Config) -> None:
    """Wait for a build that runs in the same place, and clear away what a broken one left."""
    place = pathlib.Path(app.doctreedir)
    lock = FileLock(place / LOCK)
    _acquire(lock, place)
    seal = place / SEAL
    mark = _mark(app)
    written = _made_by_myst_nb(app)
    left = [place / "environment.pickle", written]
    if any(each.exists() for each in left) and _read(seal) != _digest(place, written):
        logger.info("the last build did not end well; reading all pages anew ...")
        for each in left:
            remove(each)
    remove(seal)
    if mark.exists():
        logger.info("the last build left unfinished pages; writing all pages anew ...")
        _empty(pathlib.Path(app.outdir))

    def end(app: Sphinx, exception: Exception | None) -> None:
        # A page that could not be written, on a full disk say, is but a warning to Sphinx.
        if exception is None and not (app._fail_on_warnings and app._warncount):
            mark.unlink(missing_ok=True)
            seal.write_text(_digest(place, written))
        lock.release()

    app.connect("build-finished", end, priority=999)


def _acquire(lock: FileLock, place: pathlib.Path) -> None:
    """Take the lock; wait while another build has it."""
    try:
        lock.acquire(timeout=0)
    except Timeout:
        logger.info("another build runs in %s; waiting for it to end ...", place)
        try:
            lock.acquire(timeout=PATIENCE)
        except Timeout as error:
            message = f"another build has run in {place} for {PATIENCE // 60} minutes; end it, then build again"
            raise SphinxError(message) from error


def _mark(app: Sphinx) -> pathlib.Path:
    """Return the file that stands beside a site whose pages are being written."""
    out = pathlib.Path(app.outdir)
    return out.with_name(f".{out.name}.unfinished")


def mark_unfinished(app: Sphinx, builder: Builder) -> None:
    """Mark a site as unfinished: its pages are about to be written."""
    _mark(app).touch()


def _made_by_myst_nb(app: Sphinx) -> pathlib.Path:
    """Return the folder of images and notebooks that belong to the doctrees."""
    return pathlib.Path(app.outdir).parent / "jupyter_execute"


def _digest(place: pathlib.Path, written: pathlib.Path) -> str:
    """Return a digest of all that a later build takes for true."""
    kept = [file for file in place.rglob("*") if file.is_file() and file.name not in {LOCK, SEAL}]
    made = [file for file in written.rglob("*") if file.is_file()]
    return digest(digest_of_files(kept, place), digest_of_files(made, written))


def _read(seal: pathlib.Path) -> str:
    """Return what a seal says; nothing, where it is missing or damaged."""
    try:
        return seal.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _empty(folder: pathlib.Path) -> None:
    """Remove what a builder writes; hidden files are somebody else's, the folder of a repository say."""
    for entry in folder.glob("[!.]*"):
        remove(entry)


def setup(app: Sphinx) -> None:
    app.connect("config-inited", begin, priority=1)
    app.connect("write-started", mark_unfinished)
