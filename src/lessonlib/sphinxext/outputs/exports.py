"""What each page gives learners: its cells as they ran, as a stub and as a solution, and the hints of its exercises.

It is taken from a page's nodes when the page is written, and kept for builds that do not write the page again.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError

from lessonlib.notebooks.writer import Cell
from lessonlib.quiz import bank
from lessonlib.sphinxext.core.checks import exercises_of
from lessonlib.sphinxext.core.compat import resolved
from lessonlib.sphinxext.core.domain import course_of
from lessonlib.sphinxext.core.files import write_atomically
from lessonlib.sphinxext.lessons.exercises import hints_in
from lessonlib.sphinxext.markdown.blocks import Markdown
from lessonlib.sphinxext.outputs.notebook_cells import Cells

SAFE = "/:?#[]@!$&'*+,;=%~"  # what stays as it is in an address: all signs but brackets, which end a link of Markdown

Both = tuple[list[Cell], list[Cell]]


@dataclass(frozen=True)
class PageExport:
    """What a page gives learners: the cells of its stub and its solution, and the hints of its exercises."""

    cells: Both
    hints: dict[str, tuple[str, ...]]


def executed_cells(app: Sphinx, docname: str) -> list[Any]:
    """Return the cells of a page as the build ran them."""
    executed = Path(app.outdir).parent / "jupyter_execute" / f"{docname}.ipynb"
    if not executed.exists():
        raise SphinxError(f"{app.env.doc2path(docname)}: its cells were not run; say file_format: mystnb at its top")
    cells: list[Any] = nbformat.read(executed, as_version=4).cells  # type: ignore[no-untyped-call]
    for cell in cells:
        if cell.cell_type == "code":
            cell.outputs = in_one_piece(cell.outputs)
    return cells


def in_one_piece(outputs: list[Any]) -> list[Any]:
    """Return outputs without the pieces of a stream that stand in its first one, too.

    Stock kernels print in pieces, cut by the clock. myst-nb adds them to the first while it renders, and keeps them.
    """
    kept: list[Any] = []
    for output in outputs:
        first = next((each for each in kept if each.get("name") == output.get("name")), None)
        if output.output_type != "stream" or first is None or output.text.rstrip() not in first.text:
            kept.append(output)
    return kept


def markdown_of(app: Sphinx, docname: str) -> Markdown:
    """Return what writes a page's nodes as Markdown. Its links lead to the published site.

    Where the build knows no address of the site, what leads there is text, and an image what it shows in words.
    """
    base = app.config.html_baseurl.rstrip("/")
    page = f"{base}/{app.builder.get_target_uri(docname)}"

    def absolute(address: str) -> str:
        found = urljoin(page, address)
        return quote(found, safe=SAFE) if urlsplit(found).scheme else ""

    def address(node: nodes.Element) -> str:
        if "filename" in node:  # what the role `download` names
            return absolute(f"{base}/_downloads/{node['filename']}")
        if "refuri" in node:
            return absolute(node["refuri"])
        return absolute(f"#{node['refid']}") if "refid" in node else ""

    def picture(node: nodes.Element) -> str:
        kept = app.env.images.get(node["uri"])
        return absolute(f"{base}/{app.builder.imagedir}/{kept[1]}" if kept else node["uri"])

    return Markdown(address, picture)


def collect(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Take from a page's nodes what learners take along, before they are dressed for the page."""
    if app.builder.name != "html" or course_of(app.env).known(docname) is None:
        return
    cells: Both = ([], [])
    if docname in with_notebooks(app.env):
        executed, markdown = executed_cells(app, docname), markdown_of(app, docname)
        asked = exercises_of(app)
        stub, solution = (Cells(markdown, executed, asked, solved=solved).of(doctree) for solved in (False, True))
        cells = (stub, solution)
    of_this_build(app)[docname] = PageExport(cells, hints_in(doctree))


def with_notebooks(env: BuildEnvironment) -> list[str]:
    """Return the lessons that notebooks are made of: those that are written in MyST."""
    return [docname for docname in course_of(env).lessons() if env.doc2path(docname).suffix == ".md"]


def of_this_build(app: Sphinx) -> dict[str, PageExport]:
    """Return what has been taken from pages in this build so far."""
    found: dict[str, PageExport] = app.__dict__.setdefault("lessonlib_exports", {})
    return found


def kept_file(app: Sphinx, docname: str) -> Path:
    """Return the file that holds what a page gave when it was last written."""
    site = Path(app.outdir)
    return site.with_name(f"{site.name}.exports") / f"{docname}.json"


def keep_exports(app: Sphinx) -> None:
    """Keep what the pages of this build give, for builds that do not write them again."""
    for docname, each in of_this_build(app).items():
        write_atomically(kept_file(app, docname), json.dumps([each.cells, each.hints]))


def export_of(app: Sphinx, docname: str) -> PageExport:
    """Return what a page gives; one that was not written again gives what it gave then, as its page stays, too."""
    if docname in of_this_build(app):
        return of_this_build(app)[docname]
    try:
        cells, hints = json.loads(kept_file(app, docname).read_text(encoding="utf-8"))
        return PageExport((cells[0], cells[1]), {id: tuple(each) for id, each in hints.items()})
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        resolved(app, docname)
        return of_this_build(app)[docname]


def tasks_of(app: Sphinx) -> list[bank.Task]:
    """Return the exercises of all pages with their hints."""
    return [
        bank.Task(each.id, each.title, export_of(app, docname).hints[each.id])
        for docname, each in course_of(app.env).practised()
    ]


def setup(app: Sphinx) -> None:
    app.connect("env-before-read-docs", lambda app, *_: of_this_build(app).clear())
    app.connect("doctree-resolved", collect, priority=400)
