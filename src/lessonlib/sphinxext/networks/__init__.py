"""Widgets for lessons with networks; an extension of its own, for courses that have such lessons."""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from lessonlib.sphinxext.core.assets import serve
from lessonlib.sphinxext.networks import descent, drawing_paper, lab, reading, stack_explorer


def setup(app: Sphinx) -> ExtensionMetadata:
    for module in (stack_explorer, descent, drawing_paper, reading, lab):
        module.setup(app)
    serve(app, Path(__file__).parent / "static")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
