"""Exercises: how one is written down, and how those of a course are found.

They stand in the folder `checks` of the course, in modules that import one another relatively (`from . import …`):

    @exercise("two-means", starter="mean = ____")
    def two_means(mean):
        yield Criterion("the mean", mean == 10, "Divide by how many there are.")
"""

import importlib
import inspect
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from textwrap import dedent
from types import MappingProxyType

from lessonlib.locale import localised
from lessonlib.quiz.results import Criterion

Judge = Callable[..., Iterator[Criterion]]
NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Exercise:
    """An exercise as `check` sees it.

    `starter` is the cell of the stub; `solved` is the cell after the page's solution. Both end with `check`.
    An answer that computes for more than `seconds` is stopped (`lessonlib.quiz.time_limits` says what is counted).
    `given`, `solution` and `wrong` are what the exercise is tried out with when the course is proved.
    """

    id: str
    names: tuple[str, ...]
    starter: str
    solved: str
    judge: Judge
    seconds: float
    passed: Mapping[str, str]
    given: str
    solution: str
    wrong: Mapping[str, str]

    @property
    def call(self) -> str:
        """How `check` is called, and what that is which has other names in a notebook of an earlier build."""
        meant = {name: localised(said) for name, said in self.passed.items()}
        told = ", ".join(localised("{name} is {meaning}", name=name, meaning=said) for name, said in meant.items())
        return f'check("{self.id}", {", ".join(self.names)})' + (localised(", where {told}", told=told) if told else "")


_registered: dict[str, list[Exercise]] = {}  # by the module that they stand in


class ChecksError(RuntimeError):
    """A module with exercises cannot be imported; the message says which, and why."""


def load(folder: Path) -> dict[str, Exercise]:
    """Return the exercises in the modules of a folder by their ids; none where there is no such folder.

    Raises:
        ChecksError: a module cannot be imported, or two exercises have one id.
    """
    package = f"lessonlib_checks_{zlib.crc32(str(folder.resolve()).encode()):08x}"  # of each course its own
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:  # a file may have changed since
        del sys.modules[name]
        _registered.pop(name, None)
    spec = ModuleSpec(package, None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    sys.modules[package] = module_from_spec(spec)
    importlib.invalidate_caches()
    found: dict[str, Exercise] = {}
    for file in sorted(folder.glob("[!_]*.py")):
        for each in _read(f"{package}.{file.stem}", file):
            if each.id in found:
                raise ChecksError(f"{file}: there are two exercises '{each.id}' in this folder; give one another id")
            found[each.id] = each
    return found


def _read(module: str, file: Path) -> list[Exercise]:
    """Return the exercises that a module registers when it is imported; nothing is written beside it."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        importlib.import_module(module)
    except Exception as error:
        raise ChecksError(f"{file} cannot be imported: {type(error).__name__}: {error}") from error
    finally:
        sys.dont_write_bytecode = before
    return _registered.get(module, [])


def exercise(
    id: str,
    *,
    starter: str,
    solved: str = "",
    seconds: float = 60,
    passed: Mapping[str, str] = NONE,
    given: str = "",
    solution: str = "",
    wrong: Mapping[str, str] = NONE,
) -> Callable[[Judge], Judge]:
    """Register the function below as the judge of an exercise.

    Args:
        id: the same as on the page.
        starter: the code that the learner finds, with blanks `____`; `check` is added at its end.
        solved: what has to be run after the page's solution before `check`; often nothing.
        seconds: how long an answer may compute while it is tried out.
        passed: name → what it is, of those that `check` did not always ask for: learners keep old notebooks.
        given: code of the page that stands above the exercise and that the following needs.
        solution: code that makes what is passed to `check`, right.
        wrong: such code, wrong → words of the feedback that it must get.
    """

    def register(judge: Judge) -> Judge:
        names = tuple(inspect.signature(judge).parameters)
        call = f'check("{id}", {", ".join(names)})'
        begun, done = (f"{dedent(code).strip()}\n\n{call}".strip() for code in (starter, solved))
        made = Exercise(id, names, begun, done, judge, seconds, passed, dedent(given), dedent(solution), wrong)
        _registered.setdefault(judge.__module__, []).append(made)
        return judge

    return register
