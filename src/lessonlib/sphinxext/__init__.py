"""The Sphinx extension: pages that run, questions that are proved.

Each sub-package is about one subject, keeps its scripts and styles beside it, and imports itself or what stands above
it in `WINGS`. What a course may leave out is an extension of its own, which `conf.py` names: `outputs.downloads`,
`outputs.maths`, `outputs.offline`, `outputs.site`, `outputs.structured_data`, `teaching.slides`, `networks`.
"""

from importlib.metadata import version

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from lessonlib.sphinxext import builds, core, execution, lessons, outputs, progress, questions, teaching, widgets

WINGS = (core, execution, questions, lessons, progress, builds, outputs, teaching, widgets)


def setup(app: Sphinx) -> ExtensionMetadata:
    for wing in WINGS:
        wing.setup(app)
    return {"version": version("lessonlib"), "env_version": 3, "parallel_read_safe": True, "parallel_write_safe": True}
