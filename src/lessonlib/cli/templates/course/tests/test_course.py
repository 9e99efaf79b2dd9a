"""The course is what it says: it builds without a warning, is proved, and its notebooks check what is filled in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "docs" / "_build"


def run(*command: object) -> subprocess.CompletedProcess[str]:
    """Run a module of Python in the folder of this course."""
    known = os.environ | {"LESSONLIB_COURSE": str(ROOT / "docs")}
    asked = [sys.executable, "-m", *map(str, command)]
    return subprocess.run(asked, cwd=ROOT, env=known, capture_output=True, text=True, check=False)


def sphinx(builder: str) -> subprocess.CompletedProcess[str]:
    places = ("-d", BUILD / "doctrees", "docs", BUILD / builder)
    return run("sphinx", "-n", "-W", "--keep-going", "-q", "-b", builder, *places)


@pytest.fixture(scope="module")
def downloads() -> Path:
    """The folder of the notebooks of the built site."""
    done = sphinx("html")
    assert done.returncode == 0, done.stderr
    return BUILD / "html" / "downloads"


@pytest.mark.usefixtures("downloads")
def test_every_answer_and_every_check_is_proved() -> None:
    done = sphinx("doctest")

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_notebook_with_solutions_is_right(downloads: Path) -> None:
    for book in downloads.rglob("*-solution.ipynb"):
        done = run("lessonlib.cli", "check", book)

        assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_in_a_notebook_is_attempted_before_the_learner_begins(downloads: Path) -> None:
    for book in set(downloads.rglob("*.ipynb")) - set(downloads.rglob("*-solution.ipynb")):
        assert "0 correct, 0 incorrect" in run("lessonlib.cli", "check", book).stdout
