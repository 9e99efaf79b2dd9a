"""Whatever happened to a build, the next one is right.

Here on kernels that do not import Keras, and with few kills. `nox -s torture` sets LESSONLIB_KILLS: then the pages
run with Keras, thirty builds are killed, and each damage gets a build of its own.
"""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import lessonlib
from conftest import CONF
from lessonlib.sphinxext.store import Record, Store

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
KERAS = "import keras\nprint(keras.layers.Dense({}).units)"


class Site:
    """Two small pages and a library of its own, built by a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.made, self.library = folder, folder / "_build", folder.parent / "library"
        folder.mkdir()
        (folder / "conf.py").write_text(CONF + "exclude_patterns = ['_build']\nhtml_theme = 'basic'\n")
        (folder / "index.md").write_text("# Home\n\n```{toctree}\none\ntwo\n```\n")
        self.write(3)
        if not self.library.exists():
            ours = Path(lessonlib.__file__).parent
            shutil.copytree(ours, self.library / "lessonlib", ignore=shutil.ignore_patterns("__pycache__"))
            if not KILLS:
                kernel = self.library / "lessonlib" / "kernel.py"
                kernel.write_text(kernel.read_text().replace("import keras  # noqa: F401", "pass"))

    def write(self, number: int) -> None:
        """Let the code of the pages hold a number."""
        (self.folder / "one.md").write_text(PAGE.format("One", (KERAS if KILLS else ADD).format(number)))
        (self.folder / "two.md").write_text(PAGE.format("Two", DRAW.format(number)))

    def start(self) -> subprocess.Popen[str]:
        places = ["-d", str(self.made / "doctrees"), str(self.folder), str(self.made / "html")]
        command = [sys.executable, "-m", "sphinx", "-W", "-j", "2", "-b", "html", *places]
        settings = {"PYTHONPATH": str(self.library), "LESSONLIB_DATA": "embedded", "SITE": str(self.folder)}
        out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen(command, env=os.environ | settings, start_new_session=True, **out)

    def build(self) -> str:
        """Build, and return what Sphinx said."""
        process = self.start()
        said, _ = process.communicate()
        assert process.returncode == 0, said
        return said

    def bytes(self) -> dict[str, str]:
        """Return file → digest of what is published."""
        html = self.made / "html"
        files = [file for file in sorted(html.rglob("*")) if file.is_file() and not file.name.startswith(".")]
        return {str(file.relative_to(html)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

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


@pytest.fixture(scope="module")
def site(clean) -> Site:
    return Site(clean[0] / "site")


def test_a_build_after_one_that_was_killed_gives_the_right_bytes_and_no_process_is_left(clean, site):
    _, right, seconds = clean
    chance = random.Random(7)
    for number in range(KILLS or 4):
        wanted = 3 + number % 2
        if number % 4 < 2:
            shutil.rmtree(site.made, ignore_errors=True)
        site.write(wanted)
        process = site.start()
        time.sleep(chance.uniform(0.3, seconds))
        # Ctrl-C and the end of a terminal reach all processes; the system kills a single one.
        if chance.random() < 0.7:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        while_waiting = time.perf_counter()
        while site.processes() and time.perf_counter() - while_waiting < 20:
            time.sleep(0.2)

        assert site.processes() == []
        site.build()
        assert differing(site, right[wanted]) == []
        print(f"kill {number + 1} of {KILLS or 4}: right")


def test_two_builds_at_once_both_give_the_right_bytes_and_run_each_page_once(clean, site):
    shutil.rmtree(site.made, ignore_errors=True)
    site.write(3)
    both = [site.start(), site.start()]

    said = [process.communicate()[0] for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert sum(text.count("ran one: ") for text in said) == 1
    assert differing(site, clean[1][3]) == []


@pytest.mark.parametrize("size", [1, 2, 5, 10, 20, 30] if KILLS else [30])
def test_a_build_after_one_on_a_full_disk_gives_the_right_bytes(clean, site, size):
    shutil.rmtree(site.made, ignore_errors=True)
    site.write(4)
    limit = size * 1000
    process = site.start()
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (limit, limit))  # a longer file is as one on a full disk
    said, _ = process.communicate()
    assert process.returncode, said

    site.build()

    assert differing(site, clean[1][4]) == []


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
    "figure": lambda made: truncate(next(made.glob("jupyter_execute/*.png"))),
    "costs": lambda made: (made / "seconds.json").write_text('{"one": []}'),
}


@pytest.mark.parametrize("damage", RECORD_DAMAGES.values(), ids=RECORD_DAMAGES)
def test_a_damaged_record_is_no_record_and_is_replaced(tmp_path, damage):
    store = Store(tmp_path, "state")
    record = Record([[{"output_type": "stream", "name": "stdout", "text": "15\n"}]], {"name": "python"})
    store.save("other", Record([[]], {"name": "python"}))
    store.save("page", record)
    assert store.load("page") == record
    damage(tmp_path / "page.json")

    assert store.load("page") is None
    store.save("page", record)
    assert store.load("page") == record


def records(made: Path) -> list[Path]:
    return sorted((made / "executed").glob("*.json"))


DAMAGES = {
    **{f"record {name}": lambda made, do=do: do(records(made)[0]) for name, do in RECORD_DAMAGES.items()},
    **OTHER_DAMAGES,
}
ALL = {"all at once": lambda made: [damage(made) for damage in [*OTHER_DAMAGES.values(), DAMAGES["record a folder"]]]}


@pytest.mark.parametrize("name", DAMAGES if KILLS else ALL)
def test_a_build_on_a_damaged_cache_gives_the_right_bytes(clean, site, name):
    site.write(3)
    site.build()
    (DAMAGES | ALL)[name](site.made)
    if name.startswith("record"):  # records are asked for when a page is read
        (site.made / "doctrees" / "environment.pickle").unlink()

    site.build()

    assert differing(site, clean[1][3]) == []
