"""Which pages are read again: those whose source, or what went into them, has another content, whatever the clock says.

Sphinx compares times. They go backwards (a file that is copied with its time, a clock that is set back), and a fresh
checkout makes every file new.
"""

import os
import pathlib
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from lessonlib.sphinxext.core.files import digest
from lessonlib.sphinxext.execution.digests import digest_of
from lessonlib.sphinxext.execution.inputs import Inputs, places
from lessonlib.sphinxext.execution.myst_nb import MODE, loaded
from lessonlib.sphinxext.execution.pages import USED

logger = logging.getLogger(__name__)

READ = "lessonlib_read"  # kept with the environment: document → a digest of its source and of what went into it


def begin(app: Sphinx, docname: str, source: list[str]) -> None:
    """Note the source of a page as soon as it is read: it may change before the page is finished."""
    _read(app.env)[docname] = digest_of(pathlib.Path(app.env.doc2path(docname)))


def end(app: Sphinx, doctree: nodes.document) -> None:
    """Note what else the page was read from."""
    env, docname = app.env, app.env.current_document.docname
    for file in loaded(docname):
        env.note_dependency(file)
    _read(env)[docname] = what_goes_in(env, docname, _read(env).get(docname, ""))


def what_goes_in(env: BuildEnvironment, docname: str, source: str) -> str:
    """Return a digest of a page's source, given by a digest, and of all files that were noted while it was read."""
    files = sorted({pathlib.Path(env.srcdir, file) for file in env.dependencies.get(docname, ())})
    return digest(source, *(part for file in files for part in (os.path.relpath(file, env.srcdir), digest_of(file))))


def now(env: BuildEnvironment, docname: str) -> str:
    """Return a digest of what a page would be read from now."""
    return what_goes_in(env, docname, digest_of(pathlib.Path(env.doc2path(docname))))


def merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    """Take over what another process has read."""
    _read(env).update({name: found for name, found in _read(other).items() if name in docnames})


def _read(env: BuildEnvironment) -> dict[str, str]:
    if not hasattr(env, READ):
        setattr(env, READ, {})
    found: dict[str, str] = getattr(env, READ)
    return found


def outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return the pages to read; take from `changed` those that only the clock says have changed."""
    found = []
    for docname in env.found_docs - added:
        known = _read(env).get(docname)
        is_there = (pathlib.Path(env.doctreedir) / f"{docname}.doctree").is_file()
        if known != now(env, docname) or _ran_on_something_else(app, env, docname):
            found.append(docname)
        elif is_there and docname not in env.reread_always:
            changed.discard(docname)
    return found


def _ran_on_something_else(app: Sphinx, env: BuildEnvironment, docname: str) -> bool:
    """Return whether a page, if it ran, would now use something else than it did, or may."""
    used: dict[str, Any] = getattr(env, USED, {})
    if not app.config[MODE] or docname not in used:
        return False
    if used[docname] is None:
        return True
    where = places(pathlib.Path(app.srcdir), pathlib.Path(env.doc2path(docname)))
    return bool(Inputs(**used[docname]).changed(where))


def setup(app: Sphinx) -> None:
    app.connect("source-read", begin, priority=1)
    app.connect("doctree-read", end, priority=900)
    app.connect("env-merge-info", merge)
    app.connect("env-get-outdated", outdated)
