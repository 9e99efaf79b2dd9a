"""A drawn figure together with the words that say what it shows."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from lessonlib.plots.palette import CARD, FAINT, INK

# At 413 pixels, text of 12 points is still 9 points where a phone leaves 316 pixels (inside a solution).
WIDTH = 4.3
LARGEST_SVG = 60_000
PIXELS_PER_INCH = 96

STYLE: dict[Any, Any] = {
    "axes.edgecolor": FAINT,
    "axes.facecolor": CARD,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 12,
    "figure.constrained_layout.h_pad": 0.08,
    "figure.constrained_layout.w_pad": 0.08,
    "figure.facecolor": CARD,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 12,
    "lines.linewidth": 2,
    "lines.markersize": 6,
    "savefig.facecolor": CARD,
    # Letters stay letters: a third of the bytes of outlines. Other fonts are no wider than DejaVu.
    "svg.fonttype": "none",
    "svg.hashsalt": "lessonlib",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}

# Decorates whatever draws: matplotlib reads its settings up to the last tick.
house_style = mpl.rc_context(STYLE)


@dataclass(frozen=True, repr=False)
class Picture:
    """A matplotlib figure that a page or notebook shows, and its description.

    `figure` is there to be changed or saved; `alt` is read out by a screen reader.
    """

    figure: Figure
    alt: str

    @house_style
    def __post_init__(self) -> None:
        # The layout settles a little further with each drawing: fix it, or two prints differ.
        self.figure.draw_without_rendering()
        self.figure.set_layout_engine("none")

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        """Return the picture as Jupyter wants it: an SVG if that is small, else a sharp PNG."""
        svg = self._render("svg", metadata={"Date": None, "Creator": None})
        if len(svg) <= LARGEST_SVG:
            kind, data = "image/svg+xml", svg.decode()
        else:
            # Two dots a pixel: sharp on a dense screen.
            png = self._render("png", dpi=2 * PIXELS_PER_INCH, metadata={"Software": None})
            kind, data = "image/png", base64.b64encode(png).decode()
        width = round(self.figure.get_figwidth() * PIXELS_PER_INCH)
        return {kind: data, "text/plain": self.alt}, {kind: {"alt": self.alt, "width": width}}

    @house_style
    def _render(self, kind: str, **options: Any) -> bytes:
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format=kind, **options)
        return buffer.getvalue()


@house_style
def canvas(
    rows: int = 1, columns: int = 1, *, height: float, width: float = WIDTH, **options: Any
) -> tuple[Figure, NDArray[Any]]:
    """Return an empty figure, `width` by `height` inches, and its (rows, columns) axes."""
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    return figure, np.asarray(axes)


def tiles(number: int, *, columns: int, titles: Sequence[str] = ()) -> tuple[Figure, list[Axes]]:
    """Return a figure of square tiles without ticks, in rows of `columns`, and its axes."""
    columns = max(1, min(columns, number))
    rows = [titles[start : start + columns] for start in range(0, number, columns)]
    lines = sum(max((title.count("\n") + 1 for title in row), default=0) for row in rows)
    figure, axes = canvas(len(rows), columns, height=len(rows) * WIDTH / columns + 0.22 * lines)
    for axis in axes.flat:
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set_visible(False)
    for axis, title in zip(axes.flat, titles, strict=False):
        axis.set_title(title)
    return figure, list(axes.flat[:number])


def join(parts: list[str]) -> str:
    """Return the parts as a list in a sentence.

    >>> join(["one", "two", "three"])
    'one, two and three'
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count(1, "epoch"), count(5, "epoch")
    ('1 epoch', '5 epochs')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
