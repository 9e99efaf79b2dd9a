"""Whatever happened to a build, the next one is right.

Here on kernels that do not import Keras, and with few broken builds. `nox -s torture` sets LESSONLIB_KILLS: then the
pages run with Keras, thirty builds are broken off in each of five ways, and each damage gets a build of its own.
"""

import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from functools import cache
from itertools import cycle
from pathlib import Path

import pytest

import lessonlib
from conftest import CONF, FOR_KERAS
from lessonlib.sphinxext.execution.cache import Record, Store

resource = pytest.importorskip("resource")  # Windows has none
KILLS = int(os.environ.get("LESSONLIB_KILLS", "0"))

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="asks /proc for processes")
PAGE = "---\nfile_format: mystnb\nkernelspec: {{name: python3}}\n---\n\n# {0}\n\n```{{code-cell}}\n{1}\n```\n"
ADD = "import numpy as np\nprint(np.arange({}).sum())"
DRAW = """---
mystnb: {{image: {{alt: A line}}}}
---
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.plot([0, {}]);"""
MANY_KINDS = """import subprocess, threading, warnings
from pathlib import Path
import ipywidgets, pandas
warnings.warn("careful {0}")
print(Path("data.txt").read_text(), subprocess.run(["cat"], capture_output=True).stdout, {{"b", "a", "c"}})
print(pandas.DataFrame({{f"a_long_column_name_{{n}}": [{0}] for n in range(8)}}))
thread = threading.Thread(target=print, args=["from a thread"])
thread.start(), thread.join()
ipywidgets.IntSlider({0})"""
KERAS = "import keras\nprint(keras.layers.Dense({}).units)"


# What stands in a repository, and what looks like a part of the site but is not.
FOREIGN = ("CNAME", "thesis/thesis.txt", ".git/config", "_static/mine.css", "slides/mine.html", "downloads/mine.ipynb")


WRITTEN = ("one.md", "two.md", "three.md", "data.txt")  # by the author, meanwhile


class Site:
    """Three small pages and a library of its own, built by a process of its own into a folder with foreign files."""

    def __init__(self, folder: Path, out: str = "_build/html") -> None:
        self.folder, self.library = folder, folder.parent / "library"
        self.docs, self.out, self.trees = folder / "docs", folder / out, folder / "_build" / "doctrees"
        self.docs.mkdir(parents=True)
        (self.docs / "conf.py").write_text(CONF + "html_theme = 'basic'\n" + (FOR_KERAS if KILLS else ""))
        (self.docs / "index.md").write_text("# Home\n\n```{toctree}\none\ntwo\nthree\n```\n")
        self.foreign: dict[str, str] = {}
        self.write(3)
        for name in FOREIGN:
            (self.out / name).parent.mkdir(parents=True, exist_ok=True)
            (self.out / name).write_text(f"mine: {name}")
        self.foreign = {**digests(self.out), **digests(self.docs)}
        if not self.library.exists():
            ours = Path(lessonlib.__file__).parent
            shutil.copytree(ours, self.library / "lessonlib", ignore=shutil.ignore_patterns("__pycache__"))

    def write(self, number: int, *, code: str = "", text: str = "") -> None:
        """Let the code of the pages hold a number; `code` and `text` may be added to the second."""
        (self.docs / "one.md").write_text(PAGE.format("One", (KERAS if KILLS else ADD).format(number)))
        (self.docs / "two.md").write_text(PAGE.format("Two", DRAW.format(number) + code) + text)
        (self.docs / "three.md").write_text(PAGE.format("Three", MANY_KINDS.format(number)))
        (self.docs / "data.txt").write_text(f"data {number}")
        now = {**digests(self.out), **digests(self.docs)}
        self.foreign |= {name: held for name, held in now.items() if name.endswith(WRITTEN)}

    def start(self) -> subprocess.Popen[str]:
        places = ["-d", str(self.trees), str(self.docs), str(self.out)]
        command = [sys.executable, "-m", "sphinx", "-W", "-j", "2", "-b", "html", *places]
        settings = {"PYTHONPATH": str(self.library), "LESSONLIB_DATA": "embedded", "SITE": str(self.folder)}
        out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        # Where tests run in the background, Control-C is ignored, and builds would inherit that.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        process = subprocess.Popen(command, env=os.environ | settings, start_new_session=True, **out)
        signal.signal(signal.SIGINT, before)
        return process

    def build(self) -> str:
        """Build, and return what Sphinx said."""
        process = self.start()
        said, _ = process.communicate()
        assert process.returncode == 0, said
        return said

    def fail(self) -> str:
        """Build what cannot be built, and return what Sphinx said."""
        process = self.start()
        said, _ = process.communicate()
        assert process.returncode, said
        return said

    def bytes(self) -> dict[str, str]:
        """Return file → digest of what is published."""
        own = {file for file in (self.docs, self.trees.parent) if file not in self.out.parents}
        found = {name: held for name, held in digests(self.out).items() if name not in FOREIGN}
        return {
            name: held
            for name, held in found.items()
            if not name.startswith(".") and not any(folder in (self.out / name).parents for folder in own)
        }

    def changed(self) -> list[str]:
        """Return the foreign files, and the sources, that are not what they were or what the author has written."""
        now = {**digests(self.out), **digests(self.docs)}
        return sorted(name for name, held in self.foreign.items() if now.get(name) != held)

    def remove(self) -> None:
        """Forget all earlier builds."""
        shutil.rmtree(self.trees, ignore_errors=True)
        for name in self.bytes():
            (self.out / name).unlink()

    def processes(self) -> list[str]:
        """Return the processes that a build of this site has started and that still run."""
        mark = f"SITE={self.folder}\0".encode()
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (process / "environ").read_bytes():
                    found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return found


def digests(folder: Path) -> dict[str, str]:
    """Return file → digest of all that a folder holds."""
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def differing(site: Site, right: dict[str, str]) -> list[str]:
    """Return the files that are not as in a clean build."""
    made = site.bytes()
    return sorted(name for name in {*made, *right} if made.get(name) != right.get(name))


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> tuple[Path, dict[int, dict[str, str]], float]:
    """Return where sites may be made, number → what a clean build publishes, and the seconds that one takes."""
    folder = tmp_path_factory.mktemp("sites")
    right = {}
    for number in (3, 4):
        site = Site(folder / f"clean{number}")
        site.write(number)
        begin = time.perf_counter()
        site.build()
        seconds = time.perf_counter() - begin
        right[number] = site.bytes()
    assert right[3].keys() != right[4].keys()  # the figure is named by its content
    return folder, right, seconds


# A folder of its own; the repository itself, `sphinx-build docs .`; a clone of the published branch.
PLACES = {"own": "_build/html", "repository": ".", "pages": "pages"}


@pytest.fixture(scope="module")
def sites(clean):
    """Make the site of a place once, for all ways to break its builds off."""
    return cache(lambda place: Site(clean[0] / place, PLACES[place]))


@pytest.fixture
def site(sites, request) -> Site:
    return sites(request.param)


def kill(site: Site, wanted: int, chance: random.Random, seconds: float) -> None:
    """The end of a terminal reaches all processes of a build; the system kills a single one."""
    process = site.start()
    time.sleep(chance.uniform(0.3, seconds))
    with contextlib.suppress(ProcessLookupError):
        (os.killpg if chance.random() < 0.7 else os.kill)(process.pid, signal.SIGKILL)
    process.wait()


def interrupt(site: Site, wanted: int, chance: random.Random, seconds: float) -> None:
    """Control-C reaches all processes."""
    process = site.start()
    time.sleep(chance.uniform(0.3, seconds))
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    process.communicate()


def warn(site: Site, wanted: int, chance: random.Random, seconds: float) -> None:
    site.write(wanted, text=chance.choice(["\n[a link](nowhere.md)\n", "\n{doc}`nowhere`\n", "\n```{nonsense}\n```\n"]))
    assert "two.md:" in site.fail()


def fail_in_a_cell(site: Site, wanted: int, chance: random.Random, seconds: float) -> None:
    site.write(wanted, code="\n1 / 0")
    assert "ZeroDivisionError" in site.fail()


def fill_the_disk(site: Site, wanted: int, chance: random.Random, seconds: float) -> None:
    """A file that may not grow is as one on a full disk; a build whose files are all small enough ends well."""
    process = site.start()
    limit = chance.choice([1, 2, 5, 10, 20, 30]) * 1000
    with contextlib.suppress(ProcessLookupError):
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (limit, limit))
    said, _ = process.communicate()
    assert process.returncode or limit > 10_000, said


WAYS = [kill, interrupt, warn, fail_in_a_cell, fill_the_disk]


# Each way in each place; by default each way in one.
EVERY = [(place, way) for place in PLACES for way in WAYS]
BROKEN = EVERY if KILLS else [(place, way) for place, way in EVERY if (place, way) in zip(cycle(PLACES), WAYS)]


@pytest.mark.parametrize(("site", "way"), BROKEN, indirect=["site"])
def test_a_broken_build_changes_nothing_foreign_and_the_next_one_is_right(clean, site, way):
    """Nor is a half-written page ever published."""
    _, right, seconds = clean
    chance = random.Random(f"{way.__name__} {site.folder.name}")
    for number in range(KILLS // len(PLACES) or 1):
        wanted = 3 + number % 2
        if number % 3 < 2:
            site.remove()
        site.write(wanted)
        way(site, wanted, chance, seconds)
        waited = time.perf_counter()
        while site.processes() and time.perf_counter() - waited < 20:
            time.sleep(0.2)

        assert site.processes() == []
        assert site.changed() == []
        if way is not warn:  # that site is whole, and shows its author what the warning is about
            whole = {*right[3].items(), *right[4].items()}
            assert [name for name, held in site.bytes().items() if (name, held) not in whole] == []
        site.write(wanted)
        site.build()
        assert differing(site, right[wanted]) == []
        assert site.changed() == []
        print(f"{way.__name__} {number + 1} in {site.out.name}: right")


def test_a_warning_is_given_again_until_it_is_mended_and_costs_its_own_page(clean):
    site = Site(clean[0] / "warned")
    site.write(3, text="\n[a link](nowhere.md)\n")
    first = site.fail()

    second = site.fail()

    assert ("ran one" in first, "running" in second) == (True, False)
    assert "0 added, 1 changed, 0 removed" in second
    assert "nowhere.md" in second
    site.write(3)
    site.build()
    assert differing(site, clean[1][3]) == []
    assert "0 added, 0 changed, 0 removed" in site.build()


STOP = """
def setup(app):
    app.connect("build-finished", stop)

def stop(app, exception):
    raise KeyboardInterrupt
"""


def test_after_control_c_while_pages_are_written_no_page_is_read_again(clean):
    """Nor run: what was read before is sealed when the writing begins."""
    site = Site(clean[0] / "interrupted")
    settings = (site.docs / "conf.py").read_text()
    (site.docs / "conf.py").write_text(settings + STOP)
    site.fail()
    (site.docs / "conf.py").write_text(settings)

    said = site.build()

    assert "0 added, 0 changed, 0 removed" in said
    assert "writing all pages anew" in said
    assert differing(site, clean[1][3]) == []


def test_two_builds_at_once_both_give_the_right_bytes_and_run_each_page_once(clean):
    site = Site(clean[0] / "twice")
    both = [site.start(), site.start()]

    said = [process.communicate()[0] for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert sum(text.count("ran one: ") for text in said) == 1
    assert differing(site, clean[1][3]) == []


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:50])


def flip_a_bit(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))


def swap_for_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def swap_for_another(file: Path) -> None:
    others = [other for other in file.parent.glob("*.json") if other != file]
    shutil.copy(others[0], file)


RECORD_DAMAGES = {
    "truncated": truncate,
    "a bit flipped": flip_a_bit,
    "emptied": lambda file: file.write_bytes(b""),
    "deleted": Path.unlink,
    "garbage": lambda file: file.write_bytes(b"\x00\xff" * 99),
    "a folder": swap_for_a_folder,
    "another page's": swap_for_another,
    "of another form": lambda file: file.write_text('{"outputs": []}'),
}
OTHER_DAMAGES = {
    "doctree": lambda made: truncate(made / "doctrees" / "one.doctree"),
    "environment": lambda made: flip_a_bit(made / "doctrees" / "environment.pickle"),
    "figure": lambda made: truncate(next(made.glob("doctrees/sites/jupyter_execute/*.png"))),
    "notebook": lambda made: truncate(made / "doctrees/sites/jupyter_execute/one.ipynb"),
    "seal": lambda made: flip_a_bit(made / "doctrees" / "seal"),
    "costs": lambda made: (made / "doctrees/sites/seconds.json").write_text('{"one": []}'),
}


@pytest.mark.parametrize("damage", RECORD_DAMAGES.values(), ids=RECORD_DAMAGES)
def test_a_damaged_record_is_no_record_and_is_replaced(tmp_path, damage):
    store = Store(tmp_path)
    record = Record([[{"output_type": "stream", "name": "stdout", "text": "15\n"}]], {"name": "python"})
    store.save("other", {}, Record([[]], {"name": "python"}))
    store.save("page", {"files": {}}, record)
    assert found(store) == ({"files": {}}, record)
    damage(next(tmp_path.glob("page-*.json")))

    assert found(store) is None
    store.save("page", {"files": {}}, record)
    assert found(store) == ({"files": {}}, record)


def found(store: Store) -> tuple[dict, Record] | None:
    return store.find("page", lambda _: True)


def records(made: Path) -> list[Path]:
    return sorted((made / "doctrees" / "sites" / "executed").glob("*.json"))


DAMAGES = {
    **{f"record {name}": lambda made, do=do: do(records(made)[0]) for name, do in RECORD_DAMAGES.items()},
    **OTHER_DAMAGES,
}
ALL = {"all at once": lambda made: [damage(made) for damage in [*OTHER_DAMAGES.values(), DAMAGES["record a folder"]]]}


@pytest.fixture(scope="module")
def damaged(clean) -> Site:
    return Site(clean[0] / "damaged")


@pytest.mark.parametrize("name", DAMAGES if KILLS else ALL)
def test_a_build_on_a_damaged_cache_gives_the_right_bytes(clean, damaged, name):
    damaged.build()
    (DAMAGES | ALL)[name](damaged.trees.parent)
    if name.startswith("record"):  # records are asked for when a page is read
        (damaged.trees / "environment.pickle").unlink()

    damaged.build()

    assert differing(damaged, clean[1][3]) == []
