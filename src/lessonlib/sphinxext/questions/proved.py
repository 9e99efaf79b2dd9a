"""What was proved, kept with all that can change it: while nothing has changed, nothing is proved again.

An old verdict stands while no page is read anew, and the library, packages, Python (`lessonlib_state`) and the files
that proofs have opened are the same. `sphinx-build -a`, which writes everything, proves everything.
"""

import json
from contextlib import suppress
from functools import cache
from pathlib import Path

from sphinx.application import Sphinx

from lessonlib.runtime import usage
from lessonlib.sphinxext.core.files import digest, write_atomically
from lessonlib.sphinxext.execution.inputs import Inputs, Places, inputs, places

FILE = "proved.json"


def is_known(app: Sphinx) -> bool:
    """Return whether all that a doctest build would try has been proved on what is there now."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        kept = json.loads((app.doctreedir / FILE).read_text(encoding="utf-8"))
        return kept["key"] == _key(app) and not Inputs(**kept["inputs"]).changed(_where(app))
    return False


@cache
def watch() -> None:
    """Note, once in a process, from now on what proofs use."""
    usage.watch(__file__)


def keep(app: Sphinx) -> None:
    """Note that all was proved, unless what the proofs used has changed meanwhile."""
    found = inputs(usage.report(), _where(app), {}, "", apart=app.doctreedir)
    if found:
        text = json.dumps({"key": _key(app), "inputs": found.as_dict()}, indent=1, sort_keys=True)
        write_atomically(app.doctreedir / FILE, text)


def _where(app: Sphinx) -> Places:
    return places(Path(app.srcdir), Path(app.srcdir, "conf.py"))


def _key(app: Sphinx) -> str:
    """Return a digest of the proofs, as the pages that were read hold them, and of what they run with."""
    said = [f"{name}={app.config[name]}" for name in sorted(app.config.values) if name.startswith("doctest_")]
    pages = sorted(app.env.found_docs)
    read = [Path(app.doctreedir, f"{page}.doctree").read_bytes() for page in pages]
    return digest(app.config.lessonlib_state, *said, *pages, *read)
