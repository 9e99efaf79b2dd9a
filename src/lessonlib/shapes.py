"""The arithmetic of shapes and parameters, as Keras does it.

Shapes are `(height, width, channels)`, in pixels and channels, without the batch axis. A size that belongs to
both image axes, such as `kernel_size`, is one number or a pair `(height, width)`. Sizes are whole numbers,
NumPy's too; the sizes of an input may be 0, as Keras allows.

Pure functions: no TensorFlow, and nothing else of lessonlib. Keras is the oracle in tests/test_shapes.py.
"""

import math
import operator
from collections.abc import Iterable, Sequence
from typing import SupportsIndex

__all__ = [
    "ShapeError",
    "conv_params",
    "conv_shape",
    "conv_size",
    "dense_params",
    "dense_shape",
    "flatten_shape",
    "pool_shape",
]

Image = tuple[int, int, int]
Size = SupportsIndex | Sequence[SupportsIndex]


class ShapeError(ValueError):
    """A layer does not fit its input; the message says which size does not, and what to change."""


def conv_size(size: int, *, kernel: int, stride: int = 1, padding: str = "valid") -> int:
    """Return the length of one axis, in pixels, after a convolution.

    "valid" keeps the kernel inside the image; "same" pads with zeros, so that only
    the stride shrinks the axis.

    Raises:
        ShapeError: a "valid" kernel is longer than the axis, or a size makes no sense.
        ValueError: the padding is neither "valid" nor "same".

    Source: keras.layers.Conv2D.

    >>> conv_size(28, kernel=3)
    26
    >>> conv_size(28, kernel=3, stride=2, padding="same")
    14
    """
    (size,) = _integers(0, size=size)
    kernel, stride = _integers(1, kernel=kernel, stride=stride)
    if padding == "same":
        return -(-size // stride)
    if padding != "valid":
        raise ValueError(f'padding {padding!r} is unknown; write "valid" or "same"')
    if kernel > size:
        raise ShapeError(f'kernel {kernel} does not fit in {size} pixels; take a smaller kernel, or padding="same"')
    return (size - kernel) // stride + 1


def conv_shape(
    shape: Sequence[int], *, filters: int, kernel_size: Size, strides: Size = 1, padding: str = "valid"
) -> Image:
    """Return the shape of the feature maps that a convolutional layer makes of an image.

    Each filter spans all input channels and gives one map, so that the channels become `filters`.

    Raises:
        ShapeError: the shape is not (height, width, channels), or the kernel does not fit.

    Source: keras.layers.Conv2D.

    >>> conv_shape((28, 28, 1), filters=16, kernel_size=5)
    (24, 24, 16)
    >>> conv_shape((28, 20, 16), filters=32, kernel_size=(5, 3), strides=2)
    (12, 9, 32)
    """
    height, width, _ = _image(shape)
    (filters,) = _integers(1, filters=filters)
    (kernel_high, kernel_wide), (down, across) = _pair(kernel_size), _pair(strides)
    return (
        conv_size(height, kernel=kernel_high, stride=down, padding=padding),
        conv_size(width, kernel=kernel_wide, stride=across, padding=padding),
        filters,
    )


def conv_params(*, channels: int, filters: int, kernel_size: Size, use_bias: bool = True) -> int:
    """Return the number of parameters of a convolutional layer: weights and biases.

    The size of the image does not matter, because the same kernel is used at every place.

    Source: keras.layers.Conv2D.

    >>> conv_params(channels=1, filters=16, kernel_size=3)
    160
    >>> conv_params(channels=16, filters=32, kernel_size=3)
    4640
    """
    (channels,), (filters,) = _integers(0, channels=channels), _integers(1, filters=filters)
    height, width = _pair(kernel_size)
    return filters * (height * width * channels + bool(use_bias))


def pool_shape(
    shape: Sequence[int], *, pool_size: Size = 2, strides: Size | None = None, padding: str = "valid"
) -> Image:
    """Return the shape of feature maps after pooling, which leaves the channels alone.

    Without `strides`, the window moves by its own size: rows and columns left over at the end are dropped.

    Raises:
        ShapeError: the shape is not (height, width, channels), or the window does not fit.

    Source: keras.layers.MaxPooling2D.

    >>> pool_shape((13, 13, 32))
    (6, 6, 32)
    >>> pool_shape((13, 13, 32), padding="same")
    (7, 7, 32)
    """
    channels = _image(shape)[2]
    window = pool_size if strides is None else strides
    height, width, _ = conv_shape(shape, filters=1, kernel_size=pool_size, strides=window, padding=padding)
    return height, width, channels


def flatten_shape(shape: Sequence[int]) -> tuple[int]:
    """Return the shape after flattening: all numbers in one row.

    Source: keras.layers.Flatten.

    >>> flatten_shape((24, 24, 16))
    (9216,)
    """
    return (math.prod(_sizes(shape)),)


def dense_shape(shape: Sequence[int], *, units: int) -> tuple[int, ...]:
    """Return the shape after a dense layer, which works on the last axis and keeps the others.

    Source: keras.layers.Dense.

    >>> dense_shape((784,), units=16)
    (16,)
    >>> dense_shape((28, 28, 1), units=16)
    (28, 28, 16)
    """
    _last(shape)
    return (*_sizes(shape[:-1]), *_integers(1, units=units))


def dense_params(shape: Sequence[int], *, units: int, use_bias: bool = True) -> int:
    """Return the number of parameters of a dense layer: a weight for each input and unit, and a bias a unit.

    Source: keras.layers.Dense.

    >>> dense_params((784,), units=16)
    12560
    >>> dense_params((28, 28, 1), units=16)
    32
    """
    (units,) = _integers(1, units=units)
    return units * (_last(shape) + bool(use_bias))


def _pair(size: Size) -> tuple[int, int]:
    pair = tuple(size) if isinstance(size, Iterable) else (size, size)
    if len(pair) != 2:
        raise ShapeError(f"{size!r} is not a size; write one number or a pair (height, width)")
    height, width = _integers(1, height=pair[0], width=pair[1])
    return height, width


def _image(shape: Sequence[int]) -> Image:
    if len(shape) != 3:
        raise ShapeError(f"{tuple(shape)} is not (height, width, channels); a grey image has one channel: (28, 28, 1)")
    height, width, channels = shape
    height, width, channels = _integers(0, height=height, width=width, channels=channels)
    return height, width, channels


def _last(shape: Sequence[int]) -> int:
    if not len(shape):
        raise ShapeError("() has no axis to work on; a dense layer needs one, such as (784,)")
    return _sizes(shape)[-1]


def _sizes(shape: Sequence[int]) -> tuple[int, ...]:
    return tuple(size for each in shape for size in _integers(0, size=each))


def _integers(least: int, **sizes: SupportsIndex) -> list[int]:
    """Return sizes as Python's whole numbers.

    Raises:
        ShapeError: one is no whole number, or less than the least that makes sense.
    """
    found = []
    for name, size in sizes.items():
        try:
            number = operator.index(size)
        except TypeError:
            raise ShapeError(f"{name} is {size!r}; it must be a whole number, such as 28") from None
        if number < least:
            raise ShapeError(f"{name} is {number}; it must be {least} or more")
        found.append(number)
    return found
