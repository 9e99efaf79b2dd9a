"""Lesson 3, pooling and flattening."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from lessonlib.exercises.registry import exercise
from lessonlib.results import Criterion


@exercise(
    "pool-by-hand",
    starter="""
    def max_pool(grid):
        rows, columns = ____, ____
        pooled = np.zeros((rows, columns))
        for r in range(rows):
            for c in range(columns):
                pooled[r, c] = ____
        return pooled

    print(max_pool(np.array([[1, 5], [2, 3]])))
    """,
)
def pool_by_hand(max_pool: Any) -> Iterator[Criterion]:
    """The largest number of each window of 2×2; what is left over is dropped."""
    said = "Pass the function itself, without brackets behind its name."
    yield Criterion("it is a function", callable(max_pool), said, needed=True)
    draw = np.random.default_rng(0)
    even, odd = draw.normal(size=(4, 6)), draw.normal(size=(5, 7))
    first = np.asarray(max_pool(even.copy()))
    said = f"A grid of (4, 6) became {first.shape}. How far does a window of 2×2 move, if windows do not overlap?"
    yield Criterion("half as high, half as wide", first.shape == (2, 3), said, needed=True)
    means = even.reshape(2, 2, 3, 2).mean(axis=(1, 3))
    said = "The numbers are not the largest of their windows. Look at the rows and columns that you cut out."
    if np.allclose(first, means):
        said = "You take the mean of each window; that is average pooling."
    yield Criterion("the largest of each window", bool(np.allclose(first, _pooled(even))), said, needed=True)
    second = np.asarray(max_pool(odd.copy()))
    said = f"A grid of (5, 7) became {second.shape}. What is left over at the end should be dropped."
    holds = second.shape == (2, 3) and bool(np.allclose(second, _pooled(odd)))
    yield Criterion("what is left over is dropped", holds, said, needed=True)
    negative = -1 - np.abs(even)
    said = "A grid with negative numbers only comes out wrong. With which number does your search begin?"
    yield Criterion("negative numbers, too", bool(np.allclose(max_pool(negative), _pooled(negative))), said)


def _pooled(grid: Any) -> Any:
    rows, columns = (size // 2 for size in grid.shape)
    return grid[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2).max(axis=(1, 3))


@exercise(
    "flatten-and-back",
    starter="""
    colour = load_sample_image("china.jpg")[44:404:4, 40:400:4]
    row = ____
    back = row.reshape(____)
    blue = ____
    """,
)
def flatten_and_back(row: Any, back: Any, blue: Any) -> Iterator[Criterion]:
    """The row, the image from it, and every third number of it."""
    row, back, blue = (np.asarray(part) for part in (row, back, blue))
    said = f"Your row has {row.ndim} axes. `Flatten` keeps the axis of the images; take the first image's row."
    yield Criterion("the row has one axis", row.ndim == 1, said, needed=True)
    said = f"Your row has {row.size:,} numbers. How many does the image have: height × width × channels?"
    yield Criterion("the row holds the whole image", row.size == 90 * 90 * 3, said, needed=True)
    said = f"Your image has the shape {back.shape}. Give `reshape` the shape that the image had."
    yield Criterion("the image has its shape again", back.shape == (90, 90, 3), said)
    said = "Reading your image row by row, channels innermost, does not give the row again."
    yield Criterion("the image is the same", np.array_equal(back.ravel(), row), said)
    wanted = row[2::3]
    said = f"The blue channel has one number for each pixel; you have {blue.size:,}."
    if blue.size == wanted.size:
        said = (
            "These are not the blue numbers. At which place of the row stands the first blue one, and where the next?"
        )
    if np.array_equal(blue.ravel(), row[: wanted.size]) or np.array_equal(blue.ravel(), row[-wanted.size :]):
        said = "You cut out one piece of the row, as if it held one channel after the other. Channels are innermost."
    yield Criterion("the blue channel", np.array_equal(blue.ravel(), wanted), said)
