"""What the house is held to: imports point one way, nothing of the engine knows Keras, modules are short."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST = 260  # lines of a module


def lint_imports(folder):
    """Run import-linter on the library in a folder, with the project's contracts."""
    program = Path(sys.executable).with_name("lint-imports")
    command = [program, "--no-cache", folder / "pyproject.toml"]
    found = {"PYTHONPATH": str(folder / "src"), "PATH": ""}
    return subprocess.run(command, cwd=folder, env=found, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path):
    """A copy of the library, to be spoilt."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_library_keeps_all_contracts(copy):
    done = lint_imports(copy)

    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("contract", "module", "line"),
    [
        ("The engine", "sphinxext/outputs/site.py", "def late():\n    import keras"),
        ("The engine", "quiz/bank.py", "from lessonlib import datasets"),
        ("The library", "notebooks/writer.py", "from lessonlib.cli import doctor"),
        ("The extension", "sphinxext/core/domain.py", "from lessonlib.sphinxext.teaching import notes"),
        ("Widgets", "sphinxext/widgets/film.py", "from lessonlib.sphinxext.questions import nodes"),
        ("No imports in a circle", "quiz/model.py", "from lessonlib.quiz import bank"),
    ],
)
def test_an_import_that_points_the_other_way_is_found(copy, contract, module, line):
    file = copy / "src" / "lessonlib" / module
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")

    done = lint_imports(copy)

    broken = [said for said in done.stdout.splitlines() if " BROKEN" in said]
    assert done.returncode == 1
    assert any(said.startswith(contract) for said in broken), done.stdout


def test_a_sub_package_without_a_place_is_found(copy):
    (copy / "src" / "lessonlib" / "sphinxext" / "unplaced.py").touch()

    done = lint_imports(copy)

    assert done.returncode == 1
    assert "lessonlib.sphinxext.unplaced" in done.stdout + done.stderr


@pytest.mark.parametrize("folder", ["src", "films", "bench"])
def test_no_module_is_long(folder):
    lines = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in (ROOT / folder).rglob("*.py")}

    assert lines
    assert [f"{file}: {count} lines" for file, count in lines.items() if count > LONGEST] == []


def test_each_path_that_the_page_about_the_architecture_names_is_there():
    page = (ROOT / "docs" / "reference" / "architecture.md").read_text(encoding="utf-8")
    named = {path for path in re.findall(r"`([^` ]+)`", page) if "/" in path or path in {"docs", "films", "tests"}}

    assert len(named) > 40
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_the_page_about_the_architecture_names_each_sub_package():
    page = (ROOT / "docs" / "reference" / "architecture.md").read_text(encoding="utf-8")
    extension = ROOT / "src" / "lessonlib" / "sphinxext"
    found = {file.parent.relative_to(ROOT).as_posix() for file in extension.glob("*/__init__.py")}

    assert [path for path in sorted(found) if f"| `{path}` |" not in page] == []


def private_names(tree):
    """Return what a module takes of others although its name begins with an underscore."""
    own = {"self", "cls", "os", "sys"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            if not (isinstance(node.value, ast.Name) and node.value.id in own):
                yield node.attr
        elif isinstance(node, ast.ImportFrom):
            names = [*(node.module or "").split("."), *(each.name for each in node.names)]
            yield from (name for name in names if name.startswith("_") and name != "_" and not name.startswith("__"))


def test_only_one_module_knows_what_sphinx_calls_private():
    extension = ROOT / "src" / "lessonlib" / "sphinxext"
    taken = {file: [*private_names(ast.parse(file.read_text(encoding="utf-8")))] for file in extension.rglob("*.py")}

    assert taken.pop(extension / "core" / "compat.py")
    assert {file.name: names for file, names in taken.items() if names} == {}


def test_scripts_share_one_global_name():
    scripts = [*(ROOT / "src").rglob("*.js"), *(ROOT / "docs" / "_static").glob("*.js")]
    pages = [script for script in scripts if script.parent.name != "worker" and script.name != "forget.js"]
    found = {script.name: script.read_text(encoding="utf-8") for script in pages}

    assert len(found) > 40
    names = {
        name
        for text in found.values()
        for name in re.findall(r"\b(?:globalThis|window|self)\.(\w+) (?:\?\?)?=(?![=>])", text)
    }
    assert names == {"lessonlib"}
    bare = r"^(?:const|let|var|function|class) \w+"  # outside of all functions it would be everybody's
    assert [name for name, text in found.items() if re.search(bare, text, re.MULTILINE)] == []


def test_no_two_wings_serve_files_of_one_name():
    """All static folders become one, so that the second would take the place of the first."""
    folders = [folder for folder in (ROOT / "src").rglob("static") if folder.is_dir()]
    served = [file.relative_to(folder) for folder in folders for file in folder.rglob("*.*")]

    assert len(served) > 60
    assert [file for file in {*served} if served.count(file) > 1] == []
