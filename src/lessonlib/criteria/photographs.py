"""Photographs that exercises ask about."""

from functools import cache
from typing import Any

from numpy.typing import NDArray


@cache
def tower_in_colour() -> NDArray[Any] | None:
    """Return the tower in colour, (90, 90, 3) from 0 to 255, or None where its photograph cannot be read."""
    try:
        from sklearn.datasets import load_sample_image  # type: ignore[import-untyped]

        photograph: NDArray[Any] = load_sample_image("china.jpg")
    except (ImportError, OSError):
        return None
    return photograph[44:404:4, 40:400:4]
