"""How lessons run: before Sphinx reads a page, its cells have run, here or in an earlier build.

myst-nb then reads pages that have their outputs. The jupyter-cache that it could use instead looks at
a page's cells only, and would show old results beside a new library.
"""

import json
import os
import pathlib
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from myst_nb.core.nb_to_tokens import nb_node_to_dict
from myst_nb.core.read import is_myst_markdown_notebook
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.console import colorize

from lessonlib.sphinxext.core.compat import settings_of_myst_nb
from lessonlib.sphinxext.core.errors import mistake
from lessonlib.sphinxext.core.fences import first_cell
from lessonlib.sphinxext.core.files import LIBRARY, write_atomically
from lessonlib.sphinxext.execution import environment as machine
from lessonlib.sphinxext.execution import myst_nb, scheduling
from lessonlib.sphinxext.execution.cache import Record, Store
from lessonlib.sphinxext.execution.environment import environment, kernel_settings
from lessonlib.sphinxext.execution.inputs import Inputs, inputs, lasting, places
from lessonlib.sphinxext.execution.myst_nb import MODE, Now
from lessonlib.sphinxext.execution.scheduling import costs_file, estimate, read_costs
from lessonlib.sphinxext.execution.sources import Page, cell_between_colons, check_front_matter, read
from lessonlib.sphinxext.execution.stable_outputs import steady

logger = logging.getLogger(__name__)

KERNELS = str(LIBRARY / "runtime")  # where Jupyter finds ours

ROUNDS = 3  # a page may write what another reads, and that one what a third reads

USED = "lessonlib_used"  # kept with the environment: document → what its page used when it ran, None if unknown


def run_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Run the pages that are to be read, and that used something else when they last ran."""
    Now.pages, Now.records = {}, {}
    used: dict[str, Any] = {name: kept for name, kept in getattr(env, USED, {}).items() if name in env.found_docs}
    setattr(env, USED, used)
    if not app.config[MODE] or not docnames:
        return
    store, waiting = Store(_folder(app)), []
    state = environment(kernel_settings(app.config))
    for docname in docnames:
        used.pop(docname, None)
        page = page_of(app, env, docname)
        if page:
            Now.pages[docname] = page
        if page and page.runs and not _is_known(page, state, store, used):
            waiting.append(page)
    for _ in range(ROUNDS if waiting else 0):
        traffic = _run(app, store, waiting, used)
        waiting = [page for page in _that_used(traffic, app, env, used) if page.runs]
        if not waiting:
            break
        for page in waiting:
            Now.pages[page.name] = page
        docnames += [page.name for page in waiting if page.name not in docnames]
        logger.info("what pages have written is used by %s", ", ".join(page.name for page in waiting))
    store.forget_old()


@dataclass
class Traffic:
    """Which files and folders the pages of a run have read, and which page has written to each."""

    read: dict[str, set[str]] = field(default_factory=dict)
    written: dict[str, set[str]] = field(default_factory=dict)

    def note(self, docname: str, report: dict[str, Any]) -> None:
        """Add what the kernel of a page tells."""
        self.read[docname] = {*report.get("opened", ()), *report.get("listed", ())}
        for path in lasting(report.get("written", ())):
            for place in (path, str(pathlib.Path(path).parent)):
                self.written.setdefault(place, set()).add(docname)

    def for_others(self, docname: str) -> set[str]:
        """Return what other pages than one have written."""
        return {path for path, names in self.written.items() if names != {docname}}


def _that_used(traffic: Traffic, app: Sphinx, env: BuildEnvironment, used: dict[str, Any]) -> Iterator[Page]:
    """Yield the pages that have used, in this build or before, what another page has written since."""
    for docname, kept in used.items() if traffic.written else ():
        written = traffic.for_others(docname)
        where = places(pathlib.Path(app.srcdir), pathlib.Path(env.doc2path(docname)))
        if kept is None:  # it has changed while the page ran
            read = traffic.read.get(docname, set())
            concerned = any(pathlib.Path(path).is_relative_to(where.project) for path in written & read)
        else:
            names = set(map(where.short, written))
            concerned = not names.isdisjoint({*kept["files"], *kept["folders"]}) and bool(Inputs(**kept).changed(where))
        if concerned and (page := page_of(app, env, docname)):
            yield page


def _folder(app: Sphinx) -> pathlib.Path:
    """Return the folder of records."""
    place: str = app.config.nb_execution_cache_path
    return pathlib.Path(place or pathlib.Path(app.outdir).parent) / "executed"


def _is_known(page: Page, state: str, store: Store, used: dict[str, Any]) -> bool:
    """Return whether a page has run before on all that is there now; then its record is at hand."""
    changed: list[str] = []

    def is_right(kept: dict[str, Any]) -> bool:
        changed.append(Inputs(**kept).changed(page.where))
        return not changed[-1]

    page.declared()  # what is not there is refused before anything runs
    found = None if page.settings.execution_mode == "force" else store.find(page.key(state), is_right)
    if found is None:
        if changed:
            logger.info("%s runs again: another one than last time is %s", page.name, changed[0])
        return False
    used[page.name], Now.records[page.name] = found
    return True


def page_of(app: Sphinx, env: BuildEnvironment, docname: str) -> Page | None:
    """Return a page that has cells, else None.

    Raises:
        SphinxError: its cells could not run, or it cannot be read; the message says where.
    """
    path = pathlib.Path(env.doc2path(docname))
    suffixes = [suffix for suffix in app.config.nb_custom_formats if path.name.endswith(suffix)]
    if not suffixes:
        return None
    options = app.config.nb_custom_formats[max(suffixes, key=len)][1]
    text = path.read_text(encoding="utf-8-sig")
    if options["suffix"] == ".md" and not options["reader"] and not _is_lesson(text, options["extensions"], path):
        return None
    configured = settings_of_myst_nb(env)
    try:
        notebook = read(text, **options, path=path)
        said = nb_node_to_dict(notebook.metadata.get(configured.metadata_key) or {})
        said.pop("output_folder", None)
        settings = configured.copy(**{"execution_mode": app.config[MODE]} | said)
    except Exception as error:
        raise mistake(f"this page cannot be read: {error}", path) from error
    where = places(pathlib.Path(app.srcdir), path)
    page = Page(docname, path, where, notebook, settings, text)
    return page if page.code else None


def _is_lesson(text: str, extensions: tuple[str, ...], path: pathlib.Path) -> bool:
    """Return whether a MyST page is a notebook."""
    check_front_matter(text, path)
    runs: bool = is_myst_markdown_notebook(text)
    if runs and (line := cell_between_colons(text, extensions)):
        raise mistake("a code-cell between colons does not run; put it between backticks", path, line)
    if not runs and (line := first_cell(text)):
        said = "a code-cell stands on a page that does not run; begin the page with the front matter of a lesson"
        raise mistake(f"{said} (file_format: mystnb, and a kernelspec)", path, line)
    return runs


def _run(app: Sphinx, store: Store, waiting: list[Page], used: dict[str, Any]) -> Traffic:
    """Run pages, keep what they printed, and the seconds that each took; return what they read and wrote.

    Raises:
        Mistake: pages failed; what the others printed is kept.
    """
    from lessonlib.sphinxext.execution import executor, kernels  # here: a build that runs nothing needs no nbclient

    state, costs = environment(kernel_settings(app.config)), read_costs(costs_file(app))
    pages, keys = {page.name: page for page in waiting}, {page.name: page.key(state) for page in waiting}
    declared = {page.name: page.declared() for page in waiting}
    taken: dict[str, float] = {}
    failed: list[str] = []
    traffic = Traffic()

    def done(job: executor.Job, error: Exception | None) -> None:
        left = len(pages) - len(taken) - len(failed) - 1
        page = pages[job.name]
        if isinstance(error, executor.PageFailed):
            failed.append(job.name)
            logger.error("a cell failed:\n%s", error, location=f"{page.path}:{error.line}")
            return
        traffic.note(job.name, job.used)
        record, said = steady(job.notebook)
        for notice in said:
            logger.info("%s: %s", job.name, notice)
        kept = _used(page, job, record, declared[job.name])
        used[job.name] = kept and kept.as_dict()
        Now.records[job.name] = record
        if kept:
            store.save(keys[job.name], kept.as_dict(), record)
        (seconds,) = job.took
        taken[job.name] = round(seconds, 1)
        logger.info("ran %s: %.0f s (%s)", job.name, seconds, f"{left} to go" if left else "all done")

    how = "one kernel each, forked warm" if kernels.CAN_FORK else "a cold kernel each: this system cannot fork"
    logger.info(colorize("bold", "running %d pages, %d at a time (%s) ..."), len(pages), executor.cores(), how)
    with ExitStack() as folders:
        executor.run_all([_job(page, costs, folders) for page in waiting], done, kernel_settings(app.config))
    write_atomically(costs_file(app), json.dumps(costs | taken, indent=1, sort_keys=True))
    if failed:
        raise mistake(f"{len(failed)} of {len(pages)} pages failed: {', '.join(sorted(failed))}")
    return traffic


def _job(page: Page, costs: dict[str, float], folders: ExitStack) -> Any:
    """Return a page as what is to be run; in a folder of its own, if it asks for one."""
    from lessonlib.sphinxext.execution import executor, kernels

    folder = page.path.parent
    if page.settings.execution_in_temp:
        folder = pathlib.Path(folders.enter_context(tempfile.TemporaryDirectory(prefix="lessonlib-")))
    return executor.Job(
        page.name,
        page.notebook,
        folder,
        costs.get(page.name, estimate(page.code)),
        page.limit,
        kernel=page.kernel or kernels.OURS,
        allow_errors=page.allows_errors,
    )


def _used(page: Page, job: Any, record: Record, declared: dict[str, str]) -> Inputs | None:
    """Return what a page used, if that is known: its kernel saw it, or the page says so."""
    if page.kernel and page.depends is None:
        said = (
            "%s runs in each build: its kernel %r does not tell what it uses. Say so under depends in its front matter"
        )
        logger.info(said, page.name, page.kernel)
        return None
    if not page.kernel and not job.used:
        logger.info("%s runs again in the next build: its kernel could not say what it used", page.name)
        return None
    found = inputs(job.used, page.where, declared, json.dumps(record.outputs, ensure_ascii=False), apart=job.folder)
    if found is None or page.declared() != declared:
        logger.info("%s runs again in the next build: a file that it read has changed meanwhile", page.name)
        return None
    return found


def setup(app: Sphinx) -> None:
    paths = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
    if KERNELS not in paths:
        os.environ["JUPYTER_PATH"] = os.pathsep.join([KERNELS, *filter(None, paths)])
    machine.setup(app)
    myst_nb.setup(app)
    app.connect("env-before-read-docs", run_pages)
    scheduling.setup(app)
