"""The builder `pdf`: the whole course as one page, printed by Chromium.

`-b pdf` writes that page and beside it the PDF, with bookmarks and tags. What is wider than the paper, and
a figure that does not load, is a warning: paper cannot be scrolled.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.util import logging
from sphinx.util.console import colorize
from sphinx.util.display import progress_message
from sphinx.util.nodes import inline_all_toctrees

from lessonlib.locale import localised
from lessonlib.sphinxext.core.errors import mistake

if TYPE_CHECKING:
    from playwright.sync_api import Playwright
    from sphinx.application import Sphinx
    from sphinx.config import Config

logger = logging.getLogger(__name__)

DRIVER = "playwright, which drives Chromium, does not start. On Debian: apt install libatomic1"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# A4 less the margins that book.css sets, in the browser's pixels.
WIDTH = round((210 - 2 * 18) / 25.4 * 96)
# Sphinx names page and place; on one page the place is enough.
TWICE = re.compile(r'href="#document-[^"#]*#')
FAULTS = """
    () => {
        const said = (element) => `${element.localName}: ${element.textContent.trim().slice(0, 60)}`;
        const limit = document.documentElement.clientWidth + 1;
        const wide = [...document.querySelectorAll("body *")].filter((element) =>
            !element.closest("math, svg") && element.checkVisibility() &&
            (element.getBoundingClientRect().right > limit ||
             (getComputedStyle(element).overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1)));
        const missing = [...document.images].filter((image) => !image.complete || !image.naturalWidth);
        return {
            wide: wide.filter((outer) => !wide.some((inner) => inner !== outer && outer.contains(inner))).map(said),
            missing: missing.map((image) => image.src),
        };
    }
"""


class PdfBuilder(SingleFileHTMLBuilder):
    """The course on one page, and that page on paper."""

    name = "pdf"
    epilog = "The PDF is in %(outdir)s."

    def get_theme_config(self) -> tuple[str, dict[str, Any]]:
        """Take Sphinx's theme for e-books: text and nothing else."""
        return "epub", {}

    def assemble_doctree(self) -> nodes.document:
        """Make a part of each table of contents on the first page, after all that the page itself says."""
        first = self.config.root_doc
        book = self.env.get_doctree(first)
        whole = next(book.findall(nodes.section))
        for contents in list(book.findall(addnodes.toctree)):
            listed = contents.parent
            listed.parent.remove(listed)
            title = contents["caption"] or self.config.project
            whole += nodes.section("", nodes.title("", title), contents, ids=[nodes.make_id(f"part {title}")])
        book = inline_all_toctrees(self, set(), first, book, partial(colorize, "darkgreen"), [first])
        book["docname"] = first
        self.env.resolve_references(book, first, self)
        return book

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """Put the contents after what the book begins with, and let links lead to their places on this page."""
        context = super().get_doc_context(docname, body, metatags)
        # As headings the captions would be bookmarks twice.
        listed = context["toc"].replace(' role="heading"', "")
        title, first, rest = body.partition("</h1>")
        begin, section, rest = rest.partition("<section")
        contents = f'<nav class="contents" aria-label="{localised("Contents")}">{listed}</nav>'
        context["body"] = TWICE.sub('href="#', f"{title}{first}{begin}{contents}{section}{rest}")
        return context

    def finish(self) -> None:
        super().finish()
        file = Path(self.outdir, f"{self.config.epub_basename}.pdf")
        with progress_message(f"printing {file.name}"):
            print_page(Path(self.outdir, "index.html"), file)


def find_chromium() -> str | None:
    """Return the program of an installed Chromium."""
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)


@contextmanager
def driver() -> Iterator[Playwright]:
    """Start what drives Chromium.

    Raises:
        Mistake: it is not installed, or does not start.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        said = "a PDF is printed by playwright, which is not installed: python -m pip install playwright"
        raise mistake(said) from error
    with ExitStack() as ends:
        try:
            playwright = ends.enter_context(sync_playwright())
        except Exception as error:  # it has no better one, and says nothing
            raise mistake(f"{DRIVER} ({error})") from error
        yield playwright


def print_page(page_file: Path, pdf_file: Path) -> None:
    """Print one page; say what of it does not fit on the paper."""
    program = find_chromium()
    if program is None:
        names = ", ".join(CHROMIUMS)
        raise mistake(f"a PDF is printed by Chromium, which was not found (looked for {names}): install it")
    with driver() as playwright:
        # Root, as in a container, may not use Chromium's sandbox.
        rooted = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=rooted)
        page = browser.new_page(viewport={"width": WIDTH, "height": 1000}, java_script_enabled=True)
        page.set_default_timeout(300_000)  # milliseconds: a busy machine is slow, not wrong
        page.emulate_media(media="print", color_scheme="light")
        page.goto(page_file.as_uri(), wait_until="load")
        faults = page.evaluate(FAULTS)
        for said in faults["wide"]:
            logger.warning("wider than the paper: %s", said, type="lessonlib", subtype="pdf")
        for address in faults["missing"]:
            logger.warning("this figure does not load: %s", address, type="lessonlib", subtype="pdf")
        page.pdf(path=pdf_file, prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
        browser.close()


def show_outputs_as_html_does(app: Sphinx, config: Config) -> None:
    """Tell myst-nb which kind of each output to put into the PDF; it knows the builders of Sphinx only."""
    if "nb_mime_priority_overrides" in config:
        from myst_nb.core.render import base_render_priority

        kinds = base_render_priority()["html"].items()
        config.nb_mime_priority_overrides = [
            *config.nb_mime_priority_overrides,
            *((PdfBuilder.name, kind, place) for kind, place in kinds),
        ]


def setup(app: Sphinx) -> None:
    app.add_builder(PdfBuilder)
    app.connect("config-inited", show_outputs_as_html_does)
