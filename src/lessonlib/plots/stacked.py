"""What layers do to images, drawn: a stack of layers, a filter over maps, a neuron beside a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.patches import Polygon, Rectangle

from lessonlib.plots.palette import BLUE, CARD, FAINT, INK, VERMILION
from lessonlib.plots.pictures import Picture, canvas, house_style, join

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TALLEST = 0.72  # of a row's height
DEEPEST = 0.5
LONGEST = 2.3


@house_style
def stack(model: Any) -> Picture:
    """Return what leaves the input and each layer, from top to bottom: images as boxes, rows of numbers as bars.

    Args:
        model: a built keras.Model whose layers follow one another.

    Raises:
        ValueError: a layer gives neither an image, (height, width, channels), nor a row of numbers.
    """
    names = [type(layer).__name__ for layer in model.layers if type(layer).__name__ != "InputLayer"]
    shapes = [layer.output.shape[1:] for layer in model.layers if type(layer).__name__ != "InputLayer"]
    rows = [("Input", tuple(model.input_shape[1:])), *zip(names, map(tuple, shapes), strict=True)]
    if any(len(shape) not in (1, 3) for _, shape in rows):
        raise ValueError("a layer gives neither an image nor a row of numbers, which is all that can be drawn here")
    side = max((size for _, shape in rows if len(shape) == 3 for size in shape[:2]), default=1)
    most = max((shape[0] for _, shape in rows if len(shape) == 1), default=1)
    deepest = max((shape[2] for _, shape in rows if len(shape) == 3), default=1)
    figure, [[axis]] = canvas(height=0.52 * len(rows) + 0.1)
    axis.set_axis_off()
    axis.set(xlim=(0, 8), ylim=(-len(rows) + 0.5, 0.7))
    for place, (name, shape) in enumerate(rows):
        colour = INK if place == 0 else VERMILION if place == len(rows) - 1 else BLUE
        if len(shape) == 3:
            high, wide, deep = (shape[0] / side, shape[1] / side, shape[2] / deepest)
            _box(axis, (0.2, -place - 0.3), (TALLEST * wide, TALLEST * high, DEEPEST * deep), colour)
        else:
            length = max(0.15, LONGEST * shape[0] / most)
            axis.add_patch(Rectangle((0.2, -place - 0.12), length, 0.24, facecolor=CARD, edgecolor=colour, lw=2))
        axis.text(2.8, -place, name, va="center", color=colour)
        axis.text(7.9, -place, said(shape), va="center", ha="right")
    told = join([f"{name} {said(shape)}" for name, shape in rows])
    return Picture(figure, f"A stack of layers from top to bottom, with the shape that leaves each: {told}.")


def said(shape: tuple[int, ...]) -> str:
    """Return a shape as it is written on a picture.

    >>> said((26, 26, 16)), said((3872,))
    ('26 × 26 × 16', '3,872')
    """
    return " × ".join(f"{size:,}" for size in shape)


def _box(axis: Axes, corner: tuple[float, float], size: tuple[float, float, float], colour: str) -> None:
    """Draw a box of a width, a height and a depth, which goes to the right and up."""
    (left, low), (wide, high, deep) = corner, size
    right, top, up = left + wide, low + high, 0.3 * deep
    faces = [
        [(left, low), (right, low), (right, top), (left, top)],
        [(left, top), (right, top), (right + deep, top + up), (left + deep, top + up)],
        [(right, low), (right + deep, low + up), (right + deep, top + up), (right, top)],
    ]
    for face in faces:
        axis.add_patch(Polygon(face, facecolor=CARD, edgecolor=colour, lw=1.5, joinstyle="round"))


@house_style
def filter_over_maps(channels: int) -> Picture:
    """Return one filter as a block that reaches through all channels of its input, and the one number that it gives.

    Args:
        channels: those of the input; three of them are drawn, and dots for the others.
    """
    figure, [[axis]] = canvas(height=2.7)
    axis.set_axis_off()
    axis.set(xlim=(-0.3, 9.6), ylim=(-1.5, 4.6), aspect="equal")
    for n in (2, 1, 0):
        left, low = 0.9 * n, 0.6 * n
        axis.add_patch(Rectangle((left, low), 2.6, 2.6, facecolor=CARD, edgecolor=INK, lw=1.5))
        axis.add_patch(Rectangle((left + 1.8, low + 1.7), 0.7, 0.7, facecolor=BLUE, edgecolor=INK, lw=1))
        for start in ((left + 2.5, low + 2.4), (left + 2.5, low + 1.7)):
            axis.plot([start[0], 8.1], [start[1], 2.35], color=BLUE, linewidth=0.8)
    axis.add_patch(Rectangle((6.6, 0.9), 2.3, 2.3, facecolor=CARD, edgecolor=VERMILION, lw=1.5))
    axis.add_patch(Rectangle((8.0, 2.2), 0.3, 0.3, facecolor=VERMILION, edgecolor=VERMILION))
    axis.text(2.0, -0.7, f"{channels} maps in", ha="center", va="center")
    axis.text(7.75, 0.2, "1 map out", ha="center", va="center", color=VERMILION)
    axis.text(4.7, 4.1, "…", ha="center", va="center", fontsize=16)
    alt = (
        f"A stack of {channels} feature maps, three of them drawn. A small window lies at the same place on each; "
        "lines lead from all the windows to one single number in one new map."
    )
    return Picture(figure, alt)


@house_style
def neuron_and_filter() -> Picture:
    """Return what one neuron of a dense layer sees, the whole image, beside what one filter sees, a small window."""
    figure, axes = canvas(1, 2, height=2.7)
    for axis, title in zip(axes[0], ("dense: one neuron", "convolution: one filter"), strict=True):
        axis.set_axis_off()
        axis.set(xlim=(-0.4, 8.4), ylim=(-0.6, 10.6), aspect="equal")
        axis.set_title(title, fontsize=11)
        axis.add_patch(Rectangle((0, 0), 8, 8, facecolor=CARD, edgecolor=INK, lw=1.5))
        for line in range(1, 8):
            axis.plot([line, line], [0, 8], color=FAINT, linewidth=0.4)
            axis.plot([0, 8], [line, line], color=FAINT, linewidth=0.4)
    dense, conv = axes[0]
    for column in range(8):
        for row in range(0, 8, 2):
            dense.plot([column + 0.5, 4], [row + 0.5, 9.8], color=BLUE, linewidth=0.5)
    dense.scatter([4], [9.8], s=90, color=CARD, edgecolor=BLUE, linewidth=2, zorder=3)
    for left, low, strong in ((0, 5, True), (1, 5, False), (5, 0, False)):
        style = "-" if strong else "--"
        conv.add_patch(Rectangle((left, low), 3, 3, facecolor="none", edgecolor=BLUE, lw=2, linestyle=style))
    for corner in ((0, 8), (3, 8)):
        conv.plot([corner[0], 4], [corner[1], 9.8], color=BLUE, linewidth=0.8)
    conv.scatter([4], [9.8], s=90, color=CARD, edgecolor=BLUE, linewidth=2, zorder=3)
    alt = (
        "Two drawings of the same image of small squares. Left, one neuron of a dense layer: lines lead to it from "
        "squares all over the image. Right, one filter of a convolution: lines lead from one window of three by three "
        "squares; dashed frames show the same window at other places."
    )
    return Picture(figure, alt)
