"""Lesson 6: the same digit, moved by four pixels, as a dense layer and as a filter meet it."""

from typing import Any

import keras
import numpy as np
from keras import layers

from lessonlib.datasets import load
from lessonlib.experiments import compare, measures

MOVED, SEEDS, EPOCHS = 4, [1, 2, 3], 5


def compiled(*stack: keras.Layer) -> keras.Model:
    """Return a network of the page, ready to be trained."""
    output = layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input((28, 28, 1)), *stack, output])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy")
    return model


def dense() -> keras.Model:
    """Return the page's dense network."""
    return compiled(layers.Flatten(), layers.Dense(64, activation="relu"))


def cnn() -> keras.Model:
    """Return the page's convolutional network."""
    return compiled(
        *(layers.Conv2D(8, 5, activation="relu"), layers.MaxPooling2D(2)),
        *(layers.Conv2D(16, 5, activation="relu"), layers.MaxPooling2D(2)),
        layers.Flatten(),
    )


def moved(images: Any, pixels: int) -> Any:
    """Return the images, moved to the right."""
    return np.roll(images, pixels, axis=2)


def edge_map(image: Any) -> Any:
    """Return what a filter for upright edges makes of one image: (24, 24)."""
    kernel = np.repeat([[-1.0, -1.0, 0.0, 1.0, 1.0]], 5, axis=0)[:, :, np.newaxis, np.newaxis]
    layer = layers.Conv2D(1, 5)
    layer.build((None, 28, 28, 1))
    layer.set_weights([kernel, np.zeros(1)])
    return np.array(layer(image[np.newaxis]))[0, :, :, 0]


def parameters(layer: keras.Layer) -> int:
    """Return how many parameters the layer has for images of MNIST."""
    return int(keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layer]).count_params())


def numbers() -> dict[str, Any]:
    """Return the numbers of the film."""
    (x, y), (x_test, y_test) = load("mnist")
    x, x_test = x[:1000, :, :, np.newaxis] / 255, x_test[:1000, :, :, np.newaxis] / 255
    train, y_test = (x, y[:1000]), y_test[:1000]
    tests = {f"moved by {step}": (moved(x_test, step), y_test) for step in (0, MOVED)}
    runs = compare({"dense": dense, "CNN": cnn}, train, tests, seeds=SEEDS, epochs=EPOCHS)
    means = {name: float(np.mean(values)) for name, values in measures(runs).items()}
    losses = {kind: means[f"{kind}, moved by 0"] - means[f"{kind}, moved by {MOVED}"] for kind in ("dense", "CNN")}
    # What the narration says; other runs that break it must not be shown under these words.
    assert abs(means["dense, moved by 0"] - means["CNN, moved by 0"]) < 0.03, means
    assert losses["CNN"] > 0.1, means
    assert losses["dense"] > losses["CNN"] + 0.05, means

    # A digit so narrow that it and its map, moved, are still whole.
    digit = next(image for image in x_test if not image[:, 24 - MOVED :].any())
    after = moved(digit[np.newaxis], MOVED)[0]
    first, second = edge_map(digit), edge_map(after)
    assert np.allclose(second[:, MOVED:], first[:, :-MOVED], atol=1e-5)
    largest = max(np.abs(first).max(), np.abs(second).max())
    conv = layers.Conv2D(16, 3)
    conv.build((None, 28, 28, 1))
    return {
        "digit": np.round(digit[:, :, 0] * 255).astype(int).tolist(),
        "moved": np.round(after[:, :, 0] * 255).astype(int).tolist(),
        "maps": [np.round(127.5 + 127.5 * each / largest).astype(int).tolist() for each in (first, second)],
        "pixels": MOVED,
        "accuracy": {name: f"{100 * value:.0f} %" for name, value in means.items()},
        "shares": means,
        "dense_neuron": {"weights": 28 * 28, "all": parameters(layers.Dense(1))},
        "filter": {"weights": int(np.prod(conv.kernel.shape[:3])), "all": conv.count_params() // conv.filters},
        "filters": conv.filters,
        "layer": conv.count_params(),
        "seeds": len(SEEDS),
        "bias": 1,
    }
