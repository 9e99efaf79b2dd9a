"""`lessonlib adopt` on small courses of others: what it finds, and that what it writes makes them build."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from lessonlib.cli import commands, imports, jupyter_book
from lessonlib.cli.adopt import BEGIN

CONF = """project = "Theirs"
author = copyright = "they"
extensions = ["myst_parser", "sphinx.ext.intersphinx"]
intersphinx_mapping = {"nowhere": ("https://nowhere.invalid/", None)}
nb_execution_mode = "inline"
nb_execution_raise_on_error = False
html_theme = "sphinx_book_theme"
source_suffix = {
    ".rst": "restructuredtext",
    # ".txt": "restructuredtext",
    ".md": "markdown",
}
"""
CELLS = """---
file_format: mystnb
kernelspec: {name: python3}
---

# %s

```{code-cell}
%s
```
"""
PAGES = {
    "index": "# Theirs\n\n![](a.svg)\n\n[nowhere](nowhere.md)\n\n```{toctree}\n:glob:\n\n*\n```\n",
    "plain": CELLS % ("Plain", "import sqlite3, unittest.mock\nprint(6 * 7)"),
    "second": CELLS % ("Second", "import unittest.mock\nprint(6 * 8)"),
    "weather": CELLS
    % (
        "Weather",
        "from urllib.error import URLError\nraise URLError('Name or service not known')  # of https://nowhere.invalid/rain.csv",
    ),
    "broken": CELLS % ("Broken", "1 / 0"),
}


@pytest.fixture(scope="module")
def adopted(tmp_path_factory):
    """A course, what the command said of it, and its exit code."""
    folder = tmp_path_factory.mktemp("theirs")
    (folder / "docs").mkdir()
    (folder / "docs" / "conf.py").write_text(CONF)
    (folder / "docs" / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    for name, text in PAGES.items():
        (folder / "docs" / f"{name}.md").write_text(text)
    cells = [{"cell_type": "code", "source": code, "metadata": {}, "outputs": []} for code in ("x = 1", "x + nothing")]
    cells = [{"cell_type": "markdown", "source": "# A notebook", "metadata": {}}, *cells]
    known = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    book = {"cells": cells, "metadata": known, "nbformat": 4, "nbformat_minor": 4}
    (folder / "docs" / "book.ipynb").write_text(json.dumps(book))
    result = CliRunner().invoke(commands.main, ["adopt", str(folder)])
    return folder / "docs", result


def test_it_says_what_it_finds(adopted):
    _, result = adopted

    assert result.exit_code == 0, result.output
    for said in (
        "weather.md is not run: needs the network: https://nowhere.invalid/rain.csv",
        "myst_nb takes the place of myst_parser",
        "other sites that pages link to (intersphinx) cannot be reached",
        "book.ipynb is not run: NameError: name 'nothing' is not defined",
        "broken.md is not run: ZeroDivisionError: division by zero",
        "1 images have no alt text, switched off:\n  index.md: 3\n",
        "nb_execution_raise_on_error was False",
        "plain runs for",
    ):
        assert said in result.output


def test_what_it_writes_makes_the_course_build(adopted):
    docs, _ = adopted
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", docs, docs.parent / "html"]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "42" in (docs.parent / "html" / "plain.html").read_text(encoding="utf-8")
    assert (docs / "conf.py").read_text().startswith(CONF)
    assert BEGIN in (docs / "conf.py").read_text()


def test_a_course_is_adopted_once(adopted):
    result = CliRunner().invoke(commands.main, ["adopt", str(adopted[0])])

    assert result.exit_code == 1
    assert "take them out first" in result.output


def test_a_folder_without_a_course_is_refused(tmp_path):
    result = CliRunner().invoke(commands.main, ["adopt", str(tmp_path)])

    assert result.exit_code == 1
    assert "there is no conf.py and no _config.yml" in result.output


def test_imports_of_cells_are_found_in_each_kind_of_page(tmp_path):
    (tmp_path / "a.md").write_text(CELLS % ("A", ":tags: [hide-input]\n\n!pip list\nimport numpy as np"))
    (tmp_path / "b.ipynb").write_text('{"cells": [{"cell_type": "code", "source": ["from scipy import stats"]}]}')
    (tmp_path / "c.ipynb").write_text("{")

    assert [{*imports.imported_by(tmp_path / name)} for name in ("a.md", "b.ipynb", "c.ipynb")] == [
        {"numpy"},
        {"scipy"},
        set(),
    ]


def test_what_several_pages_import_and_takes_long_is_imported_once(tmp_path, monkeypatch):
    for name in "abc":
        (tmp_path / f"{name}.md").write_text(CELLS % (name, "import slow, quick" if name != "c" else "import once"))
    monkeypatch.setattr(imports, "seconds_of", lambda name, after: {"slow": 2.0, "quick": 0.01, "once": 3.0}[name])

    assert imports.worth_preloading(tmp_path) == {"slow": (2, 2.0)}


def test_a_jupyter_book_is_read_as_settings(tmp_path):
    (tmp_path / "_config.yml").write_text(
        "title: A book\nexecute: {execute_notebooks: cache, timeout: 30}\n"
        "sphinx: {extra_extensions: [sphinx_proof], config: {html_theme: furo}}\n"
        "bibtex_bibfiles: [all.bib]\nparse: {myst_substitutions: {a: b}}\nhtml: {baseurl: https://example.org/}\n"
    )
    names = {}
    exec(jupyter_book.conf_of(tmp_path), names)

    assert (names["project"], names["html_theme"], names["nb_execution_timeout"]) == ("A book", "furo", 30)
    assert {"myst_nb", "sphinx_proof", "sphinxcontrib.bibtex", "sphinx_copybutton"} < {*names["extensions"]}
    assert (names["nb_execution_mode"], names["bibtex_bibfiles"]) == ("cache", ["all.bib"])
    assert (names["html_baseurl"], names["myst_substitutions"]) == ("https://example.org/", {"a": "b"})


def test_pages_that_a_book_does_not_run_are_not_run(tmp_path):
    """YAML reads `off` as a truth value."""
    (tmp_path / "_config.yml").write_text("title: A book\nexecute: {execute_notebooks: off}\n")
    names = {}
    exec(jupyter_book.conf_of(tmp_path), names)

    assert names["nb_execution_mode"] == "off"


def test_what_jupyter_book_brings_and_is_not_installed_is_named(monkeypatch):
    monkeypatch.setattr(jupyter_book, "BESIDES", ["sphinx_copybutton", "no_such_package.extension"])

    assert jupyter_book.lacking() == ["no_such_package.extension"]
