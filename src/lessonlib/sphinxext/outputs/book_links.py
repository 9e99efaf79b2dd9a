"""The directive `books`: links to the EPUB and the PDF, where they have been made before the site.

Each builder writes beside the site; a site that is built afterwards takes the books along.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from lessonlib.locale import grouped, localised, noted
from lessonlib.sphinxext.core.builders import output_folder
from lessonlib.sphinxext.core.compat import app_of
from lessonlib.sphinxext.outputs.course_wheel import FOLDER

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

KINDS = {"epub": noted("EPUB, for e-book readers and telephones"), "pdf": noted("PDF, to print")}
# In a page's metadata: the books that it offers.
OFFERED = "offers-books"


def books(app: Sphinx) -> dict[str, Path]:
    """Return the books that stand beside the site, by builder."""
    name = app.config.epub_basename
    found = {builder: output_folder(app).parent / builder / f"{name}.{builder}" for builder in KINDS}
    return {builder: file for builder, file in found.items() if file.exists()}


def said_of(app: Sphinx) -> str:
    """Return what a page says of the books, so that a page that says something else is read again."""
    return " ".join(f"{file.name}:{file.stat().st_size}" for file in books(app).values())


def _not_in_books(*shown: nodes.Node) -> nodes.Node:
    """Return nodes that a book leaves out."""
    return addnodes.only("", *shown, expr=f"not ({' or '.join(f'builder_{name}' for name in KINDS)})")


class BooksDirective(SphinxDirective):
    """List the books with their sizes; its content stands there where there are none."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname][OFFERED] = said_of(app_of(self.env))
        made = books(app_of(self.env))
        if not made:
            return [_not_in_books(*self.parse_content_to_nodes())]
        up = "../" * self.env.docname.count("/")
        listed = nodes.bullet_list()
        for builder, file in made.items():
            link = nodes.reference(
                "",
                f"{self.config.project}: {localised(KINDS[builder])}",
                refuri=f"{up}{FOLDER}/{file.name}",
                internal=True,
            )
            size = nodes.Text(f" ({grouped(file.stat().st_size / 1e6, '.1f')} MB)")
            listed += nodes.list_item("", nodes.paragraph("", "", link, size))
        return [_not_in_books(listed)]


def read_again(app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]) -> list[str]:
    """Return the pages that offer other books than there are now."""
    known = env.found_docs - added - changed
    return [name for name in known if env.metadata.get(name, {}).get(OFFERED, said_of(app)) != said_of(app)]


def take_along(app: Sphinx, exception: Exception | None) -> None:
    """Copy the books into the site."""
    offering = any(OFFERED in metadata for metadata in app.env.metadata.values())
    if exception or app.builder.name != "html" or not offering:
        return
    for file in books(app).values():
        (Path(app.outdir) / FOLDER).mkdir(exist_ok=True)
        shutil.copyfile(file, Path(app.outdir) / FOLDER / file.name)


def setup(app: Sphinx) -> None:
    app.add_directive("books", BooksDirective)
    app.connect("env-get-outdated", read_again)
    app.connect("build-finished", take_along, priority=850)  # after the downloads (800), before the site's zip (950)
