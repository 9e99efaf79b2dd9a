"""What each layer of a packed network makes of an image: a few lines of NumPy, where Keras need not be imported.

Keras is the oracle in tests/test_forward.py.
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from lessonlib.networks.weights import MAGIC

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Packed:
    """A network as `lessonlib.networks.weights.pack` wrote it, with some images that it was not trained on."""

    layers: list[dict[str, Any]]
    weights: list[list[Array]]
    """Of each layer: kernel and bias, or nothing."""
    images: Array
    """(n, 28, 28, 1) float32 in [0, 1]."""
    labels: list[int]


def unpack(file: bytes) -> Packed:
    """Return what `pack` has packed.

    Raises:
        ValueError: the file is of another kind, or cut.
    """
    if file[:4] != MAGIC:
        raise ValueError(f"this is no packed network: it begins with {file[:4]!r}, not {MAGIC!r}")
    (length,) = struct.unpack_from("<I", file, 4)
    head, body = json.loads(file[8 : 8 + length]), file[8 + length :]
    if len(body) != head["bytes"]:
        raise ValueError(f"the packed network is cut: {len(body):,} of {head['bytes']:,} bytes are there")
    weights, at = [], 0
    for layer in head["layers"]:
        arrays = []
        for shape in layer.get("shapes", []):
            kind = np.dtype("<f2" if len(shape) == 2 else "<f4")
            count = math.prod(shape)
            arrays.append(np.frombuffer(body, kind, count, at).astype(np.float32).reshape(shape))
            at += count * kind.itemsize
        weights.append(arrays)
    images = np.frombuffer(body, np.uint8, -1, at).reshape(len(head["labels"]), 28, 28, 1)
    return Packed(head["layers"], weights, images.astype(np.float32) / np.float32(255), head["labels"])


def outputs(network: Packed, image: Array) -> list[Array]:
    """Return what each layer makes of one image, (height, width, channels): maps, a row of numbers, probabilities."""
    found: list[Array] = []
    for layer, weights in zip(network.layers, network.weights, strict=True):
        image = _activated(LAYERS[layer["kind"]](image, layer, *weights), layer.get("activation", "linear"))
        found.append(image)
    return found


def _convolved(image: Array, _layer: dict[str, Any], kernel: Array, bias: Array) -> Array:
    patches = sliding_window_view(image, kernel.shape[:2], axis=(0, 1))  # (rows, columns, channels, height, width)
    return np.asarray(np.einsum("xychw,hwcf->xyf", patches, kernel) + bias, np.float32)


def _pooled(image: Array, layer: dict[str, Any]) -> Array:
    high, wide = layer["size"]
    rows, columns = image.shape[0] // high, image.shape[1] // wide
    tiles = image[: rows * high, : columns * wide].reshape(rows, high, columns, wide, -1)
    return np.asarray(tiles.max(axis=(1, 3)))


def _activated(values: Array, name: str) -> Array:
    if name == "relu":
        return np.maximum(values, 0)
    if name == "softmax":
        powers = np.exp(values - values.max())
        return np.asarray(powers / powers.sum())
    return values


LAYERS: dict[str, Any] = {
    "Conv2D": _convolved,
    "MaxPooling2D": _pooled,
    "Flatten": lambda image, _layer: image.reshape(-1),
    "Dense": lambda row, _layer, kernel, bias: row @ kernel + bias,
}
