"""What the exercises of a course ask: modules in the folder `checks` beside `conf.py`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from sphinx.application import Sphinx

from lessonlib.quiz import registry
from lessonlib.quiz.courses import CHECKS
from lessonlib.quiz.registry import ChecksError, Exercise
from lessonlib.sphinxext.core.errors import mistake


def files(app: Sphinx) -> Iterator[Path]:
    """Yield the files of the folder, none that Python or an editor has left there."""
    folder = Path(app.confdir, CHECKS)
    for file in sorted(folder.rglob("*")):
        parts = file.relative_to(folder).parts
        if file.is_file() and not any(part == "__pycache__" or part.startswith(".") for part in parts):
            yield file


def exercises_of(app: Sphinx) -> Mapping[str, Exercise]:
    """Return the exercises by their ids, imported once a build.

    Raises:
        Mistake: a module cannot be imported.
    """
    if "lessonlib_checks" not in app.__dict__:
        try:
            app.__dict__["lessonlib_checks"] = registry.load(Path(app.confdir, CHECKS))
        except ChecksError as error:
            raise mistake(str(error)) from error
    found: Mapping[str, Exercise] = app.__dict__["lessonlib_checks"]
    return found


def setup(app: Sphinx) -> None:
    app.connect("env-before-read-docs", lambda app, *_: app.__dict__.pop("lessonlib_checks", None))
