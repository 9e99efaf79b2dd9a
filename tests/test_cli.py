"""The command `lessonlib`, as a learner calls it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from lessonlib.cli import commands, doctor, runner
from lessonlib.data.keras_data import FILES
from lessonlib.networks.kernels import KERAS
from lessonlib.quiz import bank, courses
from lessonlib.quiz.model import Choice, Question

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
    (folder / bank.NAME).write_text(bank.write([SIZE], [], KERAS), encoding="utf-8")
    monkeypatch.setenv(courses.ELSEWHERE, str(folder))  # the kernels of `check` read it, too
    courses.courses.cache_clear()
    yield folder
    courses.courses.cache_clear()


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    """No course in the source tree, and none installed."""
    monkeypatch.delenv(courses.ELSEWHERE, raising=False)
    monkeypatch.setattr(courses, "SOURCE", tmp_path / "source")
    courses.courses.cache_clear()
    yield
    courses.courses.cache_clear()


def call(*arguments):
    return CliRunner().invoke(commands.main, [*map(str, arguments)])


@pytest.mark.parametrize("command", ["fetch", "notebooks", "check", "doctor"])
def test_every_command_explains_itself(command):
    result = call(command, "--help")

    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 5


def test_notebooks_writes_the_stubs_and_no_solution(course, tmp_path):
    result = call("notebooks", tmp_path / "mine")

    assert result.exit_code == 0
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["01-first.ipynb"]


def test_notebooks_of_one_name_in_two_folders_are_both_written(course, tmp_path):
    (course / "more").mkdir()
    (course / "more" / "01-first.ipynb").write_text('{"cells": [], "more": 1}')

    call("notebooks", tmp_path / "mine")

    written = {file.relative_to(tmp_path / "mine").as_posix() for file in (tmp_path / "mine").rglob("*.ipynb")}
    assert written == {"lessons/01-first.ipynb", "more/01-first.ipynb"}


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
    assert "build the site, and name the folder of the pages" in result.output


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


def test_a_report_obeys_the_published_schema_and_names_nobody(course, tmp_path):
    script, report = tmp_path / "ada-lovelace.py", tmp_path / "report.json"
    script.write_text(f'{BEGIN}\ncheck("size", 26)\ncheck("size", 24)\n')

    result = call("check", script, "--report", report)

    written = json.loads(report.read_text(encoding="utf-8"))
    schema = Path(bank.__file__).parent / "static" / "progress.schema.json"
    jsonschema.validate(written, json.loads(schema.read_text(encoding="utf-8")))
    assert result.exit_code == 1
    assert [(each["kind"], each["id"], each["outcome"]) for each in written["records"]] == [
        ("check", "size", "correct")
    ]
    assert "lovelace" not in report.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["answers.py", "missing/report.json"])
def test_a_report_that_cannot_be_written_is_a_clear_error(course, tmp_path, name):
    script = tmp_path / "answers.py"
    script.write_text(f'{BEGIN}\ncheck("size", 24)\n')

    result = call("check", script, "--report", tmp_path / name)

    assert result.exit_code == 2
    assert "report" in result.output
    assert "check" in script.read_text()


def test_check_runs_the_cells_of_a_notebook_in_one_namespace(course, tmp_path):
    book = write_notebook(tmp_path / "a.ipynb", f"%matplotlib inline\n{BEGIN}", "size = 24", 'check("size", size)')

    assert call("check", book).exit_code == 0


def test_a_cell_that_fails_is_named_and_the_next_ones_still_run(course, tmp_path):
    book = write_notebook(tmp_path / "a.ipynb", BEGIN, "1\n1 / 0", 'check("size", 24)')

    result = call("check", book)

    assert "a.ipynb, cell 2, line 2: ZeroDivisionError" in result.output
    assert "1 correct" in result.output


def test_tensorflow_says_nothing_of_itself(course, tmp_path):
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
    """What still runs is ended first, so an endless loop ends with the next version of the file."""
    file, acted = tmp_path / "a.py", []
    file.write_text("1")
    changes = iter([lambda: None, lambda: file.write_text("2"), file.unlink, lambda: None])

    def begin():
        acted.append(text := file.read_text())
        return lambda: acted.append(f"end of {text}")

    def wait():
        next(changes)()

    with pytest.raises(StopIteration):
        runner.watch(file, begin, wait)

    assert acted == ["1", "end of 1", "2", "end of 2"]


@pytest.fixture
def quick_doctor(monkeypatch):
    """A doctor who does not import TensorFlow, where the packages are not the matter."""
    monkeypatch.setattr(doctor, "NEEDED", ("click",))
    monkeypatch.setattr("lessonlib.data.commands.NEEDED", ())


def test_doctor_names_what_to_mend(nowhere, quick_doctor):
    result = call("doctor")

    assert result.exit_code == 1
    assert "no questions inside" in result.output
    assert "to mend." in result.output


def test_doctor_is_content_with_a_whole_installation(course):
    result = call("doctor")

    assert result.exit_code == 0
    assert "1 questions" in result.output
    assert "Ready for the lessons." in result.output


def test_doctor_finds_a_missing_package(monkeypatch, quick_doctor):
    monkeypatch.setattr(doctor, "NEEDED", ("no-such-package",))

    found = [finding for finding in doctor.examine() if finding.state == "fault"]

    assert any("pip install no-such-package" in finding.todo for finding in found)


def test_doctor_imports_what_it_calls_ok(monkeypatch, quick_doctor, tmp_path):
    """Installed is not enough: a package may not run on this machine."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "__init__.py").write_text("raise ImportError('compiled for another processor')")
    (tmp_path / "broken-1.dist-info").mkdir()
    (tmp_path / "broken-1.dist-info" / "METADATA").write_text("Name: broken\nVersion: 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(doctor, "NEEDED", ("broken",))

    (finding,) = (finding for finding in doctor.examine() if "broken" in finding.said)

    assert finding.state == "fault"
    assert "compiled for another processor" in finding.said


@pytest.mark.parametrize("name", FILES)
def test_doctor_reads_the_data_that_it_calls_ok(monkeypatch, quick_doctor, tmp_path, name):
    """Neither a folder of that name nor other content is a data set."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    for number, file in enumerate(FILES[name].digests):
        path = tmp_path / FILES[name].folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"junk!") if number else path.mkdir()

    (finding,) = (finding for finding in doctor.examine() if finding.said.startswith(f"{name}:"))

    assert finding.state == "note"
    assert "not what its publisher offers" in finding.said


def test_doctor_reads_the_questions(course, quick_doctor):
    (course / bank.NAME).write_text('{"questions": [')
    courses.courses.cache_clear()

    result = call("doctor")

    assert result.exit_code == 1
    assert "cannot be read (JSONDecodeError" in result.output


def test_watching_goes_on_after_an_endless_loop(course, tmp_path):
    """The file is saved again while its first version still runs; that one is ended, with its kernel."""
    script = tmp_path / "a.py"
    pid = tmp_path / "pid"
    script.write_text(
        f"import os, pathlib\npathlib.Path({str(pid)!r}).write_text(str(os.getpid()))\nwhile True: pass\n"
    )
    command = [sys.executable, "-P", "-m", "lessonlib.cli", "check", "--watch", str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as watching:
        wait_for(pid.exists)
        script.write_text(f'{BEGIN}\ncheck("size", 24)\n')
        seen = ""
        while (line := watching.stdout.readline()) and "not attempted" not in line:
            seen += line
        watching.send_signal(signal.SIGINT)

    assert "size: correct" in seen
    wait_for(lambda: not is_alive(int(pid.read_text())))


def wait_for(condition):
    """Wait until a condition holds; fail after a minute."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_fetch_without_a_network_says_so_and_hangs_not(monkeypatch, tmp_path):
    def unreachable(*_args, **_options):
        raise OSError("no network")

    monkeypatch.setattr(socket, "create_connection", unreachable)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))

    result = call("fetch", "mnist")

    assert result.exit_code == 1
    assert "working connection" in result.output
