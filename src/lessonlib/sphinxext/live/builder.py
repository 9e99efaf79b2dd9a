"""The process that builds for `live`: it has imported what a build needs, and waits for the next one.

It reads a request a line from standard input and answers in lines on standard output, both JSON. Where the system
can fork, each build is a fork that ends with it, so no build sees what another one left in memory. Elsewhere the
process ends after one build, and `live` starts the next one at once, so that it has imported all by the next save.
"""

from __future__ import annotations

import gc
import importlib
import json
import logging
import os
import sys
import traceback
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import SphinxError
from sphinx.util.console import nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from lessonlib.sphinxext.execution import executor
from lessonlib.sphinxext.execution.kernels import CAN_FORK, warm_kernels
from lessonlib.sphinxext.live.options import Options, read
from lessonlib.sphinxext.live.preload import preload

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.environment import BuildEnvironment

    from lessonlib.runtime.preloading import KernelSettings

PIPE = 60_000  # bytes that a pipe takes at once
END = 3  # exit code: nobody will ask again
# Imported by builds, but never before a fork: they start threads.
NOT_BEFORE_A_FORK = ("keras", "tensorflow", "mlxtend", "sklearn", "scipy", "jax", "torch")


class Channel:
    """Requests from standard input, answers on what was standard output; all else that is printed goes to stderr."""

    def __init__(self) -> None:
        self.answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)

    def read(self) -> dict[str, Any] | None:
        """Return the next request; None when nobody will ask again."""
        line = bytearray()
        while not line.endswith(b"\n"):  # unbuffered: what follows is for the next process
            read = os.read(0, 1)
            if not read:
                return None
            line += read
        request: dict[str, Any] = json.loads(line)
        return request

    def say(self, event: str, **values: Any) -> None:
        """Answer with an event."""
        with suppress(BrokenPipeError):  # nobody listens any more; the build ends all the same
            print(json.dumps({"event": event, **values}), file=self.answers, flush=True)


class Problems:
    """A stream for Sphinx's warnings, each sent on as it comes."""

    def __init__(self, channel: Channel) -> None:
        self.channel, self.app = channel, None  # type: tuple[Channel, Sphinx | None]

    def write(self, text: str) -> int:
        """Send a warning on, with the phase of the build that it belongs to."""
        if text.strip():
            self.channel.say("problem", text=text.strip(), phase=self.app.phase.name if self.app else "INITIALIZATION")
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""


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
        few = set(self.pages) if len(self.pages) <= executor.cores() else set()
        first = {name for name in docnames if out[name] in self.shown or name in few}
        if first:
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


def build(options: Options, channel: Channel, request: dict[str, Any]) -> None:
    """Build the site once, and tell how it went."""
    problems = Problems(channel)
    status: IO[str] | None = sys.stderr if request["first"] else None
    try:
        with patch_docutils(options.source), docutils_namespace():
            app = Sphinx(
                options.source,
                options.source,
                options.out,
                options.doctrees,
                "html",
                confoverrides=dict(setting.split("=", 1) for setting in options.settings),
                status=status,
                warning=problems,  # type: ignore[arg-type]
                parallel=options.jobs,
            )
            problems.app = app
            if status is None:
                show_runs()
            channel.say("site", folder=str(app.outdir))
            Build(app, channel, set(request["shown"]))
            app.build()
    except SphinxError as error:
        channel.say("failed", text=str(error))
    except Exception:  # noqa: BLE001 - whatever a page or an extension does, the next save is built
        channel.say("failed", text=traceback.format_exc())
    else:
        channel.say("done")


def show_runs() -> None:
    """Let a quiet build say which pages run, and how long that takes."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(lambda record: record.levelno == logging.INFO)
    logging.getLogger("sphinx.lessonlib.sphinxext.execution.pages").addHandler(handler)


def imported() -> set[str]:
    """Return the modules that are imported, without those that may not be before a fork."""
    return {name for name in sys.modules if name.partition(".")[0] not in NOT_BEFORE_A_FORK}


def one_build(options: Options, channel: Channel) -> int:
    """Wait for a request and build; return an exit code."""
    request = channel.read()
    if request is None:
        return END
    build(options, channel, request)
    return 0


def forks(options: Options, channel: Channel, kernels: KernelSettings) -> None:
    """Build in one fork after another, until nobody asks any more.

    After the first, which may have nothing to run, what lessons use is imported once for the pages that later ones run.
    """
    with ExitStack() as kept:
        code = one_fork(options, channel)
        if code != END:
            kept.enter_context(warm_kernels(kernels))
        while code != END:
            code = one_fork(options, channel)


def one_fork(options: Options, channel: Channel) -> int:
    """Build in a fork, import what it has imported, and return its exit code."""
    gc.freeze()
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        before = imported()
        code = 1
        try:
            code = one_build(options, channel)
            os.write(told, "\n".join(imported() - before).encode()[:PIPE])
        except BaseException:  # noqa: BLE001 - whatever it is, what the parent has opened is not this one's to close
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(told)
    with os.fdopen(heard) as names:
        new = names.read().split()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in {0, END}:
        channel.say("failed", text=f"the build ended by itself (exit code {code}); the next save starts it anew")
    for name in new:
        with suppress(Exception):
            importlib.import_module(name)
    return code


def main() -> int:
    """Import what a build needs, start what kernels are forked from, then build whenever asked."""
    channel = Channel()
    options = read(sys.argv[1:])
    nocolor()
    kernels = preload(options)
    channel.say("ready", forks=CAN_FORK)
    if not CAN_FORK:
        return one_build(options, channel)
    forks(options, channel, kernels)
    return END


if __name__ == "__main__":
    sys.exit(main())
