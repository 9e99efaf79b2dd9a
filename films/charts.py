"""Learning curves for the films: two lines that differ in colour, dash and name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import manim as m

from drawing import BLUE, FAINT, SMALL, VERMILION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drawing import Film


class Chart:
    """Axes for accuracies against epochs, from `low` to 1."""

    def __init__(
        self, film: Film, *, epochs: int, width: float, height: float, middle: Sequence[float], low: float = 0.0
    ) -> None:
        self.film, self.low = film, low
        self.axes = m.Axes(
            x_range=[0, epochs, 1],
            y_range=[low, 1.0, (1 - low) / 2],
            x_length=width,
            y_length=height,
            axis_config={"color": FAINT, "include_tip": False, "stroke_width": 3},
        ).move_to(middle)
        self.marks = m.VGroup(
            *(
                film.text(mark, SMALL).next_to(self.axes.c2p(0, low + at * (1 - low) / 2), m.LEFT, 0.25)
                for at, mark in enumerate(film.n["axis"])
            )
        )

    def point(self, epoch: float, share: float) -> m.Dot:
        """Return a dot at an epoch."""
        return m.Dot(self.axes.c2p(epoch, max(share, self.low)), color=BLUE, radius=0.1)

    def line(self, shares: Sequence[float], *, first: int, solid: bool) -> m.VMobject:
        """Return the line through shares, the first of which belongs to epoch `first`."""
        colour = BLUE if solid else VERMILION
        points = [self.axes.c2p(first + at, max(share, self.low)) for at, share in enumerate(shares)]
        line = m.VMobject(color=colour, stroke_width=7).set_points_as_corners(points)
        return (
            line
            if solid
            else m.DashedVMobject(line, num_dashes=max(round(line.get_arc_length() / 0.3), 2), dashed_ratio=0.6)
        )
