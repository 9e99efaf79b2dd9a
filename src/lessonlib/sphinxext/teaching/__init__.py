"""What an instructor gets: notes, plans, tables, slides."""

from pathlib import Path

from sphinx.application import Sphinx

from lessonlib.sphinxext.core.assets import serve
from lessonlib.sphinxext.teaching import answer_table, handed_in, notes, plans


def setup(app: Sphinx) -> None:
    for module in (notes, plans, answer_table, handed_in):
        module.setup(app)
    serve(app, Path(__file__).parent / "static")
