"""Lesson 3, pooling and flattening."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonlib.locale import localised
from lessonlib.quiz.registry import exercise
from lessonlib.quiz.results import Criterion
from lessonlib.quiz.trials import array_of, packages_run

BY_HAND_WITHOUT = {"keras": "Keras", "tensorflow": "TensorFlow", "torch": "PyTorch"}


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
    seconds=1,
)
def pool_by_hand(max_pool: Any) -> Iterator[Criterion]:
    """The largest number of each window of 2×2; what is left over is dropped."""
    said = localised("Pass the function itself, without brackets behind its name.")
    yield Criterion(localised("it is a function"), callable(max_pool), said, needed=True)
    draw = np.random.default_rng(0)
    even, odd = draw.normal(size=(4, 6)), draw.normal(size=(5, 7))
    helpers = [BY_HAND_WITHOUT[name] for name in sorted(packages_run(max_pool, even.copy()) & BY_HAND_WITHOUT.keys())]
    said = localised(
        "It lets {names} do the work. Write it without: cut out each window, and take its maximum.",
        names=localised(" and ").join(helpers),
    )
    yield Criterion(localised("without Keras"), not helpers, said, needed=True)
    grid = even.copy()
    first = array_of(max_pool(grid), said=localised("It returned"))
    said = localised(
        "A grid of (4, 6) became {first}. How many windows of 2×2 lie side by side in 4 rows and 6 columns?",
        first=first.shape,
    )
    if first.shape == (3, 5):
        said = localised(
            "A grid of (4, 6) became (3, 5). How far does a window of 2×2 move, if windows do not overlap?"
        )
    yield Criterion(localised("half as high, half as wide"), first.shape == (2, 3), said, needed=True)
    yield Criterion(
        localised("the largest of each window"), _alike(first, _pooled(even)), _mistake(first, even), needed=True
    )
    said = localised(
        "It changes the grid that it is given. Whoever pools a grid may still need it: leave it as it was."
    )
    yield Criterion(localised("the grid stays as it was"), np.array_equal(grid, even), said)
    second = array_of(max_pool(odd.copy()))
    said = localised(
        "A grid of (5, 7) became {shape}. What is left over at the end should be dropped.", shape=second.shape
    )
    if second.shape == (2, 3):
        said = localised(
            "A grid of (5, 7) comes out wrong. Which rows and columns are left over, and which belong to a window?"
        )
    yield Criterion(localised("what is left over is dropped"), _alike(second, _pooled(odd)), said, needed=True)
    negative = -1 - np.abs(even)
    said = localised("A grid with negative numbers only comes out wrong. With which number does your search begin?")
    yield Criterion(
        localised("negative numbers, too"), _alike(array_of(max_pool(negative.copy())), _pooled(negative)), said
    )
    large = draw.random((26, 13))
    said = localised("A grid of (26, 13) comes out wrong. Is a size written into your function?")
    yield Criterion(localised("grids of other sizes"), _alike(array_of(max_pool(large.copy())), _pooled(large)), said)


def _alike(given: NDArray[Any], wanted: NDArray[Any]) -> bool:
    return given.shape == wanted.shape and bool(np.allclose(given, wanted, atol=1e-6))


def _mistake(pooled: NDArray[Any], grid: NDArray[Any]) -> str:
    """Return what to say of numbers that are not the largest of their windows."""
    windows = grid.reshape(2, 2, 3, 2)
    if _alike(pooled, windows.mean(axis=(1, 3))):
        return localised("You take the mean of each window; that is average pooling.")
    if _alike(pooled, windows.min(axis=(1, 3))):
        return localised("You take the smallest number of each window.")
    if _alike(pooled, np.trunc(_pooled(grid))):
        return localised("The numbers have lost their fractions. Of which type is the array that you fill?")
    if _alike(pooled, np.maximum(_pooled(grid), 0)):
        return localised(
            "Where a window has negative numbers only, yours is 0. With which number does your search begin?"
        )
    return localised("The numbers are not the largest of their windows. Look at the rows and columns that you cut out.")


def _pooled(grid: NDArray[Any]) -> NDArray[Any]:
    rows, columns = (size // 2 for size in grid.shape)
    windows: NDArray[Any] = grid[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2).max(axis=(1, 3))
    return windows


@exercise(
    "flatten-and-back",
    starter="""
    def row_of(image):
        return np.array(____)[0]

    def image_of(row):
        return row.reshape(____)

    def blue_of(row):
        return ____

    colour = load_sample_image("china.jpg")[44:404:4, 40:400:4]
    row = row_of(colour)
    print(row.shape, image_of(row).shape, blue_of(row).shape)
    """,
    seconds=3,
)
def flatten_and_back(row_of: Any, image_of: Any, blue_of: Any) -> Iterator[Criterion]:
    """Three functions, tried on images of ours: the row, the image from it, and every third number of it."""
    said = localised(
        "Pass the three functions, without brackets behind their names: row_of(image), image_of(row) and blue_of(row). "
        "They are tried on other images."
    )
    yield Criterion(localised("three functions"), all(map(callable, (row_of, image_of, blue_of))), said, needed=True)
    image = np.random.default_rng(0).integers(0, 256, (90, 90, 3), dtype="uint8")
    by_keras = "keras" in packages_run(row_of, image.copy())
    row = row_of(image.copy())
    yield from _one_row(array_of(row, said=localised("row_of returned")), image)
    said = localised("`row_of` gives the right row, but not by Keras. Which of its layers makes a row of an image?")
    yield Criterion(localised("flattened with Keras"), by_keras, said)
    back = array_of(image_of(_kept(row)), said=localised("image_of returned"))
    yield from _image_again(back[0] if back.shape == (1, *image.shape) else back, image)
    seen: list[tuple[int, ...]] = []
    blue = array_of(blue_of(_watched(row, seen)), said=localised("blue_of returned"))
    yield Criterion(
        localised("the blue channel"), _in_proportion(blue.ravel(), image[..., 2].ravel()), _blue(image, blue)
    )
    said = localised(
        "`blue_of` makes an image of the row first. Think of the places at which blue stands in the row itself."
    )
    yield Criterion(localised("blue from the row alone"), not any(size[-3:] == image.shape for size in seen), said)


def _one_row(row: NDArray[Any], image: NDArray[Any]) -> Iterator[Criterion]:
    row = row[0] if row.ndim == 2 and len(row) == 1 else row  # `Flatten` keeps the axis of the images
    said = localised(
        "Your row has {number} axes. `Flatten` keeps the axis of the images; take the first image's row.",
        number=row.ndim,
    )
    yield Criterion(localised("the row has one axis"), row.ndim == 1, said, needed=True)
    said = localised(
        "Your row has {number:,} numbers. How many does the image have: height × width × channels?", number=row.size
    )
    yield Criterion(localised("the row holds the whole image"), row.size == image.size, said, needed=True)
    said = localised(
        "The row is not in the order of `Flatten`: row by row of the image, and at each pixel its channels."
    )
    if not _in_proportion(np.sort(row), np.sort(image.ravel())):
        said = localised(
            "The row has other numbers than the image that was passed. Does `row_of` flatten what it is given?"
        )
    yield Criterion(localised("the row is the image's"), _in_proportion(row, image.ravel()), said, needed=True)


def _image_again(back: NDArray[Any], image: NDArray[Any]) -> Iterator[Criterion]:
    said = localised("Your image has the shape {shape}. Give `reshape` the shape that the image had.", shape=back.shape)
    yield Criterion(localised("the image has its shape again"), back.shape == image.shape, said, needed=True)
    said = localised(
        "The image is not the one that was flattened. Let `reshape` read the row in the order in which it was written."
    )
    if not _in_proportion(np.sort(back.ravel()), np.sort(image.ravel())):
        said = localised(
            "The image is not the one that was flattened. Does `image_of` make it of the row that it is given?"
        )
    yield Criterion(localised("the image is the same"), _in_proportion(back, image), said)


def _kept(row: Any) -> Any:
    """Return a row to hand over: the learner's function may change an array."""
    return row.copy() if isinstance(row, np.ndarray) else row


def _watched(row: Any, seen: list[tuple[int, ...]]) -> Any:
    """Return an array that notes the shapes of all arrays that are made of it; what is no array, as it is."""

    class Watched(np.ndarray[Any, Any]):
        def __array_finalize__(self, _: Any) -> None:
            seen.append(self.shape)

    return row.copy().view(Watched) if isinstance(row, np.ndarray) else row


def _in_proportion(given: NDArray[Any], wanted: NDArray[Any]) -> bool:
    """Whether the numbers are the wanted ones, perhaps scaled: from 0 to 255 or from 0 to 1."""
    scale = max(float(np.abs(wanted).max()), 1e-9) / max(float(np.abs(given).max()), 1e-9)
    return given.shape == wanted.shape and bool(np.allclose(given * scale, wanted, atol=0.01))


def _blue(image: NDArray[Any], blue: NDArray[Any]) -> str:
    """Return what to say of numbers that are not the blue ones."""
    row, wanted, given = image.ravel(), image[..., 2].ravel(), blue.ravel()
    if given.size != wanted.size:
        return localised("The blue channel has one number for each pixel; you have {number:,}.", number=given.size)
    if _in_proportion(given, row[: wanted.size]) or _in_proportion(given, row[-wanted.size :]):
        return localised(
            "You cut out one piece of the row, as if it held one channel after the other. Channels are innermost."
        )
    if _in_proportion(np.sort(given), np.sort(wanted)):
        return localised("These are the blue numbers, but not in the order of the image: row by row, from the left.")
    return localised(
        "These are not the blue numbers. At which place of the row stands the first blue one, and where the next?"
    )
