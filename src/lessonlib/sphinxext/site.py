"""What the built site needs and no setting gives.

Launch buttons that lead to notebooks; then, when the pages are written: no script that the site can do
without, no handler inside a tag, a Content-Security-Policy on every page, small icon fonts, a site map.
"""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from .icons import write_icons

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
# The style sheet shows the same icons; the script is two thirds of a page's weight.
ICON_SCRIPT = re.compile(r"\s*<script [^>]*fontawesome\.js[^>]*></script>")
# Sets the colour scheme only after the first paint, and logs an error on a reader's first page.
MODE_SCRIPT = re.compile(r'<script data-cfasync="false">.*?</script>', re.DOTALL)
REPLACEMENTS = {
    'onclick="window.print()"': "data-print",
    # Withdrawn from the standard, and wrong for their children.
    ' role="doc-biblioentry"': "",
    '<div role="list" class="citation-list">': '<div class="citation-list">',
}
STATIC = re.compile(r'href="([^"]*_static/)styles/theme\.css')
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; media-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'"
)


def policy(page: str) -> str:
    """Return the page's Content-Security-Policy: scripts of this site, and the page's own by their hash."""
    hashes = set()
    for attributes, body in SCRIPT.findall(page):
        if "src=" not in attributes and "json" not in attributes:
            digest = hashlib.sha256(body.encode()).digest()
            hashes.add(f"'sha256-{base64.b64encode(digest).decode()}'")
    return POLICY.format(scripts=" ".join(["'self'", *sorted(hashes)]))


def finish_page(page: str) -> str:
    """Return a page of the theme made strict and light; a page that is so already comes back unchanged."""
    static = STATIC.search(page)
    if static is None or "Content-Security-Policy" in page:
        return page
    page = MODE_SCRIPT.sub(f'<script src="{static[1]}mode.js"></script>', ICON_SCRIPT.sub("", page))
    for old, new in REPLACEMENTS.items():
        page = page.replace(old, new)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(page)}" />'
    page = re.sub(r"<head>\n?", lambda head: f"{head[0]}    {meta}\n", page, count=1)
    icons = f'<link rel="stylesheet" href="{static[1]}icons.css" />'
    return page.replace("</head>", f"  {icons}\n  </head>", 1)


def notebook_url(url: str) -> str:
    """Return a launch button's address with the notebook, which Colab and Binder open, for the page."""
    return re.sub(r"/(blob/)?main([/?].*?)docs/(.*)\.md$", r"/\1notebooks\2\3.ipynb", url)


def launch_notebooks(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Point the theme's launch buttons to the branch "notebooks", which holds those of the published site."""
    for group in context.get("header_buttons", []):
        if group.get("label") == "launch-buttons":
            for button in group["buttons"]:
                button["url"] = notebook_url(button["url"])


def site_map(app: Sphinx) -> str:
    """Return the addresses of all pages as XML."""
    pages = sorted(app.builder.get_target_uri(name) for name in app.env.found_docs)
    locations = [escape(urljoin(app.config.html_baseurl, page)) for page in pages]
    urls = "\n".join(f"<url><loc>{location}</loc></url>" for location in locations)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}\n</urlset>\n'
    )


def finish_site(app: Sphinx, exception: Exception | None) -> None:
    """Finish every page of the site, and write what belongs to all of them."""
    if exception or app.builder.name not in {"html", "dirhtml"}:
        return
    site = Path(app.outdir)
    static = site / "_static"
    pages = {}
    for file in site.rglob("*.html"):
        if static not in file.parents:
            written = file.read_text(encoding="utf-8")
            pages[file] = finish_page(written)
            if pages[file] != written:
                file.write_text(pages[file], encoding="utf-8")
    write_icons(static, pages.values())
    (site / "sitemap.xml").write_text(site_map(app), encoding="utf-8")
    for unused in {*static.rglob("*.map"), *static.glob("scripts/fontawesome.js*")}:
        unused.unlink()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Finish the pages, and then the site when all else has written to it."""
    # Later than the theme's own, 501.
    app.connect("html-page-context", launch_notebooks, priority=502)
    app.connect("build-finished", finish_site, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
