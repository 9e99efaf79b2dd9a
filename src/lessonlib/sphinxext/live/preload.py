"""What the process that builds for `live` imports before the first save."""

from __future__ import annotations

import importlib
import mimetypes
from contextlib import suppress
from typing import TYPE_CHECKING

import nbformat
from sphinx.config import Config
from sphinx.highlighting import PygmentsBridge
from sphinx.util.tags import Tags

from lessonlib.runtime.preloading import KernelSettings
from lessonlib.sphinxext.core.compat import written_in_conf

if TYPE_CHECKING:
    from lessonlib.sphinxext.live.options import Options


def preload(options: Options) -> KernelSettings:
    """Import the extensions of the site; return what its kernels begin with.

    A mistake in conf.py shows in the first build.
    """
    names, kernels = ["nbclient", "sphinx.builders.html"], KernelSettings()
    with suppress(Exception):
        config = Config.read(options.source, overrides={}, tags=Tags())
        names += config.extensions
        preloaded, variables = (written_in_conf(config, f"lessonlib_{name}") for name in ("preload", "environment"))
        kernels = KernelSettings(tuple(preloaded or ()), dict(variables or {}))
    for name in names:
        with suppress(Exception):
            importlib.import_module(name)
    warm_up()
    return kernels


def warm_up() -> None:
    """Let what every build does find its parts, and compile its regular expressions, here: once for all forks."""
    mimetypes.init()
    nbformat.v4.new_notebook()  # type: ignore[no-untyped-call] # makes a program of its schema
    with suppress(ImportError):
        importlib.import_module("myst_nb.core.render").load_mime_renders()
    for language in ("ipython3", "pycon", "python"):
        PygmentsBridge().highlight_block("1", language)
    with suppress(ImportError):  # themes that have it cut their table of contents with it
        importlib.import_module("bs4").BeautifulSoup("<p>", "html.parser").select("nav > p.a:not([b])")
