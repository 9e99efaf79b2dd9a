"""Scripts and styles: each stands beside what needs it, and is loaded on the pages that show that, and on no other."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx


def serve(app: Sphinx, folder: Path) -> None:
    """Put the files of a folder beside the site's own static files."""
    app.connect("builder-inited", lambda app: app.config.html_static_path.append(str(folder)))


WORDS = "words.js"
"""The script that all others take their words from."""

COLOURS = "colours"
"""The colours that our styles name, and what tells our styles and scripts of a dark page, for themes without these."""

LATER: dict[str, Any] = {"data-later": ""}
"""What marks the tag of a script that may wait for the reader."""


def has_colours(app: Sphinx) -> bool:
    """Return whether the theme has the colours that our styles name: it is the PyData theme, or made of it."""
    return "pydata_sphinx_theme" in app.extensions


def serve_colours(app: Sphinx) -> None:
    """Put the colours beside the site's own static files, if the theme has none."""
    if not has_colours(app):
        app.config.html_static_path.append(str(Path(__file__).parent / "static"))


@lru_cache(maxsize=1)
def nodes_of(doctree: nodes.document) -> tuple[nodes.Node, ...]:
    """Return all nodes of a page; each script asks for those of the page that is being written."""
    return tuple(doctree.findall())


def load_with(
    app: Sphinx,
    needs: Callable[[nodes.Node], bool],
    *,
    scripts: tuple[str, ...] = (),
    styles: tuple[str, ...] = (),
    later: bool = False,
) -> None:
    """Load scripts and styles on the pages that show a node which needs them.

    `later`: no first view needs the scripts, so the site may load them when a reader comes near (see LATER).
    """
    marks: dict[str, Any] = LATER if later else {}

    def add(app: Sphinx, _name: str, _template: str, _context: dict[str, Any], doctree: nodes.document | None) -> None:
        if doctree is not None and any(map(needs, nodes_of(doctree))):
            if styles and not has_colours(app):
                app.add_css_file(f"{COLOURS}.css")
                app.add_js_file(f"{COLOURS}.js", loading_method="defer")
            if scripts:
                app.add_js_file(WORDS, loading_method="defer")
            for script in scripts:
                app.add_js_file(script, loading_method="defer", **marks)
            for style in styles:
                app.add_css_file(style)

    app.connect("html-page-context", add)


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", serve_colours)
