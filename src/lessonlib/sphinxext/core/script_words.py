"""The words of scripts in the language of the site: `translations.js`, as Sphinx calls what holds those of its own.

The site's file holds both. It makes no function of a text, which the policy of our pages refuses.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from sphinx.application import Sphinx
from sphinx.config import Config

from lessonlib.locale import FOLDER, SCRIPTS
from lessonlib.sphinxext.core.assets import WORDS, serve
from lessonlib.sphinxext.core.compat import script_words_of_sphinx
from lessonlib.sphinxext.core.translating import source_language

FILE = "translations.js"
LOADED = "lessonlib_script_words"  # is set when the site has words in another language
PLURAL = re.compile(r"[n0-9 ()%=!<>&|?:+-]+")
TEXT = """\
globalThis.lessonlib ??= {{}};
globalThis.lessonlib.translations = {{ messages: {own}, plural: (n) => Number({plural}), up: {up} }};
if (typeof Documentation === "object") Object.assign(Documentation, {{
  TRANSLATIONS: {sphinx}, PLURAL_EXPR: lessonlib.translations.plural, LOCALE: {language},
}});
"""


def catalogs(app: Sphinx) -> Iterator[Path]:
    """Yield the catalogs of what scripts say: that of lessonlib, then those that the course has itself."""
    for folder in (FOLDER, *(Path(app.confdir, name) for name in app.config.locale_dirs)):
        file = folder / app.config.language / "LC_MESSAGES" / f"{SCRIPTS}.po"
        if file.is_file():
            yield file


def words(app: Sphinx) -> tuple[dict[str, Any], str]:
    """Return what scripts say in the language of the site, and how it counts, as an expression of C and JavaScript."""
    found: dict[str, Any] = {}
    plural = "n != 1"
    for file in catalogs(app):
        with file.open("rb") as opened:
            catalog = read_po(opened)
        plural = catalog.plural_expr if PLURAL.fullmatch(catalog.plural_expr) else plural
        for message in catalog:
            said: Any = message.string
            if message.id and not message.fuzzy and all([said] if isinstance(said, str) else said):
                found[message.id if isinstance(message.id, str) else message.id[0]] = said
    return found, plural


def loaded(config: Config) -> tuple[str, ...]:
    """Return the scripts that give other scripts their words."""
    return (FILE, WORDS) if config[LOADED] else (WORDS,)


def write(app: Sphinx) -> None:
    """Write the file, if there are words in the language of the site, and let Sphinx copy it.

    It also says where the course lies, seen from the folder of its language.
    """
    if app.builder.format != "html":
        return
    own, plural = words(app)
    sphinx = script_words_of_sphinx(app.config.language)
    below = app.config.language != source_language(app.config)
    app.config[LOADED] = bool(own or sphinx or below)
    if not app.config[LOADED]:
        return
    parts = {"own": own, "sphinx": sphinx.get("messages", {}), "language": app.config.language}
    parts["up"] = "../" if below else ""
    written = {name: json.dumps(part, ensure_ascii=False, sort_keys=True) for name, part in parts.items()}
    folder = Path(app.doctreedir, "words")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(TEXT.format(**written, plural=plural), encoding="utf-8")
    app.config.html_static_path.append(str(folder))
    if not sphinx:  # else Sphinx names the file
        app.add_js_file(FILE, priority=400)


def setup(app: Sphinx) -> None:
    app.add_config_value(LOADED, False, "", bool)
    app.connect("builder-inited", write)
    serve(app, Path(__file__).parent / "words")
