"""The lessons that are measured: as a site of their own, and as plain scripts."""

import ast
import re
import shutil
import textwrap
from pathlib import Path

from lessonlib.sphinxext.execution import read_page

DOCS = Path(__file__).parents[1] / "docs"
EXTENSIONS = ("attrs_inline", "colon_fence", "deflist", "dollarmath")
WAIT = 'print("ready", flush=True); input()\n'
BARE = """
project, version, copyright, author = "Test", "1", "the authors", "the authors"
extensions = ["myst_nb"]
html_theme = "sphinx_book_theme"
nb_execution_mode = "off"
"""


def lessons(wanted: str) -> list[str]:
    """Return the names of the lessons whose numbers are wanted, "01,03" say; all of them for "all"."""
    every = sorted(file.stem for file in (DOCS / "lessons").glob("*.md"))
    if wanted == "all":
        return every
    found = {number: [name for name in every if name.startswith(number)] for number in wanted.split(",")}
    missing = [number for number, names in found.items() if not names]
    if missing:
        raise SystemExit(f"no lesson begins with {', '.join(missing)}; there are {', '.join(every)}")
    return sorted(name for names in found.values() for name in names)


def copy_site(folder: Path, names: list[str]) -> None:
    """Copy the site; the lessons that are not wanted show their code, and need no kernel."""
    shutil.copytree(DOCS, folder, ignore=shutil.ignore_patterns("_build", "jupyter_execute"))
    for file in (folder / "lessons").glob("*.md"):
        if file.stem not in names:
            text = re.sub(r"```\{code-cell\}.*", "```python", file.read_text(encoding="utf-8"))
            file.write_text(
                text.replace("file_format: mystnb\n", "file_format: mystnb\nmystnb: {execution_mode: 'off'}\n")
            )


def empty_site(folder: Path) -> None:
    """Make a site of two empty pages with the settings and extensions of ours."""
    folder.mkdir()
    for name in ("_static", "_templates"):
        shutil.copytree(DOCS / name, folder / name)
    for name in ("conf.py", "references.bib"):
        shutil.copy(DOCS / name, folder)
    (folder / "index.md").write_text("# Empty\n\n```{toctree}\nother\n```\n")
    (folder / "other.md").write_text("# Empty, too\n")


def quiet_start(folder: Path) -> Path:
    """Return a folder of IPython settings: stock kernels import Keras at their start, without TensorFlow's chatter.

    The chatter bears the time, so no page with it is the same twice.
    """
    start = folder / "profile_default" / "startup" / "quiet.py"
    start.parent.mkdir(parents=True)
    start.write_text("from lessonlib.kernel import import_quietly\nimport_quietly()\ndel import_quietly\n")
    return folder


def bare_site(folder: Path, name: str) -> None:
    """Make a site of a stock theme, without scripts or styles of ours, around the text of one lesson."""
    folder.mkdir()
    (folder / "conf.py").write_text(BARE)
    text = (DOCS / "lessons" / f"{name}.md").read_text(encoding="utf-8")
    prose = re.sub(r"^:::.*|^```.*|\{\w+\}", "", text.split("---", 2)[2], flags=re.MULTILINE)
    (folder / "index.md").write_text(prose)


def write_scripts(folder: Path, names: list[str]) -> None:
    """Write each lesson's code as a script, and again with its imports first and a wait behind them."""
    folder.mkdir()
    for name in names:
        cells = read_page((DOCS / "lessons" / f"{name}.md").read_text(encoding="utf-8"), EXTENSIONS).cells
        code = "\n".join(cell.source for cell in cells if cell.cell_type == "code" and not tagged(cell))
        (folder / f"{name}.py").write_text(code)
        (folder / f"{name}-waits.py").write_text(f"{imports(code)}\nimport tensorflow, matplotlib.pyplot\n{WAIT}{code}")


def tagged(cell: dict) -> bool:
    """Tell whether a cell is there to fail: a script would end with it."""
    return "raises-exception" in cell["metadata"].get("tags", [])


def imports(code: str) -> str:
    """Return the imports that stand at the top level of code."""
    found = [node for node in ast.parse(code).body if isinstance(node, ast.Import | ast.ImportFrom)]
    return textwrap.dedent("\n".join(map(ast.unparse, found)))
