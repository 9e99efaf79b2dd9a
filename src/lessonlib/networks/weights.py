"""A trained network as one small file, which the paper to draw on reads in the browser.

The file is `MAGIC`, the length of a JSON header, the header, the weights and some digits. Dense kernels are float16,
which halves the file; all other weights are float32. `static/network.js` reads it.
"""

from __future__ import annotations

import base64
import json
import struct
from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonlib.networks.stacks import name_of

MAGIC = b"CNN1"
A_CLASS = 2
SAME = {"padding": "valid", "strides": (1, 1)}


def pack(model: Any, images: NDArray[Any], labels: NDArray[Any]) -> bytes:
    """Return the file: the layers, their weights, and the first two images of each class.

    Args:
        model: a keras.Model of Conv2D, MaxPooling2D, Flatten and Dense that follow one another.
        images: (n, 28, 28, 1) in [0, 1], not trained on.
        labels: (n,) integers.

    Raises:
        ValueError: a layer is none that the paper can run.
    """
    seen: Counter[str] = Counter()
    # Numbered from the first, as a reader's own network is, and not by all that a page has built before.
    layers = [
        describe(layer) | {"name": name_of(type(layer).__name__, seen)}
        for layer in model.layers
        if type(layer).__name__ != "InputLayer"
    ]
    arrays = [weight for layer in model.layers for weight in layer.get_weights()]
    chosen = np.concatenate([np.flatnonzero(labels == label)[:A_CLASS] for label in np.unique(labels)])
    body: bytes = b"".join(array.astype(stored(array)).tobytes() for array in arrays)
    body += np.rint(images[chosen] * 255).astype(np.uint8).tobytes()
    head = {"layers": layers, "labels": labels[chosen].tolist(), "bytes": len(body)}
    text = json.dumps(head, separators=(",", ":")).encode()
    return MAGIC + struct.pack("<I", len(text)) + text + body


def packed(model: Any, images: NDArray[Any], labels: NDArray[Any]) -> str:
    """Return the file as text, which a page can glue and a build can keep."""
    return base64.b64encode(pack(model, images, labels)).decode()


def stored(array: NDArray[Any]) -> str:
    """Return the type in which weights are kept; only large dense kernels are worth the rounding."""
    return "<f2" if array.ndim == 2 else "<f4"


def describe(layer: Any) -> dict[str, Any]:
    """Return what the browser must know of a layer.

    Raises:
        ValueError: the paper cannot run this layer.
    """
    kind = type(layer).__name__
    known: dict[str, Any] = {"kind": kind}
    if kind == "Flatten":
        return known
    if kind == "MaxPooling2D" and layer.padding == "valid" and layer.strides == layer.pool_size:
        return known | {"size": list(layer.pool_size)}
    activation = getattr(getattr(layer, "activation", None), "__name__", "")
    plain = kind == "Dense" or all(getattr(layer, name, None) == value for name, value in SAME.items())
    if kind in ("Conv2D", "Dense") and plain and layer.use_bias and activation in ("relu", "softmax", "linear"):
        return known | {"activation": activation, "shapes": [list(w.shape) for w in layer.get_weights()]}
    raise ValueError(
        f"the paper to draw on cannot run the layer {layer.name!r}; it runs Conv2D (stride 1, no padding), "
        "MaxPooling2D, Flatten and Dense, with relu, softmax or no activation"
    )
