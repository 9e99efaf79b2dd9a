"""The engine serves a course that has no networks: installed from its wheel, far from its source, without Keras."""

import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COURSE = Path(__file__).with_name("statistics")
ABSENT = ("keras", "tensorflow", "mlxtend", "matplotlib", "sklearn", "PIL")
# Where they are installed, Python is told that they are not; the session `engine` has an environment without them.
BLOCK = f"""
from functools import partial
from importlib.machinery import PathFinder

found = PathFinder.find_spec

def find_spec(name, path=None, target=None):
    return None if name.partition(".")[0] in {ABSENT} else found(name, path, target)

PathFinder.find_spec = partial(find_spec)
"""


@dataclass
class Place:
    """A folder with a lessonlib of its own, and nothing of its source tree."""

    folder: Path
    library: Path

    def run(self, *command: object, code: int = 0, **environment: str) -> str:
        """Run a module there; return what it wrote."""
        known = {name: value for name, value in os.environ.items() if not name.startswith(("LESSONLIB", "JUPYTER"))}
        known |= {"PYTHONPATH": os.pathsep.join([str(self.folder / "block"), str(self.library)])} | environment
        asked = [sys.executable, *map(str, command)]
        done = subprocess.run(asked, cwd=self.folder, env=known, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def sphinx(self, builder: str, *options: str) -> str:
        places = ["-d", self.folder / "trees", COURSE, self.folder / builder]
        return self.run("-m", "sphinx", "-n", "-W", "-b", builder, *options, *places)


def install(folder: Path, *wheels: Path) -> Place:
    """Install wheels, and nothing else, into a folder."""
    (folder / "block").mkdir(parents=True)
    (folder / "block" / "sitecustomize.py").write_text(BLOCK)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile"]
    subprocess.run([*pip, "--target", folder / "library", *wheels], check=True, capture_output=True)
    return Place(folder, folder / "library")


@pytest.fixture(scope="module")
def author(tmp_path_factory) -> Place:
    """An author who has installed lessonlib from its wheel, and has built the course."""
    folder = tmp_path_factory.mktemp("author")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "wheels"]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (folder / "wheels").glob("*.whl")
    place = install(folder / "place", wheel)
    place.sphinx("html")
    return place


@pytest.fixture(scope="module")
def learner(author, tmp_path_factory) -> Place:
    """A learner who has installed the wheels that the course's site serves."""
    return install(tmp_path_factory.mktemp("learner"), *(author.folder / "html" / "downloads").glob("*.whl"))


def test_it_is_the_installed_one_and_there_is_no_keras(author):
    assert str(author.library) in author.run("-c", "import lessonlib; print(lessonlib.__file__)")
    for name in ABSENT:
        assert "ModuleNotFoundError" in author.run("-c", f"import {name}", code=1)


def test_a_course_on_statistics_runs_its_pages(author):
    page = (author.folder / "html" / "mean.html").read_text(encoding="utf-8")

    assert "200 24" in page
    assert "False True" in page  # Keras is not imported, and what conf.py says is
    assert page.count('class="question') >= 3


def test_its_answers_are_proved(author):
    said = author.sphinx("doctest", "-q")

    assert "Proved the answers of 3 questions" in said
    assert "Proved what 1 exercise asks" in said


def test_its_notebook_installs_no_keras(author):
    stub = (author.folder / "html" / "downloads" / "mean.ipynb").read_text(encoding="utf-8")

    assert re.search(r"statistics @ https://example\.org/statistics/downloads/wheels/\w{64}/statistics-1-", stub)
    assert "[keras]" not in stub


def test_its_wheel_needs_no_keras_and_says_where_the_course_is(author):
    (wheel,) = (author.folder / "html" / "downloads").glob("statistics-1-*.whl")
    with zipfile.ZipFile(wheel) as made:
        (file,) = (name for name in made.namelist() if name.endswith("METADATA"))
        said = made.read(file).decode()

    (needed,) = re.findall(r"^Requires-Dist: (.*)$", said, re.MULTILINE)
    assert needed.startswith("lessonlib @ https://example.org/statistics/downloads/wheels/")
    assert "Project-URL: Homepage, https://example.org/statistics/" in said


def test_a_learner_of_it_checks_answers_and_asks_for_hints(learner):
    file = learner.folder / "answers.py"
    file.write_text(
        "from lessonlib.checks import check\n"
        'check("mean-of-five", 10)\n'
        'check("mean-or-median", "A")\n'
        'check("mean-of-five", 3)\n'
        'check("trimmed-mean", 23)\n'
    )

    said = learner.run("-m", "lessonlib.cli", "check", file, code=1)

    assert "3 correct, 1 incorrect, 0 not attempted" in said
    assert "That is the median." in said
    assert "Sort the numbers first." in learner.run("-c", "from lessonlib.checks import hint; hint('trimmed-mean')")


def test_a_doctor_asks_a_learner_of_it_for_no_keras(learner):
    said = learner.run("-m", "lessonlib.cli", "doctor")

    assert "the course “statistics”: 3 questions, 1 exercises, 1 of them with a check" in said
    assert "Ready for the lessons." in said
    assert "keras" not in said


@pytest.fixture(scope="module")
def made(author) -> Path:
    """The course that `lessonlib new` makes, with two lessons more."""
    said = author.run("-m", "lessonlib.cli", "new", "my-course")
    assert "python -m pytest" in said
    for title in ("The spread", "Two samples: which is larger?"):
        assert "What is left to do" in author.run("-m", "lessonlib.cli", "add", "lesson", title, "--to", "my-course")
    return author.folder / "my-course"


def build_made(author: Place, made: Path, builder: str) -> str:
    strict = ("-n", "-W", "--keep-going", "-q", "-b", builder)
    return author.run("-m", "sphinx", *strict, "-d", made / "trees", made / "docs", made / builder)


@pytest.mark.parametrize("builder", ["html", "dirhtml", "epub"])
def test_a_new_course_builds_without_a_warning(author, made, builder):
    build_made(author, made, builder)

    assert [*(made / builder).rglob("*.*html")]


def test_a_new_course_is_proved(author, made):
    said = build_made(author, made, "doctest")

    assert "Proved the answers of 12 questions (pages: 3)" in said
    assert "Proved what 3 exercises ask" in said


def test_a_new_course_has_a_question_of_each_kind(made):
    from lessonlib.quiz.kinds import KINDS

    page = (made / "docs" / "lessons" / "01-mean.md").read_text(encoding="utf-8")

    assert {*re.findall(r"^:kind: (\S+)", page, re.MULTILINE), "choice"} == {*KINDS}


def test_a_new_course_takes_the_very_engine_along(author, made):
    (wheel,) = (made / "engine").glob("*.whl")
    wanted = (made / "requirements.txt").read_text().splitlines()

    assert f"./engine/{wheel.name}[sphinx]" in wanted
    assert "lessonlib/sphinxext/course.py" in zipfile.ZipFile(wheel).namelist()


def test_its_own_tests_pass(author, made):
    assert "3 passed" in author.run("-m", "pytest", "-q", "-p", "no:cacheprovider", made / "tests")


def test_a_course_is_named_by_the_folder_that_its_author_is_in(author, made):
    """As the guide says it: the kernel that checks works in another folder."""
    site = made / "docs" / "_build" / "html"
    author.run("-m", "sphinx", "-q", "-b", "html", "-d", made / "trees", made / "docs", site)
    book = site / "downloads" / "lessons" / "01-mean-solution.ipynb"

    said = author.run("-m", "lessonlib.cli", "check", book, LESSONLIB_COURSE="my-course/docs")

    assert "8 correct" in said, said


def test_two_courses_live_in_one_environment(author, made, tmp_path):
    """Each has a wheel of its own, and `check` finds the questions of both."""
    build_made(author, made, "html")
    wheels = [
        *(author.folder / "html" / "downloads").glob("*.whl"),
        *(made / "html" / "downloads").glob("my_course*.whl"),
    ]
    place = install(tmp_path / "both", *wheels)
    file = place.folder / "answers.py"
    file.write_text(
        "from lessonlib.checks import check, course\n"
        'check("which-moves", 24)\n'  # of the new course
        'check("median-by-hand", "A")\n'  # of both
        'check("statistics/trimmed-mean", 23)\n'
        'course("my-course")\n'
        'check("trimmed-mean", 24)\n'
    )

    said = place.run("-m", "lessonlib.cli", "check", file, code=1)

    assert "3 correct, 0 incorrect, 1 not attempted" in said
    assert "Say which one you mean: “my-course/median-by-hand” or “statistics/median-by-hand”." in said
    written = place.run("-m", "lessonlib.cli", "notebooks", "mine")
    assert "mine/statistics/mean.ipynb" in written
    assert "mine/my-course/01-mean.ipynb" in written


@pytest.mark.parametrize(
    ("name", "said"),
    [("My Course", "small letters"), ("my-course", "not empty"), ("sphinx", "is a package that is installed here")],
)
def test_a_course_that_cannot_be_made_is_refused(author, made, name, said):
    assert said in author.run("-m", "lessonlib.cli", "new", name, code=1)


def test_a_lesson_that_is_there_is_left_alone(author, made):
    said = author.run("-m", "lessonlib.cli", "add", "lesson", "The spread", "--to", "my-course", code=1)

    assert "there is a lesson “the-spread” already" in said
    assert "no docs/conf.py" in author.run("-m", "lessonlib.cli", "add", "lesson", "More", "--to", "html", code=1)
