"""Lesson 1, feed-forward networks."""

import contextlib
import io
from collections.abc import Iterator
from typing import Any

import numpy as np

from lessonlib.exercises import models
from lessonlib.exercises.registry import exercise
from lessonlib.results import Criterion


@exercise(
    "network-for-wine",
    starter="""
    from sklearn.datasets import load_wine

    wine = load_wine()

    measured = keras.Input(____, name="measured")
    mixed = ____(measured)
    grape = ____(mixed)
    wine_model = keras.Model(measured, grape)
    """,
)
def network_for_wine(wine_model: Any) -> Iterator[Criterion]:
    """13 measurements, 8 neurons, 3 grapes."""
    yield from models.sound(wine_model)
    said = (
        f"Your input is {wine_model.input_shape[1:]}. How many numbers describe one wine? Leave out the "
        "number of wines."
    )
    yield models.takes(wine_model, (13,), feedback=said)
    yield models.gives(wine_model, 3)
    hidden = [layer for layer in models.all_layers(wine_model) if layer.weights][:-1]
    said = f"Your network has {len(hidden)} hidden layers with weights. The task asks for one."
    yield Criterion("one hidden layer", len(hidden) == 1, said, needed=True)
    units = hidden[0].output.shape[-1]
    yield Criterion("8 neurons in it", units == 8, f"Your hidden layer gives {units} numbers; one neuron gives one.")
    yield models.probabilities(models.outputs_of(wine_model, np.ones((4, 13), "float32")))


@exercise(
    "label-the-rows",
    starter="""
    def label_rows(model):
        for place, layer in enumerate(____):
            print(layer.name, ____, ____)

    label_rows(garments)
    """,
)
def label_the_rows(label_rows: Any) -> Iterator[Criterion]:
    """One line a row: name, part, whether it counts."""
    said = "Pass the function itself, without brackets behind its name."
    yield Criterion("it is a function", callable(label_rows), said, needed=True)
    model = _sample()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        label_rows(model)
    lines = [line for line in printed.getvalue().splitlines() if line.strip()]
    names = [layer.name for layer in model.layers]
    said = f"For a network of {len(names)} rows it printed {len(lines)} lines. Did you print, and not only return?"
    yield Criterion("one line for each row", len(lines) == len(names), said, needed=True)
    named = all(name in line for name, line in zip(names, lines, strict=True))
    said = "Begin each line with the name of its layer, in the order of the summary."
    yield Criterion("with the name of the layer", named, said, needed=True)
    rest = [line.replace(name, " ", 1).split() for name, line in zip(names, lines, strict=True)]
    parts = ["input", *["hidden"] * (len(names) - 2), "output"]
    wrong = [name for name, part, words in zip(names, parts, rest, strict=True) if part not in words]
    said = f"Look at the part that you print for {' and '.join(wrong)}: what stands before it, and after it?"
    yield Criterion("its part of the network", not wrong, said, needed=True)
    counts = [" ".join(words).replace(part, "", 1) for part, words in zip(parts, rest, strict=True)]
    yield from _counting(counts)


def _counting(counts: list[str]) -> Iterator[Criterion]:
    """The sample's second row alone does not count."""
    weightless = counts[1]
    said = "Say on each line whether it counts; the row without weights should read otherwise than the dense ones."
    yield Criterion("whether it counts, by its weights", weightless not in counts[2:], said, needed=True)
    said = "The input has no weights. Does it count, by the rule of the lesson?"
    yield Criterion("the input, by the rule", counts[0] == counts[2] == counts[-1], said)


def _sample() -> Any:
    import keras

    pixels = keras.Input((4, 4), name="grid")
    x = keras.layers.Flatten(name="line")(pixels)
    x = keras.layers.Dense(3, name="first")(x)
    x = keras.layers.Dense(3, name="second")(x)
    return keras.Model(pixels, keras.layers.Dense(2, name="last")(x))
