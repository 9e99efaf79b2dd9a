"""Criteria for models, by what they do: only Keras's public names, and nothing of a model is changed."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lessonlib.results import Criterion

if TYPE_CHECKING:
    import keras


def sound(model: Any) -> Iterator[Criterion]:
    """A Keras model with one input and one output, built, whose weights are numbers."""
    import keras

    feedback = f"You passed a {type(model).__name__}. Pass the network itself, made with Sequential or Model."
    if isinstance(model, type) or (callable(model) and not isinstance(model, keras.Model)):
        feedback = "You passed a function or a class. Call it first, and pass the network that it returns."
    yield Criterion("it is a Keras model", isinstance(model, keras.Model), feedback, needed=True)
    built = isinstance(getattr(model, "input_shape", None), tuple)
    feedback = "Your network does not know the shape of its input yet. Let it begin with keras.Input."
    yield Criterion("it is built, with one input", built, feedback, needed=True)
    finite = all(np.isfinite(weight).all() for weight in model.get_weights())
    feedback = (
        "Some weights are not numbers any more (NaN or infinite): training ran away. "
        "Build it anew, scale the images to 0 … 1 and take a smaller learning rate."
    )
    yield Criterion("its weights are numbers", finite, feedback, needed=True)


def takes(model: "keras.Model", shape: tuple[int, ...], *, feedback: str = "") -> Criterion:
    """The shape of one example."""
    given = model.input_shape[1:]
    said = feedback or f"Your input is {given}. Look at the shape of one example, without the number of examples."
    if len(given) == len(shape) - 1 and shape[-1] == 1:
        said = f"Your input is {given}: the channel axis is missing. A grey image has one channel."
    return Criterion(f"one example has the shape {shape}", given == shape, said, needed=True)


def gives(model: "keras.Model", classes: int) -> Criterion:
    """One row of outputs for an example, one number for each class."""
    shape = model.output_shape
    if len(shape) != 2:
        said = f"Your output has the shape {shape}: more than one row for an example. Is something left unflattened?"
    else:
        said = f"Your network gives {shape[-1]} numbers for an example. How many classes are there?"
    return Criterion(f"{classes} outputs for an example", shape == (None, classes), said, needed=True)


def probabilities(outputs: NDArray[Any]) -> Criterion:
    """Rows that are positive and sum to 1."""
    holds = bool(np.allclose(outputs.sum(axis=-1), 1, atol=1e-3) and outputs.min() >= 0)
    said = "The outputs of an example do not add up to 1. Which activation makes probabilities of them?"
    return Criterion("its outputs are probabilities", holds, said)


def outputs_of(model: "keras.Model", examples: NDArray[Any]) -> NDArray[Any]:
    """Return the outputs as in prediction; unlike `predict`, a plain call changes nothing."""
    return np.asarray(model(examples, training=False))


def all_layers(model: "keras.Model") -> list[Any]:
    """Return the layers in order; those of a model inside the model stand in its place."""
    import keras

    found: list[Any] = []
    for layer in model.layers:
        found += all_layers(layer) if isinstance(layer, keras.Model) else [layer]
    return found


def kinds(model: "keras.Model") -> list[str]:
    """Return the class names of the layers in order."""
    return [type(layer).__name__ for layer in all_layers(model)]


def counted(model: "keras.Model") -> int:
    """Return the number of layers as the course counts them: the input, and every layer with weights."""
    return 1 + sum(bool(layer.weights) for layer in all_layers(model))


@cache
def held_out(name: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the last 500 test images of a data set, (500, 28, 28, 1) in [0, 1], and their labels."""
    from lessonlib import datasets

    _, (images, labels) = datasets.load(name)
    return images[-500:, :, :, np.newaxis].astype("float32") / 255, labels[-500:]


def right(outputs: NDArray[Any], labels: NDArray[Any]) -> float:
    """Return the share of examples whose largest output is at their label."""
    return float(np.mean(outputs.argmax(axis=-1) == labels))


def learned(model: "keras.Model", name: str, *, at_least: float, what: str) -> Criterion:
    """More than a share of held-out images right; the feedback knows the usual reasons."""
    images, labels = held_out(name)
    share = right(outputs_of(model, images), labels)
    said = f"It is right about {share:.0%} of {what} that it has not seen. Train it longer, or look at its curves."
    if share < at_least and right(outputs_of(model, images * 255), labels) >= at_least:
        said = "It reads images from 0 to 255, and fails on images from 0 to 1: it was trained without scaling."
    elif share < 0.25:
        said = (
            f"It is right about {share:.0%} of {what} that it has not seen, hardly more than a guess. Was it trained?"
        )
    return Criterion(f"right about {at_least:.0%} of {what} not seen before", share >= at_least, said)
