"""What makes a page run again, and what does not: a table, and builds that walk it.

Each row is a page in a folder of its own. All changes are made at once: a row that runs for another's sake fails.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from lean_site import LeanSite, cell, ran

from lessonlib.sphinxext.execution import packages
from lessonlib.sphinxext.execution.digests import digest_of

READ = 'print(open("data.txt").read())'
DAY = 86400


@dataclass(frozen=True)
class Row:
    """A change: the page that it is made to, files around it, what changes, and whether the page runs again."""

    code: str
    change: Callable[[Path], None]
    runs: bool
    files: dict[str, str] = field(default_factory=dict)
    front: str = ""


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Return what changes a file of a folder."""

    def change(folder: Path) -> None:
        file = folder / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    return change


def age(name: str, days: int) -> Callable[[Path], None]:
    """Return what gives a file another time."""

    def change(folder: Path) -> None:
        file = folder / name
        time = file.stat().st_mtime - days * DAY
        os.utime(file, (time, time))

    return change


def both(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    return lambda folder: [change(folder) for change in changes] and None


def new(name: str, text: str = "new") -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_text(text) and None


DATA = {"data.txt": "old"}
CHILD = 'import subprocess\nprint(subprocess.run(["cat", "data.txt"], capture_output=True).stdout)'
TRY = "try:\n    print({})\nexcept (OSError, ImportError):\n    print('none')"
WRITE = 'from pathlib import Path\nPath("made.txt").write_text("made")\nprint(Path("made.txt").read_text())'
ANEW = 'with open("made.txt", "w+") as file:\n    file.write("made")\n    file.seek(0)\n    print(file.read())'
HELPER = {"helper.py": "from deeper import VALUE\n", "deeper.py": "VALUE = 'old'\n"}
MEANWHILE = f"{READ}\nimport subprocess\nsubprocess.run(['sh', '-c', '[ -e done ] || echo new > data.txt; touch done'])"
PRINT, PAGE = "print('old')", "page.md"
OPEN, IMPORT = TRY.format('open("data.txt").read()'), TRY.format("__import__('not_yet').VALUE")
USE = "import helper\nprint(helper.VALUE)"
LIST = "import os\nprint(sorted(os.listdir('.')))"
COMMENT = edit("helper.py", "VALUE", "VALUE  # a comment")
CHANGE = edit("data.txt", "old", "new")
TABLE = {
    "the code of a cell": Row(PRINT, edit(PAGE, "'old'", "'new'"), True),
    "the code of a cell, at an older time": Row(PRINT, both(edit(PAGE, "'old'", "'new'"), age(PAGE, 2)), True),
    "a tag that lets a cell fail": Row(PRINT, edit(PAGE, "print", ":tags: [raises-exception]\nprint"), True),
    "a tag that hides a cell": Row(PRINT, edit(PAGE, "print", ":tags: [hide-input]\nprint"), False),
    "prose": Row(PRINT, edit(PAGE, "# Page", "# Page\n\nA sentence."), False),
    "only the time of the page": Row(PRINT, age(PAGE, -2), False),
    "a file that it opens": Row(READ, CHANGE, True, DATA),
    "a file that it opens, at an older time": Row(READ, both(CHANGE, age("data.txt", 2)), True, DATA),
    "only the time of a file that it opens": Row(READ, age("data.txt", -2), False, DATA),
    "a file beside it that it does not open": Row(PRINT, CHANGE, False, DATA),
    "a file that it opens is gone": Row(OPEN, lambda folder: (folder / "data.txt").unlink(), True, DATA),
    "a file that it looks for and that was missing": Row(OPEN, new("data.txt"), True),
    "a file that it writes": Row(WRITE, edit("made.txt", "made", "changed"), False),
    "a file that it reads and then writes": Row(f"{READ}\nopen('data.txt', 'a').close()", CHANGE, True, DATA),
    "a file that it opens to read and to write": Row("print(open('data.txt', 'r+').read())", CHANGE, True, DATA),
    "a file that it makes anew and reads": Row(ANEW, edit("made.txt", "made", "changed"), False),
    "a folder that it lists": Row(LIST, new("another.txt"), True),
    "a module beside it": Row(USE, COMMENT, True, HELPER),
    "a module of a module": Row(USE, edit("deeper.py", "old", "new"), True, HELPER),
    "a module that was missing": Row(IMPORT, new("not_yet.py", "VALUE = 1"), True),
    "a module that it does not import": Row(PRINT, COMMENT, False, HELPER),
    "a file that a child process reads": Row(CHILD, CHANGE, False, DATA),
    "a file that a child process reads, declared": Row(CHILD, CHANGE, True, DATA, "depends: data.txt"),
    "a file of a declared folder": Row(
        PRINT, edit("more/data.txt", "old", "new"), True, {"more/data.txt": "old"}, "depends: [more]"
    ),
    "one more file of a declared pattern": Row(PRINT, new("more.txt"), True, DATA, "depends: ['*.txt']"),
    "a file while the page runs": Row(MEANWHILE, lambda folder: None, True, DATA),
}
# Changes around all pages, one build each: what is changed, and the pages that run.
AROUND = {
    "uses": "import outside\nprint(outside.VALUE)",
    "helped": "from lessonlib import shapes\nprint(shapes.conv_size(28, kernel=5))",
    "asks": "import os\nprint(os.environ.get('COURSE_YEAR'))",
    "plain": "print('plain')",
    "shows": "from pathlib import Path\nprint(Path.cwd())",
}


def folder_of(row: str) -> str:
    return "".join(letter if letter.isalpha() else "-" for letter in row)


@pytest.fixture(scope="module")
def walked(tmp_path_factory) -> tuple[set[str], LeanSite]:
    """Return the folders whose pages ran again when all rows had changed at once."""
    files: dict[str, str] = {}
    for name, row in TABLE.items():
        folder = folder_of(name)
        files |= {f"{folder}/page.md": cell(row.code, front=row.front)}
        files |= {f"{folder}/{file}": text for file, text in row.files.items()}
    site = LeanSite(tmp_path_factory.mktemp("table"), files)
    first = ran(site.build("-j", "2"))
    assert len(first) == len(TABLE)
    for name, row in TABLE.items():
        row.change(site.source / folder_of(name))
    second = ran(site.build("-j", "2"))
    return {page.partition("/")[0] for page in second}, site


@pytest.mark.parametrize("row", TABLE)
def test_a_page_runs_again_when_what_it_used_is_another_one_and_only_then(walked, row):
    assert (folder_of(row) in walked[0]) is TABLE[row].runs


def test_a_build_without_a_change_runs_nothing_and_reads_nothing(walked):
    _, site = walked

    built = site.build("-j", "2")

    assert ran(built) == set()
    assert "0 added, 0 changed, 0 removed" in built.stdout


def test_a_page_shows_what_another_has_written_in_the_same_build(tmp_path):
    write = "from pathlib import Path\nPath('made.txt').write_text(Path('data.txt').read_text())"
    read = "print(open('made.txt').read())"
    files = {"a.md": cell(write), "b.md": cell(read), "data.txt": "first", "made.txt": "nothing"}
    site = LeanSite(tmp_path, files)

    site.build("-j", "2")
    assert "first" in site.html("b")

    site.write({"data.txt": "second"})
    assert ran(site.build("-j", "2")) == {"a", "b"}
    assert "second" in site.html("b")
    assert ran(site.build("-j", "2")) == set()


def test_a_page_that_lists_a_folder_into_which_another_writes_is_right_in_the_end(tmp_path):
    lists = "import os, time\nprint([name for name in os.listdir('.') if name.endswith('.txt')])\ntime.sleep(2)"
    site = LeanSite(tmp_path, {"a.md": cell(lists), "b.md": cell("import time\ntime.sleep(1)\nopen('b.txt', 'w')")})

    site.build("-j", "2")
    site.build("-j", "2")

    assert "['b.txt']" in site.html("a")


@pytest.mark.parametrize("said", ["5", "true", "[1]", "['**.md']", "''"])
def test_what_a_page_declares_and_cannot_be_is_named_with_its_page(tmp_path, said):
    site = LeanSite(tmp_path, {"a.md": cell("print(1)", front=f"depends: {said}")})

    built = site.build(fails=True)

    assert "a.md" in built.stderr
    assert "depends: " in built.stderr
    assert "Traceback" not in built.stderr


def test_two_clean_builds_give_the_same_bytes(tmp_path):
    pages = {
        "warns.md": "import warnings\nwarnings.warn('careful')\nimport numpy\nprint(numpy.array([1.0]) / 0)",
        "sets.md": "print({'apple', 'pear', 'plum', 'fig', 'quince'})",
        "plots.md": "import plotly.express\nplotly.express.bar(x=['a'], y=[1]).show('notebook_connected')",
        "styles.md": "import pandas\npandas.DataFrame({'a': [1, 2]}).style.highlight_max()",
        "widgets.md": "import ipywidgets\nipywidgets.HBox([ipywidgets.IntSlider(1), ipywidgets.Button()])",
    }
    made = []
    for name in ("one", "two"):
        site = LeanSite(tmp_path / name, {page: cell(code) for page, code in pages.items()})
        site.build("-j", "2")
        html = site.folder / "_build" / "html"
        made.append({file.relative_to(html): file.read_bytes() for file in html.rglob("*.html")})
        assert "cell.py:2: UserWarning: careful" in site.html("warns")
        assert "IntSliderModel" in (html / "widgets.html").read_text(encoding="utf-8")

    assert made[0] == made[1]


@pytest.fixture(scope="module")
def around(tmp_path_factory) -> tuple[LeanSite, dict[str, str]]:
    """Return a site whose pages use a package, the library, and a variable; and the environment of its builds."""
    folder = tmp_path_factory.mktemp("around")
    fronts = {"asks": "depends: [$COURSE_YEAR]"}
    pages = {f"{name}.md": cell(code, front=fronts.get(name, "")) for name, code in AROUND.items()}
    site = LeanSite(folder, pages)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = folder / "user" / "lib" / version / "site-packages"
    for name in ("outside", "other"):
        (packages / name).mkdir(parents=True)
        (packages / name / "__init__.py").write_text("VALUE = 'old'\n")
        install(packages, name, "1.0")
    environment = {
        "PYTHONUSERBASE": str(folder / "user"),
        "PYTHONPATH": os.pathsep.join([str(site.library.parent), str(packages)]),
    }
    assert ran(site.build("-j", "2", **environment)) == set(AROUND)
    return site, environment


def install(packages: Path, name: str, version: str) -> None:
    """Note a package as one that is installed in a version."""
    for old in packages.glob(f"{name}-*"):
        shutil.rmtree(old)
    info = packages / f"{name}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "top_level.txt").write_text(f"{name}\n")
    (info / "entry_points.txt").write_text("[console_scripts]\n")  # which is read by all who look for plugins
    (info / "RECORD").write_text(f"{name}/__init__.py,,\n")


def test_another_version_of_a_package_runs_the_pages_that_import_it(around):
    site, environment = around
    install(next(site.folder.glob("user/lib/*/site-packages")), "outside", "1.1")

    assert ran(site.build(**environment)) == {"uses"}


def test_another_version_of_a_package_that_no_page_imports_runs_nothing(around):
    site, environment = around
    install(next(site.folder.glob("user/lib/*/site-packages")), "other", "1.1")

    assert ran(site.build(**environment)) == set()


def test_another_module_of_the_library_runs_the_pages_that_import_it(around):
    site, environment = around
    shapes = site.library / "shapes.py"
    shapes.write_text(shapes.read_text() + "\n# changed\n")

    assert ran(site.build(**environment)) == {"helped"}


def test_a_declared_variable_runs_its_page_and_no_other_variable_does(around):
    site, environment = around

    assert ran(site.build(**environment, COURSE_YEAR="2027", ANOTHER="2027")) == {"asks"}
    assert ran(site.build(**environment, ANOTHER="2028")) == set()  # the first run is remembered


def test_a_page_that_is_renamed_does_not_run_and_one_that_moves_does(around):
    site, environment = around
    (site.source / "plain.md").rename(site.source / "renamed.md")
    (site.source / "deep").mkdir()
    (site.source / "helped.md").rename(site.source / "deep" / "helped.md")
    index = site.source / "index.md"
    index.write_text(index.read_text().replace("plain", "renamed").replace("helped", "deep/helped"))

    assert ran(site.build(**environment)) == {"deep/helped"}


def test_a_checkout_elsewhere_that_has_the_records_runs_only_what_shows_its_folder(around):
    site, environment = around
    shutil.copytree(site.source, site.folder / "elsewhere")
    site.source.rename(site.folder / "before")
    site.source = site.folder / "elsewhere"
    executed = next((site.folder / "_build").glob("**/executed"))
    shutil.copytree(executed, site.folder / "carried")
    shutil.rmtree(site.folder / "_build")
    shutil.copytree(site.folder / "carried", executed)
    for file in site.source.rglob("*.md"):
        os.utime(file)

    assert ran(site.build("-j", "2", **environment)) == {"shows"}


def test_a_folder_that_is_added_to_the_path_holds_packages_if_any_is_installed_there(tmp_path, monkeypatch):
    """By a `.pth` file, or PYTHONPATH: its files are known by the versions of packages, and none of them is read."""
    (tmp_path / "packages" / "some-1.dist-info").mkdir(parents=True)
    (tmp_path / "modules").mkdir()
    for name in ("packages", "modules"):
        monkeypatch.syspath_prepend(tmp_path / name)
    packages.sites.cache_clear()

    found = packages.sites()

    packages.sites.cache_clear()
    assert f"{tmp_path / 'packages'}{os.sep}" in found
    assert f"{tmp_path / 'modules'}{os.sep}" not in found


def test_a_file_that_keeps_its_length_and_its_time_but_not_its_content_has_another_digest(tmp_path):
    file, found = tmp_path / "data.txt", set()
    file.write_text("0")
    then = file.stat()
    for number in range(10):
        file.write_text(str(number))
        os.utime(file, ns=(then.st_atime_ns, then.st_mtime_ns))
        time.sleep(0.05 * (number % 2))  # long enough for a digest to be kept, and not
        found |= {digest_of(file), digest_of(file)}

    assert len(found) == 10
