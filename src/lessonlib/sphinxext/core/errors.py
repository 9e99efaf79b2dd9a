"""What ends a build because somebody has made a mistake, and not because a program has.

Sphinx ends every error with a traceback and the request to report it to Sphinx. It spares one kind, the end of a
debugging session; so a mistake is said at once, with file and line, and is then raised as that kind, too.
"""

from bdb import BdbQuit
from pathlib import Path

from sphinx.errors import SphinxError
from sphinx.util import logging

logger = logging.getLogger(__name__)


class Mistake(SphinxError, BdbQuit):
    """An author's mistake, or a machine's, that has been said."""


def mistake(message: str, where: Path | str | None = None, line: int = 1) -> Mistake:
    """Return what to raise in the main process of a build, having said what is wrong and where.

    Readers and writers that run side by side raise nothing: they warn, and leave out what is wrong.
    """
    logger.error("%s", message, location=f"{where}:{line}" if where else None)
    return Mistake(message)
