"""What a book needs that a site does not: links that lead out of it, its own style, an EPUB that is valid.

`static/book.css` is the style of both books, the EPUB and the PDF; `static/paper.css` that of the PDF alone.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from docutils import nodes
from sphinx.builders.epub3 import Epub3Builder
from sphinx.transforms.post_transforms import SphinxPostTransform

from lessonlib.sphinxext.core import builders
from lessonlib.sphinxext.core.compat import builder_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STYLES = {"epub": ("pygments.css", "book.css"), "pdf": ("pygments.css", "book.css", "paper.css")}
ADDRESS = re.compile(r'\bhref="(?![a-z]+:|#|/)([^"]*)"')
# matplotlib names a document type outside of the book.
DOCTYPE = re.compile(rb"<!DOCTYPE[^>]*>\s*")
# HTML knows drawings without being told; the XHTML of an e-book must be told what they are.
UNNAMED_DRAWING = re.compile(r"<svg(?=[\s>])(?![^>]*\bxmlns=)")
# myst-nb titles a folded cell with two paragraphs, of which a style shows one; XHTML allows none there.
FOLD_TITLE = re.compile(
    r'(<summary\b[^>]*>)\s*<p class="collapsed admonition-title">(.*?)</p>\s*'
    r'<p class="expanded[^>]*>.*?</p>\s*(?=</summary>)',
    re.DOTALL,
)
ITEM = re.compile(r'<item id="epub-[^"]*" href="([^"]*\.xhtml)" media-type="[^"]*"')


class LeadOut(SphinxPostTransform):
    """Let raw links to the site's files, which no book holds, lead to the published site, if its address is known."""

    default_priority = 400

    def run(self, **kwargs: Any) -> None:
        if builder_of(self.env).name not in builders.BOOKS:
            return
        site = self.config.html_baseurl
        base = urljoin(site, self.env.docname)
        for raw in self.document.findall(nodes.raw):
            text = ADDRESS.sub(lambda found: f'href="{urljoin(base, found[1])}"' if site else "", raw.astext())
            raw.children = [nodes.Text(text)]
            raw.rawsource = text


class BookEpub(Epub3Builder):
    """Sphinx's EPUB, with the files that a reader needs and what EPUB 3 wants said of them."""

    def copy_static_files(self) -> None:
        """Keep the styles of the book only: readers of e-books know neither scripts nor the newest CSS."""
        super().copy_static_files()
        for file in Path(self.outdir, "_static").rglob("*"):
            if file.is_file() and file.name not in STYLES[self.name]:
                file.unlink()

    def copy_image_files(self) -> None:
        super().copy_image_files()
        for file in Path(self.outdir, self.imagedir).glob("*.svg"):
            file.write_bytes(DOCTYPE.sub(b"", file.read_bytes(), count=1))

    def toc_metadata(self, level: int, navpoints: list[Any]) -> dict[str, Any]:
        """Name the book in its old table of contents as in the package; Sphinx gives the id of the element."""
        return super().toc_metadata(level, navpoints) | {"uid": html.escape(self.config.epub_identifier)}

    def build_content(self) -> None:
        """Say which pages hold formulas or drawings."""
        super().build_content()
        package = Path(self.outdir, "content.opf")

        def declare(item: re.Match[str]) -> str:
            page = Path(self.outdir, item[1]).read_text(encoding="utf-8")
            held = [name for name, tag in (("mathml", "<math"), ("svg", "<svg")) if tag in page]
            return item[0] + (f' properties="{" ".join(held)}"' if held else "")

        package.write_text(ITEM.sub(declare, package.read_text(encoding="utf-8")), encoding="utf-8")


def dress(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Give a page of a book the book's own style, and no script."""
    if app.builder.name in STYLES:
        wanted = STYLES[app.builder.name]
        context["css_files"] = [css for css in context["css_files"] if Path(str(css.filename)).name in wanted]
        context["script_files"] = []
        body = FOLD_TITLE.sub(r"\1\2", context.get("body", ""))
        context["body"] = UNNAMED_DRAWING.sub('<svg xmlns="http://www.w3.org/2000/svg"', body)


def setup(app: Sphinx) -> None:
    app.add_builder(BookEpub, override=True)
    app.add_post_transform(LeadOut)
    app.connect("html-page-context", dress, priority=900)
    app.connect("builder-inited", add_style)


def add_style(app: Sphinx) -> None:
    """Load the books' styles in books only."""
    for style in STYLES.get(app.builder.name, ())[1:]:
        app.add_css_file(style, priority=900)
