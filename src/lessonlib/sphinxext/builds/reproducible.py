"""A first build and a later one give the same bytes: what myst-nb and Sphinx leave to chance is put right."""

import pathlib
from typing import Any

from myst_nb.sphinx_ext import add_global_html_resources
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.index_entries import split_index_msg

from lessonlib.sphinxext.core import compat


def copy_style(app: Sphinx, builder: Builder) -> None:
    """Put myst-nb's style sheet into place before the pages; it does so last of all itself.

    Sphinx stamps each link with a digest of the file, if it is there: a first build would differ from a later one.
    """
    compat.forget_digests_of_assets()
    if builder.format == "html" and "myst_nb" in app.extensions:
        (pathlib.Path(app.outdir) / "_static").mkdir(exist_ok=True)
        add_global_html_resources(app, None)


def forget_figures_and_files(app: Sphinx, exception: Exception | None) -> None:
    """Remove figures that no page shows any more, and files that none offers to download."""
    if exception is not None or app.builder.name not in {"html", "dirhtml"}:
        return
    site = pathlib.Path(app.outdir)
    shown = {name for _, name in app.env.images.values()}
    offered = {pathlib.PurePath(name) for _, name in app.env.dlfiles.values()}
    for file in (site / "_images").glob("*.*"):
        if file.name not in shown:
            file.unlink()
    for file in (site / "_downloads").glob("*/*"):
        if file.relative_to(site / "_downloads") not in offered:
            file.unlink()


def index_all_pages(app: Sphinx) -> list[Any]:
    """Make the search index that of a clean build, when only some pages are written.

    Sphinx forgets the index entries of the others, and keeps words that stand on no page any more.
    """
    if isinstance(app.builder, StandaloneHTMLBuilder) and (indexer := app.builder.indexer) is not None:
        entries, docnames = app.env.domains.index_domain.entries, sorted(app.env.found_docs)
        compat.set_index_entries(indexer, {docname: _words_to_search(entries[docname]) for docname in docnames})
        compat.forget_words_of_other_pages(indexer, docnames)
    return []


def _words_to_search(entries: list[tuple[str, str, str, str, str | None]]) -> list[tuple[str, str, str]]:
    """Return (words, target, "main" or nothing) of a page's index entries, as Sphinx's own indexer reads them."""
    split = [(split_index_msg(kind, value), target or "", main) for kind, value, target, main, _ in entries]
    return sorted({(each, target, main) for words, target, main in split for each in words})


def setup(app: Sphinx) -> None:
    app.connect("html-collect-pages", index_all_pages)
    app.connect("write-started", copy_style)
    app.connect("build-finished", forget_figures_and_files)
