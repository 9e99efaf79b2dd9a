"""Lesson 1, feed-forward networks."""

import contextlib
import io
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonlib.criteria import models
from lessonlib.locale import localised, noted
from lessonlib.quiz.registry import exercise
from lessonlib.quiz.results import Criterion
from lessonlib.quiz.trials import array_of


@exercise(
    "network-for-wine",
    starter="""
    from sklearn.datasets import load_wine

    wine = load_wine()

    measured = keras.Input(____, name="measured")
    mixed = ____(measured)
    grape = ____(mixed)
    wine_model = keras.Model(measured, grape)

    answer = wine_model.predict(____, verbose=0)
    """,
    passed={"answer": noted("what your network gives for the first wine")},
)
def network_for_wine(wine_model: Any, answer: Any) -> Iterator[Criterion]:
    """13 measurements, 8 neurons, 3 numbers: the task asks for numbers, not for probabilities."""
    yield from models.sound(wine_model, (13,))
    yield models.gives(wine_model, 3, (13,))
    hidden = _hidden(wine_model)
    said = localised("Your network has {number} hidden layers with weights. The task asks for one.", number=len(hidden))
    yield Criterion(localised("one hidden layer"), len(hidden) == 1, said, needed=True)
    units = hidden[0].get_weights()[0].shape[-1]
    said = localised("Your hidden layer gives {units} numbers; one neuron gives one.", units=units)
    yield Criterion(localised("8 neurons in it"), units == 8, said)
    yield _of_the_first_wine(wine_model, array_of(answer))


def _of_the_first_wine(model: Any, answer: NDArray[Any]) -> Criterion:
    """The numbers that the network gives for the first wine, which may have been scaled, and no others."""
    from sklearn.datasets import load_wine  # type: ignore[import-untyped]

    wines = load_wine().data
    low, high = wines.min(axis=0), wines.max(axis=0)
    each = [wines, (wines - wines.mean(axis=0)) / wines.std(axis=0), (wines - low) / (high - low), wines / high]
    holds = any(_alike(answer, models.outputs_of(model, scaled[:1])) for scaled in each)
    said = localised(
        "Your network gives other numbers for the first wine. Send `wine.data[:1]` through it and pass what it gives."
    )
    if answer.size == 3 * len(wines):
        said = localised("This is what it gives for all 178 wines. Send the first one through it, `wine.data[:1]`.")
    return Criterion(localised("what it gives for the first wine"), holds, said)


def _alike(answer: NDArray[Any], given: NDArray[Any]) -> bool:
    """Whether these are the numbers, whole or rounded to a few decimals."""
    each = [given, *(given.round(decimals) for decimals in (2, 3, 4))]
    return any(answer.size == one.size and np.allclose(answer.ravel(), one.ravel(), 1e-3, 1e-5) for one in each)


def _hidden(model: Any) -> list[Any]:
    """Return the layers of neurons before the last; what only brings numbers into another range is none."""
    named = zip(models.kinds(model), models.all_layers(model), strict=True)
    return [layer for kind, layer in named if layer.weights and not kind.endswith("Normalization")][:-1]


@exercise(
    "label-the-rows",
    starter="""
    def label_rows(model):
        for place, layer in enumerate(____):
            print(layer.name, ____, ____)

    label_rows(garments)
    """,
    seconds=2,
)
def label_the_rows(label_rows: Any) -> Iterator[Criterion]:
    """One line a row: name, part, whether it counts."""
    said = localised("Pass the function itself, without brackets behind its name.")
    yield Criterion(localised("it is a function"), callable(label_rows), said, needed=True)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        label_rows(_sample())
    lines = [line for line in printed.getvalue().splitlines() if line.strip()]
    said = localised(
        "For a network of {rows} rows it printed {lines} lines. Print one for each row of the given network.",
        rows=len(ROWS),
        lines=len(lines),
    )
    if not lines:
        said = localised(
            "For a network of {rows} rows it printed nothing. Did you print, and not only return?", rows=len(ROWS)
        )
    yield Criterion(localised("it prints the rows"), len(lines) >= len(ROWS), said, needed=True)
    found = [[line for line in lines if name in line] for name in ROWS]
    said = localised(
        "Print the name of each layer, taken from `model.layers`; it was tried on a network other than `garments`."
    )
    yield Criterion(localised("with the name of the layer"), all(found), said, needed=True)
    said = localised(
        "Some names stand on more than one line. Print one line for each row, with its name, its part and its verdict."
    )
    yield Criterion(localised("one line for each row"), all(len(one) == 1 for one in found), said, needed=True)
    rows = [one[0] for one in found]
    said = localised("Print the rows in the order of the summary.")
    yield Criterion(localised("in order"), rows == [line for line in lines if line in rows], said)
    words = [_words(line, name) for line, name in zip(rows, ROWS, strict=True)]
    yield from _parts(words)
    yield _counting(words)


# The rows of the sample, and whether they count.
ROWS = {
    "quartz": True,
    "basalt": True,
    "marble": False,
    "pumice": False,
    "gneiss": False,
    "slate": True,
    "flint": True,
}
PARTS = ("input", "hidden", "output")
NEGATIVE = {"no", "not", "false", "n", "t", "doesn", "nope", "none", "never", "skipped", "uncounted", "0"}
NEGATIVE |= {"✗", "✘", "✕", "❌"}
POSITIVE = {"yes", "true", "y", "counts", "counted", "1", "✓", "✔", "✅"}


def _words(line: str, name: str) -> list[str]:
    """Return the words and signs of a line but for the layer's name, in small letters."""
    return re.findall(r"\w+|[^\w\s]", line.replace(name, " ", 1).lower().replace("_", " "))


def _parts(words: list[list[str]]) -> Iterator[Criterion]:
    """The part of each row: the first is the input, the last the output."""
    parts = ["input", *["hidden"] * (len(ROWS) - 2), "output"]
    said = localised("Say on each line whether the row is input, hidden or output.")
    yield Criterion(localised("a part on each line"), all({*PARTS} & {*line} for line in words), said, needed=True)
    wrong = [name for name, part, line in zip(ROWS, parts, words, strict=True) if {*PARTS} & {*line} != {part}]
    said = localised(
        "Look at the part that you print for {rows}: what stands before it, and after it?", rows=_sample_rows(wrong)
    )
    yield Criterion(localised("its part of the network"), not wrong, said, needed=True)


def _sample_rows(names: list[str]) -> str:
    """Return rows of the sample with their kinds, since the learner has not seen it."""
    kinds = {layer.name: type(layer).__name__ for layer in _sample().layers}
    return localised(" and ").join(f"{name} ({kinds[name]})" for name in names)


def _counting(words: list[list[str]]) -> Criterion:
    """Something on the lines tells the rows that count from the others."""
    counts = [*ROWS.values()]
    holds = _tells_apart(words, counts) and not _says_the_opposite(words, counts)
    said = localised(
        "Say on each line whether the row counts. The input does, and every row with weights; a row without weights "
        "should read otherwise than these."
    )
    if not holds and _tells_apart(words, [False, *counts[1:]]):
        said = localised("The input has no weights. Does it count, by the rule of the lesson?")
    return Criterion(localised("whether it counts, by the rule"), holds, said)


def _tells_apart(words: list[list[str]], counts: list[bool]) -> bool:
    """Whether some word stands, or stands more often, on the lines that count, or on those that do not."""
    lines = [["#" if word.isdigit() else word for word in line] + line for line in words]
    lines = [[*line, *["any"] * len(line)] for line in lines]
    for word in {word for line in lines for word in line} - {*PARTS}:
        often = [line.count(word) for line in lines]
        yes = [number for number, count in zip(often, counts, strict=True) if count]
        no = [number for number, count in zip(often, counts, strict=True) if not count]
        if min(yes) > max(no) or min(no) > max(yes):
            return True
    return False


def _says_the_opposite(words: list[list[str]], counts: list[bool]) -> bool:
    """Whether the lines that count say no, and the others yes."""
    denied = [bool(NEGATIVE & {*line}) for line in words]
    agreed = [bool(POSITIVE & {*line}) and not no for line, no in zip(words, denied, strict=True)]
    pairs = [*zip(counts, denied, agreed, strict=True)]
    return all(no for count, no, _ in pairs if count) and all(yes for count, _, yes in pairs if not count)


def _sample() -> Any:
    import keras
    from keras import layers

    x = image = keras.Input((6, 6, 1), name="quartz")
    x = layers.Conv2D(2, 3, name="basalt")(x)
    x = layers.MaxPooling2D(2, name="marble")(x)
    x = layers.Flatten(name="pumice")(x)
    x = layers.Dropout(0.5, name="gneiss")(x)
    x = layers.Dense(3, activation="relu", name="slate")(x)
    return keras.Model(image, layers.Dense(2, activation="softmax", name="flint")(x))
