"""Training that repeats: the same seed, the same history."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

if TYPE_CHECKING:
    import keras


def fit(
    model: "keras.Model",
    images: NDArray[Any],
    labels: NDArray[Any],
    *,
    epochs: int,
    seed: int,
    validation_data: tuple[NDArray[Any], NDArray[Any]] | None = None,
    **options: Any,
) -> "keras.callbacks.History":
    """Train a compiled model; return Keras's History of its epochs.

    The seed fixes the order of the images and what dropout masks. The first weights are
    drawn when the model is built: call `keras.utils.set_random_seed` before that, too.
    In a notebook or a terminal the progress bar of Keras runs; in a page of this site,
    where nobody watches, one line an epoch is printed when all are done.

    Args:
        images: (n, height, width, channels), scaled as the model expects.
        labels: (n,) integers, or whatever the model's loss expects.
        options: go on to `keras.Model.fit`; `verbose=0` prints nothing.

    Source: https://keras.io/api/models/model_training_apis/#fit-method
    """
    import keras

    built_page = os.environ.get("LESSONLIB_BUILD") == "1"
    verbose = options.pop("verbose", "auto")
    keras.utils.set_random_seed(seed)
    history = model.fit(
        images,
        labels,
        epochs=epochs,
        validation_data=validation_data,
        verbose=0 if built_page else verbose,
        **options,
    )
    if built_page and verbose != 0:
        print("\n".join(epoch_lines(history.history)))
    return history


def epoch_lines(history: Mapping[str, Sequence[float]]) -> list[str]:
    """Return one line an epoch; shares such as accuracy in percent, the rest to two digits.

    >>> epoch_lines({"accuracy": [0.612], "loss": [1.274], "val_accuracy": [0.881]})
    ['Epoch 1/1: accuracy 61 %, loss 1.27; validation: accuracy 88 %']
    """
    epochs = len(next(iter(history.values()), ()))
    return [f"Epoch {i + 1}/{epochs}: {_measures(history, i)}" for i in range(epochs)]


def _measures(history: Mapping[str, Sequence[float]], epoch: int) -> str:
    sides: dict[bool, list[str]] = {False: [], True: []}
    for name, values in history.items():
        share = "accuracy" in name
        number = f"{100 * values[epoch]:.0f} %" if share else f"{values[epoch]:.2f}"
        measure = name.removeprefix("val_").replace("_", " ")
        sides[name.startswith("val_")].append(f"{measure} {number}")
    training, validation = (", ".join(side) for side in sides.values())
    return f"{training}; validation: {validation}" if validation else training
