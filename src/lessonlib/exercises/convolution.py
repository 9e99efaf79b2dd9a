"""Lesson 2, convolution."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonlib import shapes
from lessonlib.exercises.registry import exercise
from lessonlib.results import Criterion


def slide(image: NDArray[Any], kernel: NDArray[Any]) -> NDArray[Any]:
    """Return the feature map as Keras computes it: the kernel is not turned, and stays inside."""
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.asarray((windows * kernel).sum(axis=(2, 3)))


@exercise(
    "kernel-of-your-own",
    starter="""
    mine = np.array([[____, ____, ____],
                     [____, ____, ____],
                     [____, ____, ____]], dtype=float)
    """,
)
def kernel_of_your_own(mine: Any) -> Iterator[Criterion]:
    """Answers to horizontal edges only."""
    kernel = np.asarray(mine, dtype=float)
    said = f"Your kernel has the shape {kernel.shape}. Three rows of three numbers are asked for."
    yield Criterion("3 rows, 3 columns", kernel.shape == (3, 3), said, needed=True)
    steps = np.repeat([[0.0], [1.0]], 4, axis=0) * np.ones(8)  # dark above, bright below
    plain, wall, floor = (slide(image, kernel) for image in (np.ones((8, 8)), steps.T, steps))
    said = "On a plain area it answers. What must all nine numbers add up to?"
    yield Criterion("0 on a plain area", bool(np.allclose(plain, 0, atol=1e-6)), said)
    said = (
        "It answers to a wall, dark on the left and bright on the right. Compare above and below, not left and right."
    )
    yield Criterion("0 on a wall", bool(np.allclose(wall, 0, atol=1e-6)), said)
    said = "It does not see a horizontal edge, dark above and bright below."
    yield Criterion("an answer to a horizontal edge", not np.allclose(floor, 0, atol=1e-6), said)


@exercise(
    "function-for-the-size",
    starter="""
    def map_size(n, k, s=1, padding="valid"):
        if padding == "same":
            return -(____ // s)
        return ____ // s + ____

    print(map_size(28, 5))
    """,
)
def function_for_the_size(map_size: Any) -> Iterator[Criterion]:
    """Agrees with Keras for both paddings and for strides."""
    said = "Pass the function itself, without brackets behind its name."
    yield Criterion("it is a function", callable(map_size), said, needed=True)
    cases = [
        (
            "no padding, stride 1",
            "valid",
            (1,),
            "How many places are there for the kernel's left edge, the first one too?",
        ),
        (
            "no padding, larger strides",
            "valid",
            (2, 3),
            "The first place takes no step. Divide the steps, then add that place.",
        ),
        (
            "same padding, stride 1",
            "same",
            (1,),
            "With stride 1, padding keeps the size, whatever the kernel.",
        ),
        (
            "same padding, larger strides",
            "same",
            (2, 3),
            "The stride divides here, too. Which way does it round?",
        ),
    ]
    for says, padding, strides, feedback in cases:
        tried = list(product((28, 29, 30), (3, 5), strides))
        given = [map_size(n, k, s, padding) for n, k, s in tried]
        wanted = [shapes.conv_size(n, kernel=k, stride=s, padding=padding) for n, k, s in tried]
        said = "It returns None for these. Does it return, or print?" if None in given else feedback
        yield Criterion(says, given == wanted, said)


@exercise(
    "make-scipy-agree",
    starter="""
    kernel = by_hand["emboss"]
    turned = ____

    by_scipy = convolve2d(tower, turned, mode="valid")
    print(np.allclose(by_scipy, convolve(tower, kernel), atol=1e-5))
    """,
    solved="""
    kernel = by_hand["emboss"]
    turned = kernel[::-1, ::-1]
    """,
)
def make_scipy_agree(turned: Any, kernel: Any) -> Iterator[Criterion]:
    """The kernel turned by half a turn."""
    given, first = np.asarray(turned, dtype=float), np.asarray(kernel, dtype=float)
    said = f"Your kernel is {given.shape}, the one on the page {first.shape}. Turn it; keep its size."
    yield Criterion("of the same size", given.shape == first.shape and given.ndim == 2, said, needed=True)
    image = np.random.default_rng(0).normal(size=(12, 12))
    half_turned = given[::-1, ::-1]  # what SciPy does with it
    agrees = np.allclose(slide(image, half_turned), slide(image, first), atol=1e-6)
    if np.array_equal(given, first):
        said = "This is the kernel as it was. SciPy turns it; what do you have to hand over?"
    elif np.array_equal(given, first[::-1]) or np.array_equal(given, first[:, ::-1]):
        said = "You reversed one axis: that is a mirror image. Half a turn reverses both."
    elif np.array_equal(given, first.T) or np.array_equal(given, np.rot90(first)):
        said = "You exchanged rows and columns. Half a turn leaves rows rows, and columns columns."
    else:
        said = "The maps differ. Only places may change, not the numbers of the kernel."
    yield Criterion("SciPy and Keras give the same map", agrees, said)
