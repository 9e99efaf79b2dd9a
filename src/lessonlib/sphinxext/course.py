"""All that a course has, with settings that suit most: `extensions = ["lessonlib.sphinxext.course", "myst_nb"]`.

What `conf.py` says itself counts. A course that wants less names the parts that it wants, which are listed here.
"""

from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from lessonlib.sphinxext.core.compat import written_in_conf

PARTS = (
    "lessonlib.sphinxext",
    "lessonlib.sphinxext.outputs.downloads",
    "lessonlib.sphinxext.outputs.maths",
    "lessonlib.sphinxext.outputs.site",
    "lessonlib.sphinxext.outputs.structured_data",
    "lessonlib.sphinxext.teaching.slides",
)
SETTINGS: dict[str, Any] = {
    "html_math_renderer": "mathml",
    "html_show_sphinx": False,
    "lessonlib_execution": True,
    "nb_execution_timeout": 600,
    "nb_merge_streams": True,
}


def take_settings(app: Sphinx, config: Config) -> None:
    """Set what `conf.py` leaves open."""
    for name, value in SETTINGS.items():
        if written_in_conf(config, name) is None:
            config[name] = value


def setup(app: Sphinx) -> ExtensionMetadata:
    for part in PARTS:
        app.setup_extension(part)
    app.connect("config-inited", take_settings, priority=20)  # before all that read settings
    return {"parallel_read_safe": True, "parallel_write_safe": True}
