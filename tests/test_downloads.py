"""What a real build of a small course writes for learners to take along."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from lessonlib import bank
from lessonlib.sphinxext.downloads import zip_site
from lessonlib.sphinxext.wheel import build_wheel

PAGE = """---
file_format: mystnb
kernelspec: {name: python3}
draft: true
---

# Small networks

:::{objectives}
build
: **build** a network
:::

(a-target)=
## Begin

Read {doc}`index`.

```{code-cell} python3
import keras
print(2 + 2)
```

```{code-cell} python3
:tags: [remove-cell]
from myst_nb import glue
glue("sum", 4.25, display=False)
```

The sum is {glue:text}`sum:.1f`.

:::{question} how-many
:objective: build
:asks: predict
:kind: number
:unit: layers

How many?

3
: One too many.

otherwise
: Count again.

```pycon
>>> 1 + 1
2
```

The whole explanation.
:::

## Exercise: five layers

:::{exercise} five-layers
:objective: build
:minutes: 5

Build five layers.

Where do I begin?
: At both ends.
:::

:::{solution} five-layers
:::

The secret of the solution.

```{code-cell} python3
mine = keras.Sequential([keras.Input((28, 28, 1))])
```

## What to take away

Nothing more.
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Build the small course once, for all tests of this file."""
    from sphinx.testing.util import SphinxTestApp

    from conftest import CONF

    source, built = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("built")
    conf = CONF.replace('"myst_nb"]', '"myst_nb", "lessonlib.sphinxext.downloads"]')
    (source / "conf.py").write_text(f'{conf}\nhtml_baseurl = "https://example.org/course/"\n')
    (source / "index.md").write_text(PAGE, encoding="utf-8")
    app = SphinxTestApp("html", srcdir=source, builddir=built)
    app.build()
    yield app
    app.cleanup()


@pytest.fixture
def downloads(course):
    return course.outdir / "downloads"


@pytest.mark.parametrize("name", ["index.ipynb", "index-solution.ipynb"])
def test_a_notebook_is_valid(downloads, name):
    nbformat.validate(nbformat.read(downloads / name, as_version=4))


def test_a_stub_has_no_solution_and_no_output(downloads):
    text = (downloads / "index.ipynb").read_text(encoding="utf-8")

    assert "secret of the solution" not in text
    assert "whole explanation" not in text
    assert not any(cell.get("outputs") for cell in json.loads(text)["cells"])
    assert len(text) < 100_000


def test_a_stub_has_the_prose_the_starter_and_the_checks(downloads):
    text = (downloads / "index.py").read_text(encoding="utf-8")

    for expected in (
        "The sum is 4.2.",
        "[Small networks](https://example.org/course/index.html)",
        'check("how-many", ____)',
        'check("five-layers", mine)',
        "____,",
        'hint("five-layers")',
        "Nothing more.",
    ):
        assert expected in text
    assert "glue" not in text
    assert "a-target" not in text


def test_a_solution_has_what_the_build_printed_and_the_answers(downloads):
    book = json.loads((downloads / "index-solution.ipynb").read_text(encoding="utf-8"))
    sources = "\n".join("".join(cell["source"]) for cell in book["cells"])
    printed = [output for cell in book["cells"] for output in cell.get("outputs", [])]

    assert "secret of the solution" in sources
    assert 'check("how-many", 2)' in sources
    assert "how-many: correct" in ["".join(output.get("data", {}).get("text/plain", "")) for output in printed]
    assert "4\n" in ["".join(output.get("text", "")) for output in printed]


def test_a_python_file_can_be_compiled(downloads):
    for name in ("index.py", "index-solution.py"):
        compile((downloads / name).read_text(encoding="utf-8"), name, "exec")


def test_the_bank_holds_the_questions_and_the_hints(downloads):
    known = bank.read((downloads / "bank.json").read_text(encoding="utf-8"))

    assert known.questions["how-many"].key == 2
    assert known.tasks["five-layers"].hints == ("Where do I begin? At both ends.",)


def test_the_wheel_has_the_bank_and_the_stubs_but_no_solutions(downloads):
    (wheel,) = downloads.glob("lessonlib-*.whl")
    names = zipfile.ZipFile(wheel).namelist()

    assert {"lessonlib/course/bank.json", "lessonlib/course/index.ipynb"} <= set(names)
    assert "lessonlib/course/index-solution.ipynb" not in names
    assert wheel.name in (downloads / "index.ipynb").read_text(encoding="utf-8")


def test_a_rebuild_writes_the_same_bytes(course, downloads):
    """In another process, where a set has another order; the site itself is in the zip."""

    def written():
        return {file: file.read_bytes() for file in downloads.rglob("*") if file.is_file()}

    before = written()
    command = [sys.executable, "-m", "sphinx", "-q", "-a", "-E", "-b", "html"]

    subprocess.run([*command, "-d", str(course.doctreedir), str(course.srcdir), str(course.outdir)], check=True)

    assert downloads / "site.zip" in before
    assert written() == before


def test_the_page_leads_to_what_there_is_to_take(course):
    page = (course.outdir / "index.html").read_text(encoding="utf-8")

    for name in ("index.ipynb", "index-solution.ipynb", "index.py"):
        assert f'href="downloads/{name}"' in page
    assert "_sources/index.ipynb" not in page


def test_the_zip_holds_the_site_without_itself(course, downloads):
    names = zipfile.ZipFile(downloads / "site.zip").namelist()

    assert "site/index.html" in names
    assert not any(name.endswith("site.zip") for name in names)


def test_the_build_has_no_warning(course):
    assert course.warning.getvalue() == ""


def test_archives_bear_the_date_that_the_environment_asks_for(course, monkeypatch):
    folder = Path(course.outdir) / "downloads"
    dates = []
    for date in ("1700000000", None):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", date) if date else monkeypatch.delenv("SOURCE_DATE_EPOCH")
        build_wheel(folder)
        zip_site(course, None)
        archives = [next(folder.glob("*.whl")), folder / "site.zip"]
        dates.append({entry.date_time for archive in archives for entry in zipfile.ZipFile(archive).infolist()})

    assert dates == [{(2023, 11, 14, 22, 13, 20)}, {(2020, 1, 1, 0, 0, 0)}]
