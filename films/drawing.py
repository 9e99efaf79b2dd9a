"""What all films share: the palette and type of the site, captions' room, and that no number is invented.

Runs in the environment of the films, where there is Manim and no Keras.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import manim as m
import numpy as np
from manimpango import register_font

# The colours of the site's figures: blue and vermilion stay apart without colour vision, and differ in dash as well.
CARD, INK, FAINT, PAPER = "#f6f6f2", "#1d1d1b", "#6f6f6a", "#ffffff"
BLUE, VERMILION = "#0072b2", "#c04a00"
PALE_BLUE, PALE_VERMILION = "#cfe4f2", "#fbdcc6"
SMALL, NORMAL, LARGE = 30, 36, 46
# The frame is 14.2 wide and 8 high, its middle is 0. Captions cover its lowest sixth; the title stands above the rest.
EDGE, FLOOR, TITLE = 7.0, -2.65, 3.5
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

Draw = Callable[["Film"], None]


class DrawingError(Exception):
    """A film that does not keep its promise: a number that nobody computed, or a scene that lasts too long."""


def scene(draw: Draw) -> Draw:
    """Mark a method that draws one paragraph of the narration; they are drawn in the order written."""
    draw.is_scene = True  # type: ignore[attr-defined]
    return draw


def said_numbers(value: Any) -> Iterator[str]:
    """Yield every number in the film's numbers as it may be drawn."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from said_numbers(name)
            yield from said_numbers(each)
    elif isinstance(value, list):
        for each in value:
            yield from said_numbers(each)
    else:
        text = value if isinstance(value, str) else f"{value:g}"
        yield from NUMBER.findall(text)


class Film(m.Scene):
    """One film: its methods marked `scene`, each as long as its paragraph takes to read."""

    def __init__(self, plan: dict[str, Any]) -> None:
        super().__init__()
        self.plan, self.n = plan, plan["numbers"]
        self.known = set(said_numbers(self.n))
        self.seconds = 0.0
        self.title = m.Text("")

    def construct(self) -> None:
        """Draw the scenes, each to the end of its words."""
        draws = [each for each in vars(type(self)).values() if getattr(each, "is_scene", False)]
        paragraphs = self.plan["scenes"]
        if len(draws) != len(paragraphs):
            raise DrawingError(f"{len(paragraphs)} paragraphs on the page, but {len(draws)} scenes are drawn")
        self.title = self.text(self.plan["title"], SMALL, FAINT).move_to([0, TITLE, 0])
        self.add(self.title)
        for draw, paragraph in zip(draws, paragraphs, strict=True):
            self.seconds = paragraph["end"] - paragraph["start"]
            draw(self)
            self.check_layout(draw.__name__)
            left = paragraph["end"] - self.renderer.time
            if left < -0.2:
                raise DrawingError(f"{draw.__name__} draws {-left:.1f} s longer than its words last")
            if left > 1 / m.config.frame_rate:
                self.wait(left)

    def check_layout(self, scene_name: str) -> None:
        """Refuse what leaves its room, and words that lie on words, as a scene ends."""
        for each in self.mobjects:
            if each.width and not self.room_for(each):
                raise DrawingError(f"{scene_name}: {each} leaves the frame, or stands where the captions do")
        words = [each for top in self.mobjects for each in top.get_family() if isinstance(each, m.Text) and each.text]
        for first, second in itertools.combinations(words, 2):
            if all(self.share(first, second, axis) > 0.02 for axis in (0, 1)):
                raise DrawingError(f"{scene_name}: {first.text!r} lies on {second.text!r}")

    def room_for(self, thing: Any) -> bool:
        """Return whether a thing stands within the frame, above the captions."""
        low, high = thing.get_corner(m.DL), thing.get_corner(m.UR)
        return bool(abs(low[0]) < EDGE and abs(high[0]) < EDGE and low[1] > FLOOR and high[1] < TITLE + 0.4)

    def share(self, first: m.Text, second: m.Text, axis: int) -> float:
        """Return how far two words reach into one another along an axis."""
        ends = [(each.get_corner(m.DL)[axis], each.get_corner(m.UR)[axis]) for each in (first, second)]
        return float(min(ends[0][1], ends[1][1]) - max(ends[0][0], ends[1][0]))

    def go(self, *animations: Any, part: float = 0.4, **options: Any) -> None:
        """Play animations for a part of the scene's time, in whole frames."""
        frames = max(int(part * self.seconds * m.config.frame_rate), 2)
        self.play(*animations, run_time=frames / m.config.frame_rate, **options)

    def text(self, said: Any, size: float = NORMAL, color: str = INK, **options: Any) -> m.Text:
        """Return words in the type of the site; each number in them must be one of the film's."""
        shown = f"{said:g}".replace("-", "−") if isinstance(said, (int, float)) else str(said)
        for number in NUMBER.findall(shown):
            if number not in self.known:
                raise DrawingError(f"{number} in {shown!r} is none of the numbers of this film")
        # Drawn large and made smaller: at a small size letters would stand unevenly.
        return m.Text(shown, font="DejaVu Sans", font_size=96, color=color, **options).scale(size / 96)

    def grid(
        self, values: Sequence[Sequence[Any]], cell: float = 0.8, size: float = NORMAL, fill: Any = None
    ) -> m.VGroup:
        """Return rows of cells with their numbers; `fill` gives the colour of a cell from its number."""
        rows = m.VGroup()
        for row in values:
            rows.add(m.VGroup(*(self.cell(value, cell, size, fill) for value in row)).arrange(m.RIGHT, buff=0))
        return rows.arrange(m.DOWN, buff=0)

    def cell(self, value: Any, side: float, size: float, fill: Any = None) -> m.VGroup:
        """Return one number in its square."""
        colour = fill(value) if fill else PAPER
        square = m.Square(side, color=INK, stroke_width=2, fill_color=colour, fill_opacity=1)
        dark = colour in (INK, BLUE, VERMILION)
        return m.VGroup(square, self.text(value, size, PAPER if dark else INK).move_to(square))

    def frame(self, around: Any, color: str = BLUE, width: float = 8, room: float = 0) -> m.Rectangle:
        """Return a frame round something, with some room between."""
        sides = {"width": around.width + 2 * room, "height": around.height + 2 * room}
        return m.Rectangle(color=color, stroke_width=width, fill_opacity=0, **sides).move_to(around)

    def mark(self, sign: str, color: str) -> m.Text:
        """Return a large tick or cross."""
        return self.text(sign, 60, color, weight=m.BOLD)

    def point_at(self, thing: Any, color: str = BLUE) -> m.Circumscribe:
        """Return an animation that draws a passing frame round something."""
        return m.Circumscribe(thing, color=color, stroke_width=9, buff=0.08)

    def wipe(self) -> None:
        """Take everything away but the title."""
        self.remove(*(each for each in self.mobjects if each is not self.title))

    def picture(self, pixels: Any, height: float) -> m.ImageMobject:
        """Return an image of 0 to 255, each pixel a sharp square."""
        image = m.ImageMobject(np.asarray(pixels, dtype=np.uint8))
        image.set_resampling_algorithm(m.RESAMPLING_ALGORITHMS["nearest"])
        image.height = height
        return image


def prepare(font: str) -> None:
    """Set Manim up: the font of the site's figures, its paper, H.264 without Manim's own chatter."""
    if not register_font(font):
        raise DrawingError(f"the font {font} cannot be read")
    m.config.background_color = CARD
    m.config.progress_bar = "none"
    m.config.verbosity = "ERROR"
    m.config.disable_caching = True
