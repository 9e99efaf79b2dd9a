"""Which files of the library a page or a film uses: those that its code imports, directly or through one another."""

import ast
import pathlib

from lessonlib.sphinxext.core.files import LIBRARY

KERNEL = "import lessonlib.runtime.fork_server, lessonlib.runtime.usage"  # what every page imports


def helpers_of(code: str) -> list[pathlib.Path]:
    """Return the library's files that code imports, directly or through one another.

    >>> [file.relative_to(LIBRARY).as_posix() for file in helpers_of("from lessonlib import shapes")]
    ['__init__.py', 'runtime/__init__.py', 'runtime/fork_server.py', 'runtime/usage.py', 'shapes.py']
    """
    found = {LIBRARY / "__init__.py"}  # it names the modules for type checkers, and imports none
    waiting = _imported(code) | _imported(KERNEL)
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting |= _imported(file.read_text(encoding="utf-8"))
    return sorted(found)


def _imported(code: str) -> set[pathlib.Path]:
    """Return the library's files that are imported; all but the extension, where the package is imported whole."""
    found: set[pathlib.Path] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            for each in node.names:
                if each.name == LIBRARY.name:  # its modules load when they are used
                    found |= {file for file in LIBRARY.rglob("*.py") if "sphinxext" not in file.parts}
                found |= _files_of(each.name)
        elif isinstance(node, ast.ImportFrom):
            found |= {file for each in node.names for file in _files_of(f"{node.module}.{each.name}")}
    return found


def _files_of(name: str) -> set[pathlib.Path]:
    """Return the library's files that are read when a module is imported: those of its packages come first.

    Args:
        name: with its dots; the last part may be a name in a module.
    """
    first, *rest = name.split(".")
    if first != LIBRARY.name:
        return set()
    folders = [LIBRARY.joinpath(*rest[:depth]) for depth in range(len(rest) + 1)]
    places = [folder / "__init__.py" for folder in folders] + [folder.with_suffix(".py") for folder in folders[1:]]
    return {place for place in places if place.is_file()}
