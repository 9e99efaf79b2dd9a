"""The directive `descent`: one neuron learns, step by step, on a curve of its loss or in a landscape.

The page glues what the neuron learns from (lessonlib.networks.descent.packed). Where no script runs, as in print and in
EPUB, stand the curve and the steps of three learning rates, drawn when the page is written.
"""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from lessonlib.locale import grouped, localised, noted
from lessonlib.sphinxext.core import builders
from lessonlib.sphinxext.core.glued import glued
from lessonlib.sphinxext.core.translating import with_messages, words
from lessonlib.sphinxext.core.widgets import add_widget, widget

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import OptionSpec

    from lessonlib.networks.descent import Neuron

logger = logging.getLogger(__name__)

WIDE, HIGH, EDGE = 220, 150, 24  # of one drawing, and of the room for its axes
DRAWN = 10  # steps
POINTS = 80  # of a curve


class descent(widget, with_messages):  # noqa: N801 (docutils names nodes so)
    """A neuron that learns; its child says what the drawing shows."""

    scripts = ("widget_parts.js", "neuron.js", "descent_views.js", "descent.js")
    styles = ("widget.css", "descent.css")
    seconds = 150  # four learning rates are played
    on_slide = noted("a neuron that learns, step by step")


def numbers(text: str) -> list[float]:
    """Return the numbers of an option, parted by spaces."""
    return [float(word) for word in text.split()]


class DescentDirective(SphinxDirective):
    """Show a neuron that learns from what the page glues under the name in the argument."""

    required_arguments = 1
    option_spec: ClassVar[OptionSpec] = {
        "start": numbers,
        "rates": numbers,
        "weights": numbers,
        "biases": numbers,
        "names": str.split,
        "about": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Return the widget, or an error that says which option lacks numbers."""
        for name, least in {"start": 2, "weights": 2, "biases": 2, "rates": 3}.items():
            found = self.options.get(name, [])
            if len(found) < least or (name != "rates" and len(found) > least):
                shown = " ".join(f"{number:g}" for number in found) or "nothing"
                wanted = "three or more" if name == "rates" else "two"
                raise self.error(f"descent: `:{name}: {shown}`: give {wanted} numbers, parted by spaces")
        if len(self.options.setdefault("names", ["0", "1"])) != 2:
            raise self.error(
                f"descent: `:names: {' '.join(self.options['names'])}`: give a name for each of the two labels"
            )
        rates = sorted(self.options["rates"])
        self.options["rates"] = rates
        written = self.options.get("about", "")
        about = words(self.env)(written) or localised("a neuron learns")
        listed = ", ".join(grouped(rate, "g") for rate in rates)
        start = grouped(self.options["start"][0], "g").replace("-", "−")
        said = localised(
            "The loss of one neuron ({about}) as a curve over its weight, and {steps} steps from the weight {start} "
            "with the learning rates {rates}.",
            about=about,
            steps=DRAWN,
            start=start,
            rates=listed,
        )
        node = descent(
            "",
            nodes.paragraph("", said),
            **self.options,
            in_notebook=localised("On the page, step by step: {what}.", what=about),
        )
        node["about"], node["page"] = about, (self.env.docname, self.arguments[0])
        node["messages"] = [written]
        self.set_source_info(node)
        return [node]


def visit_html(translator: Any, node: descent) -> None:
    """Open the element with its drawing; warn where the page glues nothing to learn from."""
    from lessonlib.networks.descent import unpacked  # here: it imports NumPy, which most builds need not

    page, key = node["page"]
    text = glued(translator.builder.env, page, key)
    node["tag"] = tag = "div" if translator.builder.name in builders.BOOKS or not text else "lesson-descent"
    if not text:
        said = "descent: this page glues no %r: pack there what the neuron learns from"
        logger.warning(said, key, location=node, type="lessonlib", subtype="network")
        translator.body.append("<div>\n")
        return
    given = {name: node[name] for name in ("start", "rates", "names")} | {"ranges": [node["weights"], node["biases"]]}
    given |= {"label": node["about"], "data": json.loads(text)}
    written = html.escape(json.dumps(given, separators=(",", ":"))) if tag != "div" else ""
    data = f' data-given="{written}"' if written else ""
    translator.body.append(f'<{tag} class="descent"{data}>\n{drawing(unpacked(text), node)}')


def depart_html(translator: Any, node: descent) -> None:
    """Close it."""
    translator.body.append(f"</{node['tag']}>\n")


def drawing(neuron: Neuron, node: descent) -> str:
    """Return a curve for the smallest, the middle and the largest learning rate, each with its steps."""
    rates = node["rates"]
    shown = [rates[0], rates[len(rates) // 2], rates[-1]]
    drawn = "".join(panel(neuron, rate, node["start"][0], node["weights"], at * WIDE) for at, rate in enumerate(shown))
    listed = ", ".join(grouped(rate, "g") for rate in shown)
    label = localised("Steps on the curve of the loss with learning rates {rates}", rates=listed)
    size = f'viewBox="0 0 {3 * WIDE} {HIGH + 2 * EDGE}" width="{3 * WIDE}"'
    return f'<svg class="descent-drawing" role="img" aria-label="{label}" {size}>{drawn}</svg>\n'


def panel(neuron: Neuron, rate: float, start: float, weights: list[float], left: float) -> str:
    """Return one curve with its steps, as SVG that needs no style."""
    least, most = weights
    grid = [least + (most - least) * at / POINTS for at in range(POINTS + 1)]
    highest = max(map(neuron.loss, grid))

    def place(weight: float) -> str:
        across = (weight - least) / (most - least)
        return f"{left + EDGE + across * (WIDE - 2 * EDGE):.1f},{EDGE + HIGH * (1 - neuron.loss(weight) / highest):.1f}"

    path = [place(weight) for weight in neuron.steps(start, rate=rate, number=DRAWN)]
    dots = "".join('<circle cx="{}" cy="{}" r="4" fill="#1a5fb4"/>'.format(*point.split(",")) for point in path)
    line = '<polyline points="{}" fill="none" stroke="{}" stroke-width="{}"/>'
    base = f"{left + EDGE},{EDGE + HIGH} {left + WIDE - EDGE},{EDGE + HIGH}"
    text = '<text x="{}" y="{}" font-size="13" fill="currentColor" font-family="sans-serif">{}</text>'
    return (
        line.format(base, "currentColor", 1)
        + line.format(" ".join(map(place, grid)), "currentColor", 2)
        + line.format(" ".join(path), "#1a5fb4", 1.5)
        + dots
        + text.format(left + EDGE + 30, EDGE - 8, localised("learning rate {rate:g}", rate=rate))
        + text.format(left + WIDE - EDGE - 44, EDGE + HIGH + 16, localised("weight"))
    )


def setup(app: Sphinx) -> None:
    """Register the directive and its node."""
    add_widget(app, descent, html=(visit_html, depart_html))
    app.add_directive("descent", DescentDirective)
