"""What a build gives besides pages: books, notebooks, the wheel, and what the site needs."""

from pathlib import Path

from sphinx.application import Sphinx

from lessonlib.sphinxext.core.assets import serve
from lessonlib.sphinxext.outputs import book_links, epub, language_links, pdf, sidebar


def setup(app: Sphinx) -> None:
    for module in (epub, book_links, pdf, language_links, sidebar):
        module.setup(app)
    serve(app, Path(__file__).parent / "static")
