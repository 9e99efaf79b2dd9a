"""The lessons that are measured: as a site of their own, and as plain scripts."""

import ast
import re
import shutil
import textwrap
from pathlib import Path

from lessonlib.sphinxext.execution.scheduling import estimate
from lessonlib.sphinxext.execution.sources import read_page

DOCS = Path(__file__).parents[1] / "docs"
EXTENSIONS = ("attrs_inline", "colon_fence", "deflist", "dollarmath")
WAIT = 'print("ready", flush=True); input()\n'
BARE = """
project, version, copyright, author = "Test", "1", "the authors", "the authors"
extensions = ["myst_nb"]
html_theme = "sphinx_book_theme"
nb_execution_mode = "off"
"""


QUIETLY = "import lessonlib.networks.kernels as started\nstarted.import_keras_quietly()\ndel started\n"


def lessons(wanted: str) -> list[str]:
    """Return the names of the lessons whose numbers are wanted, "01,03" say, or "all": the longest to run first."""
    files = sorted((DOCS / "lessons").glob("*.md"), key=lambda file: estimate(cells(file.stem)), reverse=True)
    every = [file.stem for file in files]
    if wanted == "all":
        return every
    found = {number: [name for name in every if name.startswith(number)] for number in wanted.split(",")}
    missing = [number for number, names in found.items() if not names]
    if missing:
        raise SystemExit(f"no lesson begins with {', '.join(missing)}; there are {', '.join(sorted(every))}")
    return [name for name in every if any(name in names for names in found.values())]


def cells(name: str) -> list[str]:
    """Return the code of a lesson, without cells that are there to fail: a script would end with them."""
    text = (DOCS / "lessons" / f"{name}.md").read_text(encoding="utf-8")
    code = [cell for cell in read_page(text, EXTENSIONS).cells if cell.cell_type == "code"]
    return [cell.source for cell in code if "raises-exception" not in cell["metadata"].get("tags", [])]


def copy_site(folder: Path, names: list[str]) -> None:
    """Copy the site; the lessons that are not wanted show their code, and need no kernel."""
    shutil.copytree(DOCS, folder, ignore=shutil.ignore_patterns("_build", "jupyter_execute"))
    for file in (folder / "lessons").glob("*.md"):
        if file.stem not in names:
            text = re.sub(r"```\{code-cell\}.*", "```python", file.read_text(encoding="utf-8"))
            text = text.replace("file_format: mystnb\n", "file_format: mystnb\nmystnb: {execution_mode: 'off'}\n")
            file.write_text(text, encoding="utf-8")


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
    start.write_text(QUIETLY)
    return folder


def bare_site(folder: Path, name: str) -> None:
    """Make a site of a stock theme, without scripts or styles of ours, around the text of one lesson."""
    folder.mkdir()
    (folder / "conf.py").write_text(BARE)
    text = (DOCS / "lessons" / f"{name}.md").read_text(encoding="utf-8")
    prose = re.sub(r"^:::.*|^```.*|\{\w+\}", "", text.split("---", 2)[2], flags=re.MULTILINE)
    (folder / "index.md").write_text(prose, encoding="utf-8")


def write_scripts(folder: Path, names: list[str]) -> None:
    """Write each lesson's code as a script, and again with its imports first and a wait behind them."""
    folder.mkdir()
    for name in names:
        code = "\n".join(cells(name))
        (folder / f"{name}.py").write_text(code, encoding="utf-8")
        waiting = f"{imports(code)}\nimport tensorflow, matplotlib.pyplot\n{WAIT}{code}"
        (folder / f"{name}-waits.py").write_text(waiting, encoding="utf-8")


def imports(code: str) -> str:
    """Return the imports that stand at the top level of code."""
    found = [node for node in ast.parse(code).body if isinstance(node, ast.Import | ast.ImportFrom)]
    return textwrap.dedent("\n".join(map(ast.unparse, found)))
