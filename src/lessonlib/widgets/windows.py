"""A window over a small grid of numbers: what it covers, and what it makes of it, place by place."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Grid = NDArray[np.float64]

POOLS: Mapping[str, Callable[[Grid], Any]] = {"max": np.max, "average": np.mean}


@dataclass(frozen=True)
class Place:
    """One place of the window: what it covers, what it makes of it."""

    row: int
    column: int
    patch: Grid
    products: Grid | None
    value: float


def parse_grids(text: str) -> list[Grid]:
    r"""Return the grids of numbers in the text: one row a line, a blank line between grids.

    >>> [grid.shape for grid in parse_grids("0 1 2\n3 4 5\n\n1 0\n0 1")]
    [(2, 3), (2, 2)]
    """
    return [parse_grid(block) for block in "\n".join(map(str.strip, text.splitlines())).split("\n\n") if block]


def parse_grid(text: str) -> Grid:
    """Return the numbers of one grid; raise ValueError where rows differ or a word is no number."""
    rows = [line.split() for line in text.strip().splitlines()]
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        raise ValueError(f"rows of {sorted(lengths)} numbers: give every row of a grid the same length")
    return np.array(rows, dtype=np.float64)


def packed(photograph: Any) -> str:
    """Return a photograph, (height, width) in [0, 1], as text that a page can glue: its size, then a byte a pixel.

    >>> packed(np.eye(2))
    '2x2 /wAA/w=='
    """
    pixels = np.rint(np.asarray(photograph) * 255).astype(np.uint8)
    rows, columns = pixels.shape
    return f"{rows}x{columns} {base64.b64encode(pixels.tobytes()).decode()}"


def pad_same(image: Grid, size: int, stride: int) -> tuple[Grid, NDArray[np.bool_]]:
    """Return the image with Keras's zeros for padding="same", and where those zeros are."""
    borders = []
    for length in image.shape:
        missing = max((-(-length // stride) - 1) * stride + size - length, 0)
        borders.append((missing // 2, missing - missing // 2))
    return np.pad(image, borders), ~np.pad(np.ones(image.shape, dtype=bool), borders)


def slide(image: Grid, *, kernel: Grid | None = None, pool: str = "max", size: int = 2, stride: int) -> list[Place]:
    """Return the places of a kernel, or of a pooling window where there is no kernel, row by row.

    >>> [place.value for place in slide(np.eye(3), kernel=np.eye(2), stride=1)]
    [2.0, 0.0, 0.0, 2.0]
    """
    size = size if kernel is None else len(kernel)
    if kernel is not None and kernel.shape != (size, size):
        raise ValueError(f"a kernel of {kernel.shape[0]}×{kernel.shape[1]}: give a square one")
    if size > min(image.shape):
        rows, columns = image.shape
        raise ValueError(f"a window of {size} does not fit in {rows}×{columns} pixels; make the image larger")
    windows = sliding_window_view(image, (size, size))[::stride, ::stride]
    places = []
    for row, column in np.ndindex(windows.shape[:2]):
        patch = windows[row, column]
        products = None if kernel is None else patch * kernel
        value = POOLS[pool](patch) if products is None else products.sum()
        places.append(Place(row, column, patch, products, float(value)))
    return places
