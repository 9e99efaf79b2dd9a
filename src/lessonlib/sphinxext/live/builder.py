"""The process that builds for `live`: it has imported what a build needs, and waits for the next one.

It reads a request a line from standard input and answers in lines on standard output, both JSON. Where the system
can fork, each build is a fork that ends with it, so no build sees what another one left in memory. Elsewhere the
process ends after one build, and `live` starts the next one at once, so that it has imported all by the next save.
"""

from __future__ import annotations

import gc
import importlib
import logging
import os
import sys
import traceback
from contextlib import ExitStack, contextmanager, suppress
from typing import IO, TYPE_CHECKING, Any

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.console import nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from lessonlib.sphinxext.builds.checksums import ENVIRONMENT
from lessonlib.sphinxext.builds.recovery import is_busy
from lessonlib.sphinxext.execution.kernels import CAN_FORK, warm_kernels
from lessonlib.sphinxext.live.build import Build
from lessonlib.sphinxext.live.channel import Channel, Problems
from lessonlib.sphinxext.live.early import EarlyApp
from lessonlib.sphinxext.live.options import Options, read
from lessonlib.sphinxext.live.preload import preload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessonlib.runtime.preloading import KernelSettings

PIPE = 60_000  # bytes that a pipe takes at once
END = 3  # exit code: nobody will ask again
# Imported by builds, but never before a fork: they start threads.
NOT_BEFORE_A_FORK = ("keras", "tensorflow", "mlxtend", "sklearn", "scipy", "jax", "torch")


@contextmanager
def sphinx(options: Options, problems: Problems, status: IO[str] | None = None) -> Iterator[Sphinx]:
    """Yield an app that builds the site."""
    with patch_docutils(options.source), docutils_namespace():
        problems.app = Sphinx(
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
        yield problems.app


def build(options: Options, channel: Channel, request: dict[str, Any], early: EarlyApp | None) -> None:
    """Build the site once, and tell how it went."""
    try:
        with ExitStack() as made:
            app = early.for_build(request["saved"]) if early else None
            if app is None:
                status: IO[str] | None = sys.stderr if request["first"] else None
                app = made.enter_context(sphinx(options, Problems(channel), status))
            if not request["first"]:
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
    # Where another build runs, an app would wait for its end, and nobody would read what is asked meanwhile.
    soon = (options.doctrees / ENVIRONMENT).exists() and not is_busy(options.doctrees)
    early = EarlyApp(lambda: sphinx(options, Problems(channel))) if soon else None
    request = channel.read()
    if request is None:
        return END
    build(options, channel, request, early)
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
