"""A build that writes first what somebody looks at."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

from lessonlib.sphinxext.execution.executor import cores
from lessonlib.sphinxext.execution.kernels import CAN_FORK

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from lessonlib.sphinxext.live.channel import Channel


@contextmanager
def indexed_later(builder: StandaloneHTMLBuilder) -> Iterator[None]:
    """Keep what is written in this block, and feed the search index with it at the end."""
    feed, kept = builder.index_page, []
    builder.index_page = lambda *page: kept.append(page)  # type: ignore[method-assign]
    yield
    builder.index_page = feed  # type: ignore[method-assign]
    for page in kept:
        feed(*page)


class Build:
    """One build: the pages that somebody looks at first."""

    def __init__(self, app: Sphinx, channel: Channel, shown: Set[str]) -> None:
        self.app, self.channel, self.shown = app, channel, shown
        self.pages: list[str] = []
        app.connect("env-before-read-docs", self.note_read, priority=100)  # before pages run
        app.connect("env-check-consistency", lambda *_: channel.say("checking"), priority=1)
        if isinstance(app.builder, StandaloneHTMLBuilder):
            self.write_all = app.builder.write_documents
            app.builder.write_documents = self.write_documents  # type: ignore[method-assign]

    def note_read(self, _app: Sphinx, _env: BuildEnvironment, docnames: list[str]) -> None:
        """Note which pages have changed; what is wrong with them is said anew."""
        self.pages = list(docnames)
        known = [str(self.app.env.doc2path(name)) for name in self.app.env.found_docs]
        self.channel.say("read", files=[str(self.app.env.doc2path(name)) for name in docnames], known=known)

    def say(self, event: str, docnames: list[str]) -> None:
        """Tell what happened to pages, by the paths of their sources."""
        self.channel.say(event, files=[str(self.app.env.doc2path(name)) for name in docnames])

    def write_documents(self, docnames: Set[str]) -> None:
        """Write and finish what somebody waits for, tell so, then write the rest."""
        builder = self.app.builder
        assert isinstance(builder, StandaloneHTMLBuilder)
        self.say("writing", sorted(docnames))
        out = {name: Path(builder.get_output_path(name)).relative_to(builder.outdir).as_posix() for name in docnames}
        few = set(self.pages) if len(self.pages) <= cores() else set()
        first = {name for name in docnames if out[name] in self.shown or name in few}
        if first:
            with indexed_later(builder):
                at_once, builder.parallel_ok = builder.parallel_ok, False
                self.write_all(first)
                builder.parallel_ok = at_once
                builder.copy_image_files()
                builder.copy_download_files()
                self.channel.say("shown", files=sorted(out[name] for name in first))
            if CAN_FORK:  # this process ends with the build
                os.nice(5)  # the browser that reloads goes first
        if rest := docnames - first:
            self.write_all(rest)
