"""How pages run, and what is kept of what they printed."""

from sphinx.application import Sphinx

from lessonlib.sphinxext.execution import outdated, pages


def setup(app: Sphinx) -> None:
    for module in (pages, outdated):
        module.setup(app)
