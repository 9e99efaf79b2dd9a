"""Two errors of lesson 5, raised by Keras, and the shapes on the way to them."""

import re
from typing import Any

import keras
from keras import layers

PAIRS = 5


def said_of(raised: Exception, pattern: str) -> str:
    """Return the part of the error's message that the film shows."""
    found = re.search(pattern, str(raised))
    if found is None:
        raise LookupError(f"Keras no longer says {pattern!r}, but: {raised}")
    return found[0]


def numbers() -> dict[str, Any]:
    """Return the numbers of the film."""
    try:
        layers.Conv2D(16, kernel_size=3)(keras.Input((28, 28)))
    except ValueError as raised:
        expected = said_of(raised, r"expected min_ndim=\d")
        found = said_of(raised, r"found ndim=\d")
    mended = keras.Input((28, 28, 1))
    steps: list[dict[str, Any]] = []
    maps = mended
    try:
        for _ in range(PAIRS):
            for layer in (layers.Conv2D(8, kernel_size=3), layers.MaxPooling2D(pool_size=2)):
                maps = layer(maps)
                steps.append({"layer": type(layer).__name__, "shape": str(maps.shape[1:]), "side": maps.shape[1]})
    except ValueError as raised:
        zero = said_of(raised, "output size would be zero or negative")
    kept = layers.Conv2D(8, kernel_size=3, padding="same")(mended)
    return {
        "given": str(keras.Input((28, 28)).shape),
        "expected": expected.split(" ", 1),
        "found": found.split(" ", 1),
        "mended": str(mended.shape),
        "channel": mended.shape[-1],
        "axes": [len(keras.Input((28, 28)).shape), len(mended.shape)],
        "image": {"shape": str(mended.shape[1:]), "side": mended.shape[1]},
        "kernel": "3×3",
        "steps": steps,
        "zero": zero,
        "kept": str(kept.shape[1:]),
    }
