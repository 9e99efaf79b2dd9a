"""Lesson 7, build your own."""

from collections.abc import Iterator
from typing import Any

from lessonlib.exercises import models
from lessonlib.exercises import runs as criteria
from lessonlib.exercises.registry import exercise
from lessonlib.results import Criterion


@exercise(
    "five-layers",
    starter="""
    mine = keras.Sequential([
        keras.Input((28, 28, 1)),
        ____,
        layers.Dense(10, activation="softmax"),
    ])
    mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    fit(mine, x_train, y_train, epochs=6, seed=1, verbose=0);
    """,
)
def five_layers(mine: Any) -> Iterator[Criterion]:
    """Five layers of both kinds that read digits."""
    yield from models.sound(mine)
    yield models.takes(mine, (28, 28, 1))
    count = models.counted(mine)
    said = f"Yours has {count}. The input counts, and every layer with weights; pooling, Flatten and Dropout do not."
    yield Criterion("5 layers", count == 5, said)
    kinds = models.kinds(mine)
    dense, conv = "Dense" in kinds[:-1] or kinds[-1] == "Dense", "Conv2D" in kinds
    said = f"It has no {'Conv2D' if dense else 'Dense'} layer; the two kinds belong together here."
    yield Criterion("both kinds, Conv2D and Dense", dense and conv, said)
    if dense and conv:
        order = len(kinds) - 1 - kinds[::-1].index("Conv2D") < kinds.index("Dense")
        said = "A Dense layer stands before a Conv2D. Look for patterns in the image first, then decide."
        yield Criterion("convolutions before dense layers", order, said)
    yield models.gives(mine, 10)
    images, _ = models.held_out("mnist")
    yield models.probabilities(models.outputs_of(mine, images[:20]))
    yield models.learned(mine, "mnist", at_least=0.8, what="digits")


@exercise(
    "fashion-mnist",
    starter="""
    garments = load("fashion_mnist")
    (g_train, g_train_labels), (g_test, g_test_labels) = garments
    g_train, g_train_labels = g_train[:1000, ____] / ____, g_train_labels[:1000]
    g_test, g_test_labels = g_test[:1000, ____] / ____, g_test_labels[:1000]

    keras.utils.set_random_seed(1)
    wardrobe = network()
    fit(wardrobe, g_train, g_train_labels, epochs=5, seed=1, verbose=0);

    same = len(g_train)
    both = compare({"digits": network}, (x_train[:same], y_train[:same]), test, seeds=seeds, epochs=5)
    both += compare({"garments": network}, (g_train, g_train_labels), (g_test, g_test_labels), seeds=seeds, epochs=5)
    print(effect(both, "garments", against="digits"))
    """,
)
def fashion_mnist(wardrobe: Any) -> Iterator[Criterion]:
    """The network of the lesson, trained on garments."""
    yield from models.sound(wardrobe)
    yield models.takes(wardrobe, (28, 28, 1))
    yield models.gives(wardrobe, 10)
    images, labels = models.held_out("fashion_mnist")
    outputs = models.outputs_of(wardrobe, images)
    yield models.probabilities(outputs)
    digits, digit_labels = models.held_out("mnist")
    reads_digits = models.right(models.outputs_of(wardrobe, digits), digit_labels) > 0.7
    said = "It reads digits well. Pass the network that was trained on garments."
    is_confused = models.right(outputs, labels) < 0.55 and reads_digits
    yield Criterion("trained on garments", not is_confused, said, needed=True)
    yield models.learned(wardrobe, "fashion_mnist", at_least=0.55, what="garments")


@exercise(
    "smaller-or-dropout",
    starter="""
    from functools import partial

    variants = {
        "64 units": ____,
        "32 units": ____,
        "128, dropout 25 %": ____,
        "128 units": network,
    }
    runs = compare(variants, (x_train, y_train), (x_test, y_test), seeds=[1, 2, 3], epochs=5)
    """,
)
def smaller_or_dropout(runs: Any) -> Iterator[Criterion]:
    """Four networks under the same seeds: three sizes, and dropout at the full size."""
    yield from criteria.paired(runs, networks=4)
    parameters = criteria.parameters_of(runs)
    said = (
        f"The networks have {', '.join(f'{size:,}' for size in parameters.values())} parameters. Which units were cut?"
    )
    yield Criterion("three sizes", len(set(parameters.values())) >= 3, said, needed=True)
    largest = max(parameters.values())
    said = "Only one network has the full size. Dropout is to be compared at 128 units; it adds no parameters."
    yield Criterion("dropout at the full size", [*parameters.values()].count(largest) == 2, said, needed=True)
    of_full_size = [name for name, size in parameters.items() if size == largest]
    first, second = ([run.train_accuracy for run in runs if run.name == name] for name in of_full_size)
    said = "Both networks of the full size trained in exactly the same way. Does one of them have the dropout?"
    yield Criterion("dropout that masks something", first != second, said)
