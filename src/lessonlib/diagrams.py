"""Networks and layers drawn: a network of circles here, stacks and windows in lessonlib.plots.stacked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lessonlib.plots.palette import BLUE, CARD, FAINT, INK, VERMILION
from lessonlib.plots.pictures import Picture, canvas, count, house_style, join
from lessonlib.plots.stacked import filter_over_maps, neuron_and_filter, stack

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["counted_layers", "filter_over_maps", "network", "neuron_and_filter", "stack"]

COLOURS = {"input": INK, "hidden": BLUE, "output": VERMILION}
MOST = 8


def counted_layers(model: Any) -> list[tuple[str, str, int]]:
    """Return part, name and size of each layer that counts: the input, and every layer with weights.

    Args:
        model: a built keras.Model whose layers follow one another.

    Raises:
        ValueError: no layer has weights.
    """
    weighted = [layer for layer in model.layers if layer.weights]
    if not weighted:
        raise ValueError("the model has no layer with weights: add a Dense layer, and build the model")
    sizes = [model.input_shape, *(layer.output.shape for layer in weighted)]
    names = ["input", *(layer.name for layer in weighted)]
    parts = ["input", *["hidden"] * (len(weighted) - 1), "output"]
    return [(p, n, int(np.prod(s[1:]))) for p, n, s in zip(parts, names, sizes, strict=True)]


@house_style
def network(model: Any) -> Picture:
    """Return the network, left to right: at most eight circles a layer, joined to all of the next layer.

    Args:
        model: a built keras.Model of dense layers that follow one another.
    """
    layers = counted_layers(model)
    figure, [[axis]] = canvas(height=3.4)
    axis.set_axis_off()
    axis.set(xlim=(-0.5, len(layers) - 0.5), ylim=(-5.6, 4.6))
    before: list[float] = []
    for column, (part, _, size) in enumerate(layers):
        heights = _heights(size)
        for start in before:
            for end in heights:
                axis.plot([column - 1, column], [start, end], color=FAINT, linewidth=0.6, zorder=1)
        _column(axis, column, part, size, heights)
        before = heights
    said = join([f"{part}{_name_beside(part, name)} with {count(size, 'number')}" for part, name, size in layers])
    return Picture(figure, f"A network from left to right: {said}; each number is joined to all of the next layer.")


def _name_beside(part: str, name: str) -> str:
    return "" if name == part else f" {name!r}"


def _heights(size: int) -> list[float]:
    """Return where the circles stand; a gap in the middle marks those left out."""
    shown = min(size, MOST)
    heights = [(shown - 1) / 2 - row for row in range(shown)]
    return [h + (0.4 if h > 0 else -0.4) for h in heights] if size > MOST else heights


def _column(axis: Axes, column: int, part: str, size: int, heights: list[float]) -> None:
    """Draw one layer's circles, what it is, and how many numbers it gives."""
    colour = COLOURS[part]
    axis.scatter([column] * len(heights), heights, s=110, color=CARD, edgecolor=colour, linewidth=2, zorder=2)
    if size > MOST:
        axis.text(column, 0, "⋮", ha="center", va="center", color=colour, fontsize=16)
    axis.text(column, -4.6, part, ha="center", va="center", color=colour, fontweight="bold")
    axis.text(column, -5.3, f"{size:,}", ha="center", va="center")
