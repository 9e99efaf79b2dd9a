"""Lesson 4, the first CNN."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from lessonlib.exercises.registry import exercise
from lessonlib.results import Criterion


@exercise(
    "hidden-neurons",
    starter="""
    def validation_accuracy(model):
        return model.evaluate(x_val, y_val, verbose=0)[1]

    by_size = {
        "8 neurons": [validation_accuracy(train(____, seed=1, epochs=4, verbose=0)[0])],
        "128 neurons": [validation_accuracy(model) for model in trained["3 layers"]],
        "256 neurons": ____,
    }
    """,
)
def hidden_neurons(by_size: Any) -> Iterator[Criterion]:
    """Sizes 8 and 256, and 128 under several seeds: accuracies of the validation images."""
    said = f"You passed a {type(by_size).__name__}. Pass a dictionary, size: list of accuracies."
    yield Criterion("a dictionary, size: accuracies", isinstance(by_size, dict), said, needed=True)
    sizes = {int(found[0]) for size in by_size if (found := re.search(r"\d+", str(size)))}
    said = f"Sizes found: {sorted(sizes) or 'none'}. The task names three; say the number of neurons in each name."
    yield Criterion("the sizes 8, 128 and 256", {8, 128, 256} <= sizes, said, needed=True)
    runs = [np.asarray(values, dtype=float).ravel() for values in by_size.values()]
    said = "One training of each size says nothing about luck. Keep all three results for 128 neurons."
    yield Criterion("one size with several seeds", any(len(values) > 1 for values in runs), said, needed=True)
    inside = all(((values >= 0) & (values <= 1)).all() for values in runs)
    said = "An accuracy is a share, from 0 to 1. Is this the loss (element 0 of `evaluate`), or percent?"
    yield Criterion("accuracies from 0 to 1", inside, said, needed=True)
    # Two runs may get equally many images right; that all of a size do so is no coincidence.
    differ = any(len(set(values.tolist())) > 1 for values in runs)
    said = "The runs of a size agree to the last digit. Did all get the same seed, or is one model measured each time?"
    yield Criterion("runs that differ", differ, said)
    said = "One of the networks is hardly better than a guess (0.1). Were all trained?"
    yield Criterion("networks that have learned", all(values.mean() > 0.5 for values in runs), said)


@exercise(
    "how-sure",
    starter="""
    sure = ____
    order = sure.argsort()
    least = order[____]
    """,
)
def how_sure(least: Any, probabilities: Any) -> Iterator[Criterion]:
    """The places of the 100 smallest largest probabilities."""
    places, rows = np.asarray(least), np.asarray(probabilities)
    said = "The second thing to pass is `probabilities`, with a row for each image and ten columns."
    yield Criterion("a row of probabilities for each image", rows.ndim == 2, said, needed=True)
    whole = places.ndim == 1 and np.issubdtype(places.dtype, np.integer)
    said = "Pass the *places* of images, whole numbers, such as `argsort` gives; not their probabilities."
    yield Criterion("places of images", bool(whole), said, needed=True)
    said = f"You passed {len(places)} places. The task asks for 100."
    yield Criterion("100 of them", len(set(places.tolist())) == 100, said, needed=True)
    sure = rows.max(axis=1)
    order = sure.argsort()
    inside = bool(places.min() >= 0 and places.max() < len(rows))
    holds = inside and bool(sure[places].max() <= sure[order[99]])
    said = "Other images are less sure. What does the network's sureness of an image mean, in its row of probabilities?"
    if inside and sure[places].min() >= sure[order[-100]]:
        said = "These are the 100 images of which it is *most* sure. `argsort` begins with the smallest."
    yield Criterion("the least sure ones", holds, said)
