"""The command `lessonlib`, as a learner calls it."""

import json
import socket
import subprocess
import sys

import pytest
from click.testing import CliRunner

from lessonlib import attempts, bank, cli, doctor
from lessonlib.questions import Choice, Question

SIZE = Question(
    "size", "number", (), "calculate", (Choice("A", "otherwise", "Both sides shrink."),), key=24, unit="pixels"
)


@pytest.fixture(autouse=True)
def its_own_environment(monkeypatch):
    """`check` chooses the backend of matplotlib for its process, which here is that of all tests."""
    monkeypatch.setenv("MPLBACKEND", "agg")


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A bank with one question, and one stub."""
    folder = tmp_path / "course"
    (folder / "lessons").mkdir(parents=True)
    (folder / "lessons" / "01-first.ipynb").write_text('{"cells": []}')
    (folder / "lessons" / "01-first-solution.ipynb").write_text('{"cells": []}')
    (folder / bank.NAME).write_text(bank.write([SIZE], []), encoding="utf-8")
    monkeypatch.setattr(bank, "INSIDE", folder)
    bank.load.cache_clear()
    yield folder
    bank.load.cache_clear()


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    monkeypatch.setattr(bank, "INSIDE", tmp_path / "inside")
    monkeypatch.setattr(bank, "SOURCE", tmp_path / "source")
    bank.load.cache_clear()
    yield
    bank.load.cache_clear()


def call(*arguments):
    return CliRunner().invoke(cli.main, [*map(str, arguments)])


@pytest.mark.parametrize("command", ["fetch", "notebooks", "check", "doctor"])
def test_every_command_explains_itself(command):
    result = call(command, "--help")

    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 5


def test_notebooks_writes_the_stubs_and_no_solution(course, tmp_path):
    result = call("notebooks", tmp_path / "mine")

    assert result.exit_code == 0
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["01-first.ipynb"]


def test_notebooks_leaves_a_notebook_with_answers_alone(course, tmp_path):
    call("notebooks", tmp_path)
    (tmp_path / "01-first.ipynb").write_text("my answers")

    result = call("notebooks", tmp_path)

    assert (tmp_path / "01-first.ipynb").read_text() == "my answers"
    assert "left alone" in result.output


def test_notebooks_overwrites_when_told_to(course, tmp_path):
    (tmp_path / "01-first.ipynb").write_text("my answers")

    call("notebooks", tmp_path, "--force")

    assert (tmp_path / "01-first.ipynb").read_text() == '{"cells": []}'


def test_without_a_course_inside_the_error_says_what_to_do(nowhere, tmp_path):
    result = call("notebooks", tmp_path)

    assert result.exit_code == 1
    assert "build the site first" in result.output


def write_notebook(path, *cells):
    kinds = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    path.write_text(json.dumps({"cells": [{"cell_type": "markdown", "source": ["# Text"]}, *kinds]}))
    return path


BEGIN = "from lessonlib.checks import ____, check"


@pytest.mark.parametrize(
    ("answer", "outcome", "code"), [("24", "1 correct", 0), ("26", "1 incorrect", 1), ("...", "1 not attempted", 1)]
)
def test_check_counts_the_answers_of_a_script(course, tmp_path, answer, outcome, code):
    script = tmp_path / "answers.py"
    script.write_text(f'{BEGIN}\ncheck("size", {answer})\n')

    result = call("check", script)

    assert (result.exit_code, outcome in result.output) == (code, True)


def test_check_runs_the_cells_of_a_notebook_in_one_namespace(course, tmp_path):
    book = write_notebook(tmp_path / "a.ipynb", f"%matplotlib inline\n{BEGIN}", "size = 24", 'check("size", size)')

    assert call("check", book).exit_code == 0


def test_a_cell_that_fails_is_named_and_the_next_ones_still_run(course, tmp_path):
    book = write_notebook(tmp_path / "a.ipynb", BEGIN, "1\n1 / 0", 'check("size", 24)')

    result = call("check", book)

    assert "a.ipynb, cell 2, line 2: ZeroDivisionError" in result.output
    assert "1 correct" in result.output


def test_tensorflow_says_nothing_of_itself(tmp_path):
    """In a process of its own: what TensorFlow writes goes past Python's streams."""
    (tmp_path / "a.py").write_text(f"import keras\n{BEGIN}\ncheck('size', ____)\n")
    command = [sys.executable, "-m", "lessonlib.cli", "check", str(tmp_path / "a.py")]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (1, "")
    assert "not attempted" in done.stdout


def test_a_check_behind_an_open_blank_is_not_attempted(course, tmp_path):
    book = write_notebook(tmp_path / "a.ipynb", BEGIN, 'size = ____ + 1\ncheck("size", size)')

    result = call("check", book)

    assert "A blank is still open" in result.output
    assert "1 not attempted" in result.output


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.ipynb", "no json", "cannot be read as a notebook"),
        ("a.ipynb", "[]", "cannot be read as a notebook"),
        ("a.txt", "check", "neither a notebook"),
        ("a.py", "print(1)", "checks nothing"),
    ],
)
def test_a_file_without_answers_gets_a_clear_error(course, tmp_path, name, text, said):
    (tmp_path / name).write_text(text)

    result = call("check", tmp_path / name)

    assert result.exit_code == 2
    assert said in result.output


def test_watch_acts_again_when_the_file_has_changed(tmp_path):
    file, acted = tmp_path / "a.py", []
    file.write_text("1")
    changes = iter([lambda: None, lambda: file.write_text("2"), lambda: None])

    def wait():
        next(changes)()

    with pytest.raises(StopIteration):
        attempts.watch(file, lambda: acted.append(file.read_text()), wait)

    assert acted == ["1", "2"]


def test_doctor_names_what_to_mend(nowhere):
    result = call("doctor")

    assert result.exit_code == 1
    assert "no questions inside" in result.output
    assert "to mend." in result.output


def test_doctor_is_content_with_a_whole_installation(course):
    result = call("doctor")

    assert result.exit_code == 0
    assert "1 questions" in result.output
    assert "Ready for the lessons." in result.output


def test_doctor_finds_a_missing_package(monkeypatch):
    monkeypatch.setattr(doctor, "NEEDED", ("no-such-package",))

    found = [finding for finding in doctor.examine() if finding.state == "fault"]

    assert any("pip install no-such-package" in finding.todo for finding in found)


def test_fetch_without_a_network_says_so_and_hangs_not(monkeypatch, tmp_path):
    def unreachable(*_args, **_options):
        raise OSError("no network")

    monkeypatch.setattr(socket, "create_connection", unreachable)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))

    result = call("fetch", "mnist")

    assert result.exit_code == 1
    assert "working connection" in result.output
