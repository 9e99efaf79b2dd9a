"""Fixtures and settings that all tests share."""

import os
import pathlib
import re
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import settings
from sphinx.testing.util import SphinxTestApp

# What a shell has started in the background ignores Control-C, and so would all that the tests start and end by it.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN and threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How many inputs a property is tried on: few, or with LESSONLIB_THOROUGH=1 very many (the nightly session).
settings.register_profile("quick", deadline=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("thorough" if os.environ.get("LESSONLIB_THOROUGH") else "quick")

CONF = """
project, version, copyright = "Test", "1", "the authors"
extensions = ["lessonlib.sphinxext", "myst_nb"]
myst_enable_extensions = ["colon_fence", "deflist"]
html_theme = "sphinx_book_theme"
nb_execution_mode = "off"
nb_execution_raise_on_error = True
nitpicky = True
doctest_global_setup = "import keras, numpy as np"
"""
# A page with one question, and its proof.
PROVED = """# Page

:::{objectives}
count
: **count** things
:::

:::{question} one
:objective: count
:asks: calculate
:kind: number
:unit: things

How many?

otherwise
: Count again.

```pycon
>>> 1 + 1
2
```
:::
"""
# For pages that use Keras: their kernels begin as those of this course.
FOR_KERAS = """
from lessonlib.networks.kernels import ENVIRONMENT as lessonlib_environment, PRELOAD as lessonlib_preload
"""


# They train networks, so they run in one process, in turn: side by side they would only compete.
TRAINING = ("attempts", "checks", "experiments", "films", "garments", "hostile_calls", "training", "weights")
# What takes longest begins first.
ORDER = ("training", "handed_in", "output_folder", "broken_builds", "execution", "edits", "records", "stock_kernels")
PAGE = re.compile(r"test_pages\.py::.*\[(.*)-\w+-\d+\]$")


def group(nodeid: str) -> str:
    """Return the tests that one belongs to: they run in one process, in their order.

    >>> group("tests/test_films.py::test_a[b]"), group("tests/test_cli.py::test_a")
    ('training', 'cli')
    >>> group("tests/browser/test_pages.py::test_axe[lessons/03.html-dark-390]")
    'lessons/03.html'
    """
    if page := PAGE.search(nodeid):
        return page[1]
    name = pathlib.PurePath(nodeid.partition("::")[0]).stem.removeprefix("test_")
    return "training" if name in TRAINING else name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest begin first."""
    places = {name: place for place, name in enumerate(ORDER)}
    items.sort(key=lambda item: places.get(group(item.nodeid), len(ORDER)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each process of pytest-xdist a group at a time. Its own groups (3.8.0) are lost under pytest 9.2."""
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group(nodeid)

    return Groups(config, log)


@dataclass
class Built:
    """A small site after its build."""

    out: pathlib.Path
    warnings: list[str]
    status: str
    code: int

    def page(self, name: str = "index.html") -> str:
        return (self.out / name).read_text(encoding="utf-8")


@pytest.fixture
def build(tmp_path: pathlib.Path) -> Iterator[Callable[..., Built]]:
    """Build a small site from pages (name → text) with the real Sphinx and return what came out."""
    apps = []

    def build_once(pages: dict[str, str], builder: str = "html", **options: object) -> Built:
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        (source / "conf.py").write_text(CONF)
        for name, text in pages.items():
            (source / name).write_text(text, encoding="utf-8")
        app = SphinxTestApp(builder, srcdir=source, builddir=tmp_path / "build", confoverrides=options)
        apps.append(app)
        app.build()
        lines = [line for line in app.warning.getvalue().splitlines() if line.strip()]
        return Built(pathlib.Path(app.outdir), lines, app.status.getvalue(), app.statuscode)

    yield build_once
    for app in apps:
        app.cleanup()
