"""Builds that can be broken off at any moment, and that give the same bytes."""

from sphinx.application import Sphinx

from lessonlib.sphinxext.builds import recovery, reproducible


def setup(app: Sphinx) -> None:
    app.setup_extension(recovery.__name__)  # which other extensions of ours may have set up
    reproducible.setup(app)
