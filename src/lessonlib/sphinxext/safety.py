"""One build at a time in one place, and none that trusts what an unfinished one left behind.

Sphinx writes pages in place and takes a half-written page that is newer than its source for finished.
So a build leaves a mark while it runs; where the mark is still there, everything is read and written anew.
"""

import pathlib

from filelock import FileLock, Timeout
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

logger = logging.getLogger(__name__)

PATIENCE = 1800  # seconds that a build waits for another one


def begin(app: Sphinx, config: Config) -> None:
    """Wait for a build that runs in the same place, mark this one, and start anew after a broken one."""
    place = pathlib.Path(app.doctreedir)
    lock = FileLock(place / "building.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        logger.info("another build runs in %s; waiting for it to end ...", place)
        lock.acquire(timeout=PATIENCE)
    mark = place / "unfinished"
    if mark.exists():
        logger.info("the last build did not end well; reading and writing all pages anew ...")
        (place / "environment.pickle").unlink(missing_ok=True)
    mark.touch()

    def end(app: Sphinx, exception: Exception | None) -> None:
        if exception is None:
            mark.unlink(missing_ok=True)
        lock.release()

    app.connect("build-finished", end, priority=999)


def setup(app: Sphinx) -> None:
    app.connect("config-inited", begin, priority=1)
