"""Lesson 5, when layers disagree."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonlib.criteria import models
from lessonlib.locale import localised
from lessonlib.quiz.registry import exercise
from lessonlib.quiz.results import Criterion
from lessonlib.quiz.spellings import short
from lessonlib.quiz.time_limits import at_most
from lessonlib.quiz.trials import array_of


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
    yield from _chain(mended_a)
    yield from _two_layers(mended_b)
    yield from _cut_together(mended_c)


def _chain(mended: Any) -> Iterator[Criterion]:
    """A convolution over the image; its maps may then be put into one row."""
    steps, shape = _steps(mended), _shape(mended)
    said = localised(
        "A is {mended}. Pass the result of the mended chain: what the last layer gives for an input.",
        mended=short(mended),
    )
    if steps is None and shape[1:] in FLAT:
        steps = ["Conv2D", "Flatten"]  # the chain was sent a real image: only its shape is left to judge by
    yield Criterion(localised("A: the result of a chain"), steps is not None, said)
    steps = steps or []
    said = localised(
        "A gives {shape}: the convolution is gone, and with it what the patient wanted. Only the order was wrong.",
        shape=shape,
    )
    if "Conv1D" in steps:
        said = localised(
            "A gives {shape}: this convolution moves along one row; the rows and columns of the image are still gone.",
            shape=shape,
        )
    yield Criterion(localised("A: a convolution over rows and columns"), "Conv2D" in steps, said)
    said = localised(
        "A gives {shape}. It should end with the maps of the convolution, or with all their numbers in one row.",
        shape=shape,
    )
    yield Criterion(localised("A: maps, or one row"), len(shape) in (2, 4), said)


FLAT = {(26 * 26 * 32,), (28 * 28 * 32,)}  # after 32 filters, without padding and with it


def _steps(thing: Any) -> list[str] | None:
    """Return the kinds of the layers that made a symbolic tensor, or that a model has; None for anything else."""
    import keras

    if isinstance(thing, keras.KerasTensor):
        thing = keras.Model(keras.utils.get_source_inputs(thing), thing)
    return models.kinds(thing) if isinstance(thing, keras.Model) else None


def _shape(thing: Any) -> tuple[Any, ...]:
    """Return the shape of a tensor or array, or of what a model gives."""
    shape = getattr(thing, "output_shape", getattr(thing, "shape", ()))
    return tuple(shape) if isinstance(shape, (tuple, list)) or hasattr(shape, "as_list") else ()


def _two_layers(mended: Any) -> Iterator[Criterion]:
    """Two layers that were used, one on grey images, one on images in colour."""
    parts = [*mended.values()] if isinstance(mended, dict) else mended
    pair = [*parts] if isinstance(parts, (list, tuple, set)) and len(parts) < 10 else [parts]
    said = localised("B needs a second layer: one that was used has its weights, and they fit one number of channels.")
    yield Criterion(localised("B: two layers"), len(pair) == 2 and pair[0] is not pair[1], said, needed=True)
    kernels = [_kernel(part) for part in pair]
    said = localised("A layer of B has no weights yet. Apply each one to an input.")
    yield Criterion(localised("B: both were used"), all(kernel is not None for kernel in kernels), said, needed=True)
    channels = sorted(kernel.shape[-2] for kernel in kernels if kernel is not None)
    said = localised(
        "The layers of B take {channels} channels. Grey images have 1, colour images 3.",
        channels=localised(" and ").join(map(str, channels)),
    )
    yield Criterion(localised("B: one for grey, one for colour"), channels == [1, 3], said)
    forms = {(*kernel.shape[:2], kernel.shape[3]) for kernel in kernels if kernel is not None}
    said = localised("A layer of B has 3 filters of 8×8: `filters` and `kernel_size` have changed places.")
    yield Criterion(localised("B: 8 filters of 3×3"), (8, 8, 3) not in forms, said)


def _kernel(thing: Any) -> Any:
    """Return the kernel of a convolutional layer, of the first one in a model, or of the one behind a tensor."""
    import keras

    if isinstance(thing, keras.KerasTensor):
        thing = keras.Model(keras.utils.get_source_inputs(thing), thing)
    if isinstance(thing, keras.Model):
        thing = next((layer for layer in models.all_layers(thing) if hasattr(layer, "kernel")), None)
    kernel = getattr(thing, "kernel", None)
    return kernel if kernel is not None and len(kernel.shape) == 4 else None


def _cut_together(mended: Any) -> Iterator[Criterion]:
    """Images and their own labels."""
    both = isinstance(mended, (tuple, list)) and len(mended) == 2
    yield Criterion(
        localised("C: images and labels"), both, localised("For C, pass a pair: images, labels."), needed=True
    )
    images, labels = (array_of(part) for part in mended)
    count = len(images) if images.ndim else 0
    enough = count >= LEFT and images.size == count * 784 and labels.ndim > 0
    said = localised(
        "C has {count} images of the shape {shape}. Ten labels were missing: keep the {left} others.",
        count=count,
        shape=images.shape[1:],
        left=LEFT,
    )
    yield Criterion(localised("C: the images, but for ten"), enough, said, needed=True)
    said = localised("C still has {count} images and {labels} labels.", count=count, labels=len(labels))
    yield Criterion(localised("C: as many labels as images"), count == len(labels), said, needed=True)
    said = localised(
        "The images of C go up to {largest:g}. The patient gets scaled images, from 0 to 1.", largest=images.max()
    )
    yield Criterion(localised("C: scaled images"), bool(images.max() <= 1), said, needed=True)
    known, own = _matched(images.reshape(count, 784), labels)
    said = localised("C has images that are not those of this page. Pass parts of scaled_test and y_test.")
    yield Criterion(localised("C: images of this page"), known > 0.9, said, needed=True)
    said = localised(
        "In C {share:.0%} of the images have the label of another one. Cut images and labels at the same end.",
        share=1 - own,
    )
    yield Criterion(localised("C: each image with its own label"), own > 0.99, said)


LEFT = 490


def _matched(images: NDArray[Any], labels: NDArray[Any]) -> tuple[float, float]:
    """Return the share of images that the page has, and the share of these that have their own label."""
    pixels = np.rint(images * 255).astype("uint8")
    theirs = labels.reshape(len(labels), -1)
    given = theirs.argmax(axis=1) if theirs.shape[1] == 10 else theirs[:, 0]
    by_pixels = _labels_by_pixels()
    found = [(by_pixels.get(image.tobytes()), label) for image, label in zip(pixels, given.tolist(), strict=True)]
    known = [wanted == label for wanted, label in found if wanted is not None]
    return len(known) / len(found), sum(known) / max(len(known), 1)


@cache
def _labels_by_pixels() -> dict[bytes, int]:
    """Return the label of each digit of the course, by its pixels."""
    from lessonlib import datasets

    sets = datasets.load("mnist")
    return {image.tobytes(): int(label) for images, labels in sets for image, label in zip(images, labels, strict=True)}


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
    seconds=10,
)
def first_aid(first_aid: Any) -> Iterator[Criterion]:
    """A list: empty for a healthy patient, with complaints for each illness."""
    said = localised("Pass the function itself, without brackets behind its name.")
    yield Criterion(localised("it is a function"), callable(first_aid), said, needed=True)
    healthy = _patient()
    weights = healthy.model.get_weights()
    found = healthy.seen_by(first_aid)
    said = localised(
        "It returns a {kind}. Collect the complaints in a list, and return the list.", kind=type(found).__name__
    )
    yield Criterion(localised("it returns a list"), isinstance(found, (list, tuple)), said, needed=True)
    said = localised("It complains about a healthy patient: {found}", found=short(found))
    yield Criterion(localised("no complaint about a healthy patient"), len(found) == 0, said)
    said = localised("It has changed the weights of a patient. Look only, and train nothing.")
    same = all(map(np.array_equal, weights, healthy.model.get_weights()))
    yield Criterion(localised("nothing is trained"), same, said)
    for illness, patient in _ill().items():
        yield _finds(first_aid, illness, patient)


@dataclass(frozen=True)
class Patient:
    """A model with the images and labels that it is to learn from."""

    model: Any
    images: NDArray[Any]
    labels: NDArray[Any]

    def seen_by(self, first_aid: Callable[..., Any]) -> Any:
        """Return what the learner's function says of it; it gets images and labels of its own, and two seconds."""
        with at_most(2):
            return first_aid(self.model, self.images.copy(), self.labels.copy())


def _finds(first_aid: Callable[..., Any], illness: str, patient: Patient) -> Criterion:
    try:
        found, said = patient.seen_by(first_aid), localised("It overlooks {illness}.", illness=illness)
    except Exception as error:  # noqa: BLE001 (the learner's own function may raise anything)
        found = []
        said = localised(
            "For a patient with {illness} it raises {error}. Let it return its complaint.",
            illness=illness,
            error=type(error).__name__,
        )
    holds = isinstance(found, (list, tuple)) and len(found) > 0
    return Criterion(localised("it finds {illness}", illness=illness), holds, said)


def _patient(**changed: Any) -> Patient:
    """Return a healthy patient as those of the page: digits from 0 to 1, and ten classes."""
    draw = np.random.default_rng(0)
    images = draw.random((40, 28, 28, 1)).round(3)
    images[0, 0, 0, 0], images[0, 0, 1, 0] = 0, 1
    healthy = {"model": _network(), "images": images, "labels": np.arange(40) % 10}
    return Patient(**(healthy | changed))


def _ill() -> dict[str, Patient]:
    images, labels = _patient().images, _patient().labels
    return {
        localised("a missing channel axis"): _patient(images=images[..., 0]),
        localised("values above 1"): _patient(images=np.rint(images * 255)),
        localised("values below 0"): _patient(images=images * 2 - 1),
        localised("more images than labels"): _patient(labels=labels[:-5]),
        localised("more labels than images"): _patient(images=images[:-5]),
        localised("too few outputs for the classes"): _patient(model=_network(classes=5)),
        localised("an output that is not one row"): _patient(model=_network(flat=False)),
        localised("outputs that do not add up to 1"): _patient(model=_network(softmax=False)),
    }


def _network(*, classes: int = 10, flat: bool = True, softmax: bool = True) -> Any:
    import keras

    end = keras.layers.Dense(
        classes, activation="softmax" if softmax else None, kernel_initializer="ones", bias_initializer="ones"
    )
    between = [keras.layers.Flatten()] if flat else []
    model = keras.Sequential([keras.Input((28, 28, 1)), *between, end])
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
