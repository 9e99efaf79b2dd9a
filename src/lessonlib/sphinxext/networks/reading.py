"""The directive `network-reads`: a picture of the network of lesson 4 reading one digit, layer by layer.

The build draws it from the weights that the lesson has trained in this build, so it needs no script, and loads nothing.
Where scripts run, the digit is paper: whoever draws on it has the same network read the drawing, in the same picture.
"""

from __future__ import annotations

import base64
import html
import io
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from lessonlib.locale import grouped, localised, noted
from lessonlib.sphinxext.core.assets import load_with
from lessonlib.sphinxext.networks import drawing_paper

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sphinx.application import Sphinx
    from sphinx.util.typing import OptionSpec

logger = logging.getLogger(__name__)

BLUE = (26, 95, 180)
MAPS, COLUMNS = 8, 2  # of a layer are shown
TITLES = {
    "Conv2D": noted("Convolution"),
    "MaxPooling2D": noted("Max pooling"),
    "AveragePooling2D": noted("Average pooling"),
}


class network_reads(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Where a digit is read; it is drawn when the page is written, for the network is trained until then."""


class NetworkReadsDirective(SphinxDirective):
    """Show how the network of lesson 4 reads `:digit:`, one of those that it was not trained on."""

    option_spec: ClassVar[OptionSpec] = {"digit": directives.nonnegative_int}

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(self.env.doc2path(drawing_paper.LESSON))
        return [network_reads("", digit=self.options.get("digit", 3))]


def visit_html(translator: Any, node: network_reads) -> None:
    """Draw the picture, or say nothing where no network was trained: the build warns of that."""
    text = drawing_paper.glued(translator.builder.env)
    if text:
        translator.body.append(figure(base64.b64decode(text), node["digit"]))
    else:
        said = "this page shows a network at work, but %s glues no %r: pack the network there"
        logger.warning(
            said, drawing_paper.LESSON, drawing_paper.KEY, location=node, type="lessonlib", subtype="network"
        )
    raise nodes.SkipNode


def figure(file: bytes, digit: int) -> str:
    """Return the picture as HTML: the digit, some maps of each layer, the ten probabilities."""
    from lessonlib.networks import forward  # here: it imports NumPy, which a build that writes no such page need not

    network = forward.unpack(file)
    image = network.images[network.labels.index(digit)]
    found = forward.outputs(network, image)
    written = localised("A handwritten {digit}", digit=digit)
    steps = [step(localised("A digit"), localised("28 × 28 pixels"), written, png(image, 1))]
    for layer, maps in zip(network.layers, found, strict=True):
        if maps.ndim == 3:
            high, wide, count = maps.shape
            said = localised(
                "{number} of the maps: in each, other strokes of the {digit} stand out",
                number=min(MAPS, count),
                digit=digit,
            )
            drawn = png(maps[..., :MAPS], COLUMNS)
            size = localised("{count} maps, {high} × {wide}", count=count, high=high, wide=wide)
            steps.append(step(localised(TITLES[layer["kind"]]), size, said, drawn))
    read = int(found[-1].argmax())
    said = localised(
        "The network of lesson 4, trained when this page was built. The digit that it begins with is one that it has "
        "never seen: it reads {read}, with {share:.1%}. {number} maps of each layer are shown: the more blue, the "
        "stronger its answer.",
        read=read,
        share=found[-1][read],
        number=MAPS,
    )
    return (
        f'<figure class="network-reads"><network-reads data-weights="{drawing_paper.FILE}" data-maps="{MAPS}">'
        f'<div class="network-reads-steps">{"".join(steps)}{bars(found[-1])}</div></network-reads>\n'
        f"<figcaption>{html.escape(said)}</figcaption></figure>\n"
    )


def step(title: str, size: str, said: str, picture: str) -> str:
    """Return one column: what it is, how large, how it looks, in words and as a picture."""
    return (
        f'<div class="network-reads-step"><p><strong>{title}</strong><br />{size}</p>'
        f'<img alt="{said}" class="dark-light" src="data:image/png;base64,{picture}" /></div>\n'
    )


def bars(probabilities: NDArray[Any]) -> str:
    """Return the probabilities as bars with their digits."""
    most = int(probabilities.argmax())
    rows = []
    for digit, share in enumerate(map(float, probabilities)):
        mark = ' class="most"' if digit == most else ""
        bar = f'<rect width="100" height="8" class="ground" /><rect width="{100 * share:.1f}" height="8" class="bar" />'
        drawn = f'<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{bar}</svg>'
        said = grouped(share, ".1%")
        rows.append(f'<tr{mark}><th scope="row">{digit}</th><td>{drawn}</td><td>{said}</td></tr>')
    title = f"<p><strong>{localised('Probabilities')}</strong><br />{localised('one for each digit')}</p>"
    return f'<div class="network-reads-step">{title}<table>{"".join(rows)}</table></div>\n'


def png(maps: NDArray[Any], columns: int) -> str:
    """Return maps, (height, width, channels), as one picture in base64: blue on nothing, for any ground."""
    import numpy as np
    from PIL import Image

    high, wide, count = maps.shape
    gap, rows = 2, -(-count // columns)
    sheet = np.zeros((rows * (high + gap) - gap, columns * (wide + gap) - gap, 4), np.uint8)
    sheet[..., :3] = BLUE
    for number in range(count):
        top, left = (number // columns) * (high + gap), (number % columns) * (wide + gap)
        values = maps[..., number]
        sheet[top : top + high, left : left + wide, 3] = 20 + 235 * values / (values.max() or 1)
    out = io.BytesIO()
    Image.fromarray(sheet, "RGBA").save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode()


def is_reading(node: nodes.Node) -> bool:
    """Return whether a node is such a picture."""
    return isinstance(node, network_reads)


def skip(_translator: Any, _node: network_reads) -> None:
    """Show nothing: in print the lessons show the same at more length."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    others: dict[str, Any] = dict.fromkeys(("latex", "text", "man", "texinfo"), (skip, None))
    app.add_node(network_reads, html=(visit_html, None), **others)
    app.add_directive("network-reads", NetworkReadsDirective)
    load_with(app, is_reading, styles=("reading.css",))
    load_with(app, is_reading, scripts=("network.js", "maps.js", "drawing.js", "network_reads.js"), later=True)
