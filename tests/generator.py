"""The generator of the lab (`worker/generator.js`, and `draw` in its kernel), in Python.

So the tests can give Keras and the lab the same weights, images, orders and masks.
"""

import numpy as np
from numpy.typing import NDArray

WEIGHTS, ORDER, MASKS = 1, 2, 3  # the purposes of streams


def draw(stream: int, index: NDArray[np.int64] | int) -> NDArray[np.uint32]:
    """Return numbers of a stream, at these places, from 0 to 2³² − 1."""
    t = np.atleast_1d(np.asarray(index)).astype(np.uint32)
    with np.errstate(over="ignore"):
        t = np.uint32(stream) + (t + np.uint32(1)) * np.uint32(0x9E3779B9)
        t = (t ^ (t >> np.uint32(16))) * np.uint32(0x21F0AAAD)
        t = (t ^ (t >> np.uint32(15))) * np.uint32(0x735A2D97)
    return t ^ (t >> np.uint32(15))


def shares(stream: int, count: int) -> NDArray[np.float64]:
    """Return the first numbers of a stream, from 0 to 1."""
    return draw(stream, np.arange(count)) / 2**32


def stream_of(seed: int, purpose: int, number: int) -> int:
    """Return one of the streams of a seed."""
    first = int(draw(seed, 0)[0])
    second = int(draw(first ^ purpose, 0)[0])
    return int(draw(second ^ number, 0)[0])


def uniform(shape: tuple[int, ...], stream: int, limit: float) -> NDArray[np.float32]:
    """Return an array of numbers from −limit to limit."""
    return ((2 * shares(stream, int(np.prod(shape))) - 1) * limit).astype(np.float32).reshape(shape)


def first_weights(shapes: list[tuple[int, ...]], seed: int, *, biases: float = 0) -> list[NDArray[np.float32]]:
    """Return kernels as GlorotUniform draws them, with this generator; biases up to a limit."""
    made = []
    for number, shape in enumerate(shapes):
        area, limit = int(np.prod(shape[:-2])), biases
        if len(shape) > 1:
            limit = np.sqrt(6 / (area * (shape[-2] + shape[-1])))
        made.append(uniform(shape, stream_of(seed, WEIGHTS, number), limit))
    return made


def order_of(count: int, seed: int, epoch: int) -> NDArray[np.int64]:
    """Return the order of the images in one epoch."""
    order, drawn = np.arange(count), shares(stream_of(seed, ORDER, epoch), count)
    for i in range(count - 1, 0, -1):
        j = int(drawn[i] * (i + 1))
        order[i], order[j] = order[j], order[i]
    return order


def dropout_factors(size: int, seed: int, layer: int, rate: float) -> NDArray[np.float32]:
    """Return what a dropout layer multiplies with in the first step. layer: its place among those that compute."""
    drawn = draw(stream_of(seed, MASKS, layer), np.arange(size))
    kept = 1 / (1 - rate) if rate < 1 else 0
    return np.where(drawn < rate * 2**32, 0, kept).astype(np.float32)
