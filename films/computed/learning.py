"""Lesson 4's convolutional network learns, under its seed; the film looks at it after each epoch."""

from typing import Any

import keras
import numpy as np
from keras import layers

from lessonlib.datasets import load
from lessonlib.training import fit

EPOCHS, SHOWN = 3, 10


def build_cnn() -> keras.Model:
    """Return the untrained network of the page."""
    image = keras.Input(shape=(28, 28, 1))
    x = layers.Conv2D(16, kernel_size=3, activation="relu")(image)
    x = layers.Conv2D(32, kernel_size=3, activation="relu")(x)
    x = layers.MaxPooling2D(pool_size=2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(128, activation="relu")(x)
    digit = layers.Dense(10, activation="softmax")(x)
    return keras.Model(inputs=image, outputs=digit)


def numbers() -> dict[str, Any]:
    """Return the numbers of the film."""
    (x, y), (x_test, y_test) = load("mnist")
    x, x_test = x[..., None] / 255, x_test[..., None] / 255
    x_val, y_val, x, y = x[3500:4000], y[3500:4000], x[:3500], y[:3500]
    x_test, y_test = x_test[:1000], y_test[:1000]

    keras.utils.set_random_seed(1)
    model = build_cnn()
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    looks: list[dict[str, Any]] = []

    def look(*_: Any) -> None:
        loss, right = model.evaluate(x_val, y_val, verbose=0)
        answers = model.predict(x_val[:SHOWN], verbose=0).argmax(axis=1)
        kernels = model.layers[1].get_weights()[0][:, :, 0, :].transpose(2, 0, 1)
        looks.append({"accuracy": right, "loss": loss, "answers": answers.tolist(), "kernels": kernels.tolist()})

    look()
    watch = keras.callbacks.LambdaCallback(on_epoch_end=look)
    validation = (x_val, y_val)
    history = fit(model, x, y, epochs=EPOCHS, validation_data=validation, seed=1, verbose=0, callbacks=[watch]).history
    assert [look["accuracy"] for look in looks[1:]] == history["val_accuracy"], "not the run that was looked at"
    right = model.evaluate(x_test, y_test, verbose=0)[1]
    # What the narration says of this run; another run that breaks it must not be shown under these words.
    before, first, last = (looks[epoch]["accuracy"] for epoch in (0, 1, -1))
    assert before < 0.25, before
    assert first > 0.8, first
    assert last > 0.9, last
    assert first - before > last - first > 0, (before, first, last)
    begun, ended = (np.array(looks[epoch]["kernels"]) for epoch in (0, -1))
    assert np.abs(ended - begun).mean() < 0.6 * np.abs(ended).mean()
    return {
        "digits": np.round(x_val[:SHOWN, :, :, 0] * 255).astype(int).tolist(),
        "labels": y_val[:SHOWN].tolist(),
        "epochs": EPOCHS,
        "sets": [f"{len(each):,}" for each in (x, x_val, x_test)],
        "looks": looks,
        "shown": [f"{100 * each['accuracy']:.0f} %" for each in looks],
        "axis": ["0 %", "50 %", "100 %"],
        "test": f"{100 * right:.0f} %",
    }
