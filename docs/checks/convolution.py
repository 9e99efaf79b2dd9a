"""Lesson 2, convolution."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonlib import shapes
from lessonlib.criteria.photographs import tower_in_colour
from lessonlib.locale import localised, noted
from lessonlib.quiz.registry import exercise
from lessonlib.quiz.results import Criterion
from lessonlib.quiz.trials import array_of, packages_run


def slide(image: NDArray[Any], kernel: NDArray[Any]) -> NDArray[Any]:
    """Return the feature map as Keras computes it: the kernel is not turned, and stays inside."""
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.asarray((windows * kernel).sum(axis=(2, 3)))


EMBOSS = np.array([[-2.0, -1, 0], [-1, 1, 1], [0, 1, 2]])  # the page's `by_hand["emboss"]`


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
    kernel = array_of(mine).astype(float).squeeze()
    said = localised(
        "Your kernel has the shape {shape}. Three rows of three numbers are asked for.", shape=kernel.shape
    )
    yield Criterion(localised("3 rows, 3 columns"), kernel.shape == (3, 3), said, needed=True)
    said = localised("Some of its numbers are not finite.")
    yield Criterion(localised("nine numbers"), bool(np.isfinite(kernel).all()), said, needed=True)
    kernel = kernel / (np.abs(kernel).max() or 1)
    steps = np.repeat([[0.0], [1.0]], 4, axis=0) * np.ones(8)  # dark above, bright below
    plain, wall, floor = (_answer(image, kernel) for image in (np.ones((8, 8)), steps.T, steps))
    said = localised("On a plain area it answers. What must all nine numbers add up to?")
    yield Criterion(localised("0 on a plain area"), plain < 1e-6, said)
    said = localised(
        "It answers to a wall, dark on the left and bright on the right. Compare above and below, not left and right."
    )
    yield Criterion(localised("0 on a wall"), wall < 1e-6, said)
    said = localised("It does not see a horizontal edge, dark above and bright below.")
    yield Criterion(localised("an answer to a horizontal edge"), floor > 1e-6, said)
    rising = np.tri(8)
    said = localised(
        "It answers more strongly to a slope that falls to one side than to its mirror image, so it looks for "
        "slanted edges, too. Nothing in a horizontal edge tells left from right."
    )
    even_handed = abs(_answer(rising, kernel) - _answer(rising[:, ::-1], kernel)) < 1e-6
    yield Criterion(localised("slopes to the left and to the right alike"), even_handed, said)


def _answer(image: NDArray[Any], kernel: NDArray[Any]) -> float:
    """Return the strongest answer of a kernel to an image, of either sign."""
    return float(np.abs(slide(image, kernel)).max())


@exercise(
    "function-for-the-size",
    starter="""
    def map_size(n, k, s=1, padding="valid"):
        if padding == "same":
            return -(____ // s)
        return ____ // s + ____

    print(map_size(28, 5))
    """,
    seconds=1,
)
def function_for_the_size(map_size: Any) -> Iterator[Criterion]:
    """Agrees with Keras for both paddings and for strides."""
    said = localised("Pass the function itself, without brackets behind its name.")
    yield Criterion(localised("it is a function"), callable(map_size), said, needed=True)
    helpers = packages_run(map_size, 28, 5) & {"keras", "tensorflow"}
    said = localised(
        "It asks Keras. Then it always agrees with Keras, and comparing says nothing: reckon with n, k and s."
    )
    yield Criterion(localised("it reckons by itself"), not helpers, said, needed=True)
    for says, padding, strides, feedback in SIZES:
        tried = [*product((28, 29, 30), (3, 5), strides), *product((9, 12), (1, 2, 4), strides)]
        given = [_called(map_size, n, k, s, padding) for n, k, s in tried]
        wanted = [shapes.conv_size(n, kernel=k, stride=s, padding=padding) for n, k, s in tried]
        missing = any(size is None for size in given)
        said = localised("It returns None for these. Does it return, or print?" if missing else feedback)
        if _same_sizes(given[: -6 * len(strides)], wanted[: -6 * len(strides)]):
            said += localised(" Try kernels of even sizes, too.")
        yield Criterion(localised(says), _same_sizes(given, wanted), said)
    said = localised(
        "Called without a stride, or without padding, it gives other sizes than with `s=1, padding='valid'`."
    )
    alike = all(
        _called(map_size, 28, 5, *stride) == _called(map_size, 28, 5, *(stride or (1,)), "valid")
        for stride in ((), (2,))
    )
    yield Criterion(localised("stride 1 and no padding where none is given"), bool(alike), said)


SIZES = (
    (
        noted("no padding, stride 1"),
        "valid",
        (1,),
        noted("How many places are there for the kernel's left edge, the first one too?"),
    ),
    (
        noted("no padding, larger strides"),
        "valid",
        (2, 3),
        noted("The first place takes no step. Divide the steps, then add that place."),
    ),
    (
        noted("same padding, stride 1"),
        "same",
        (1,),
        noted("With stride 1, padding keeps the size, whatever the kernel."),
    ),
    (
        noted("same padding, larger strides"),
        "same",
        (2, 3),
        noted("The stride divides here, too. Which way does it round?"),
    ),
)


def _called(map_size: Callable[..., Any], *arguments: Any) -> Any:
    """Return what the function returns; one that takes the padding by its name only gets it so."""
    if len(arguments) < 4:
        return map_size(*arguments)
    try:
        return map_size(*arguments)
    except TypeError:
        return map_size(*arguments[:3], padding=arguments[3])


def _same_sizes(given: list[Any], wanted: list[int]) -> bool:
    """Whether these are the sizes, as numbers of any type: 24, 24.0, an array that holds 24."""
    numbers = [array_of(size) for size in given if size is not None and not isinstance(size, str)]
    return len(numbers) == len(wanted) and all(
        number.size == 1 and float(number.ravel()[0]) == size for number, size in zip(numbers, wanted, strict=True)
    )


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
    by_scipy = convolve2d(tower, turned, mode="valid")
    """,
    passed={"by_scipy": noted("the map that SciPy makes with it, of the tower")},
)
def make_scipy_agree(turned: Any, kernel: Any, by_scipy: Any) -> Iterator[Criterion]:
    """The kernel turned by half a turn, and what SciPy makes of the tower with it."""
    given, first = array_of(turned).astype(float), array_of(kernel).astype(float)
    said = localised('The second thing to pass is the kernel as it stands on the page, `by_hand["emboss"]`.')
    yield Criterion(
        localised("for the kernel of the page"), first.shape == (3, 3) and np.allclose(first, EMBOSS), said, needed=True
    )
    said = localised(
        "Your kernel is {shape}, the one on the page {first}. Turn it; keep its size.",
        shape=given.shape,
        first=first.shape,
    )
    yield Criterion(localised("of the same size"), given.shape == first.shape, said, needed=True)
    image = np.random.default_rng(0).normal(size=(12, 12))
    half_turned = given[::-1, ::-1]  # what SciPy does with it
    agrees = np.allclose(slide(image, half_turned), slide(image, first), atol=1e-4)
    if np.allclose(given, first):
        said = localised("This is the kernel as it was. SciPy turns it; what do you have to hand over?")
    elif np.allclose(given, first[::-1]) or np.allclose(given, first[:, ::-1]):
        said = localised("This is a mirror image: one axis is reversed. Half a turn reverses both.")
    else:
        said = localised("The maps differ. Only places may change, not the numbers of the kernel.")
    yield Criterion(localised("SciPy and Keras give the same map"), bool(agrees), said, needed=True)
    yield _of_the_tower(array_of(by_scipy), first)


def _of_the_tower(by_scipy: NDArray[Any], kernel: NDArray[Any]) -> Criterion:
    """The map that Keras gives of the tower; where the photograph cannot be read, a map of its shape."""
    photograph = tower_in_colour()
    said = localised(
        "The map is {shape}. The tower is (90, 90), and the kernel stays inside: which `mode` is that?",
        shape=by_scipy.shape,
    )
    holds = by_scipy.shape == (88, 88)
    if holds and photograph is not None:
        said = localised(
            "This is not the map of the tower as it stands on the page. Only the kernel may change, not the image."
        )
        wanted = slide(photograph.mean(axis=2) / 255, kernel)
        holds = bool(np.allclose(by_scipy, wanted, atol=1e-3))
    return Criterion(localised("the map of the tower"), holds, said)
