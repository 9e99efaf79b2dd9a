"""The courses at hand: those that are installed, and that of a source tree.

The wheel of a course (`lessonlib.wheels`) holds one package, which its entry point names:

    [lessonlib.courses]
    statistics = lessonlib_courses.statistics

In this package lie the question bank and the notebooks, and in its folder `checks` what the exercises ask. In a
source tree the checks lie beside `conf.py`, and bank and notebooks where a build has written them.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from lessonlib.locale import ENGLISH, localised, speak
from lessonlib.quiz import bank, registry
from lessonlib.quiz.bank import Bank, BankError
from lessonlib.quiz.registry import Exercise
from lessonlib.runtime.preloading import KernelSettings

GROUP = "lessonlib.courses"

PACKAGES = "lessonlib_courses"
"""The namespace of the courses' packages, so that a course called Statistics hides no module of that name."""

SOURCE = Path(__file__).parents[3] / "docs"
"""The course in whose source tree this lessonlib lies, where it lies in one."""

ELSEWHERE = "LESSONLIB_COURSE"
"""The environment variable that names the only course to look into: the folder of its `conf.py`, or of its bank."""

BUILT = Path("_build", "html", "downloads")
"""Where a build writes bank and notebooks, seen from `conf.py`."""

CHECKS = "checks"

LOCALES = "locales"
"""Beside a bank, the catalogs in which its course says lessonlib's own words."""


@dataclass(frozen=True)
class Course:
    """A course: its name, the folder of its bank and notebooks, and that of the modules with its exercises."""

    name: str
    content: Path
    checks: Path

    @cached_property
    def bank(self) -> Bank:
        """Its questions and exercises.

        Raises:
            BankError: they are not there, or cannot be read.
        """
        return bank.load(self.content)

    @cached_property
    def exercises(self) -> Mapping[str, Exercise]:
        """What its exercises ask, by their ids.

        Raises:
            ChecksError: a module cannot be imported.
        """
        return registry.load(self.checks)

    def ids(self) -> set[str]:
        """The names of all that is asked in it; none of a bank that is not there."""
        return {*self.exercises, *(self.bank.ids() if (self.content / bank.NAME).is_file() else ())}


@cache
def courses() -> tuple[Course, ...]:
    """Return the courses at hand: the one that the environment names, or the installed ones and that of the source."""
    named = os.environ.get(ELSEWHERE)
    if named:
        return (in_folder(Path(named)),)
    found = {entry.name: _installed(entry) for entry in entry_points(group=GROUP)}
    if (SOURCE / "conf.py").is_file():
        here = in_folder(SOURCE)
        found.setdefault(here.name, here)
    return tuple(found.values())


def elsewhere() -> dict[str, str]:
    """Return the variable that names the only course with its whole path, for kernels work in other folders."""
    named = os.environ.get(ELSEWHERE)
    return {ELSEWHERE: str(Path(named).absolute())} if named else {}


def in_folder(folder: Path) -> Course:
    """Return the course of a source tree, whose folder has a `conf.py`, or that of a folder with a bank."""
    content = folder / BUILT if (folder / "conf.py").is_file() else folder
    return Course(bank.course_of(content) or folder.resolve().name, content, folder / CHECKS)


def _installed(entry: EntryPoint) -> Course:
    try:
        spec = find_spec(entry.value)
    except ImportError:
        spec = None
    places = (spec.submodule_search_locations if spec else None) or [os.devnull]  # a package that somebody has removed
    folder = Path(places[0])
    return Course(entry.name, folder, folder / CHECKS)


def with_bank(among: Iterable[Course]) -> list[Course]:
    """Return those courses whose bank is there: of a source tree that was not built yet it is not.

    Raises:
        BankError: it is of none; the message says what to do.
    """
    found = [each for each in among if (each.content / bank.NAME).is_file()]
    if not found:
        raise BankError(localised(bank.MISSING))
    return found


def speak_of(named: str = "") -> str:
    """Speak the language of the course of this name, else that of all courses at hand if they have one in common.

    Returns:
        The language.
    """
    known = [each for each in courses() if _can_be_read(each)]
    meant = [each for each in known if each.name == named] or known
    common = {each.bank.language for each in meant}
    language = common.pop() if len(common) == 1 else ENGLISH
    found = [each for each in meant if each.bank.language == language]
    folders = [each.content / LOCALES for each in found]
    speak(language, *folders, words={text: said for each in found for text, said in each.bank.words.items()})
    return language


def _can_be_read(course: Course) -> bool:
    try:
        return bool(course.bank)
    except BankError:  # `check` and `doctor` say which
        return False


def kernel_settings() -> KernelSettings:
    """Return what the kernels of the courses at hand begin with, as far as these can be read."""
    modules: dict[str, None] = {}
    variables: dict[str, str | None] = {}
    for each in courses():
        try:
            said = each.bank.kernels
        except BankError:  # `check` and `doctor` say which
            continue
        modules |= dict.fromkeys(said.modules)
        variables |= said.variables
    return KernelSettings(tuple(modules), variables)
