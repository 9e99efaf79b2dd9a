"""What the checks of a course say, in the language of its site: it stands in a catalog of its own, `checks`.

That is what their modules say through `localised` and `noted`, and every text of the JSON files beside them. What is
translated travels with the question bank.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.gettext import MessageCatalogBuilder, MsgOrigin
from sphinx.environment import BuildEnvironment
from sphinx.locale import init as catalog_of

from lessonlib.locale import ENGLISH, WORDS, localised, speak
from lessonlib.locale.sources import in_python
from lessonlib.quiz.courses import LOCALES
from lessonlib.sphinxext.core import checks
from lessonlib.sphinxext.core.translated_settings import changed, compile_catalog

NAME = "checks"


def texts(app: Sphinx) -> Iterator[tuple[Path, int, str]]:
    """Yield what the checks say, with file and line."""
    for file in checks.files(app):
        if file.suffix == ".py":
            said = in_python(file.read_text(encoding="utf-8"))
            yield from ((file, line, text) for line, text in said if isinstance(text, str))
        elif file.suffix == ".json":
            yield from ((file, 1, text) for text in _texts_in(json.loads(file.read_text(encoding="utf-8"))))


def _texts_in(content: Any) -> Iterator[str]:
    if isinstance(content, str) and content:
        yield content
    for part in content.values() if isinstance(content, dict) else ():
        yield from _texts_in(part)


def words(app: Sphinx) -> dict[str, str]:
    """Return what the checks say in the language of the site, as far as it is translated."""
    folders = [Path(app.confdir, folder) for folder in app.config.locale_dirs]
    catalog, is_there = catalog_of(folders, app.config.language, NAME)
    said = {text: catalog.gettext(text) for _, _, text in texts(app)} if is_there else {}
    return {text: translated for text, translated in said.items() if translated != text}


def own_words(app: Sphinx) -> dict[str, bytes]:
    """Return the catalog in which the course itself says lessonlib's words, if it has one: name → content."""
    name = Path(app.config.language, "LC_MESSAGES", f"{WORDS}.mo")
    files = [Path(app.confdir, folder, name) for folder in app.config.locale_dirs]
    return {f"{LOCALES}/{name.as_posix()}": file.read_bytes() for file in files if file.is_file()}


def in_json(env: BuildEnvironment, file: Path) -> str:
    """Return a JSON file of the checks with its texts in the language of the site; the page that is read needs it."""
    text = file.read_text(encoding="utf-8")
    for needed in (file, *(Path(env.srcdir, each, _catalog(env)) for each in env.config.locale_dirs)):
        if needed.is_file():
            env.note_dependency(str(needed))
    content = json.loads(text)
    translated = changed(content, [], localised)
    return text if translated == content else json.dumps(translated, ensure_ascii=False, indent=2)


def _catalog(env: BuildEnvironment) -> Path:
    return Path(env.config.language, "LC_MESSAGES", f"{NAME}.mo")


def collect_or_speak(app: Sphinx) -> None:
    """Put the texts into the catalogs that are made; or let a site say them in its language."""
    if isinstance(app.builder, MessageCatalogBuilder):
        for file, line, text in texts(app):
            app.builder.catalogs[NAME].add(text, MsgOrigin(str(file), line))
    elif app.builder.format == "html":  # proofs compare with the words that stand in the checks
        compile_catalog(app, app.config, NAME)
        folders = (Path(app.confdir, folder) for folder in app.config.locale_dirs)
        speak(app.config.language or ENGLISH, *folders, words=words(app))


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", collect_or_speak)
