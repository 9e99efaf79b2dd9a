"""Progress that travels: what a browser has kept of a learner, saved to a file, loaded from one, handed in."""

from pathlib import Path

from sphinx.application import Sphinx

from lessonlib.sphinxext.core.assets import serve
from lessonlib.sphinxext.progress import files


def setup(app: Sphinx) -> None:
    files.setup(app)
    serve(app, Path(__file__).parent / "static")
