"""A builder removes what a builder wrote; whatever else lies in the output folder stays as it is. Real Sphinx."""

import hashlib
import json
import os
import random
import shutil
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from lessonlib.sphinxext.builds.publishing import publish
from lessonlib.sphinxext.builds.staging import Stage
from lessonlib.sphinxext.core.errors import Mistake
from lessonlib.sphinxext.core.files import digest

EDITS = 200 if os.environ.get("LESSONLIB_KILLS") else 10
CONF = """
project, version, copyright, author = "Test", "1", "the authors", "the authors"
extensions = ["lessonlib.sphinxext", "myst_nb"]
html_theme, nb_execution_mode = "basic", "off"
html_static_path = ["_static"]
lessonlib_balance_reading = False
"""


class Project:
    """Sources, an output folder, and the folder of the doctrees."""

    def __init__(self, folder: Path, conf: str = CONF) -> None:
        self.source, self.out, self.trees = folder / "docs", folder / "out", folder / "trees"
        self.folder = folder
        (self.source / "_static").mkdir(parents=True)
        self.write("conf.py", conf)
        self.write("index.md", "# Home\n\n```{toctree}\n:glob:\np*\n```\n")

    def write(self, name: str, text: str) -> None:
        file = self.source / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def build(self, builder: str = "html", *, out: Path | None = None, trees: Path | None = None) -> str:
        """Build, and return what Sphinx said; any warning is a failure."""
        places = {"outdir": out or self.out, "doctreedir": trees or self.trees}
        said, warned = StringIO(), StringIO()
        with patch_docutils(), docutils_namespace():
            app = Sphinx(self.source, self.source, buildername=builder, status=said, warning=warned, **places)
            app.build()
        assert warned.getvalue() == ""
        return said.getvalue()

    def clean(self, builder: str = "html") -> dict[str, str]:
        """Return file → digest of a clean build."""
        place = self.folder / "clean"
        shutil.rmtree(place, ignore_errors=True)
        self.build(builder, out=place / "out", trees=place / "trees")
        return digests(place / "out")


def digests(folder: Path) -> dict[str, str]:
    """Return file → digest of all that a folder holds, but for hidden files."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    names = {file.relative_to(folder).as_posix(): file for file in files}
    return {
        name: hashlib.sha256(file.read_bytes()).hexdigest()
        for name, file in sorted(names.items())
        if not any(part.startswith(".") for part in name.split("/"))
    }


@pytest.fixture
def folders(tmp_path):
    """Return a builder's own folder with two files, an output folder, and where the list is kept."""
    made, shown = tmp_path / "made", tmp_path / "shown"
    for folder in (made / "inner", shown):
        folder.mkdir(parents=True)
    (made / "index.html").write_text("home")
    (made / "inner" / "page.html").write_text("page")
    return made, shown, tmp_path / "list.json"


def test_what_is_made_no_more_leaves_with_its_folder_and_nothing_else_does(folders):
    made, shown, kept = folders
    (shown / "thesis.txt").write_text("mine")
    publish(made, shown, kept)
    shutil.rmtree(made / "inner")

    publish(made, shown, kept)

    assert sorted(path.name for path in shown.rglob("*")) == ["index.html", "thesis.txt"]


def test_a_folder_that_was_there_before_stays_when_it_is_empty(folders):
    made, shown, kept = folders
    (shown / "inner").mkdir()
    publish(made, shown, kept)
    shutil.rmtree(made / "inner")

    publish(made, shown, kept)

    assert [path.name for path in shown.iterdir() if path.is_dir()] == ["inner"]


def edit(file: Path) -> None:
    file.write_text("edited by hand")


def put_a_link(file: Path) -> None:
    other = file.with_name("elsewhere.txt")
    other.write_text("page")  # the very same content
    file.unlink()
    file.symlink_to(other)


def put_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()
    (file / "kept.txt").write_text("kept")


@pytest.mark.parametrize("change", [edit, put_a_link, put_a_folder])
def test_what_somebody_else_put_in_its_place_is_left_alone(folders, change):
    made, shown, kept = folders
    publish(made, shown, kept)
    change(shown / "inner" / "page.html")
    before = digests(shown)
    (made / "inner" / "page.html").unlink()

    publish(made, shown, kept)
    publish(made, shown, kept)

    assert digests(shown) == before


def test_a_link_in_the_output_folder_leads_no_removal_and_no_file_outside(folders, tmp_path):
    made, shown, kept = folders
    publish(made, shown, kept)
    outside = tmp_path / "outside"
    shutil.move(shown / "inner", outside)  # the same bytes, elsewhere
    (shown / "inner").symlink_to(outside)
    (made / "inner" / "page.html").write_text("another page")

    with pytest.raises(Mistake, match=r"inner/page.html would be written through a link"):
        publish(made, shown, kept)
    (made / "inner" / "page.html").unlink()
    publish(made, shown, kept)

    assert (outside / "page.html").read_text() == "page"


def test_a_link_leads_to_no_folder_that_is_removed(folders, tmp_path):
    made, shown, kept = folders
    (made / "inner" / "deep").mkdir()
    (made / "inner" / "deep" / "page.html").write_text("deep")
    publish(made, shown, kept)
    outside = tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    shutil.rmtree(shown / "inner")
    (shown / "inner").symlink_to(outside)
    shutil.rmtree(made / "inner")

    publish(made, shown, kept)

    assert (outside / "deep").is_dir()


def test_a_link_in_place_of_a_page_is_replaced_and_not_followed(folders, tmp_path):
    made, shown, kept = folders
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    (shown / "index.html").symlink_to(mine)

    publish(made, shown, kept)

    assert (mine.read_text(), (shown / "index.html").read_text()) == ("mine", "home")


HOSTILE = ["../mine.txt", "inner/../../mine.txt", "/{}/mine.txt", "", ".", "a\0b"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("place", ["files", "folders"])
def test_a_list_that_leads_outside_removes_nothing(folders, tmp_path, name, place):
    made, shown, kept = folders
    mine, page = tmp_path / "mine.txt", shown / "old.html"
    held = hashlib.sha256(b"mine").hexdigest()
    for file in (mine, page):
        file.write_text("mine")
    entry = [[held], "", ""]
    said: dict = {"files": {"old.html": entry}, "folders": []}
    name = name.format(str(tmp_path).strip("/"))
    said[place] = {**said["files"], name: entry} if place == "files" else [name]
    text = json.dumps(said)
    kept.write_text(f"{digest(text)}\n{text}")

    publish(made, shown, kept)

    assert (mine.exists(), page.exists()) == (True, True)


DAMAGES = [
    b"",
    b"\0\xff",
    b"{}",
    b"null",
    b'{"files": [], "folders": []}',
    b'{"files": {"old.html": 1}, "folders": []}',
    b'{"files": {"old.html": [[1], "", ""]}, "folders": []}',
    b'{"files": {}, "folders": [1]}',
]


@pytest.mark.parametrize("checked", [True, False])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_list_removes_nothing_and_is_replaced(folders, damage, checked):
    made, shown, kept = folders
    publish(made, shown, kept)
    (made / "inner" / "page.html").unlink()
    kept.write_bytes(digest(damage).encode() + b"\n" + damage if checked else damage)

    publish(made, shown, kept)

    assert (shown / "inner" / "page.html").exists()
    (made / "index.html").unlink()
    publish(made, shown, kept)
    assert not (shown / "index.html").exists()


def test_a_publication_that_was_cut_short_can_be_finished_and_taken_back(folders, monkeypatch):
    made, shown, kept = folders
    publish(made, shown, kept)
    for name in ("index.html", "inner/page.html"):
        (made / name).write_text("new")
    copy = shutil.copy2

    def stop_at_the_second(source, target):
        copy(source, target)
        if Path(source).name == "page.html":
            raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "copy2", stop_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        publish(made, shown, kept)
    monkeypatch.undo()
    assert sorted(file.read_text() for file in shown.rglob("*.html")) == ["new", "page"]

    shutil.rmtree(made)
    made.mkdir()
    publish(made, shown, kept)

    assert [*shown.iterdir()] == []


def test_a_file_of_the_site_that_was_damaged_or_deleted_is_put_back(folders):
    made, shown, kept = folders
    publish(made, shown, kept)
    edit(shown / "index.html")
    (shown / "inner" / "page.html").unlink()

    publish(made, shown, kept)

    assert digests(shown) == digests(made)


def test_other_content_of_the_same_size_and_time_is_published(folders):
    """As one file takes the place of another from the same archive."""
    made, shown, kept = folders
    publish(made, shown, kept)
    times = (made / "index.html").stat()
    (made / "index.html").write_text("emoh")
    os.utime(made / "index.html", ns=(times.st_atime_ns, times.st_mtime_ns))

    publish(made, shown, kept)

    assert (shown / "index.html").read_text() == "emoh"


def test_nothing_is_read_or_written_when_nothing_has_changed(folders, monkeypatch):
    made, shown, kept = folders
    publish(made, shown, kept)
    before = kept.stat().st_mtime_ns
    monkeypatch.setattr(hashlib, "file_digest", None)

    publish(made, shown, kept)

    assert kept.stat().st_mtime_ns == before


def test_another_builders_file_stays_when_this_one_makes_it_no_more(folders, tmp_path):
    made, shown, kept = folders
    other = tmp_path / "other.json"
    publish(made, shown, kept)
    publish(made, shown, other)
    (made / "index.html").unlink()

    publish(made, shown, kept, others=lambda: iter([other]))
    assert (shown / "index.html").exists()
    publish(made, shown, other, others=lambda: iter([kept]))

    assert not (shown / "index.html").exists()


@pytest.fixture
def project(tmp_path) -> Project:
    made = Project(tmp_path / "project")
    for name in ("p1.md", "p2.md"):
        made.write(name, f"# Page {name}\n\nText.\n")
    made.write("_static/one.txt", "one")
    return made


def test_a_deleted_page_and_static_file_leave_the_site_and_its_zip(project):
    project.write("conf.py", CONF.replace('"myst_nb"', '"myst_nb", "lessonlib.sphinxext.outputs.downloads"'))
    project.build()
    for name in ("p2.md", "_static/one.txt"):
        (project.source / name).unlink()

    project.build()

    zipped = zipfile.ZipFile(project.out / "downloads" / "site.zip").namelist()
    gone = [name for name in (*digests(project.out), *zipped) if "p2" in name or "one.txt" in name]
    assert gone == []
    assert digests(project.out) == project.clean()


def test_a_build_that_ends_while_it_clears_away_is_made_good_by_the_next(project, monkeypatch):
    project.build()
    (project.source / "p2.md").unlink()
    monkeypatch.setattr(Stage, "clear", lambda self: 1 / 0)
    with pytest.raises(ExtensionError):
        project.build()
    monkeypatch.undo()

    project.build()

    assert digests(project.out) == project.clean()


def test_what_is_foreign_is_neither_changed_nor_zipped(project):
    """Even where builders write, and pages that look like the site's."""
    project.write("conf.py", CONF.replace('"myst_nb"', '"myst_nb", "lessonlib.sphinxext.outputs.downloads"'))
    names = (
        "CNAME",
        "_images/mine.png",
        "downloads/mine.ipynb",
        "slides/mine.html",
        "thesis/index.html",
        ".git/config",
    )
    for name in names:
        (project.out / name).parent.mkdir(parents=True, exist_ok=True)
        (project.out / name).write_text(f"<html><head></head>{name}</html>")
    project.build()
    (project.source / "p2.md").unlink()

    project.build()

    assert [(project.out / name).read_text() for name in names] == [
        f"<html><head></head>{name}</html>" for name in names
    ]
    zipped = zipfile.ZipFile(project.out / "downloads" / "site.zip").namelist()
    assert [name for name in zipped if name.removeprefix("site/") in names] == []


def test_the_output_folder_may_hold_the_sources(project):
    before = digests(project.folder)

    project.build(out=project.folder)
    (project.source / "p2.md").unlink()
    project.build(out=project.folder)

    after = digests(project.folder)
    assert {name: after.get(name) for name in before if name != "docs/p2.md"} == {
        name: held for name, held in before.items() if name != "docs/p2.md"
    }
    site = {name: held for name, held in after.items() if name.partition("/")[0] not in {"docs", "trees"}}
    assert site == project.clean()


def test_without_the_folder_of_the_doctrees_nothing_is_removed(project):
    project.build()
    shutil.rmtree(project.trees)
    (project.source / "p2.md").unlink()

    project.build()

    assert (project.out / "p2.html").exists()


def test_a_project_that_was_moved_still_removes_what_it_published(project, tmp_path):
    project.build()
    moved = Project(tmp_path / "moved")
    for name in ("docs", "out", "trees"):
        shutil.copytree(project.folder / name, moved.folder / name, dirs_exist_ok=True)
    (moved.source / "p1.md").unlink()

    moved.build()

    assert not (moved.out / "p1.html").exists()


def test_two_builders_share_an_output_folder(project):
    for builder in ("html", "dirhtml"):
        project.build(builder)
    (project.source / "p2.md").unlink()

    project.build("html")
    assert not (project.out / "p2.html").exists()
    assert (project.out / "p2" / "index.html").exists()
    project.build("dirhtml")

    assert [name for name in digests(project.out) if "p2" in name] == []
    assert {"p1.html", "p1/index.html", "index.html"} <= digests(project.out).keys()


def test_two_source_trees_share_an_output_folder_and_the_doctrees(project, tmp_path):
    other = Project(tmp_path / "other")
    other.write("p9.md", "# Nine\n")
    project.build()
    other.build(out=project.out, trees=project.trees)
    (project.source / "p2.md").unlink()

    project.build()

    names = digests(project.out).keys()
    assert {"p1.html", "p9.html"} <= names
    assert "p2.html" not in names


def test_what_saved_notebooks_install_outlives_all_that_is_gone(project):
    project.build()
    (made,) = (project.trees / "sites").glob("html.*.*/")
    wheel = made / "downloads" / "wheels" / "0123" / "lessonlib.whl"
    wheel.parent.mkdir(parents=True)
    wheel.write_text("wheel")
    (made / "downloads" / "old.txt").write_text("old")
    project.build()
    (project.source / "p2.md").unlink()

    project.build()

    assert (project.out / "downloads/wheels/0123/lessonlib.whl").read_text() == "wheel"
    assert not (project.out / "downloads/old.txt").exists()


@pytest.mark.parametrize("builder", ["dirhtml", "epub", "singlehtml"])
def test_other_builders_forget_what_is_gone_too(project, builder):
    project.build(builder)
    (project.source / "p2.md").unlink()

    project.build(builder)

    assert [name for name in digests(project.out) if "p2" in name] == []
    right = project.clean(builder)
    assert digests(project.out).keys() == right.keys()
    for file in project.out.glob("*.epub"):
        assert zipfile.ZipFile(file).namelist() == zipfile.ZipFile(project.folder / "clean/out" / file.name).namelist()


def test_a_build_that_changes_nothing_writes_nothing_into_the_output_folder(project):
    project.build()
    before = {file: file.stat().st_mtime_ns for file in project.out.rglob("*")}

    project.build()

    changed = [file.name for file, time in before.items() if file.stat().st_mtime_ns != time]
    assert changed == []


class Edits:
    """What an author does to pages, figures, files to download and static files, at random."""

    def __init__(self, project: Project, seed: int) -> None:
        self.project, self.chance, self.count = project, random.Random(seed), 0

    def names(self, folders: str, endings: str) -> list[str]:
        """Return the files below these folders with these endings."""
        files = [file for folder in folders.split() for file in self.project.source.glob(f"{folder}/*.*")]
        names = [file.relative_to(self.project.source).as_posix() for file in files]
        return sorted(name for name in names if name.endswith(tuple(endings.split())) and name != "index.md")

    def new_name(self, folders: str, endings: str) -> str:
        self.count += 1
        return f"{self.chance.choice(folders.split())}/p{self.count}{self.chance.choice(endings.split())}"

    def write_page(self) -> str:
        name = self.chance.choice([*self.names(". more", ".md"), self.new_name(". more", ".md")])
        shown = [file for file in self.names("more", ".svg .txt") if self.chance.random() < 0.5]
        parts = [f"![a figure](/{file})" if file.endswith("svg") else f"{{download}}`/{file}`" for file in shown]
        parts.insert(0, f"{{index}}`word{self.chance.randrange(9)}` {self.chance.random()}")
        self.project.write(name, "\n\n".join(["---\norphan: true\n---", f"# {name}", *parts]))
        return f"write {name} with {shown}"

    def write_file(self) -> str:
        new = self.new_name("more _static", ".svg .txt .css")
        name = self.chance.choice([*self.names("more _static", ".svg .txt .css"), new])
        text = f'<svg xmlns="http://www.w3.org/2000/svg"><g id="a{self.chance.random()}"/></svg>'
        self.project.write(name, text)
        return f"write {name}"

    def delete(self) -> str:
        pages = self.names(". more", ".md")
        text = "".join((self.project.source / page).read_text() for page in pages)
        files = self.names("more _static", ".svg .txt .css")
        name = self.chance.choice([*pages[1:], *(file for file in files if f"/{file}" not in text), ""])
        if name:
            (self.project.source / name).unlink()
        return f"delete {name}"

    def rename(self) -> str:
        old, new = self.chance.choice(self.names(". more", ".md")), self.new_name(". more", ".md")
        (self.project.source / new).parent.mkdir(exist_ok=True)
        (self.project.source / old).rename(self.project.source / new)
        return f"rename {old} {new}"

    def change_settings(self) -> str:
        theme, index = self.chance.choice(["basic", "alabaster"]), self.chance.choice([True, False])
        self.project.write("conf.py", f"{CONF}html_theme, html_use_index = {theme!r}, {index}\n")
        return f"settings {theme} {index}"

    def one(self) -> str:
        each = [self.write_page, self.write_file, self.delete, self.rename]
        return self.chance.choice([*each * 3, self.change_settings])()


def test_after_any_edits_the_site_is_byte_for_byte_that_of_a_clean_build(tmp_path):
    project = Project(tmp_path)
    project.write("index.md", "# Home\n")
    edits = Edits(project, seed=1)
    for _ in range(3):
        edits.write_page()
    for number in range(EDITS):
        done = [edits.one() for _ in range(edits.chance.randrange(1, 4))]
        project.build()
        if number % 5 == 4 or EDITS > 20:
            made, right = digests(project.out), project.clean()
            wrong = sorted(name for name in {*made, *right} if made.get(name) != right.get(name))
            assert wrong == [], f"{number}: after {done}"
