"""Lesson 4, the first CNN."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonlib.locale import localised, noted
from lessonlib.quiz.registry import exercise
from lessonlib.quiz.results import Criterion
from lessonlib.quiz.trials import array_of


@exercise(
    "hidden-neurons",
    starter="""
    def validation_accuracy(model):
        return model.evaluate(x_val, y_val, verbose=0)[1]

    by_size = {
        "8 neurons": [validation_accuracy(train(lambda: ____, seed=1, epochs=4, verbose=0)[0])],
        "128 neurons": [validation_accuracy(model) for model in trained["3 layers"]],
        "256 neurons": ____,
    }
    """,
)
def hidden_neurons(by_size: Any) -> Iterator[Criterion]:
    """Sizes 8 and 256, and 128 under several seeds: accuracies of the validation images."""
    said = localised("You passed a {kind}. Pass a dictionary, size: list of accuracies.", kind=type(by_size).__name__)
    mapping = isinstance(by_size, Mapping) and len(by_size) < 100
    yield Criterion(localised("a dictionary, size: accuracies"), mapping, said, needed=True)
    sizes = _by_neurons(by_size)
    said = localised(
        "Sizes found: {sizes}. The task names three; say the number of neurons in each name.",
        sizes=sorted(sizes) or localised("none"),
    )
    yield Criterion(localised("the sizes 8, 128 and 256"), sizes.keys() == {*SIZES}, said, needed=True)
    said = localised("One training of each size says nothing about luck. Keep all three results for 128 neurons.")
    yield Criterion(localised("128 neurons under three seeds"), sizes[128].size >= 3, said, needed=True)
    for whole, more_than in ((100, 10), (VALIDATION_IMAGES, 100)):  # percent, or counts
        if all(bool(((values > more_than) & (values <= whole)).all()) for values in sizes.values()):
            sizes = {size: values / whole for size, values in sizes.items()}
    inside = all(bool(((values >= 0) & (values <= 1)).all()) for values in sizes.values())
    said = localised("An accuracy is a share, from 0 to 1, or percent. Is this the loss (element 0 of `evaluate`)?")
    yield Criterion(localised("accuracies from 0 to 1"), inside, said, needed=True)
    # Two runs may get equally many images right; that all of a size do so is no coincidence.
    differ = all(len(set(values.tolist())) > 1 for values in sizes.values() if values.size > 1)
    said = localised(
        "The runs of a size agree to the last digit. Did all get the same seed, or is one model measured each time?"
    )
    yield Criterion(localised("runs that differ"), differ, said)
    small, middle, large = (float(sizes[size].mean()) for size in SIZES)
    said = localised(
        "With 8 neurons the number is the highest, with 256 the lowest. That is how losses look (element 0 of "
        "`evaluate`); the accuracy is element 1."
    )
    yield Criterion(localised("accuracies, not losses"), not small > middle > large, said, needed=True)
    said = localised(
        "With 8 neurons it is right about {small:.0%}, with 128 about {middle:.0%}. Was each size trained with "
        "its own number of neurons, and on the same images?",
        small=small,
        middle=middle,
    )
    yield Criterion(localised("few neurons know less"), small < middle, said)
    rights = np.concatenate([*sizes.values()]) * VALIDATION_IMAGES
    said = localised(
        "These are not shares of the {number} validation images: such a share, {number} times, "
        "is a whole number. Which images did you evaluate?",
        number=VALIDATION_IMAGES,
    )
    yield Criterion(localised("of the validation images"), bool(np.allclose(rights, np.rint(rights), atol=0.01)), said)
    least = min(small, middle, large)
    said = localised(
        "One of the sizes is right about {least:.0%} of the images, hardly more than a guess. Were all trained?",
        least=least,
    )
    yield Criterion(localised("networks that have learned"), least > 0.3, said)


SIZES = (8, 128, 256)
VALIDATION_IMAGES = 500
MOST = 1000  # accuracies of one size: nobody trains so often


def _by_neurons(by_size: Mapping[Any, Any]) -> dict[int, NDArray[Any]]:
    """Return the numbers under each of the three sizes that a name holds; "8" and "8 neurons" are names."""
    found: dict[int, NDArray[Any]] = {}
    for name, values in by_size.items():
        numbers = {int(number) for number in re.findall(r"[0-9]+", str(name))} & {*SIZES}
        if len(numbers) == 1:
            found[numbers.pop()] = array_of(values).ravel()[:MOST].astype(float)
    return found


@exercise(
    "how-sure",
    starter="""
    sure = ____
    order = sure.argsort()
    least, others = order[____], order[____]
    in_least, in_others = ____, ____
    """,
    passed={
        "in_least": noted("how many of these 100 images the network misreads"),
        "in_others": noted("how many of the other 900"),
    },
)
def how_sure(least: Any, probabilities: Any, in_least: Any, in_others: Any) -> Iterator[Criterion]:
    """The places of the 100 smallest largest probabilities; how many of these are misread, and of the others."""
    places, rows = array_of(least), array_of(probabilities)
    said = localised("The second thing to pass is `probabilities`, with a row for each image and ten columns.")
    yield Criterion(
        localised("a row of probabilities for each image"), rows.ndim == 2 and rows.shape[1] > 1, said, needed=True
    )
    if places.dtype.kind == "b" and places.shape == (len(rows),):
        places = np.flatnonzero(places)
    count, places = places.size, places.squeeze()[: len(rows) + 1] if places.ndim else places
    whole = places.ndim == 1 and bool((places == np.rint(places)).all())
    said = localised("Pass the *places* of images, whole numbers, such as `argsort` gives; not their probabilities.")
    yield Criterion(localised("places of images"), whole, said, needed=True)
    places = np.unique(places).astype(int)
    said = localised("You passed {count:,} places. The task asks for 100 different ones.", count=count)
    yield Criterion(localised("100 of them"), len(places) == 100, said, needed=True)
    sure = rows.max(axis=1)
    order = sure.argsort()
    inside = bool(places.min() >= 0 and places.max() < len(rows))
    holds = inside and bool(sure[places].max() <= sure[order[99]])
    said = localised(
        "Other images are less sure. What does the network's sureness of an image mean, in its row of probabilities?"
    )
    if inside and sure[places].min() >= sure[order[-100]]:
        said = localised("These are the 100 images of which it is *most* sure. `argsort` begins with the smallest.")
    yield Criterion(localised("the least sure ones"), holds, said, needed=True)
    yield from _misread(rows, places, array_of(in_least), array_of(in_others))


def _misread(rows: NDArray[Any], least: NDArray[Any], *counts: NDArray[Any]) -> Iterator[Criterion]:
    """How many images are misread among the least sure ones, and among the others."""
    from lessonlib import datasets

    said = localised("Pass how many images are misread as two whole numbers: among these 100, and among the other 900.")
    numbers = all(count.size == 1 and float(count.sum()).is_integer() for count in counts)
    yield Criterion(localised("two numbers"), numbers, said, needed=True)
    _, (_, labels) = datasets.load("mnist")
    labels = labels[: len(rows)]
    known = len(labels) == len(rows) and bool((rows.argmax(axis=1) == labels).mean() > 0.5)
    said = localised(
        "By these probabilities, most of the first 1,000 test images are misread. Pass `probabilities` of this page."
    )
    yield Criterion(localised("probabilities of this page's network"), known, said, needed=True)
    wrong = rows.argmax(axis=1) != labels
    among, in_all = int(wrong[least].sum()), int(wrong.sum())
    given = tuple(int(count.sum()) for count in counts)
    said = localised(
        "These are not the numbers of images that it misreads. Compare each answer with the label of the same image."
    )
    if given == (in_all - among, among):
        said = localised("The two numbers stand in each other's place: first pass that of the 100 least sure images.")
    elif given == (100 - among, len(rows) - 100 - in_all + among):
        said = localised("So many images it reads *rightly*. The task asks for those that it misreads.")
    elif given == (among, in_all):
        said = localised(
            "The second number counts all images that it misreads, those among the 100 least sure ones, too."
        )
    yield Criterion(localised("how many it misreads"), given == (among, in_all - among), said)
