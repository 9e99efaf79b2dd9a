"""Lesson 6, dense or convolutional."""

import re
from collections.abc import Iterator
from typing import Any

from lessonlib.criteria import runs as criteria
from lessonlib.locale import localised
from lessonlib.quiz.registry import exercise
from lessonlib.quiz.results import Criterion

# Name → parameters, of the networks in the page's table.
IN_THE_TABLE = {
    "Dense(4)": 3190,
    "Dense(16)": 12730,
    "Dense(64)": 50890,
    "Conv2D(2, 3)": 3410,
    "Conv2D(8, 3)": 13610,
    "Conv2D(8, 9)": 8666,
}
CONV = re.compile(r"conv|cnn|kernel|filter", re.IGNORECASE)
DENSE = re.compile(r"dense|mlp|full|flat|feed|linear", re.IGNORECASE)


@exercise(
    "turn-the-knobs",
    starter="""
    knobs = {
        "first": (one_conv, ____, ____),
        "second": (one_conv, ____, ____),
        "third": (one_conv, ____, ____),
    }
    turned = compare(knobs, (x_train, y_train), (x_val, y_val), seeds=[1, 2], epochs=5)
    """,
)
def turn_the_knobs(turned: Any) -> Iterator[Criterion]:
    """Three networks that are not in the table, which differ."""
    yield from criteria.paired(turned, networks=3)
    runs = criteria.listed(turned)
    parameters = criteria.parameters_of(runs)
    old = [name for name, size in parameters.items() if name in IN_THE_TABLE or size in IN_THE_TABLE.values()]
    new = {name: size for name, size in parameters.items() if name not in old and not _is_dense(name)}
    said = localised(
        "{names} stood in the table already. Choose three values that did not.", names=localised(" and ").join(old)
    )
    if not old:
        said = localised("Choose three values of `filters` or `kernel_size`; the dense networks have neither.")
    yield Criterion(localised("three values that are not in the table"), len(new) >= 3, said, needed=True)
    said = localised("Some have the same number of parameters. Does each network get a value of its own?")
    differ = len(set(new.values())) >= 3 or not any(new.values())  # of what was only noted, the sizes are not known
    yield Criterion(localised("networks that differ"), differ, said)
    swapped = [name for name, size in new.items() if _is_swapped(name, size)]
    said = localised(
        "{names}: as many parameters has a network whose filters and kernel_size have changed places.",
        names=localised(" and ").join(swapped),
    )
    yield Criterion(localised("filters and kernel_size, each at its place"), not swapped, said)
    said = localised(
        "A network is hardly better than a guess. Compare your call of `compare` with the one that made the table."
    )
    learned = all(criteria.mean_accuracy(runs, name) > 0.2 for name in new)
    yield Criterion(localised("networks that have learned"), learned, said)
    yield from _as_the_table([run for run in runs if str(run.name) in new])


def _as_the_table(runs: list[Any]) -> Iterator[Criterion]:
    """As many epochs and images as the networks of the page's table had."""
    epochs, images = ({*criteria.noted(runs, what).values()} for what in ("epochs", "images"))
    said = localised(
        "Epochs of training: {numbers}. How many had the networks of the table?", numbers=criteria.in_words(epochs)
    )
    yield Criterion(localised("trained as long as those of the table"), epochs <= {5}, said)
    said = localised(
        "Training images: {numbers}. How many had the networks of the table?", numbers=criteria.in_words(images)
    )
    yield Criterion(localised("trained on as many images"), images <= {1000}, said)


def _is_swapped(name: str, size: int) -> bool:
    """Whether a network has the parameters of one whose two numbers are those of its name, in the other order."""
    numbers = [int(number) for number in re.findall(r"[0-9]+", name.replace("2D", ""))]
    if len(numbers) != 2 or numbers[0] == numbers[1] or max(numbers) > 28:
        return False
    # "Conv2D(4, 5)" names the filters first; "kernel_size 5, 4 filters" does not.
    filters, kernel = numbers[::-1] if re.match(r"k", name, re.IGNORECASE) else numbers
    return size == parameters_of_one_conv(kernel, filters) != parameters_of_one_conv(filters, kernel)


def parameters_of_one_conv(filters: int, kernel_size: int) -> int:
    """Return the number of parameters of the page's `one_conv`: a convolution, pooling, ten outputs.

    >>> parameters_of_one_conv(8, 3)
    13610
    """
    maps = ((28 - kernel_size + 1) // 2) ** 2 * filters
    return filters * (kernel_size**2 + 1) + maps * 10 + 10


def _is_dense(name: str) -> bool:
    return bool(DENSE.search(name)) and not CONV.search(name)


@exercise(
    "pulse-in-a-series",
    starter="""
    lot = np.random.default_rng(0)
    series = lot.normal(0, 0.3, (600, 64))
    kinds = lot.integers(0, 2, 600)
    for row, kind, place in zip(series, kinds, lot.integers(0, 60, 600)):
        row[place:place + 4] += [1, 1, -1, -1] if kind else [-1, -1, 1, 1]
    series = series[..., np.newaxis]

    def for_series(*stack):
        model = keras.Sequential([keras.Input(____), *stack, layers.Dense(2, activation="softmax")])
        adam = keras.optimizers.Adam(0.01)
        model.compile(optimizer=adam, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    choices = {
        "Dense": lambda: for_series(____),
        "Conv1D": lambda: for_series(____),
    }
    first, rest = (series[:300], kinds[:300]), (series[300:], kinds[300:])
    found = compare(choices, first, rest, seeds=[1, 2], epochs=20)
    """,
)
def pulse_in_a_series(found: Any) -> Iterator[Criterion]:
    """A dense and a convolutional network, of which the second finds the pulse anywhere."""
    yield from criteria.paired(found, networks=2, seeded=1)
    runs = criteria.listed(found)
    conv, dense = _named([*criteria.parameters_of(runs)])
    said = localised(
        "The networks are called {names}. Call one Dense and the other Conv1D.",
        names=localised(" and ").join(criteria.parameters_of(runs)),
    )
    yield Criterion(localised("one Dense, one Conv1D"), bool(dense and conv), said, needed=True)
    score, other = (max(criteria.mean_accuracy(runs, name) for name in names) for names in (conv, dense))
    said = localised(
        "The network with Conv1D is right about {score:.0%} of new series. Is the whole pulse within its kernel?",
        score=score,
    )
    if score < 0.6:
        said = localised(
            "The network with Conv1D is right about {score:.0%} of new series, as a guess would be. Was it "
            "trained long enough?",
            score=score,
        )
    if score < 0.35:
        said = localised(
            "The network with Conv1D is right about {score:.0%} of new series, so it learned the opposite of what "
            "holds for them. Are there series of both kinds among the first 300, and among the others?",
            score=score,
        )
    if other > score + 0.2:
        said = localised(
            "Conv1D is right about {score:.0%} of new series, Dense about {other:.0%}. Are the names in their places?",
            score=score,
            other=other,
        )
    yield Criterion(localised("Conv1D finds the pulse in 7 of 10 new series"), score >= 0.7, said, needed=True)
    said = localised(
        "Dense does as well. Does the pulse stand at a random moment in each row, and are the other 300 series new?"
    )
    yield Criterion(localised("Dense finds it less often"), score > other + 0.02, said)


def _named(names: list[str]) -> tuple[list[str], list[str]]:
    """Return the names of networks with a convolution, and of those without.

    A name that says neither is of the kind that no other name is of.

    >>> _named(["Conv1D + Dense", "Dense only"]), _named(["1-D", "MLP"])
    ((['Conv1D + Dense'], ['Dense only']), (['1-D'], ['MLP']))
    """
    conv = [name for name in names if CONV.search(name) and not re.search("no conv|without", name, re.IGNORECASE)]
    dense = [name for name in names if name not in conv and DENSE.search(name)]
    rest = [name for name in names if name not in conv + dense]
    if conv and not dense:
        return conv, rest
    return (rest, dense) if dense and not conv else (conv, dense)
