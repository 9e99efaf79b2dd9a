"""The shade of a number, as a class of static/widget.css: grey is a pixel, blue adds, orange takes away.

static/widget_parts.js gives the same classes to what a reader changes.
"""

import math
from collections.abc import Iterable

LEVELS = 4  # of blue and of orange
GREYS = 8


def sign_shade(number: float, most: float) -> str:
    """Return the class of a number beside others of at most `most`.

    >>> sign_shade(-1, 3), sign_shade(3, 3), sign_shade(0, 3)
    ('shade-minus-2', 'shade-plus-4', 'shade-zero')
    """
    if abs(number) < 1e-9:
        return "shade-zero"
    level = math.ceil(LEVELS * abs(number) / most - 1e-9)
    return f"shade-{'minus' if number < 0 else 'plus'}-{max(1, min(LEVELS, level))}"


def pixel_shade(number: float, numbers: Iterable[float]) -> str:
    """Return the class of a pixel in an image: its darkest and its brightest have the two ends.

    >>> pixel_shade(1, [0, 1, 2])
    'shade-grey-4'
    """
    least, most = min(0.0, *numbers), max(*map(abs, numbers), 1e-9)
    return f"shade-grey-{math.floor(GREYS * (number - least) / (most - least) + 0.5)}"
