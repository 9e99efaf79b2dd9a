"""Widgets that any course can use."""

from pathlib import Path

from sphinx.application import Sphinx

from lessonlib.sphinxext.core.assets import serve
from lessonlib.sphinxext.widgets import film, stepper


def setup(app: Sphinx) -> None:
    for module in (stepper, film):
        module.setup(app)
    serve(app, Path(__file__).parent / "static")
