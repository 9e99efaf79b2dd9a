"""Which packages are installed, in which versions, and which of them a file belongs to."""

import importlib.util
import os
import pathlib
import site
import sys
import sysconfig
from functools import cache
from importlib import metadata

from packaging.utils import canonicalize_name

from lessonlib.sphinxext.core.files import LIBRARY, digest_of_files

INFO = (".dist-info", ".egg-info")
OFFERS = ("entry_points.txt", "RECORD", "top_level.txt")
LIBRARYS = str(LIBRARY) + os.sep  # the library's own files are known by their content, wherever it is installed


@cache
def installed() -> dict[str, str]:
    """Return name → version of all that is installed; what came from a folder has a digest of its files, too."""
    found: dict[str, str] = {}
    for folder in sites():
        # The folder's name says both (PyPA, "Recording installed projects"); to read all takes a fifth of a second.
        for package in pathlib.Path(folder).glob("*.dist-info"):
            name, _, version = package.stem.partition("-")
            if (package / "direct_url.json").exists():
                version += f" {digest_of_files(list(package.glob('RECORD')), package)}"
            found.setdefault(canonicalize_name(name), version)
    return found


@cache
def packages_of(path: str) -> list[str]:
    """Return the packages that a file may be of; none for one that no package brought."""
    folder = next((folder for folder in sites() if path.startswith(folder)), None)
    if folder is None or path.startswith(LIBRARYS):
        return []
    first = path.removeprefix(folder).partition(os.sep)[0]
    if first.endswith(INFO):
        return [canonicalize_name(first.partition("-")[0])]
    return brings(first.partition(".")[0])


@cache
def sites() -> tuple[str, ...]:
    """Return the folders that packages are installed into, each with a separator at its end."""
    found = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), site.getusersitepackages()}
    added = (folder for folder in sys.path if any(pathlib.Path(folder or ".").glob(f"*{INFO[0]}")))  # by a .pth, say
    return tuple(sorted({str(pathlib.Path(folder)) + os.sep for folder in (*found, *site.getsitepackages(), *added)}))


@cache
def tells_nothing(path: str) -> bool:
    """Return whether a path is no input: of the standard library, which Python's version tells, or read by all.

    Who looks for plugins lists the packages, and reads of each what it offers.
    """
    if f"{path}{os.sep}" in sites() or (path.startswith(sites()) and path.endswith(OFFERS) and INFO[0] in path):
        return True
    return path.startswith(_standard_library()) and not path.startswith((LIBRARYS, *sites()))


@cache
def _standard_library() -> tuple[str, ...]:
    return tuple(sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib"))


@cache
def _by_module() -> dict[str, list[str]]:
    found = metadata.packages_distributions()
    return {module: sorted(map(canonicalize_name, set(names))) for module, names in found.items()}


def brings(module: str) -> list[str]:
    """Return the packages that bring a top-level module."""
    return _by_module().get(module, [])


def is_there(module: str) -> bool:
    """Return whether a top-level module could be imported."""
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):  # it is loaded, and was made without a specification
        return module in sys.modules
