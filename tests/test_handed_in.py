"""`lessonlib check` on files of all kinds: it passes what is right, and nothing else.

Each file is run by the command, in a process and a kernel of its own.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import handed_in_files as files
import pytest

from lessonlib.cli.submissions import FileError, cells, sites
from lessonlib.quiz import bank, courses
from lessonlib.quiz.model import Choice, Question

AT_ONCE = 2 * (os.cpu_count() or 1)  # starting a kernel is mostly waiting
SIZE = Question("size", "number", (), "calculate", (Choice("A", "otherwise", "Both sides shrink."),), key=24)


def named(kind, contents, ending):
    return {f"{kind}, {name}{ending}": content for name, content in contents.items()}


RIGHT = named("right", files.RIGHT_SCRIPTS, ".py") | named("right", files.RIGHT_NOTEBOOKS, ".ipynb")
WRONG = named("wrong", files.WRONG_SCRIPTS, ".py") | named("wrong", files.WRONG_NOTEBOOKS, ".ipynb")
CHECK_NOTHING = {"nothing.py", "empty.py", "comment.py", "another-check.py", "faked.py", "written.ipynb"}
ALL = RIGHT | WRONG | files.UNREADABLE
# A kernel starts for each, so a third of them is tried; with LESSONLIB_THOROUGH=1, in the nightly session, all.
EACH = 1 if os.environ.get("LESSONLIB_THOROUGH") else 3
PLACED = {"wrong, an error before.py", "wrong, an error before.ipynb"}
TRIED_RIGHT = [*RIGHT][::EACH]
TRIED_WRONG = [name for number, name in enumerate(WRONG) if number % EACH == 0 or name in PLACED]
TRIED = [*TRIED_RIGHT, *TRIED_WRONG, *files.UNREADABLE]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A learner's folder with all the files, and others beside them."""
    made = tmp_path_factory.mktemp("mine") / "größe [1] & more"
    for name, content in (ALL | files.BESIDE).items():
        file = made / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return made


@pytest.fixture(scope="module")
def checked(folder, tmp_path_factory):
    """What the command says of each file; it stands in another folder."""
    course = tmp_path_factory.mktemp("course")
    (course / bank.NAME).write_text(bank.write([SIZE], []), encoding="utf-8")
    environment = os.environ | {courses.ELSEWHERE: str(course), "PYTHONIOENCODING": "utf-8"}

    def check(name):
        command = [sys.executable, "-m", "lessonlib.cli", "check", str(folder / name)]
        return subprocess.run(
            command, cwd=course, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=120
        )

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(TRIED, pool.map(check, TRIED), strict=True))


def test_there_are_sixty_that_are_right_and_forty_that_are_not():
    assert len(RIGHT) >= 60
    assert len(WRONG) >= 40


@pytest.mark.parametrize("name", TRIED_RIGHT)
def test_what_is_right_passes(checked, name):
    done = checked[name]

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 incorrect, 0 not attempted\n" in done.stdout


@pytest.mark.parametrize("name", TRIED_WRONG)
def test_what_is_not_right_does_not_pass(checked, name):
    done = checked[name]

    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("name", files.UNREADABLE)
def test_what_checks_nothing_or_cannot_be_read_is_told_apart(checked, name):
    done = checked[name]

    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("name", TRIED_WRONG)
def test_a_file_that_does_not_pass_says_why(checked, name):
    """By a verdict that is not right, or by the place where its code failed."""
    said = checked[name].stdout
    lines = said.splitlines()

    assert any(line.startswith(("incorrect ", "not attempted ", name)) for line in lines), said


def test_the_place_of_an_error_is_a_line_of_the_file(checked):
    assert "wrong, an error before.py, line 4: ZeroDivisionError" in checked["wrong, an error before.py"].stdout
    assert "wrong, an error before.ipynb, cell 2, line 1" in checked["wrong, an error before.ipynb"].stdout


@pytest.mark.parametrize("name", [name for name in files.UNREADABLE if name not in CHECK_NOTHING])
def test_what_cannot_be_read_is_refused_with_what_to_do(folder, name):
    with pytest.raises(FileError, match=r"neither a notebook|Save it again|UTF-8|the checks of this course are Python"):
        cells(folder / name)


def test_calls_of_check_are_found_under_all_their_names():
    code = ["from lessonlib import checks as c\nfrom lessonlib.checks import check as d", "c.check('a'), d('b')\ne(1)"]

    assert [(site.id, site.cell) for site in sites(code)] == [("a", 2), ("b", 2)]
