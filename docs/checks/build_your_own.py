"""Lesson 7, build your own."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from lessonlib.criteria import models
from lessonlib.criteria import runs as criteria
from lessonlib.experiments import call_of
from lessonlib.locale import localised, noted
from lessonlib.quiz.registry import exercise
from lessonlib.quiz.results import Criterion


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
    yield from models.sound(mine, IMAGE)
    count = models.counted(mine)
    yield _criterion("count", count == FIVE["layers"], count=count)
    kinds = models.kinds(mine)
    dense, conv = "Dense" in kinds, "Conv2D" in kinds
    yield _criterion("kinds", dense and conv, missing="Conv2D" if dense else "Dense")
    if dense and conv:
        yield _criterion("order", len(kinds) - 1 - kinds[::-1].index("Conv2D") < kinds.index("Dense"))
        sizes = [list(layer.get_weights()[0].shape) for layer in models.with_weights(mine)]
        yield _criterion("own", sizes != FIVE["of_the_page"])
    yield models.gives(mine, 10, IMAGE)
    yield models.probabilities(models.outputs_of(mine, models.held_out("mnist")[0][:20]))
    yield models.learned(mine, "mnist", at_least=FIVE["at_least"], what="digits")
    yield models.learned_from_training(mine, "mnist", what="digits", better=FIVE["known_better"])


# The lab judges by the same numbers and says the same words; `of_the_page`: the weights of the page's network.
FIVE = json.loads(Path(__file__).with_name("five_layers.json").read_text(encoding="utf-8"))
IMAGE = (28, 28, 1)


def _criterion(name: str, holds: bool, **found: Any) -> Criterion:
    """Return a criterion of the five layers, in the words that the lab says, too."""
    return Criterion(localised(FIVE[name]["wanted"]), holds, localised(FIVE[name]["said"], **found))


@exercise(
    "fashion-mnist",
    starter="""
    garments = load("fashion_mnist")
    (g_train, g_train_labels), (g_test, g_test_labels) = garments
    g_train, g_train_labels = g_train[:1000, ____] / ____, g_train_labels[:1000]
    g_test, g_test_labels = g_test[:1000, ____] / ____, g_test_labels[:1000]

    keras.utils.set_random_seed(1)
    wardrobe = build_network()
    fit(wardrobe, g_train, g_train_labels, epochs=5, seed=1, verbose=0);

    same = len(g_train)
    both = compare({"digits": build_network}, (x_train[:same], y_train[:same]), test_set, seeds=seeds, epochs=5)
    g_all = (g_train, g_train_labels), (g_test, g_test_labels)
    both += compare({"garments": build_network}, *g_all, seeds=seeds, epochs=5)
    print(effect(both, "garments", against="digits"))
    """,
)
def fashion_mnist(wardrobe: Any) -> Iterator[Criterion]:
    """The network of the lesson, trained on garments; or the runs of it on both."""
    if criteria.listed(wardrobe):
        yield from _digits_and_garments(criteria.listed(wardrobe))
        return
    yield from models.sound(wardrobe, IMAGE)
    yield models.gives(wardrobe, 10, IMAGE)
    said = localised("It has no Conv2D layer. The task trains the network of this page, without a change.")
    yield Criterion(localised("a network with convolutions"), "Conv2D" in models.kinds(wardrobe), said)
    yield models.probabilities(models.outputs_of(wardrobe, models.held_out("fashion_mnist")[0]))
    digits, garments = (max(models.shares_right(wardrobe, name)) for name in ("mnist", "fashion_mnist"))
    said = localised("It reads digits well. Pass the network that was trained on garments.")
    yield Criterion(localised("trained on garments"), not (garments < 0.55 and digits > 0.7), said, needed=True)
    yield models.learned(wardrobe, "fashion_mnist", at_least=0.55, what="garments")


def _digits_and_garments(runs: list[Any]) -> Iterator[Criterion]:
    """One network on both data sets, under three seeds."""
    yield from criteria.paired(runs, networks=2)
    seeds = criteria.seeds_of(runs)
    said = localised(
        "There are runs under {number} seeds. The task asks for three.", number=len(min(seeds.values(), key=len))
    )
    yield Criterion(localised("three seeds"), all(len(of_one) >= 3 for of_one in seeds.values()), said)
    sizes = set(criteria.parameters_of(runs).values())
    counts = criteria.in_words(sizes)
    said = localised("The networks have {counts} parameters. The task asks for the same architecture.", counts=counts)
    yield Criterion(localised("one architecture"), len(sizes) == 1, said)
    images = {*criteria.noted(runs, "images").values()}
    shown = criteria.in_words(images)
    said = localised(
        "The networks were trained on {shown} images. Use the same number for both: 1,000, or as many as you have.",
        shown=shown,
    )
    yield Criterion(localised("as many images for both"), len(images) < 2, said)
    numbers = [tuple(run.accuracy for run in runs if str(run.name) == name) for name in seeds]
    said = localised(
        "Two of the networks agree in every run, to the last digit. Were they trained on different images?"
    )
    yield Criterion(localised("two data sets"), len(set(numbers)) == len(numbers), said)
    least = min(criteria.mean_accuracy(runs, name) for name in seeds)
    said = localised(
        "One of the networks is right about {least:.0%} of new images. Do images and labels belong together in both?",
        least=least,
    )
    yield Criterion(localised("right about 55 % of new images"), least >= 0.55, said)


@exercise(
    "smaller-or-dropout",
    starter="""
    variants = {
        "64 units": ____,
        "32 units": ____,
        "128, dropout 25 %": ____,
        "128 units": build_network,
    }
    runs = compare(variants, quarter, validation_set, seeds=seeds, epochs=20)
    """,
    passed={"variants": noted("the dictionary that you have given to `compare`, name: what builds the network")},
)
def smaller_or_dropout(runs: Any, variants: Any) -> Iterator[Criterion]:
    """Four networks under the same seeds: three sizes, and dropout at the full size."""
    yield from criteria.paired(runs, networks=4)
    listed = criteria.listed(runs)
    networks = _built(variants, [*criteria.seeds_of(listed)])
    said = localised(
        "The second thing to pass is `variants`, a dictionary, name: what builds the network, for every run."
    )
    yield Criterion(localised("the networks of the runs"), networks is not None, said, needed=True)
    yield from _four_networks(networks or {}, criteria.parameters_of(listed))
    images = {*criteria.noted(listed, "images").values()}
    said = localised(
        "The networks were trained on {numbers} images. The task asks for 250.", numbers=criteria.in_words(images)
    )
    yield Criterion(localised("250 training images"), images <= {250}, said)


def _built(variants: Any, names: list[str]) -> dict[str, Any] | None:
    """Return name → network of the runs, each built anew; None where one of them cannot be built."""
    import keras

    named = {str(name): build for name, build in variants.items()} if isinstance(variants, Mapping) else {}
    try:
        calls = {name: call_of(named[name]) for name in names}
    except (KeyError, TypeError):
        return None
    if len(named) > criteria.MOST:
        return None
    networks = {name: function(*arguments) for name, (function, arguments) in calls.items()}
    return networks if all(isinstance(each, keras.Model) and each.built for each in networks.values()) else None


def _four_networks(networks: dict[str, Any], trained: dict[str, int]) -> Iterator[Criterion]:
    """Three sizes, and a quarter of the units masked at the full size."""
    parameters = {name: model.count_params() for name, model in networks.items()}
    said = localised(
        "`variants` builds other networks than those that ran. Pass the dictionary that you have given to `compare`."
    )
    same = all(trained[name] in (0, size) for name, size in parameters.items())
    yield Criterion(localised("networks that ran"), same, said, needed=True)
    units = {name: _units(model) for name, model in networks.items()}
    shown = criteria.in_words({*units.values()})
    said = localised("The layers before the last give {shown} numbers. The task asks for 128, 64 and 32.", shown=shown)
    yield Criterion(localised("128, 64 and 32 units"), {128, 64, 32} <= {*units.values()}, said, needed=True)
    rates = [_masked(networks[name]) for name, count in units.items() if count == 128]
    said = localised("Only one network has 128 units. Dropout is to be compared at 128 units; it adds no parameters.")
    yield Criterion(localised("dropout at the full size"), len(rates) >= 2, said, needed=True)
    shown = localised(" and ").join(f"{rate:.0%}" for rate in sorted({*rates}))
    said = localised(
        "The networks of 128 units mask {shown} of them in training. The task compares 25 % with none.", shown=shown
    )
    yield Criterion(localised("25 % masked, and none"), {*rates} >= {0.0, 0.25}, said)


def _units(network: Any) -> int:
    """Return how many numbers the layer with weights before the last gives, or 0 where there is none."""
    layers = models.with_weights(network)
    return int(layers[-2].get_weights()[0].shape[-1]) if len(layers) > 1 else 0


def _masked(network: Any) -> float:
    """Return the share of units before the last layer with weights that a network masks in training."""
    named = [*zip(models.kinds(network), models.all_layers(network), strict=True)]
    weighty = [place for place, (_, layer) in enumerate(named) if layer.weights]
    rates = [layer.rate for kind, layer in named[weighty[-2] : weighty[-1]] if kind == "Dropout"]
    return round(float(1 - np.prod([1 - rate for rate in rates])), 3)
