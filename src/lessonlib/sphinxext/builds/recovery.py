"""One build at a time in one place, and none that trusts, or shows, what a broken one left behind.

Sphinx writes in place, and takes a half-written file that is newer than its source for finished. So it builds aside
(`staging`), and what a build has finished is published (`publishing`); what later builds reuse is sealed (`seal`).

A page that cannot be read ends a build, and Sphinx forgets all other pages then. Nothing was written so far, so
what was known before comes back, and the next build reads only what this one was about to read.
"""

import errno
import json
import logging as standard_logging
import pathlib
import re
from weakref import WeakSet

from docutils import nodes
from filelock import FileLock, Timeout
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging
from sphinx.util.build_phase import BuildPhase
from sphinx.util.typing import ExtensionMetadata

from lessonlib.sphinxext.builds.checksums import ENVIRONMENT, Seal
from lessonlib.sphinxext.builds.staging import FOLDER, Staging, clear_other_pages, clear_what_is_gone
from lessonlib.sphinxext.core.compat import fails_on_warnings
from lessonlib.sphinxext.core.errors import mistake
from lessonlib.sphinxext.core.files import write_atomically

logger = logging.getLogger(__name__)

_guards: WeakSet["Guard"] = WeakSet()

PATIENCE = 1800  # seconds that a build waits for another one
LOCK = "building.lock"
# A page that could not be written, on a full disk say, is but a warning to Sphinx.
NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EIO, errno.EDQUOT)
PLACE = re.compile(r":(\d*|docstring of .*|<.*)$")
NOT_WRITTEN = re.compile(r"(?:\[Errno |Error\()(?:{})\b".format("|".join(map(str, NO_ROOM))))


class Warned(standard_logging.Handler):
    """Notes what a build has warned of, page by page."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__(standard_logging.WARNING)
        self.app = app
        self.places: set[str] = set()
        self.not_written = False

    def emit(self, record: standard_logging.LogRecord) -> None:
        kind, subtype = (getattr(record, name, None) or "" for name in ("type", "subtype"))
        if logging.is_suppressed_warning(kind, subtype, self.app.config.suppress_warnings):
            return
        if NOT_WRITTEN.search(record.getMessage()):
            self.not_written = True
        where = getattr(record, "location", None)
        where = logging.get_node_location(where) if isinstance(where, nodes.Node) else where
        self.places.add(str(where[0] if isinstance(where, tuple) else where))

    def pages(self) -> set[str] | None:
        """Return the pages that were warned of; None if there was a warning of no page."""
        env = self.app.env
        known = {str(env.doc2path(docname)): docname for docname in env.found_docs}
        known |= {docname: docname for docname in env.found_docs}
        found = {known.get(PLACE.sub("", place)) for place in self.places}
        return None if None in found else {docname for docname in found if docname}


class Guard:
    """Sees a build from its beginning to its end."""

    def __init__(self, app: Sphinx) -> None:
        self.place = pathlib.Path(app.doctreedir)
        self.lock = FileLock(self.place / LOCK)
        self.staging = Staging(app)
        self.seal = Seal(self.place, self.place / FOLDER / "jupyter_execute", self.place / FOLDER)
        self.warned = Warned(app)
        self.kept = self.place / "warned.json"
        self.environment = b""  # as it was before
        self.unread: list[str] = []
        _guards.add(self)

    def begin(self, app: Sphinx, config: Config) -> None:
        """Hold the place, and clear away what a broken build left."""
        self.take()
        self.seal.check()
        if fails_on_warnings(app):
            self.warn_again()
        known = self.place / ENVIRONMENT
        self.environment = known.read_bytes() if known.exists() else b""
        self.staging.lead(app)
        standard_logging.getLogger(logging.NAMESPACE).addHandler(self.warned)

    def warn_again(self) -> None:
        """Let pages be read again that a build without `-W` has warned of: this one shall fail for them."""
        try:
            pages = json.loads(self.kept.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        self.kept.unlink()
        self.seal.forget_all() if pages is None else self.seal.forget(pages)

    def keep_warned(self) -> None:
        """Keep which pages were warned of, those of earlier builds included."""
        try:
            before = json.loads(self.kept.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            before = []
        now = self.warned.pages()
        pages = None if now is None or before is None else sorted({*now, *before})
        write_atomically(self.kept, json.dumps(pages))

    def take(self) -> None:
        """Wait for a build that runs in the same place."""
        try:
            self.lock.acquire(timeout=0)
        except Timeout:
            logger.info("another build runs in %s; waiting for it to end ...", self.place)
            try:
                self.lock.acquire(timeout=PATIENCE)
            except Timeout as error:
                said = f"another build has run in {self.place} for {PATIENCE // 60} minutes; end it, then build again"
                raise mistake(said) from error

    def read(self, app: Sphinx, *_: object) -> list[str]:
        """Begin a build, the first one of a process or a later one; it reads no page because of that."""
        app.outdir = self.staging.stage.made
        self.warned.places.clear()
        self.warned.not_written = False
        return []

    def note(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Note which pages are about to be read."""
        self.unread = list(docnames)

    def clear(self, app: Sphinx, _: BuildEnvironment) -> list[str]:
        """Return the pages to write again because something is gone."""
        return clear_what_is_gone(self.staging.stage, app)

    def write(self, app: Sphinx, builder: Builder) -> None:
        """Note that pages are about to be written; the environment that knows them is on the disk."""
        self.staging.stage.mark.touch()
        self.warned.not_written = False
        self.seal.renew()
        clear_other_pages(builder)

    def publish(self, app: Sphinx, exception: Exception | None) -> None:
        """Put a site that is finished where its readers look for it."""
        if exception is not None:
            return
        if self.warned.not_written and isinstance(app.builder, StandaloneHTMLBuilder):
            raise mistake("files could not be written (see the warnings above); the output folder is as it was")
        self.staging.stage.publish()
        self.staging.stage.mark.unlink(missing_ok=True)

    def end(self, app: Sphinx, exception: Exception | None) -> None:
        """Leave a place that the next build can trust; under `-W` it shall read again what was warned of."""
        if exception is None:
            self.seal.renew()
            if fails_on_warnings(app) and self.warned.places:
                pages = self.warned.pages()
                self.seal.forget_all() if pages is None else self.seal.forget(pages)
            elif self.warned.places:
                self.keep_warned()
        elif self.environment and isinstance(exception, SphinxError) and app.builder.phase is BuildPhase.READING:
            self.seal.forget(self.unread)
            (self.place / ENVIRONMENT).write_bytes(self.environment)
            self.seal.renew()
        app.outdir = self.staging.shown
        self.lock.release()


def is_busy(doctrees: pathlib.Path) -> bool:
    """Return whether a build runs in a place."""
    lock = FileLock(doctrees / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def give_back() -> None:
    """Let others build in the places that apps of this process hold, until these build."""
    for guard in _guards:
        guard.lock.release(force=True)


def take_again() -> bool:
    """Hold the places of the apps of this process again; return whether there are any, and no broken build is there."""
    for guard in _guards:
        guard.take()
    return bool(_guards) and not any(guard.staging.stage.mark.exists() for guard in _guards)


def setup(app: Sphinx) -> ExtensionMetadata:
    guard = Guard(app)
    app.add_config_value("lessonlib_output", "", "", str)
    app.connect("config-inited", guard.begin, priority=1)
    app.connect("env-get-outdated", guard.read, priority=1)
    app.connect("env-before-read-docs", guard.note, priority=1)
    app.connect("env-updated", guard.clear, priority=900)
    app.connect("write-started", guard.write, priority=1)
    app.connect("build-finished", guard.publish, priority=990)
    app.connect("build-finished", guard.end, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
