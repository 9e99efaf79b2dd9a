"""Widgets: what moves on a page, and what stands for it wherever nothing does.

A widget is a node whose children say the same without a script, and a class that says what it is elsewhere. So minutes,
slides and notebooks know every widget, and import none.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx

from lessonlib.sphinxext.core import assets

Visitors = tuple[Callable[[Any, Any], None], Callable[[Any, Any], None]]
OTHERS = ("latex", "text", "man", "texinfo")


class widget(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Something that moves. A notebook has the sentence of its attribute `in_notebook`, with a link to the page."""

    scripts: ClassVar[tuple[str, ...]] = ()
    styles: ClassVar[tuple[str, ...]] = ()
    seconds: ClassVar[int] = 0
    """How long a learner plays with it; 0: as long as it takes to read what it says without a script."""
    on_slide: ClassVar[str] = ""
    """What a slide calls it, with a link to the page; nothing, where the slide has the widget itself."""


class shows_records(nodes.General, nodes.Element):  # noqa: N801
    """A node whose page reads what the browser has kept; a widget that keeps something loads there what reads it."""


def pass_through(_translator: Any, _node: nodes.Element) -> None:
    """Add nothing: the children speak for themselves."""


def add_widget(app: Sphinx, kind: type[widget], *, html: Visitors) -> None:
    """Register a widget: how a page shows it, and what is loaded with it; in all else its children stand."""
    plain: dict[str, Any] = dict.fromkeys(OTHERS, (pass_through, pass_through))
    app.add_node(kind, html=html, **plain)
    assets.load_with(app, lambda node: isinstance(node, kind), scripts=kind.scripts, styles=kind.styles, later=True)
