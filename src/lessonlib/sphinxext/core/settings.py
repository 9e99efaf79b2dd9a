"""Settings of the extension: all are called `lessonlib_…`; those that had other names are still understood."""

from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

logger = logging.getLogger(__name__)

RENAMED = {
    "course_core_minutes": "lessonlib_core_minutes",
    "course_deals_pages": "lessonlib_balance_reading",
    "course_execution": "lessonlib_execution",
    "course_rules": "lessonlib_rules",
    "course_wheel_folder": "lessonlib_wheel_folder",
}
"""What a setting was called → what it is called."""


def read_earlier_names(app: Sphinx, config: Config) -> None:
    """Take what `conf.py` says under an earlier name for what it is called now, and say so."""
    for earlier, name in RENAMED.items():
        value: Any = config[earlier]
        if value is not None:
            logger.info("conf.py: %s is called %s now", earlier, name)
            config[name] = value


def setup(app: Sphinx) -> None:
    app.add_config_value("lessonlib_directives", {}, "env", dict)  # read as soon as directives are registered
    for earlier in RENAMED:
        app.add_config_value(earlier, None, "")
    app.connect("config-inited", read_earlier_names, priority=10)  # before all that read settings
