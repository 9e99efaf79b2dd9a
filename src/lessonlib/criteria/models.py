"""Criteria for models, by what they do: only Keras's public names, and nothing of a model is changed."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lessonlib.locale import counted as in_number
from lessonlib.locale import localised, noted
from lessonlib.quiz.results import Criterion
from lessonlib.quiz.time_limits import at_most

if TYPE_CHECKING:
    import keras

# What may stand before the first weights without changing the range of the numbers.
KEEPS_RANGE = ("InputLayer", "Flatten", "Reshape", "Permute", "ZeroPadding2D", "Dropout", "MaxPooling2D")
OF_THE_DATA = ("Normalization",)  # its numbers come from the data, not from training

WHAT = (noted("digits"), noted("garments"))
"""What the images of the data sets are called."""


def sound(model: Any, example: tuple[int, ...]) -> Iterator[Criterion]:
    """A Keras model with one input and one output, built, that takes examples and whose weights are numbers.

    Args:
        model: what was passed.
        example: the shape of one example.
    """
    import keras

    feedback = localised(
        "You passed a {kind}. Pass the network itself, made with Sequential or Model.", kind=type(model).__name__
    )
    if isinstance(model, type) or (callable(model) and not isinstance(model, keras.Model)):
        feedback = localised("You passed a function or a class. Call it first, and pass the network that it returns.")
    yield Criterion(localised("it is a Keras model"), isinstance(model, keras.Model), feedback, needed=True)
    feedback = localised(
        "Your network does not know the shape of its input yet. Let it begin with keras.Input, or send an "
        "example through it."
    )
    yield Criterion(localised("it is built"), model.built and bool(model.weights), feedback, needed=True)
    finite = all(np.isfinite(weight).all() for weight in model.get_weights())
    feedback = localised(
        "Some weights are not numbers any more (NaN or infinite): training ran away. "
        "Build it anew, scale the images to 0 … 1 and take a smaller learning rate."
    )
    yield Criterion(localised("its weights are numbers"), finite, feedback, needed=True)
    yield takes(model, example)


def takes(model: "keras.Model", shape: tuple[int, ...]) -> Criterion:
    """The shape of one example: the model is tried on two. What needs long for two will not do for hundreds."""
    given = input_of(model)
    known = localised("Your input is {shape}.", shape=given) if given else ""
    known = known or localised("Your network does not take examples of the shape {shape}.", shape=shape)
    said = localised("Look at the shape of one example, without the number of examples.")
    if given and len(given) == len(shape) - 1 and shape[-1] == 1:
        said = localised("The channel axis is missing: a grey image has one channel.")
    elif given and given[1:] == shape and given[0] not in (None, 1):
        said = localised("Leave out the number of examples: how many numbers describe one of them?")
    squeezed = bool(given) and given == shape[:-1] and "Conv2D" not in kinds(model)
    with at_most(2):
        holds = not squeezed and outputs_or_none(model, np.full((2, *shape), 0.5, "float32")) is not None
    return Criterion(localised("one example has the shape {shape}", shape=shape), holds, f"{known} {said}", needed=True)


def input_of(model: "keras.Model") -> tuple[Any, ...]:
    """Return the shape of one example as the model declares it; () where it declares none."""
    shape = getattr(model, "input_shape", None)
    return tuple(shape[1:]) if isinstance(shape, tuple) else ()


def outputs_or_none(model: "keras.Model", examples: NDArray[Any]) -> NDArray[Any] | None:
    """Return the outputs, or None where the model does not take these examples."""
    try:
        return outputs_of(model, examples)
    except Exception:  # noqa: BLE001 (Keras and TensorFlow raise many types for a shape that does not fit)
        return None


def gives(model: "keras.Model", classes: int, example: tuple[int, ...]) -> Criterion:
    """One row of outputs for an example, one number for each class."""
    shape = outputs_of(model, np.full((2, *example), 0.5, "float32")).shape
    if len(shape) != 2:
        each = (None, *shape[1:])
        said = localised(
            "Your output has the shape {shape}: more than one row for an example. Is something left unflattened?",
            shape=each,
        )
    else:
        said = in_number(
            "Your network gives {number} number for an example. How many classes are there?",
            "Your network gives {number} numbers for an example. How many classes are there?",
            shape[-1],
        )
    return Criterion(
        localised("{number} outputs for an example", number=classes), shape == (2, classes), said, needed=True
    )


def probabilities(outputs: NDArray[Any]) -> Criterion:
    """Rows that are positive and sum to 1."""
    holds = bool(np.allclose(outputs.sum(axis=-1), 1, atol=1e-3) and outputs.min() >= 0)
    said = localised("The outputs of an example do not add up to 1. Which activation makes probabilities of them?")
    if outputs.min() < 0 and np.allclose(outputs.sum(axis=-1), 1, atol=1e-3):
        said = localised("Some outputs are below 0. Which activation makes probabilities of them?")
    return Criterion(localised("its outputs are probabilities"), holds, said)


def outputs_of(model: "keras.Model", examples: NDArray[Any]) -> NDArray[Any]:
    """Return the outputs as in prediction; unlike `predict`, a plain call changes nothing.

    A model that was built for batches of one length gets batches of that length.
    """
    shape = getattr(model, "input_shape", None)
    size = shape[0] if isinstance(shape, tuple) and isinstance(shape[0], int) else len(examples)
    parts = [examples[start : start + size] for start in range(0, len(examples) - size + 1, size)]
    return np.concatenate([np.asarray(model(part, training=False)) for part in parts])


def all_layers(model: "keras.Model") -> list[Any]:
    """Return the layers in order; those of a model inside the model stand in its place."""
    import keras

    found: list[Any] = []
    for layer in model.layers:
        found += all_layers(layer) if isinstance(layer, keras.Model) else [layer]
    return found


def kinds(model: "keras.Model") -> list[str]:
    """Return the class names of the layers in order; a class of the learner's own has its Keras parent's name."""
    import keras

    public = vars(keras.layers)
    return [
        next(each.__name__ for each in type(layer).__mro__ if each.__name__ in public) for layer in all_layers(model)
    ]


def with_weights(model: "keras.Model") -> list[Any]:
    """Return the layers with weights in order, but for those whose numbers describe the data."""
    named = zip(kinds(model), all_layers(model), strict=True)
    return [layer for kind, layer in named if layer.weights and kind not in OF_THE_DATA]


def counted(model: "keras.Model") -> int:
    """Return the number of layers as the course counts them: the input, and every layer with weights."""
    return 1 + len(with_weights(model))


def may_scale(model: "keras.Model") -> bool:
    """Whether the model itself may bring the numbers of its input into another range."""
    import keras

    # A class of the learner's own has no list of its operations: what it does, nobody can tell from outside.
    operations = model.layers if isinstance(model, keras.Sequential) else getattr(model, "operations", [])
    if not operations:
        return True
    for operation in operations:
        if isinstance(operation, keras.Model):
            return may_scale(operation)
        if getattr(operation, "weights", None):
            return type(operation).__name__ in ("Normalization", "BatchNormalization")
        if type(operation).__name__ not in KEEPS_RANGE:
            return True
    return False


@cache
def held_out(name: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the last 500 test images of a data set, (500, 28, 28, 1) in [0, 1], and their labels."""
    from lessonlib import datasets

    _, (images, labels) = datasets.load(name)
    return images[-500:, :, :, np.newaxis].astype("float32") / 255, labels[-500:]


def right(outputs: NDArray[Any], labels: NDArray[Any]) -> float:
    """Return the share of examples whose largest output is at their label."""
    return float(np.mean(outputs.argmax(axis=-1) == labels[: len(outputs)]))


def shares_right(model: "keras.Model", name: str) -> tuple[float, float]:
    """Return the share of held-out images that are right: of images from 0 to 1, and of images from 0 to 255.

    A model that scales by itself may want images as they are loaded. Many that were trained on images from 0 to 1
    read the others as well: only the first share says whether they learned.
    """
    images, labels = held_out(name)
    scaled, unscaled = (right(outputs_of(model, images * factor), labels) for factor in (1, 255))
    return scaled, unscaled


def learned_from_training(model: "keras.Model", name: str, *, what: str, better: float = 0.04) -> Criterion:
    """Right about the training images, too: a network that learned the test images knows these better."""
    from lessonlib import datasets

    (images, labels), _ = datasets.load(name)
    scaled, unscaled = shares_right(model, name)
    divided_by = 255 if scaled >= unscaled else 1
    seen = images[:1000, :, :, np.newaxis].astype("float32") / divided_by
    known, new = right(outputs_of(model, seen), labels[:1000]), max(scaled, unscaled)
    said = localised(
        "It is right about {known:.0%} of the training {what}, and {new:.0%} of the others. Which did it learn?",
        known=known,
        new=new,
        what=localised(what),
    )
    return Criterion(localised("it learned the training {what}", what=localised(what)), new <= known + better, said)


def learned(model: "keras.Model", name: str, *, at_least: float, what: str) -> Criterion:
    """More than a share of held-out images right; the feedback knows the usual reasons."""
    scaled, unscaled = shares_right(model, name)
    share = max(scaled, unscaled)
    holds = scaled >= at_least or (unscaled >= at_least and may_scale(model))
    what = localised(what)
    said = localised(
        "It is right about {share:.0%} of {what} that it has not seen. Train it longer, or look at its curves.",
        share=share,
        what=what,
    )
    if share >= at_least:
        said = localised(
            "It reads images from 0 to 255, and fails on images from 0 to 1: it was trained without scaling."
        )
    elif share < 0.25:
        said = localised(
            "It is right about {share:.0%} of {what} that it has not seen, hardly more than a guess. Was it trained?",
            share=share,
            what=what,
        )
    return Criterion(
        localised("right about {share:.0%} of {what} not seen before", share=at_least, what=what), holds, said
    )
