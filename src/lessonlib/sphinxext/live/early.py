"""The Sphinx app of the next build, made before anybody saves.

A build uses it if only pages were saved that it knows, and none of the files that were read to make it has changed:
the settings, the catalogs, and all that earlier builds have left. Else a build makes an app of its own.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lessonlib.runtime.usage import WRITES
from lessonlib.sphinxext.builds import recovery
from lessonlib.sphinxext.execution import outdated
from lessonlib.sphinxext.execution.digests import State, state_of
from lessonlib.sphinxext.outputs.content_security import StrictTemplates

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from sphinx.application import Sphinx


class Opened:
    """The files that this process opens to read them, from now on until `end`, and what each was then."""

    def __init__(self) -> None:
        self.files: dict[str, State | None] = {}
        self.listens = True
        sys.addaudithook(self.hear)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note a file; Python tells of each (https://docs.python.org/3/library/audit_events.html)."""
        if self.listens and event == "open":
            with suppress(TypeError, ValueError):  # a file descriptor, say
                file, _, flags = arguments
                if not flags & WRITES:
                    self.files.setdefault(os.path.abspath(os.fsdecode(file)), state_of(file))  # noqa: PTH100

    def end(self) -> None:
        """Note no more."""
        self.listens = False

    def have_changed(self) -> bool:
        """Return whether any of them is another one now."""
        return any(state_of(file) != was for file, was in self.files.items())


def look_ahead(app: Sphinx) -> None:
    """Ask what the build will ask; what has not changed by then is answered faster."""
    outdated.outdated(app, app.env, set(), set(), set())
    templates = getattr(app.builder, "templates", None)
    if isinstance(templates, StrictTemplates):
        len(templates.of_templates)
        templates.environment.get_template("page.html")


class EarlyApp:
    """An app that waits for a build, and what it was made from."""

    def __init__(self, make: Callable[[], AbstractContextManager[Sphinx]]) -> None:
        """`make` is entered for the app and left when the app is not needed any more."""
        self.held = ExitStack()
        self.app: Sphinx | None = None
        self.opened = Opened()
        try:
            self.app = self.held.enter_context(make())
            self.opened.end()
            look_ahead(self.app)
            recovery.give_back()
        except Exception:  # noqa: BLE001 - the build that makes an app of its own says what is wrong
            self.let_go()

    def let_go(self) -> None:
        """Let a build make its own."""
        self.app = None
        self.opened.end()
        recovery.give_back()
        self.held.close()

    def for_build(self, saved: Sequence[str]) -> Sphinx | None:
        """Return the app, if a build of what was saved can begin with it; else let it go."""
        if self.app and not self._is_right(self.app, saved):
            self.let_go()
        return self.app

    def _is_right(self, app: Sphinx, saved: Sequence[str]) -> bool:
        pages = {os.fspath(app.env.doc2path(docname)) for docname in app.env.found_docs}
        return (
            bool(saved)
            and all(file in pages and Path(file).is_file() for file in saved)
            and recovery.take_again()  # before it looks, for another build may run
            and not self.opened.have_changed()
        )
