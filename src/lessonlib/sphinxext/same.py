"""A first build and a later one give the same bytes: what myst-nb leaves to chance is put right."""

import pathlib

from myst_nb.sphinx_ext import add_global_html_resources
from sphinx.application import Sphinx
from sphinx.builders import Builder


def copy_style(app: Sphinx, builder: Builder) -> None:
    """Put myst-nb's style sheet into place before the pages; it does so last of all itself.

    Sphinx stamps each link with a digest of the file, if it is there: a first build would differ from a later one.
    """
    if builder.format == "html" and "myst_nb" in app.extensions:
        (pathlib.Path(app.outdir) / "_static").mkdir(exist_ok=True)
        add_global_html_resources(app, None)


def forget_images(app: Sphinx, exception: Exception | None) -> None:
    """Remove the images of outputs that no page shows any more."""
    if exception is None and app.builder.name in {"html", "dirhtml"}:
        shown = {name for _, name in app.env.images.values()}
        for file in (pathlib.Path(app.outdir) / "_images").glob("*.*"):
            if file.name not in shown:
                file.unlink()


def setup(app: Sphinx) -> None:
    app.connect("write-started", copy_style)
    app.connect("build-finished", forget_images)
