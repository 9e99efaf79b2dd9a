"""The guide for authors says what is so: every snippet of it is built, in a course that `lessonlib new` makes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from lessonlib.cli import commands
from lessonlib.cli.new import new_course
from lessonlib.sphinxext.core.rules import RULES
from lessonlib.sphinxext.course import PARTS

ROOT = Path(__file__).parents[1]
GUIDE = {file.stem: file.read_text(encoding="utf-8") for file in sorted((ROOT / "docs" / "authors").glob("*.md"))}
SNIPPET = re.compile(r"^(`{3,})(md|python|console)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
SNIPPETS = {name: [(each[2], each[3]) for each in SNIPPET.finditer(text)] for name, text in GUIDE.items()}
PAGE = """---
file_format: mystnb
kernelspec: {name: python3}
draft: true
---

# Snippets

:::{objectives}
middle
: **calculate** what the snippets ask
:::

"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A new course with all snippets of the guide in it."""
    folder = tmp_path_factory.mktemp("authors") / "my-course"
    new_course(folder, keras=False)
    lessons, conf = folder / "docs" / "lessons", folder / "docs" / "conf.py"
    page = PAGE
    for kind, text in (snippet for snippets in SNIPPETS.values() for snippet in snippets):
        where = re.match(r"# (docs/\S+\.py)\n", text)
        if kind == "python":
            assert where, f"a snippet does not say where it belongs: {text}"
        if kind == "python" and where[1] == "docs/conf.py":
            conf.write_text(f"{conf.read_text()}\n{text}")
        elif kind == "python":
            (folder / where[1]).write_text(text)
        elif kind == "md" and text.startswith("---"):
            number = len([*lessons.glob("02-*.md")])
            (lessons / f"02-{number}.md").write_text(text.replace("\n---\n", "\ndraft: true\n---\n", 1))
        elif kind == "md":
            page += text if text.startswith("## ") else f"## Snippet\n\n{text}"
            page += "\n"
    (lessons / "03-snippets.md").write_text(page.replace(":::{objectives}\nmiddle", ":::{objectives}\nsnippets", 1))
    return folder


@pytest.mark.parametrize("builder", ["html", "doctest"])
def test_every_snippet_builds_without_a_warning(course, builder):
    strict = ["-n", "-W", "--keep-going", "-q", "-b", builder]
    places = ["-d", course / "trees", course / "docs", course / builder]
    command = [sys.executable, "-m", "sphinx", *strict, *map(str, places)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_snippets_on_every_page():
    assert all(SNIPPETS.values()), SNIPPETS
    assert sum(map(len, SNIPPETS.values())) >= 20


def test_every_command_of_the_guide_is_one():
    """Each is asked for its help: what it does is tested elsewhere."""
    said = [
        line
        for snippets in SNIPPETS.values()
        for kind, text in snippets
        if kind == "console"
        for line in text.splitlines()
    ]
    ours = [line.partition("lessonlib ")[2].split() for line in said if "lessonlib " in line]

    assert len(ours) >= 4
    for command, *_ in ours:
        assert CliRunner().invoke(commands.main, [command, "--help"]).exit_code == 0


def test_the_guide_lists_every_rule_and_every_setting():
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", GUIDE["rules"], re.MULTILINE)
    settings = {
        name
        for file in (ROOT / "src" / "lessonlib" / "sphinxext").rglob("*.py")
        for name in re.findall(r'add_config_value\(\s*"(lessonlib_\w+)"', file.read_text(encoding="utf-8"))
    }

    assert {name: said for name, said in rows if not name.startswith("lessonlib_")} == RULES
    assert settings - {name for name, _ in rows} == {"lessonlib_output", "lessonlib_state"}  # which no course sets


def test_the_guide_names_every_part_of_a_course():
    assert all(f"`{part}`" in GUIDE["rules"] for part in PARTS)


def test_a_new_course_with_keras_builds_too(tmp_path):
    folder = tmp_path / "networks"
    new_course(folder, keras=True)
    places = [folder / "docs", folder / "html"]
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "-q", "-b", "html", *map(str, places)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "[keras,sphinx]" in (folder / "requirements.txt").read_text()
