"""What the extension needs of Sphinx and myst-nb and what these do not offer publicly, each with the reason.

All names that begin with an underscore, and all that Sphinx is about to remove, stand here: a new version of
either is tried by reading this module. `core.setup` comes first, so that the application is known to all others.
"""

from __future__ import annotations

import atexit
import gc
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType, WeakKeyDictionary, ref

from sphinx import package_dir
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.builders.html import _assets
from sphinx.transforms import i18n

if TYPE_CHECKING:
    from docutils import nodes
    from myst_nb.core.config import NbParserConfig
    from nbclient import NotebookClient
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.search import IndexBuilder

EXECUTION = "myst_nb.core.execute"


def import_when_called(module: str, name: str) -> None:
    """Put a callable `name` into `module` that imports the real one when it is called."""

    def call(*args: Any, **kwargs: Any) -> Any:
        if sys.modules.get(module) is stand_in:
            del sys.modules[module]
        return getattr(import_module(module), name)(*args, **kwargs)

    stand_in = ModuleType(module)
    setattr(stand_in, name, call)
    sys.modules[module] = stand_in


# myst-nb imports all its ways to run a page, among them a cache with a database, at once: half of its import, in
# builds where nothing is run, or where we run the pages.
if EXECUTION not in sys.modules:
    for way in ("cache", "direct", "inline"):
        import_when_called(f"{EXECUTION}.{way}", f"NotebookClient{way.title()}")

_apps: WeakKeyDictionary[BuildEnvironment, ReferenceType[Sphinx]] = WeakKeyDictionary()


def app_of(env: BuildEnvironment) -> Sphinx:
    """Return the application of a build.

    Transforms and directives know only the environment. Sphinx 11 removes `app` from both, and puts nothing in its
    place; but each event tells its listeners the application.
    """
    app = _apps[env]()
    assert app is not None, "it has an environment, so it lives"
    return app


def builder_of(env: BuildEnvironment) -> Builder:
    """Return the builder that a page is read or written for."""
    return app_of(env).builder


def resolved(app: Sphinx, docname: str) -> nodes.document:
    """Return the nodes of a page as they are written; from Sphinx 11 on the tags have to be named."""
    return app.env.get_and_resolve_doctree(docname, app.builder, tags=app.tags)


def fails_on_warnings(app: Sphinx) -> bool:
    """Return whether a warning fails the build (`-W`), which Sphinx says to nobody."""
    return app._fail_on_warnings


def written_in_conf(config: Config, name: str) -> Any:
    """Return a setting as `conf.py` or `-D` names it, else None; `config` knows defaults, too."""
    return config._raw_config.get(name)


def forget_digests_of_assets() -> None:
    """Let Sphinx look at scripts and styles again.

    It remembers their digests for as long as a process lives, and a process may build twice.
    """
    if remembered := getattr(_assets, "_file_checksum_inner", None):
        remembered.cache_clear()


def set_index_entries(indexer: IndexBuilder, entries: Mapping[str, list[tuple[str, str, str]]]) -> None:
    """Tell the search which entries the index has, page by page: it knows only those of pages that it has read."""
    indexer._index_entries = dict(entries)


def forget_words_of_other_pages(indexer: IndexBuilder, docnames: Iterable[str]) -> None:
    """Take words out of the search that stand on none of these pages any more: Sphinx keeps them."""
    known = set(docnames)
    for words in (indexer._mapping, indexer._title_mapping):
        for word in [word for word, pages in words.items() if pages.isdisjoint(known)]:
            del words[word]


def makes_catalogs(env: BuildEnvironment) -> bool:
    """Return whether pages are read for the catalogs of translators."""
    return issubclass(env._builder_cls, MessageCatalogBuilder)


def read_translation(text: str, node: nodes.Element, document: nodes.document, env: BuildEnvironment) -> nodes.Element:
    """Return a translated text as a page's parser reads it: the first block of it."""
    path = str(env.doc2path(env.current_document.docname))
    known: dict[str, Any] = {"config": env.config, "env": env, "registry": app_of(env).registry}
    return i18n._publish_msgstr(text, path, node.line or 0, settings=document.settings, **known)


def put_translation(node: nodes.Element, patch: nodes.Element, document: nodes.document) -> None:
    """Put what a translation says into a node; Sphinx warns of references that are missing or too many."""
    updater = i18n._NodeUpdater(node, patch, document, False)
    updater.update_autofootnote_references()
    updater.update_refnamed_references()
    updater.update_refnamed_footnote_references()
    updater.update_citation_references()
    updater.update_pending_xrefs()
    updater.update_leaves()


def script_words_of_sphinx(language: str) -> dict[str, Any]:
    """Return what Sphinx's own scripts say in a language, as its file `sphinx.js` has it; nothing, if it has none.

    That file makes a function of a text when it is read, which the policy of our pages refuses.
    """
    file = Path(package_dir, "locale", language, "LC_MESSAGES", "sphinx.js")
    if not file.is_file():
        return {}
    text = file.read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return found


def connect_after(app: Sphinx, event: str, other: str, listener: Callable[..., Any]) -> None:
    """Have a listener called directly after another, named with its module, where there is that one.

    Sphinx has priorities, and calls those of one priority in the order in which they were connected.
    """
    listeners = app.events.listeners[event]
    names = [f"{each.handler.__module__}.{getattr(each.handler, '__qualname__', '')}" for each in listeners]
    if other in names:
        place = names.index(other)
        app.connect(event, listener, priority=listeners[place].priority)
        listeners.insert(place + 1, listeners.pop())


def toctree_of(builder: StandaloneHTMLBuilder, docname: str, **options: Any) -> str:
    """Return the links to all pages, as templates get them by `toctree()`, for any name of a page."""
    return builder._get_local_toctree(docname, **options)


def settings_of_myst_nb(env: BuildEnvironment) -> NbParserConfig:
    """Return myst-nb's settings, which it keeps at the environment under a name that it does not document."""
    found: NbParserConfig = env.mystnb_config  # type: ignore[attr-defined]
    return found


def forget_at_exit(client: NotebookClient) -> None:
    """Let nothing be left to do for a client when Python ends.

    Where its kernel has not started, nbclient forgets to, and then writes a traceback of its own.
    """
    atexit.unregister(client._cleanup_kernel)


def collect_seldom(app: Sphinx) -> None:
    """Let Python look for garbage a few times in a build: pages live until its end, and each look goes through all."""
    known = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)
    app.connect("build-finished", lambda *_: gc.set_threshold(*known), priority=1000)


def setup(app: Sphinx) -> None:
    collect_seldom(app)
    # When it ends, Python looks through all that a build has made for what can be thrown away: a sixth of a build in
    # which nothing has changed. What is frozen it leaves alone.
    atexit.register(gc.freeze)
    app.connect("builder-inited", lambda app: _apps.__setitem__(app.env, ref(app)), priority=0)
