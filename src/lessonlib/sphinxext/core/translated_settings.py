"""What `conf.py` says for readers, such as the title of the course: it stands in a catalog of its own, `settings`."""

from collections.abc import Callable
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.gettext import MessageCatalogBuilder, MsgOrigin
from sphinx.config import Config
from sphinx.locale import init as catalog_of

NAME = "settings"


def changed(value: Any, path: list[str], change: Callable[[str], str]) -> Any:
    """Return a setting with its texts changed: those that a path leads to, or all below it."""
    if isinstance(value, str):
        return change(value) if value and not path else value
    if not isinstance(value, dict):
        return value
    wanted = path[:1] or list(value)
    return {key: changed(part, path[1:], change) if key in wanted else part for key, part in value.items()}


def translate(app: Sphinx, config: Config) -> None:
    """Say in the language of the site what the settings say."""
    folders = [app.confdir / folder for folder in config.locale_dirs]
    compile_catalog(app, config, NAME)
    catalog, is_there = catalog_of(folders, config.language, NAME)
    for name, *path in (dotted.split(".") for dotted in config.lessonlib_translated if is_there):
        config[name] = changed(config[name], path, catalog.gettext)


def compile_catalog(app: Sphinx, config: Config, name: str) -> None:
    """Compile a catalog, which Sphinx does only when it begins to read pages."""
    from sphinx.util.i18n import CatalogInfo

    for folder in config.locale_dirs:
        info = CatalogInfo(app.confdir / folder / config.language / "LC_MESSAGES", name, "utf-8")
        if info.po_path.is_file() and info.is_outdated():
            info.write_mo(config.language)


def collect(app: Sphinx) -> None:
    """Put the texts of the settings into the catalogs that are made."""
    builder = app.builder
    if not isinstance(builder, MessageCatalogBuilder):
        return

    def add(text: str) -> str:
        builder.catalogs[NAME].add(text, MsgOrigin(str(app.confdir / "conf.py"), 1))
        return text

    for name, *path in (dotted.split(".") for dotted in app.config.lessonlib_translated):
        changed(app.config[name], path, add)


def setup(app: Sphinx) -> None:
    app.add_config_value("lessonlib_translated", ["project", "html_title"], "env", (list, tuple))
    app.connect("config-inited", translate, priority=15)
    app.connect("builder-inited", collect)
