"""Fixtures that all tests share."""

import pathlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sphinx.testing.util import SphinxTestApp

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
