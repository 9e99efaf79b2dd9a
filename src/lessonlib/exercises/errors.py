"""Lesson 5, when layers disagree."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from lessonlib.exercises.registry import exercise
from lessonlib.results import Criterion


@exercise(
    "three-patients",
    starter="""
    # A: the result of the mended chain
    mended_a = ____(____(keras.Input((28, 28, 1))))

    # B: a layer for grey images, and a layer for colour images; apply each to its input
    mended_b = [layers.Conv2D(8, kernel_size=3), ____]
    mended_b[0](keras.Input((28, 28, 1)))
    mended_b[1](keras.Input((28, 28, 3)))

    # C: images and labels that fit together
    mended_c = scaled_test[____], y_test[:-10]
    """,
    solved="""
    mended_a = layers.Flatten()(layers.Conv2D(32, kernel_size=3)(keras.Input((28, 28, 1))))
    mended_b = [layers.Conv2D(8, kernel_size=3), layers.Conv2D(8, kernel_size=3)]
    mended_b[0](keras.Input((28, 28, 1)))
    mended_b[1](keras.Input((28, 28, 3)))
    mended_c = scaled_test[:-10], y_test[:-10]
    """,
)
def three_patients(mended_a: Any, mended_b: Any, mended_c: Any) -> Iterator[Criterion]:
    """A: the convolution first. B: one layer for each number of channels. C: cut together."""
    shape = tuple(getattr(mended_a, "shape", ()))
    said = f"A gives {shape}. The chain should still end with all numbers of an image in one row."
    if shape[1:] == (784,):
        said = (
            "A gives (None, 784): the convolution is gone, and with it what the patient wanted. Only the "
            "order was wrong."
        )
    yield Criterion("A: a convolution, then one row", len(shape) == 2 and shape[1:] != (784,), said)
    pair = list(mended_b) if isinstance(mended_b, (list, tuple)) else [mended_b]
    said = "B needs a second layer: one that was used has its weights, and they fit one number of channels."
    yield Criterion("B: two layers", len(pair) == 2 and pair[0] is not pair[1], said, needed=True)
    kernels = [getattr(layer, "kernel", None) for layer in pair]
    said = "A layer of B has no weights yet. Apply each one to an input."
    yield Criterion("B: both were used", all(kernel is not None for kernel in kernels), said, needed=True)
    channels = sorted(kernel.shape[-2] for kernel in kernels if kernel is not None)
    said = f"The layers of B take {' and '.join(map(str, channels))} channels. Grey images have 1, colour images 3."
    yield Criterion("B: one for grey, one for colour", channels == [1, 3], said)
    both = isinstance(mended_c, (tuple, list)) and len(mended_c) == 2
    yield Criterion("C: images and labels", both, "For C, pass a pair: images, labels.", needed=True)
    images, labels = (np.asarray(part) for part in mended_c)
    said = f"C still has {len(images)} images and {len(labels)} labels."
    yield Criterion("C: as many labels as images", len(images) == len(labels), said)


@exercise(
    "first-aid",
    starter="""
    def first_aid(model, images, labels):
        complaints = []
        if ____:
            complaints.append("…")
        return complaints

    first_aid(healthy, scaled, y_train)
    """,
)
def first_aid(first_aid: Any) -> Iterator[Criterion]:
    """A list: empty for a healthy patient, with complaints for each illness."""
    said = "Pass the function itself, without brackets behind its name."
    yield Criterion("it is a function", callable(first_aid), said, needed=True)
    healthy, unscaled, labels = _network(), np.full((20, 6, 6, 1), 200.0), np.arange(20) % 3
    images = unscaled / 255
    found = first_aid(healthy, images, labels)
    said = f"It returns a {type(found).__name__}. Collect the complaints in a list, and return the list."
    yield Criterion("it returns a list", isinstance(found, list), said, needed=True)
    said = f"It complains about a healthy patient: {str(found)[:120]}"
    yield Criterion("no complaint about a healthy patient", found == [], said)
    cases = {
        "a missing channel axis": (healthy, images[..., 0], labels),
        "values that are not between 0 and 1": (healthy, unscaled, labels),
        "more images than labels": (healthy, images, labels[:-5]),
        "too few outputs for the classes": (_network(classes=2), images, labels),
        "an output that is not one row": (_network(flat=False), images, labels),
        "outputs that do not add up to 1": (_network(softmax=False), images, labels),
    }
    for illness, patient in cases.items():
        yield Criterion(f"it finds {illness}", bool(first_aid(*patient)), f"It overlooks {illness}.")


def _network(*, classes: int = 3, flat: bool = True, softmax: bool = True) -> Any:
    import keras

    end = keras.layers.Dense(
        classes, activation="softmax" if softmax else None, kernel_initializer="ones", bias_initializer="ones"
    )
    between = [keras.layers.Flatten()] if flat else []
    return keras.Sequential([keras.Input((6, 6, 1)), *between, end])
