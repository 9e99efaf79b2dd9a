"""Reads in Python the file that static/network.js reads in the browser, and builds Keras's model from it."""

import json
import struct

import keras
import numpy as np


def header(file: bytes) -> tuple[dict, bytes]:
    """Return the header and the body."""
    assert file[:4] == b"CNN1"
    (length,) = struct.unpack("<I", file[4:8])
    return json.loads(file[8 : 8 + length]), file[8 + length :]


def unpack(file: bytes) -> tuple[keras.Model, np.ndarray, list[int]]:
    """Return the model with the weights of the file, the test digits, and their labels."""
    head, body = header(file)
    x = image = keras.Input((28, 28, 1))
    weights = []
    for layer in head["layers"]:
        x = build(layer)(x)
        for shape in layer.get("shapes", []):
            kind = np.dtype("<f2" if len(shape) == 2 else "<f4")
            size = int(np.prod(shape)) * kind.itemsize
            weights.append(np.frombuffer(body[:size], kind).reshape(shape).astype("float32"))
            body = body[size:]
    model = keras.Model(image, x)
    model.set_weights(weights)
    digits = np.frombuffer(body, np.uint8).reshape(-1, 28, 28, 1) / 255
    return model, digits, head["labels"]


def build(layer: dict) -> keras.Layer:
    """Return Keras's layer for one of the header's."""
    if layer["kind"] == "Conv2D":
        high, wide, _, filters = layer["shapes"][0]
        return keras.layers.Conv2D(filters, (high, wide), activation=layer["activation"])
    if layer["kind"] == "Dense":
        return keras.layers.Dense(layer["shapes"][0][1], activation=layer["activation"])
    return keras.layers.Flatten() if layer["kind"] == "Flatten" else keras.layers.MaxPooling2D(layer["size"])
