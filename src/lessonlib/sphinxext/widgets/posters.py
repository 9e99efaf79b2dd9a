"""The card that stands where a film has not been rendered: drawn from its words alone."""

from html import escape
from textwrap import wrap

from lessonlib.plots.palette import BLUE, CARD, INK
from lessonlib.widgets.narration import Narration

CELL = 48
FONT = "font-family=\"'DejaVu Sans', sans-serif\""


def poster(said: Narration) -> str:
    """Return the title of a film beside a kernel on an image, as an SVG of 960 by 540."""
    lines = wrap(said.title, 20)
    top = 270 - 30 * (len(lines) - 1)
    words = "".join(f'<text x="440" y="{top + 60 * at}">{escape(line)}</text>' for at, line in enumerate(lines))
    squares = "".join(
        f'<rect x="{100 + CELL * column}" y="{150 + CELL * row}" width="{CELL}" height="{CELL}"/>'
        for row in range(5)
        for column in range(5)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 540" width="960" height="540">'
        f'<rect width="960" height="540" fill="{CARD}"/>'
        f'<g fill="#fff" stroke="{INK}" stroke-width="2">{squares}</g>'
        f'<rect x="148" y="150" width="{3 * CELL}" height="{3 * CELL}" fill="none" stroke="{BLUE}" stroke-width="8"/>'
        f'<g fill="{INK}" {FONT} font-size="42" font-weight="bold">{words}</g></svg>\n'
    )
