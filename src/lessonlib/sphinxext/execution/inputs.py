"""What a page used when it ran, by name and digest, so that a later build can tell whether all of it is the same.

Files of the project stand with their place in it, so that a checkout elsewhere has the same ones. Files of an installed
package are known by its version. Files that the run itself wrote are left out.
"""

import os
import pathlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from lessonlib.runtime.usage import mark
from lessonlib.sphinxext.core.files import LIBRARY, digest
from lessonlib.sphinxext.execution.digests import MISSING, TICK, digest_of
from lessonlib.sphinxext.execution.packages import installed, is_there, packages_of, tells_nothing

BESIDE = "beside the page"
SYSTEM = ("/dev/", "/proc/", "/sys/")  # what is there is another one at each moment


@dataclass(frozen=True)
class Places:
    """The folders that paths are written from."""

    page: pathlib.Path
    project: pathlib.Path

    def folders(self) -> dict[str, pathlib.Path]:
        return {"library": LIBRARY, "project": self.project, "home": pathlib.Path.home()}

    def short(self, path: str) -> str:
        """Return a path as it stands in a record: "project:data/digits.csv"."""
        for name, folder in self.folders().items():
            if pathlib.Path(path).is_relative_to(folder):
                return f"{name}:{pathlib.Path(path).relative_to(folder).as_posix()}"
        return path

    def whole(self, short: str) -> pathlib.Path:
        """Return the path that stands so in a record."""
        name, _, rest = short.partition(":")
        folder = self.folders().get(name)
        return folder / rest if folder else pathlib.Path(short)


def places(source: pathlib.Path, page: pathlib.Path) -> Places:
    """Return the folders around a page: the project is what holds `.git`, or else the folder of the sources."""
    project = next((folder for folder in (source, *source.parents) if (folder / ".git").exists()), source)
    return Places(page.parent, project)


@dataclass(frozen=True)
class Inputs:
    """What a run used: names, and what each was (a digest, a version, or that it was missing)."""

    files: dict[str, str]
    folders: dict[str, str]
    """Folders whose names were listed; those of `made` do not count."""
    made: list[str]
    packages: dict[str, str]
    modules: dict[str, str]
    """Where each module was found: beside the page, among what is installed, or nowhere."""
    declared: dict[str, str]
    """What the page says under `depends`."""
    folder: str
    """The folder of the project, if the page printed it."""

    def changed(self, where: Places) -> str:
        """Return what is not as it was, for a message; nothing if all is the same."""
        now = installed()
        differs = [f"the package {name}" for name, was in self.packages.items() if now.get(name, MISSING) != was]
        differs += [name for name, was in self.files.items() if digest_of(where.whole(name)) != was]
        differs += [name for name, was in self.folders.items() if self._names(name, where) != was]
        differs += [f"the module {name}" for name in self._moved(where.page)]
        differs += [name for name, was in self.declared.items() if digest_of_declared(name, where.page) != was]
        if self.folder not in {"", str(where.project)}:
            differs.append("the folder of the project, which the page shows")
        return differs[0].removeprefix("project:") if differs else ""

    def _moved(self, folder: pathlib.Path) -> list[str]:
        """Return the modules that would now be found elsewhere; of packages, the versions tell."""
        beside = modules_in(folder)
        return [
            name
            for name, was in self.modules.items()
            if (name in beside) is not (was == BESIDE) or (was == MISSING and is_there(name))
        ]

    def _names(self, folder: str, where: Places) -> str:
        return names_in(where.whole(folder), {where.whole(name) for name in self.made})

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def inputs(
    report: dict[str, Any], where: Places, declared: dict[str, str], printed: str, *, apart: pathlib.Path
) -> Inputs | None:
    """Return what a run used, from what its kernel saw; None if that has changed since the run first saw it.

    Args:
        report: of `lessonlib.runtime.usage`.
        declared: what the page says under `depends`, with digests.
        printed: the outputs, as text.
        apart: the folder where it ran; what is there does not count, if it was made for this run.
    """
    if not report:
        return Inputs({}, {}, [], {}, {}, declared, "")
    written = set(report["written"])
    passing = (*_passing(), *([] if apart == where.page else [str(apart)]))

    def counts(path: str) -> bool:
        own = path in written and path not in report["opened"]  # written before it was read
        return not own and not tells_nothing(path) and _lasts(path, passing)

    used = {path: packages_of(path) for path in {*report["opened"], *report["modules"]} if counts(path)}
    packages = {name for names in used.values() for name in names}
    files = sorted(path for path, names in used.items() if not names)
    if any(path in report["opened"] and mark(path) != _as_mark(report["opened"][path]) for path in files):
        return None
    folders = [path for path in report["listed"] if counts(path) and not packages_of(path)]
    made = {path for path in written if str(pathlib.Path(path).parent) in folders}
    if any(_is_newer(folder, report["listed"][folder], made) for folder in folders):
        return None
    beside = modules_in(where.page)
    modules = {
        name: BESIDE if name in beside else "installed" if is_there(name) else MISSING for name in report["wanted"]
    }
    return Inputs(
        files={where.short(path): digest_of(pathlib.Path(path)) for path in files},
        folders={where.short(path): names_in(pathlib.Path(path), set(map(pathlib.Path, made))) for path in folders},
        made=sorted(map(where.short, made)),
        packages={name: version for name, version in installed().items() if name in packages},
        modules=modules,
        declared=declared,
        folder=str(where.project) if str(where.project) in printed else "",
    )


def _is_newer(folder: str, then: int, made: set[str]) -> bool:
    """Return whether somebody else has put a file into a folder since its names were listed, or changed one."""
    with suppress(OSError), os.scandir(folder) as entries:
        found = [entry.stat() for entry in entries if entry.path not in made and entry.is_file()]
        return any(max(each.st_ctime_ns, each.st_mtime_ns) > then - TICK for each in found)
    return False


def _as_mark(found: list[int] | None) -> tuple[int, ...] | None:
    return None if found is None else tuple(found)


def lasting(paths: Iterable[str]) -> list[str]:
    """Return the files that will still be there, with a meaning, when the run has ended."""
    passing = _passing()
    return [path for path in paths if _lasts(path, passing)]


def _lasts(path: str, passing: tuple[str, ...]) -> bool:
    """Return whether a file will still be there, with a meaning, when the run has ended."""
    return not path.startswith(SYSTEM) and not any(f"{path}{os.sep}".startswith(folder + os.sep) for folder in passing)


def _passing() -> tuple[str, ...]:
    """Return folders of what is made for a run, or made again when it is missing.

    Those are Jupyter's connection files and IPython's profile, our small data sets, matplotlib's list of fonts.
    """
    from jupyter_core.paths import jupyter_runtime_dir
    from platformdirs import user_cache_path

    own = user_cache_path("lessonlib")
    fonts = os.environ.get("MPLCONFIGDIR") or str(own.with_name("matplotlib"))
    return tuple(filter(None, (jupyter_runtime_dir(), os.environ.get("IPYTHONDIR"), str(own), fonts)))


def modules_in(folder: pathlib.Path) -> set[str]:
    """Return the names of modules that a page in a folder would find beside it."""
    try:
        return {each.name.removesuffix(".py") for each in folder.iterdir() if each.suffix == ".py" or each.is_dir()}
    except OSError:
        return set()


def names_in(folder: pathlib.Path, made: set[pathlib.Path]) -> str:
    """Return a digest of the names in a folder, without those that the run made."""
    try:
        found = sorted(entry.name for entry in folder.iterdir() if entry not in made)
    except OSError:
        return MISSING
    return digest(*(name for name in found if name != "__pycache__"))


def digest_of_declared(name: str, folder: pathlib.Path) -> str:
    """Return a digest of what a page declares: files, a folder, a pattern, or `$NAME`, a variable."""
    if name.startswith("$"):
        return digest(repr(os.environ.get(name[1:])))
    files = declared_files(name, folder)
    return digest(*(part for file in files for part in (os.path.relpath(file, folder), file.read_bytes())))


def declared_files(name: str, folder: pathlib.Path) -> list[pathlib.Path]:
    """Return the files that a page declares with one entry, from the page's folder.

    Raises:
        ValueError: it is no name, and no pattern.
    """
    whole = folder / name
    found = [whole] if whole.exists() else sorted(folder.glob(name)) if not pathlib.Path(name).is_absolute() else []
    return [file for each in found for file in (sorted(each.rglob("*")) if each.is_dir() else [each]) if file.is_file()]
