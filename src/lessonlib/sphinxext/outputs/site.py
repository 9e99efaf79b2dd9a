"""What the built site needs and no setting gives.

Launch buttons that lead to notebooks; then, when the pages are written: no script that the site can do
without, no handler inside a tag, a Content-Security-Policy on every page, small icon fonts, a site map.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from lessonlib.locale import localised
from lessonlib.sphinxext.core.errors import mistake
from lessonlib.sphinxext.core.files import digest
from lessonlib.sphinxext.outputs import content_security, search
from lessonlib.sphinxext.outputs.content_security import StrictTemplates
from lessonlib.sphinxext.outputs.icons import write_icons
from lessonlib.sphinxext.outputs.language_links import folder_of

# The style sheet shows the same icons; the script is two thirds of a page's weight.
ICON_SCRIPT = re.compile(r"\s*<script [^>]*fontawesome\.js[^>]*></script>")
# Sets the colour scheme only after the first paint, and logs an error on a reader's first page.
# On every page, for a search while one types, which this theme leaves to a setting.
SEARCH_SCRIPTS = re.compile(r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>')
SEARCHES = (
    "<script>DOCUMENTATION_OPTIONS.search_as_you_type = true",
    "<script>DOCUMENTATION_OPTIONS.pagename = 'search'",
)
# They begin when the page has been read; without `defer` each would halt the reading of it.
HALTING = re.compile(
    r"<script (?=src=\"[^\"]*(?:doctools|translations|sphinx_highlight|clipboard\.min|copybutton|sphinx-book-theme"
    r"|searchtools|language_data|searchindex)\.js[^\"]*\">)"
)
MODE_SCRIPT = re.compile(r'<script data-cfasync="false">.*?</script>', re.DOTALL)
# Marked by lessonlib.sphinxext.core.assets; one small script loads them all.
LATER = re.compile(r'\s*<script\b(?=[^>]* data-later="")[^>]* src="([^"]+)"[^>]*></script>')
REPLACEMENTS = {
    'onclick="window.print()"': "data-print",
    # Withdrawn from the standard, and wrong for their children.
    ' role="doc-biblioentry"': "",
    '<div role="list" class="citation-list">': '<div class="citation-list">',
}
# What opens the pages below one in the sidebar is an arrow that a screen reader has no name for.
ARROW = re.compile(r"(<a [^>]*>)((?:(?!</a>).)*)(</a><details[^>]*>)<summary>", re.DOTALL)
THEME_STYLE = "static/styles/pydata-sphinx-theme.css"
SHEET = re.compile(r'((?:<link [^>]*href=|@import )")([^"?]+\.css)(?:\?d=\w+)?(?=")')
STATIC = re.compile(r'href="([^"]*_static/)styles/theme\.css')


class SiteTemplates(StrictTemplates):
    """The templates of a site whose pages are light, too."""

    def finish(self, page: str) -> str:
        """Return a page of the theme without what the site can do without; one of another theme as it is."""
        static = STATIC.search(page)
        if static is None:
            return page
        page = MODE_SCRIPT.sub(f'<script src="{static[1]}mode.js"></script>', ICON_SCRIPT.sub("", page))
        if not any(said in page for said in SEARCHES):
            page = SEARCH_SCRIPTS.sub("", page)
        page = load_later(HALTING.sub("<script defer ", page), static[1])
        page = ARROW.sub(name_arrow, page)
        for old, new in REPLACEMENTS.items():
            page = page.replace(old, new)
        icons = f'<link rel="stylesheet" href="{static[1]}icons.css" />'
        return page.replace("</head>", f"  {icons}\n  </head>", 1)


def load_later(page: str, static: str) -> str:
    """Return a page whose widgets' scripts wait for the reader."""
    addresses = LATER.findall(page)
    if not addresses:
        return page
    tag = f'<script defer src="{static}later.js" data-scripts="{" ".join(addresses)}"></script>'
    return LATER.sub("", page).replace("</head>", f"  {tag}\n  </head>", 1)


def name_arrow(found: re.Match[str]) -> str:
    """Return a link of the sidebar, and what opens the pages below it, named as the link is."""
    title = re.sub(r"<[^>]+>", "", found[2]).replace('"', "&quot;")
    return f'{found[1]}{found[2]}{found[3]}<summary aria-label="{localised("Pages below “{title}”", title=title)}">'


def notebook_url(url: str, folder: str = "") -> str:
    """Return a launch button's address with the notebook, which Colab and Binder open, for the page.

    Args:
        url: of the button.
        folder: of the site's language on the branch, with a slash at its end.
    """
    return re.sub(r"/(blob/)?main([/?].*?)docs/(.*)\.md$", rf"/\1notebooks\2{folder}\3.ipynb", url)


def launch_notebooks(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Point the theme's launch buttons to the branch "notebooks", which holds those of the published site."""
    for group in context.get("header_buttons", []):
        if group.get("label") == "launch-buttons":
            for button in group["buttons"]:
                button["url"] = notebook_url(button["url"], folder_of(app.config, app.config.language))


def site_map(app: Sphinx) -> str:
    """Return the addresses of all pages as XML."""
    pages = sorted(app.builder.get_target_uri(name) for name in app.env.found_docs)
    locations = [escape(urljoin(app.config.html_baseurl, page)) for page in pages]
    urls = "\n".join(f"<url><loc>{location}</loc></url>" for location in locations)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}\n</urlset>\n'
    )


def theme_style(app: Sphinx) -> Path | None:
    """Return the style sheet of the PyData theme, which names its icons, or nothing where the theme is another."""
    builder = app.builder
    folders = map(Path, builder.theme.get_theme_dirs() if isinstance(builder, StandaloneHTMLBuilder) else ())
    return next((file for folder in folders if (file := folder / THEME_STYLE).exists()), None)


def finish_site(app: Sphinx, exception: Exception | None) -> None:
    """Write what belongs to all pages of the site."""
    if exception or app.builder.name not in {"html", "dirhtml"}:
        return
    site = Path(app.outdir)
    static = site / "_static"
    pages = [file for file in site.rglob("*.html") if static not in file.parents]
    if style := theme_style(app):
        write_icons(static, style, (file.read_text(encoding="utf-8") for file in pages))
        for file in (static / "styles" / "theme.css", *pages):
            stamp(file)
    if app.config.html_baseurl:  # a map holds whole addresses
        (site / "sitemap.xml").write_text(site_map(app), encoding="utf-8")
    for unused in {*static.rglob("*.map"), *static.glob("scripts/fontawesome.js*")}:
        unused.unlink()


def stamp(file: Path) -> None:
    """Let the address of each style sheet that a file names say its content, where the theme and Sphinx do not.

    Firefox takes one address for one sheet for as long as a site is open, whatever a service worker has.
    """

    def stamped(found: re.Match[str]) -> str:
        sheet = file.parent / found[2]
        return f"{found[1]}{found[2]}?d={digest(sheet.read_bytes())[:8]}" if sheet.is_file() else found[0]

    said = file.read_text(encoding="utf-8")
    if (now := SHEET.sub(stamped, said)) != said:
        file.write_text(now, encoding="utf-8")


def use_templates(app: Sphinx, config: Config) -> None:
    """Let all pages be written by these templates.

    Raises:
        Mistake: the author has templates of another kind, which would give pages no policy.
    """
    name = f"{__name__}.{SiteTemplates.__name__}"
    if config.template_bridge not in ("", None, name):
        said = "lessonlib.sphinxext.outputs.site writes the pages: take template_bridge out"
        raise mistake(said, app.confdir / "conf.py")
    config.template_bridge = name


def setup(app: Sphinx) -> ExtensionMetadata:
    """Finish the pages, and then the site when all else has written to it."""
    app.setup_extension("lessonlib.sphinxext.builds.recovery")
    app.add_config_value("lessonlib_inline_scripts", [], "html", list)
    app.connect("config-inited", content_security.check_settings)
    app.connect("config-inited", use_templates)
    app.connect("config-inited", search.add_sizes)
    # Later than the theme's own, 501.
    app.connect("html-page-context", launch_notebooks, priority=502)
    app.connect("build-finished", finish_site, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
