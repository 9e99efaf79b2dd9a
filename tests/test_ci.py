"""What CI runs passes where each of its steps does, and fails where one does not."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("flock") is None, reason="the script is for Debian")
ROOT = Path(__file__).parents[1]
INSTALLED = ("chromium", "epubcheck", "pdftotext", "ip", "npm")  # so that nothing is installed
STEPS = ("lint", "kernel", "docs", "book", "browser", "tests")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with CI's own script, and programs that say which session was asked for and do what a test wants."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    programs = tmp_path / "bin"
    programs.mkdir()
    session = """echo "$3 ${LESSONLIB_FORK:-}" >>sessions; [ "$3" != "$BROKEN" ]"""
    scripts = dict.fromkeys(INSTALLED, "true") | {
        "python3": session,
        "apt-get": "false",
        "ldconfig": "echo libatomic.so.1",
    }
    for name, script in scripts.items():
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o755)
    return tmp_path


def run(checkout: Path, broken: str = "") -> tuple[int, str]:
    environment = os.environ | {"PATH": f"{checkout / 'bin'}:{os.environ['PATH']}", "BROKEN": broken}
    environment.pop("LESSONLIB_FORK", None)
    command = ["bash", str(checkout / ".ci" / "run")]
    done = subprocess.run(
        command, cwd=checkout, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout


def test_it_passes_where_all_steps_pass(checkout: Path) -> None:
    code, said = run(checkout)

    assert "FAILED" not in said
    assert code == 0
    asked = (checkout / "sessions").read_text().splitlines()
    assert sorted(asked) == sorted([*(f"{step} " for step in STEPS), "tests no"])


@pytest.mark.parametrize("broken", STEPS)
def test_it_fails_where_one_step_fails(checkout: Path, broken: str) -> None:
    code, said = run(checkout, broken)

    assert code != 0
    assert "and FAILED" in said
