"""The links to all pages that stand beside each: made once in a build, and marked for the page that they stand on.

The book theme makes them anew for each page, which Sphinx resolves and Beautiful Soup takes apart: among 500 pages
most of the time that it takes to write one. Here the theme makes them once, for a page that does not exist; for each
page the links are then directed and what leads to it is marked, as the theme does it (a test compares the two).
Themes that are made of this one may take the links apart once more, so they get their own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from lessonlib.sphinxext.core.compat import connect_after, toctree_of

MAKE = "generate_toctree_html"  # the theme's function, in the context of a page
NOWHERE = "no page"
TAG = re.compile(r"(<(?:/?(?:ul|li|details)|a)\b[^>]*>)")
HREF = re.compile(r'(?<= href=")[^"]*(?=")')


@dataclass
class Sidebar:
    """The links as the theme makes them, taken apart at the tags that differ from page to page."""

    parts: list[str]
    links: list[tuple[int, str]] = field(default_factory=list)
    """The place of a link in the parts, and the document that it leads to."""
    branches: dict[str, set[int]] = field(default_factory=dict)
    """Document → the places of what is marked on its page: its link, and what this link stands in."""

    @classmethod
    def of(cls, html: str, documents: dict[str, str]) -> "Sidebar":
        """Return the links of a text; documents: what a link says there → where it leads."""
        parts, open_tags = TAG.split(html), list[int]()
        found = cls(parts)
        for place in range(1, len(parts), 2):
            if parts[place].startswith("</"):
                open_tags.pop()
            elif not parts[place].startswith("<a"):
                open_tags.append(place)
            elif (href := HREF.search(parts[place])) and (document := documents.get(href.group())):
                found.links.append((place, document))
                # What can be opened beside a link holds the pages below it, and opens on its own page, too.
                below = {place + 2} if parts[place + 2 : place + 3] and parts[place + 2] == "<details>" else set[int]()
                found.branches.setdefault(document, set()).update(open_tags, {place}, below)
        return found

    def on(self, document: str, uri_of: Callable[[str], str]) -> str:
        """Return the links as they stand on a page; `uri_of`: how this page addresses a document."""
        parts = self.parts.copy()
        for place, other in self.links:
            parts[place] = HREF.sub(uri_of(other).replace("\\", r"\\") or "#", parts[place])
        for place in self.branches.get(document, ()):
            parts[place] = marked(parts[place])
        return "".join(parts)


def marked(tag: str) -> str:
    """Return a tag as the theme has it where it is, or leads to, the page that is shown."""
    if tag.startswith("<details"):
        return tag if "open" in tag else '<details open="open">'
    if tag.startswith("<li"):
        return re.sub(r"toctree-l\d+", r"\g<0> current active", tag, count=1)
    if "class=" not in tag:
        return tag.replace(">", ' class="current">')
    return tag.replace('class="', 'class="current ', 1)


_made: dict[tuple[Any, ...], Sidebar] = {}


def make_once(app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    """Let the templates of a page find the links that were made for all."""
    theirs, builder = context[MAKE], cast(StandaloneHTMLBuilder, app.builder)

    def make(kind: str, startdepth: int = 1, show_nav_level: int = 1, **options: Any) -> Any:
        # Parts that fold, and branches that are left out, differ in more than marks.
        if kind != "sidebar" or startdepth or not show_nav_level or options.get("collapse", True):
            return theirs(kind, startdepth=startdepth, show_nav_level=show_nav_level, **options)
        key = (show_nav_level, *sorted(options.items()))
        if key not in _made:
            names = {*app.env.found_docs, *app.env.get_domain("std").initial_data["labels"]}
            uris = {builder.get_relative_uri(NOWHERE, name): name for name in names}
            kept = context["toctree"]
            context["toctree"] = partial(toctree_of, builder, NOWHERE)
            html = str(theirs(kind, startdepth=0, show_nav_level=show_nav_level, **options))
            context["toctree"] = kept
            _made[key] = Sidebar.of(html, uris)
        return _made[key].on(pagename, partial(builder.get_relative_uri, pagename))

    context[MAKE] = make


def connect(app: Sphinx) -> None:
    """Come after the theme's function, and before the theme looks which templates render to nothing."""
    if app.config.html_theme == "sphinx_book_theme":
        connect_after(app, "html-page-context", "pydata_sphinx_theme.toctree.add_toctree_functions", make_once)


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", connect)
    app.connect("env-updated", lambda _app, _env: _made.clear())
