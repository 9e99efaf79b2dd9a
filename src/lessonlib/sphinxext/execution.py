"""How lessons run: before Sphinx reads a page, its cells have run, here or in an earlier build.

myst-nb then reads pages that have their outputs. The jupyter-cache that it could use instead looks at
a page's cells only, and would show old results beside a new library.
"""

import json
import os
import pathlib
import re
from typing import Any

import nbformat
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging
from sphinx.util.console import colorize
from sphinx.util.parallel import make_chunks

from lessonlib.sphinxext.store import (
    LIBRARY,
    Record,
    Store,
    digest,
    digest_of_files,
    state_of_the_machine,
    write_whole,
)

logger = logging.getLogger(__name__)

EMPTY_FRONT_MATTER = re.compile(r"---[ \t]*\n\s*---[ \t]*$", re.MULTILINE)
CELL = re.compile(r"^```\{code-cell\}.*?^```$", re.MULTILINE | re.DOTALL)

FEW = 2  # so many pages are read and written sooner than a second process has started
COSTS = "seconds.json"  # beside the site: what each page took when it last ran

# Where the warning was given, what it says, and the line of code that Python repeats below it.
DATA_WARNING = re.compile(r"^.*\bDataWarning: (.*)\n(?:  .*\n?)?", re.MULTILINE)
# How lessonlib.downloads counts the bytes that have arrived.
PROGRESS = re.compile(r"\r[^\r\n]*: \d+\.\d+(?: of \d+\.\d+)? MB\n?")


def read_page(text: str, extensions: tuple[str, ...]) -> nbformat.NotebookNode:
    """Return a page as a notebook; a page without cells is one too, and so is one without a word."""
    if not text.strip():
        return nbformat.v4.new_notebook(metadata={"source_map": []})  # type: ignore[no-any-return,no-untyped-call]
    config = MdParserConfig(enable_extensions=set(extensions))
    notebook: nbformat.NotebookNode = read_myst_markdown_notebook(text, config=config, add_source_map=True)
    lines, starts = text.splitlines(), notebook.metadata["source_map"]
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            # myst-nb cuts off the blank lines before a text, and counts as if there had been one.
            blank = next((n for n, line in enumerate(lines[starts[number] :]) if line.strip()), 1)
            starts[number] += blank - 1
    return notebook


def read_executed_page(text: str, extensions: tuple[str, ...], folder: str, state: str) -> nbformat.NotebookNode:
    """Return a page as a notebook with the outputs of its cells; myst-nb calls this."""
    notebook = read_page(text, extensions)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if not cells:
        return notebook
    store = Store(pathlib.Path(folder), state)
    record = store.load(store.key(notebook))
    if record is None:
        raise SphinxError("the outputs of a page are gone while it is read; build again")
    for number, (cell, outputs) in enumerate(zip(cells, record.outputs, strict=True), start=1):
        cell.execution_count = number
        cell.outputs = nbformat.from_dict(outputs)  # type: ignore[no-untyped-call]
    notebook.metadata["language_info"] = nbformat.from_dict(record.language)  # type: ignore[no-untyped-call]
    return notebook


def configure(app: Sphinx, config: Config) -> None:
    """Tell myst-nb where pages with outputs come from, and Sphinx when to read all pages anew."""
    machine = state_of_the_machine()
    # A rendered question may depend on any part of the library, so all pages depend on all of it.
    library = list(LIBRARY.rglob("*.py"))
    config.lessonlib_state = digest(machine, digest_of_files(library, LIBRARY))
    if config.nb_execution_mode != "off":
        return
    extensions = tuple(sorted(config.myst_enable_extensions))
    folder = pathlib.Path(app.outdir).parent / "executed"
    options = {
        "extensions": extensions,
        "folder": str(folder),
        "state": machine,
    }
    reader = f"{__name__}.{read_executed_page.__name__}"
    config.nb_custom_formats = {**config.nb_custom_formats, ".md": [reader, options, False]}


def tidy(output: dict[str, Any]) -> dict[str, Any] | None:
    """Return an output of a page as plain values, without what `load` says of the data; None if nothing remains.

    A small set in place of the whole one is announced by the page itself, and to the author by the build.
    """
    kept: dict[str, Any] = json.loads(json.dumps(output))
    if kept.get("name") != "stderr":
        return kept
    kept["text"] = PROGRESS.sub("", DATA_WARNING.sub("", kept["text"]))
    return kept if kept["text"].strip() else None


def notices(output: dict[str, Any]) -> list[str]:
    """Return the warnings about data that an output holds."""
    return DATA_WARNING.findall(output["text"]) if output.get("name") == "stderr" else []


def run_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Run the pages that are to be read and have not run in this very state."""
    options = app.config.nb_custom_formats.get(".md")
    if not options or not docnames:
        return
    folder, state, extensions = (options[1][name] for name in ("folder", "state", "extensions"))
    store = Store(pathlib.Path(folder), state)
    costs_file = store.folder.parent / COSTS
    costs = _read_costs(costs_file)
    waiting = {}
    for docname in docnames:
        notebook = _notebook(pathlib.Path(env.doc2path(docname)), extensions)
        if notebook and store.load(store.key(notebook)) is None:
            waiting[docname] = notebook
    if waiting:
        costs |= _run(app, env, store, waiting, costs)
        write_whole(costs_file, json.dumps(costs, indent=1, sort_keys=True))
        store.forget_old()


def _notebook(path: pathlib.Path, extensions: tuple[str, ...]) -> nbformat.NotebookNode | None:
    """Return a page that has cells to run, else None.

    Raises:
        SphinxError: its cells could not run, or it cannot be read; the message says where.
    """
    if path.suffix != ".md":
        return None
    text = path.read_text(encoding="utf-8-sig")
    if EMPTY_FRONT_MATTER.match(text):
        raise SphinxError(f"{path}:1: the front matter is empty; fill it, or remove both lines of dashes")
    if not is_myst_markdown_notebook(text):
        if cell := CELL.search(text):
            line = text.count("\n", 0, cell.start()) + 1
            said = "a code-cell stands on a page that does not run; begin the page with the front matter of a lesson"
            raise SphinxError(f"{path}:{line}: {said} (file_format: mystnb, and a kernelspec)")
        return None
    try:
        notebook = read_page(text, extensions)
    except Exception as error:
        raise SphinxError(f"{path}: this page cannot be read: {error}") from error
    return notebook if _code(notebook) else None


def _code(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the code of a page, cell by cell."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def _run(
    app: Sphinx, env: BuildEnvironment, store: Store, waiting: dict[str, Any], costs: dict[str, float]
) -> dict[str, float]:
    """Run pages, keep what they printed, and return the seconds that each took."""
    from lessonlib.sphinxext import schedule  # here: a build that runs nothing need not import nbclient

    limit = app.config.nb_execution_timeout
    jobs = [
        schedule.Job(name, notebook, env.doc2path(name).parent, costs.get(name, estimate(_code(notebook))), limit)
        for name, notebook in waiting.items()
    ]
    keys = {job.name: store.key(job.notebook) for job in jobs}
    taken: dict[str, float] = {}
    failed: list[str] = []

    def done(job: schedule.Job, seconds: float, error: Exception | None) -> None:
        left = len(jobs) - len(taken) - len(failed) - 1
        if isinstance(error, schedule.PageFailed):
            failed.append(job.name)
            logger.error("a cell failed:\n%s", error, location=f"{env.doc2path(job.name)}:{error.line}")
            return
        cells = [cell for cell in job.notebook.cells if cell.cell_type == "code"]
        outputs = [[each for each in map(tidy, cell.outputs) if each] for cell in cells]
        for notice in (said for cell in cells for each in cell.outputs for said in notices(each)):
            logger.info("%s: %s", job.name, notice)
        store.save(keys[job.name], Record(outputs, dict(job.notebook.metadata["language_info"])))
        taken[job.name] = round(seconds, 1)
        logger.info("ran %s: %.0f s (%s)", job.name, seconds, f"{left} to go" if left else "all done")

    how = "one kernel each, forked warm" if schedule.CAN_FORK else "a cold kernel each: this system cannot fork"
    logger.info(colorize("bold", "running %d pages, %d at a time (%s) ..."), len(jobs), schedule.cores(), how)
    schedule.run_all(jobs, done)
    if os.environ.get("LESSONLIB_DATA") == "full":  # pages may have downloaded it: the next build finds it there
        later = Store(store.folder, state_of_the_machine())
        for job in jobs:
            if record := store.load(keys[job.name]):
                later.save(later.key(job.notebook), record)
    if failed:
        raise SphinxError(f"{len(failed)} of {len(jobs)} pages failed: {', '.join(sorted(failed))}")
    return taken


def estimate(code: list[str]) -> float:
    """Return the seconds that a page's code may take that has never run: training is what takes time."""
    return sum(8 * cell.count("epochs") + len(cell) / 1000 for cell in code)


def _read_costs(file: pathlib.Path) -> dict[str, float]:
    """Return the seconds that pages took when they last ran; a guide only, so damage costs nothing."""
    try:
        costs = json.loads(file.read_text(encoding="utf-8"))
        return {str(name): float(seconds) for name, seconds in costs.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def stay_alone(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Read and write a page or two without a second process."""
    if len(docnames) <= FEW and app.config.course_deals_pages:
        app.parallel = 1


def deal_out(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Spread the lessons over Sphinx's readers; it deals out neighbours, so all lessons to one reader."""
    if app.parallel < 2 or not app.config.course_deals_pages:
        return
    costs = _read_costs(pathlib.Path(app.outdir).parent / COSTS)
    for name in docnames:
        text = pathlib.Path(env.doc2path(name)).read_text(encoding="utf-8")
        costs.setdefault(name, estimate(CELL.findall(text)))
    room = [len(chunk) for chunk in make_chunks(docnames, app.parallel)]
    piles: list[list[str]] = [[] for _ in room]
    for name in sorted(docnames, key=costs.__getitem__, reverse=True):
        free = [pile for pile, places in zip(piles, room, strict=True) if len(pile) < places]
        min(free[: app.parallel], key=lambda pile: sum(map(costs.__getitem__, pile))).append(name)
    docnames[:] = [name for pile in piles for name in pile]


def setup(app: Sphinx) -> None:
    app.add_config_value("lessonlib_state", "", "env", str)
    app.add_config_value("course_deals_pages", True, "", bool)
    paths = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
    if str(LIBRARY) not in paths:
        os.environ["JUPYTER_PATH"] = os.pathsep.join([str(LIBRARY), *filter(None, paths)])
    app.connect("config-inited", configure, priority=100)
    app.connect("env-before-read-docs", run_pages)
    app.connect("env-before-read-docs", stay_alone)
    app.connect("env-before-read-docs", deal_out)
