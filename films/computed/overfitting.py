"""Lesson 7: a network learns 250 digits by heart, and is mended with four times as many."""

from typing import Any

import keras
import numpy as np
from keras import layers

from lessonlib.datasets import load
from lessonlib.training import fit

FEW, MANY, EPOCHS = 250, 1000, 20


def network() -> keras.Model:
    """Return the page's network, ready to be trained."""
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            *(layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D(2)),
            *(layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(2)),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def course(images: Any, labels: Any, validation: Any, epochs: int) -> dict[str, Any]:
    """Return the accuracies of a training after each of its epochs, both taken when the epoch is over."""
    keras.utils.set_random_seed(1)
    model = network()
    after: list[float] = []
    watch = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda *_: after.append(model.evaluate(images, labels, verbose=0)[1])
    )
    options = {"validation_data": validation, "verbose": 0, "callbacks": [watch]}
    history = fit(model, images, labels, epochs=epochs, seed=1, **options).history
    gap = after[-1] - history["val_accuracy"][-1]
    return {
        "training": after,
        "validation": history["val_accuracy"],
        "ends": [f"{100 * value:.0f} %" for value in (after[-1], history["val_accuracy"][-1])],
        "gap": gap,
    }


def numbers() -> dict[str, Any]:
    """Return the numbers of the film."""
    (x, y), _ = load("mnist")
    x = x[:1500, :, :, np.newaxis] / 255
    validation = (x[1000:1500], y[1000:1500])
    few = course(x[:FEW], y[:FEW], validation, EPOCHS)
    many = course(x[:MANY], y[:MANY], validation, EPOCHS)
    # What the narration says; another run that breaks it must not be shown under these words.
    assert max(few["training"]) > 0.99, few
    assert many["validation"][-1] > few["validation"][-1], (few, many)
    assert few["gap"] > many["gap"] + 0.02, (few["gap"], many["gap"])
    rows = [(type(layer).__name__, bool(layer.weights)) for layer in network().layers]
    return {
        "few": few,
        "many": many,
        "images": [f"{FEW:,}", f"{MANY:,}"],
        "epochs": EPOCHS,
        "axis": ["50 %", "75 %", "100 %"],
        "points": [f"{100 * each['gap']:.0f}" for each in (few, many)],
        "layers": [["Input", True], *rows],
        "count": 1 + sum(weighs for _, weighs in rows),
        "digits": np.round(x[:6, :, :, 0] * 255).astype(int).tolist(),
    }
