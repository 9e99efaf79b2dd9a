"""What the pages of a course import, and what of it is worth importing once for all kernels: it is measured."""

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

CELL = re.compile(r"^(?P<fence>`{3,}|:{3,})\{code-cell\}[^\n]*\n(?P<code>.*?)^(?P=fence)\s*$", re.MULTILINE | re.DOTALL)
OPTIONS = re.compile(r"\A(?::[\w-]+:.*\n)+|\A---\n[\s\S]*?\n---\n")
SLOW = 0.2  # seconds: what takes less is not worth a line
SEVERAL = 2  # pages


def worth_preloading(source: Path) -> dict[str, tuple[int, float]]:
    """Return module → pages that import it and seconds that this takes, of those that several pages import, slowly.

    What another one of them imports, too, is left out: it comes along.
    """
    pages = Counter(name for file in sorted(source.rglob("*")) for name in set(imported_by(file)))
    candidates = [name for name, count in pages.most_common() if count >= SEVERAL]
    found: dict[str, tuple[int, float]] = {}
    for name in sorted(candidates, key=lambda name: (-pages[name], len(name))):
        seconds = seconds_of(name, after=[*found])
        if seconds >= SLOW:
            found[name] = pages[name], seconds
    return found


def imported_by(file: Path) -> Iterator[str]:
    """Yield the modules that the code of a page imports."""
    for code in code_of(file):
        lines = "\n".join(line for line in code.splitlines() if not re.match(r"\s*[!%?]", line))
        try:
            tree = ast.parse(lines)
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module


def code_of(file: Path) -> Iterator[str]:
    """Yield the code of a page, cell by cell."""
    if file.suffix == ".md" and file.is_file():
        for cell in CELL.finditer(file.read_text(encoding="utf-8", errors="replace")):
            yield OPTIONS.sub("", cell["code"])
    elif file.suffix == ".ipynb" and file.is_file():
        try:
            cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
            yield from ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        except (ValueError, KeyError, TypeError):
            return


def seconds_of(module: str, *, after: list[str]) -> float:
    """Return how long it takes to import a module after others; 0 where it cannot be imported."""
    before = "".join(f"import {name}\n" for name in after)
    code = f"{before}import time\nbegin = time.perf_counter()\nimport {module}\nprint(time.perf_counter() - begin)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    try:
        return float(done.stdout.split()[-1]) if done.returncode == 0 else 0.0
    except (IndexError, ValueError):
        return 0.0
