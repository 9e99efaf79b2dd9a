"""Which builders write pages on which something can be clicked, which write a book, and where readers find it."""

from pathlib import Path

from sphinx.application import Sphinx

LIVE = ("html", "dirhtml", "singlehtml")
BOOKS = ("epub", "pdf")


def output_folder(app: Sphinx) -> Path:
    """Return the folder that the author named for the output, and that readers are served from."""
    return Path(app.config.lessonlib_output or app.outdir)
