"""Whatever happens to a build, the next one is right.

A short run here; `nox -s torture` sets LESSONLIB_KILLS to kill thirty builds at random moments.
"""

import hashlib
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import CONF

KILLS = int(os.environ.get("LESSONLIB_KILLS", "2"))

PAGES = {
    "index.md": "# Home\n\n```{toctree}\none\ntwo\n```\n",
    "one.md": "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n\n# One\n\n"
    "```{code-cell}\nimport keras\nprint(keras.layers.Dense(3).units)\n```\n",
    "two.md": "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n\n# Two\n\n"
    "```{code-cell}\nimport numpy as np\nprint(np.arange(6).sum())\n```\n",
}


class Site:
    """A small site in a folder, built by a process of its own."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.build_folder = folder / "_build"
        folder.mkdir()
        (folder / "conf.py").write_text(CONF + "exclude_patterns = ['_build']\n")
        for name, text in PAGES.items():
            (folder / name).write_text(text)

    def start(self) -> subprocess.Popen[bytes]:
        places = ["-d", str(self.build_folder / "doctrees"), str(self.folder), str(self.build_folder / "html")]
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "-j", "2", "-b", "html", *places]
        return subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE)

    def build(self) -> str:
        """Build, and return a digest of every published byte."""
        process = self.start()
        _, said = process.communicate()
        assert process.returncode == 0, said.decode()
        return self.digest()

    def digest(self) -> str:
        made = hashlib.sha256()
        html = self.build_folder / "html"
        for file in sorted(html.rglob("*")):
            if file.is_file() and file.name != ".buildinfo":
                made.update(str(file.relative_to(html)).encode() + file.read_bytes())
        return made.hexdigest()

    def records(self) -> list[pathlib.Path]:
        return sorted((self.build_folder / "executed").glob("*.json"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, str]:
    site = Site(tmp_path_factory.mktemp("sites") / "site")
    return site, site.build()


def test_a_build_after_one_that_was_killed_gives_the_right_bytes(built):
    site, right = built
    chance = random.Random(7)
    for _ in range(KILLS):
        shutil.rmtree(site.build_folder)
        process = site.start()
        time.sleep(chance.uniform(0.5, 9))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

        assert site.build() == right


def truncate(file: pathlib.Path) -> None:
    file.write_bytes(file.read_bytes()[:50])


def flip_a_byte(file: pathlib.Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))


def swap_for_a_folder(file: pathlib.Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGES = {
    "truncated": truncate,
    "a byte flipped": flip_a_byte,
    "emptied": lambda file: file.write_bytes(b""),
    "deleted": lambda file: file.unlink(),
    "garbage": lambda file: file.write_bytes(b"\x00\xff" * 99),
    "another record's text": lambda file: file.write_text("0" * 24 + "\n{}"),
    "no newline": lambda file: file.write_text("{}"),
    "unreadable text": lambda file: file.write_bytes(b"\xff\xfe"),
    "a folder": swap_for_a_folder,
    "costs damaged": lambda file: (file.parent.parent / "seconds.json").write_text("{"),
}


@pytest.mark.parametrize("name", DAMAGES if KILLS > 2 else ["a byte flipped", "a folder"])
def test_a_build_with_a_damaged_record_gives_the_right_bytes(built, name):
    site, right = built
    site.build()
    DAMAGES[name](site.records()[0])
    (site.build_folder / "doctrees" / "environment.pickle").unlink()

    assert site.build() == right


def test_two_builds_at_once_both_give_the_right_bytes(built):
    site, right = built
    shutil.rmtree(site.build_folder)
    first, second = site.start(), site.start()

    said = [process.communicate()[1].decode() for process in (first, second)]

    assert (first.returncode, second.returncode) == (0, 0), said
    assert site.digest() == right
