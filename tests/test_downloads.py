"""What a real build of a small course writes for learners to take along."""

import functools
import hashlib
import json
import re
import shutil
import stat
import subprocess
import sys
import threading
import zipfile
from datetime import UTC, datetime, timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from packaging.utils import parse_wheel_filename

from lessonlib.quiz import bank
from lessonlib.sphinxext.outputs.archive import zip_site
from lessonlib.wheels import Release, build_course

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

```{toctree}
setup
```
"""
CHECKS = """
from lessonlib.checks import Criterion, exercise

@exercise("five-layers", starter="mine = keras.Sequential([____])")
def five_layers(mine):
    yield Criterion("not empty", len(mine) > 0, "Add a layer.")
"""
SETUP = "# Set up\n\n:::{install}\n:::\n"
UNADDRESSED = """---
file_format: mystnb
kernelspec: {name: python3}
draft: true
---

# Small networks

:::{objectives}
build
: **build** a network
:::

Read [how to begin](setup.md), and [Keras](https://keras.io/).

```{toctree}
setup
```
"""
INSTALLED = re.compile(r'https://example\.org[^\s"&\\]+')


def built_course(tmp_path_factory, page: str, address: str, **settings: str):
    """Build a small course."""
    from sphinx.testing.util import SphinxTestApp

    from conftest import CONF, FOR_KERAS

    source, built = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("built")
    conf = CONF.replace('"myst_nb"]', '"myst_nb", "lessonlib.sphinxext.outputs.downloads"]')
    (source / "conf.py").write_text(f'{conf}\n{FOR_KERAS}\nhtml_baseurl = "{address}"\n')
    (source / "index.md").write_text(page, encoding="utf-8")
    (source / "checks").mkdir()
    if ":::{exercise} five-layers" in page:
        (source / "checks" / "networks.py").write_text(CHECKS, encoding="utf-8")
    (source / "setup.md").write_text(SETUP, encoding="utf-8")
    app = SphinxTestApp("html", srcdir=source, builddir=built, confoverrides=settings)
    app.build()
    return app


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Build the small course once, for all tests of this file."""
    app = built_course(tmp_path_factory, PAGE, "https://example.org/course/")
    yield app
    app.cleanup()


@pytest.fixture(scope="module")
def unaddressed(tmp_path_factory):
    """Build a course as somebody does who names no address."""
    app = built_course(tmp_path_factory, UNADDRESSED, "")
    yield app
    app.cleanup()


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """Build a course as the workflow of releases does."""
    beside = "https://example.org/releases/v0.1.0/"
    app = built_course(tmp_path_factory, UNADDRESSED, "https://example.org/course/", lessonlib_wheel_folder=beside)
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
        "keras.Sequential([____])",
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


def test_the_wheel_has_the_bank_the_stubs_and_the_checks_but_no_solutions(downloads):
    (wheel,) = downloads.glob("test-*.whl")
    inside = {name.removeprefix("lessonlib_courses/test/") for name in zipfile.ZipFile(wheel).namelist()}

    assert {"bank.json", "index.ipynb", "checks/networks.py"} <= inside
    assert "index-solution.ipynb" not in inside
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


def test_what_the_zip_holds_can_be_read_by_a_web_server(downloads, tmp_path):
    archive = downloads / "site.zip"
    modes = {entry.external_attr >> 16 for entry in zipfile.ZipFile(archive).infolist()}

    assert modes == {stat.S_IFREG | 0o644}
    if shutil.which("unzip"):
        subprocess.run(["unzip", "-q", archive, "-d", tmp_path], check=True)
        assert (tmp_path / "site" / "index.html").stat().st_mode & 0o444 == 0o444


def test_the_build_has_no_warning(course):
    assert course.warning.getvalue() == ""


def test_archives_bear_the_date_that_the_environment_asks_for(course, monkeypatch, tmp_path):
    dates = []
    for date in ("1700000000", None):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", date) if date else monkeypatch.delenv("SOURCE_DATE_EPOCH")
        wheel = build_course(tmp_path, Release("test", "1"), {}, {})
        zip_site(course, None)
        archives = [wheel, Path(course.outdir) / "downloads" / "site.zip"]
        dates.append({entry.date_time for archive in archives for entry in zipfile.ZipFile(archive).infolist()})

    assert dates == [{(2023, 11, 14, 22, 13, 20)}, {(2020, 1, 1, 0, 0, 0)}]


def installed_from(text: str) -> str:
    """Return the one address in a text that pip is given."""
    (address,) = {found for found in INSTALLED.findall(text) if ".whl" in found}
    return address


@pytest.mark.parametrize(
    "file", ["downloads/index.ipynb", "downloads/index-solution.ipynb", "downloads/index.py", "setup.html"]
)
def test_what_installs_the_course_names_it_by_its_digest(course, file):
    address = urlsplit(installed_from((course.outdir / file).read_text(encoding="utf-8")))

    wheel = Path(course.outdir) / address.path.removeprefix("/course/")
    assert address.fragment == f"sha256={hashlib.sha256(wheel.read_bytes()).hexdigest()}"
    assert wheel.parent.name == address.fragment.removeprefix("sha256=")
    assert parse_wheel_filename(wheel.name)[0] == "test"
    assert wheel.read_bytes() == (course.outdir / "downloads" / wheel.name).read_bytes()


def test_a_page_that_is_not_written_again_names_the_new_wheel(course):
    from lessonlib.sphinxext.outputs.install_commands import name_wheels

    page = Path(course.outdir) / "setup.html"
    before = page.read_text(encoding="utf-8")
    address = installed_from(before)
    old, new = address.rpartition("=")[2], "0" * 64

    name_wheels(course, {"test-1-py3-none-any.whl": new})
    after = page.read_text(encoding="utf-8")
    name_wheels(course, {"test-1-py3-none-any.whl": old})

    assert new in after
    assert old not in after
    assert page.read_text(encoding="utf-8") == before


@pytest.fixture
def served(course, tmp_path):
    """The address of a copy of the site's downloads, and its folder."""
    shutil.copytree(Path(course.outdir) / "downloads", tmp_path / "course" / "downloads")
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", tmp_path / "course"
        server.shutdown()


@pytest.mark.parametrize("changed", [False, True])
def test_pip_takes_the_wheel_and_refuses_a_changed_one(course, served, tmp_path, changed):
    host, folder = served
    address = installed_from((course.outdir / "downloads" / "index.py").read_text(encoding="utf-8"))
    if changed:
        (wheel,) = (folder / "downloads" / "wheels").glob("*/test-*.whl")
        with zipfile.ZipFile(wheel, "a") as archive:
            archive.writestr("lessonlib_courses/test/more.py", "print('changed')")

    where = address.replace("https://example.org", host)
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--target", str(tmp_path / "there"), where]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode != 0) is changed, done.stderr
    assert ("DO NOT MATCH THE HASHES" in done.stderr) is changed
    assert (tmp_path / "there" / "lessonlib_courses").exists() is not changed


def test_the_notebooks_in_the_wheel_install_nothing(downloads):
    (wheel,) = downloads.glob("test-*.whl")
    archive = zipfile.ZipFile(wheel)
    stubs = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".ipynb")]

    assert stubs
    assert not any("pip" in stub or ".whl#" in stub for stub in stubs)


def test_a_build_without_an_address_installs_nothing_and_says_how_to(unaddressed):
    folder = Path(unaddressed.outdir) / "downloads"
    wheels = [file.name for name in ("lessonlib", "test") for file in folder.glob(f"{name}-*.whl")]
    setup = (Path(unaddressed.outdir) / "setup.html").read_text(encoding="utf-8")

    for name in ("index.ipynb", "index-solution.ipynb", "index.py"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "pip" not in text
        assert "Set up" in text
        assert set(re.findall(r"https?://[^/\s)]+", text)) == {"https://keras.io"}
        assert "Read how to begin" in text
    assert all(f'href="downloads/{name}"' in setup for name in wheels)
    assert f"pip install {' '.join(wheels)}" in setup
    assert "digest-of-the-wheel" not in setup
    # Another site is open in this process.
    warnings = unaddressed.warning.getvalue().splitlines()
    assert [line for line in warnings if "already registered" not in line] == []


@pytest.mark.parametrize("file", ["downloads/index.ipynb", "downloads/index-solution.py", "setup.html"])
def test_what_a_release_holds_installs_the_wheel_that_lies_beside_it(released, file):
    out = Path(released.outdir)
    (wheel,) = (out / "downloads").glob("test-*.whl")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()

    address = installed_from((out / file).read_text(encoding="utf-8"))

    assert address == f"https://example.org/releases/v0.1.0/{wheel.name}#sha256={digest}"


def metadata_of(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("METADATA"))
        return archive.read(name).decode().splitlines()


def test_a_course_needs_the_lessonlib_that_lies_beside_it(course, released, unaddressed):
    for app, folder in (
        (course, "https://example.org/course/downloads/wheels"),
        (released, "https://example.org/rele"),
    ):
        downloads = Path(app.outdir) / "downloads"
        (wheel,), (engine,) = downloads.glob("test-*.whl"), downloads.glob("lessonlib-*.whl")
        (needs,) = (line for line in metadata_of(wheel) if line.startswith("Requires-Dist"))
        assert needs.startswith(f"Requires-Dist: lessonlib @ {folder}")
        assert needs.endswith(f"/{engine.name}#sha256={hashlib.sha256(engine.read_bytes()).hexdigest()}")
    (wheel,) = (Path(unaddressed.outdir) / "downloads").glob("test-*.whl")
    assert not any(line.startswith("Requires-Dist") for line in metadata_of(wheel))


def older_wheel(folder: Path, content: bytes) -> Path:
    """Put a wheel where its digest names it."""
    digest = hashlib.sha256(content).hexdigest()
    (folder / digest).mkdir(parents=True)
    wheel = folder / digest / "lessonlib-0.0.1-py3-none-any.whl"
    wheel.write_bytes(content)
    return wheel


def keep_wheels(earlier: Path, site: Path) -> subprocess.CompletedProcess[str]:
    script = Path(__file__).parents[1] / ".ci" / "keep_wheels.py"
    return subprocess.run([sys.executable, script, earlier, site], capture_output=True, text=True, check=False)


def list_days(folder: Path, **days: int) -> None:
    """Write how many days ago each wheel was last built."""
    now = datetime.now(UTC).date()
    listed = {digest: (now - timedelta(days=ago)).isoformat() for digest, ago in days.items()}
    (folder / "last-built.json").write_text(json.dumps(listed))


def test_the_wheels_of_earlier_builds_are_kept_if_they_are_what_they_were(tmp_path):
    earlier, site = tmp_path / "earlier", tmp_path / "site"
    wheel = older_wheel(earlier, b"an older wheel")

    assert keep_wheels(earlier, site).returncode == 0
    assert (site / wheel.parent.name / wheel.name).read_bytes() == b"an older wheel"

    wheel.write_bytes(b"another wheel")
    shutil.rmtree(site)
    refused = keep_wheels(earlier, site)
    assert refused.returncode != 0
    assert "not the one that its folder names" in refused.stderr
    assert not site.exists()


def test_a_wheel_stays_for_a_year_after_the_last_build_that_made_it(tmp_path):
    earlier, site = tmp_path / "earlier", tmp_path / "site"
    contents = (b"a year old", b"older", b"older, but made again", b"not listed")
    names = {content: older_wheel(earlier, content).parent.name for content in contents}
    list_days(earlier, **{names[b"a year old"]: 365, names[b"older"]: 366, names[b"older, but made again"]: 999})
    older_wheel(site, b"older, but made again")

    done = keep_wheels(earlier, site)

    assert done.stdout == "2 wheels of earlier builds stay on the site\n"
    kept = {names[content] for content in contents if content != b"older"}
    assert {file.parent.name for file in site.glob("*/*.whl")} == kept
    again = tmp_path / "again"
    assert keep_wheels(site, again).returncode == 0  # the next publication knows the same days
    assert (again / "last-built.json").read_text() == (site / "last-built.json").read_text()
    listed = json.loads((site / "last-built.json").read_text())
    assert listed.keys() == kept
    assert listed[names[b"a year old"]] < min(listed[names[each]] for each in contents[2:])


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', '{"a": "yesterday"}'])
def test_a_list_of_days_that_cannot_be_read_stops_the_publication(tmp_path, text):
    older_wheel(tmp_path / "earlier", b"an older wheel")
    (tmp_path / "earlier" / "last-built.json").write_text(text)

    refused = keep_wheels(tmp_path / "earlier", tmp_path / "site")

    assert refused.returncode != 0
    assert "is no list of days" in refused.stderr
    assert not (tmp_path / "site").exists()
