"""`import lessonlib` costs next to nothing, and loads nothing heavy."""

import subprocess
import sys

import pytest

import lessonlib

HEAVY = {"docutils", "keras", "matplotlib", "mlxtend", "sphinx", "tensorflow"}


def fresh(*arguments):
    """Run a fresh interpreter; return what it wrote to both streams."""
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True)


def import_time(statement, module):
    """Milliseconds that a module and all that it imports take: the best of several fresh interpreters."""
    times = []
    for _ in range(5):
        lines = fresh("-X", "importtime", "-c", statement).stderr.splitlines()
        line = next(line for line in reversed(lines) if line.split("|")[-1].strip() == module)
        times.append(int(line.split("|")[1]) / 1000)
    return min(times)


def test_import_lessonlib_takes_under_50_ms_more_than_import_numpy():
    # After NumPy, so that what they share is not counted for us.
    assert import_time("import numpy, lessonlib", "lessonlib") < 50


@pytest.mark.parametrize(
    "statement", ["import lessonlib", "from lessonlib import shapes", "from lessonlib import datasets"]
)
def test_nothing_heavy_is_loaded_by(statement):
    loaded = set(fresh("-c", f"{statement}; import sys; print(*sys.modules)").stdout.split())

    assert not HEAVY & loaded


def test_the_digits_load_without_tensorflow(monkeypatch):
    monkeypatch.setenv("LESSONLIB_DATA", "embedded")
    code = "import sys; from lessonlib import datasets; datasets.load('mnist'); print(*sys.modules)"

    assert not {"keras", "tensorflow"} & set(fresh("-c", code).stdout.split())


def test_the_extension_loads_no_client_of_kernels_before_a_page_runs():
    loaded = set(fresh("-c", "import sys, lessonlib.sphinxext; print(*sys.modules)").stdout.split())

    assert "myst_nb" in loaded
    assert not {"jupyter_cache", "jupyter_client", "nbclient", "numpy", "sqlalchemy"} & loaded


@pytest.mark.parametrize("name", lessonlib.__all__)
def test_a_learner_reaches_each_module_through_lessonlib(name):
    assert getattr(lessonlib, name).__name__ == f"lessonlib.{name}"


def test_dir_lists_what_a_learner_types():
    assert dir(lessonlib) == sorted(lessonlib.__all__)


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(
        AttributeError, match="no attribute 'shape'; it has checks, datasets, figures, shapes, training"
    ):
        lessonlib.shape  # noqa: B018 (reading it is the test)
