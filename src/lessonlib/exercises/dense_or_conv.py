"""Lesson 6, dense or convolutional."""

from collections.abc import Iterator
from typing import Any

from lessonlib.exercises import runs as criteria
from lessonlib.exercises.registry import exercise
from lessonlib.results import Criterion

IN_THE_TABLE = {"Dense(4)", "Dense(16)", "Dense(64)", "Conv2D(2, 3)", "Conv2D(8, 3)", "Conv2D(8, 9)"}


@exercise(
    "turn-the-knobs",
    starter="""
    knobs = {f"Conv2D(4, {k})": partial(one_conv, 4, k) for k in (____, ____, ____)}
    turned = compare(knobs, (x_train, y_train), (x_test, y_test), seeds=[1, 2], epochs=5)
    """,
)
def turn_the_knobs(turned: Any) -> Iterator[Criterion]:
    """Three networks that are not in the table, which differ."""
    yield from criteria.paired(turned, networks=3)
    parameters = criteria.parameters_of(turned)
    old = sorted(IN_THE_TABLE & set(parameters))
    said = f"{' and '.join(old)} stood in the table already. Choose other values."
    yield Criterion("values that are not in the table", not old, said)
    said = "All have the same number of parameters. Does each network get a value of its own?"
    yield Criterion("networks that differ", len(set(parameters.values())) > 1, said)
    said = "A network is hardly better than a guess. Compare your call of `compare` with the one that made the table."
    learned = all(criteria.mean_accuracy(turned, name) > 0.4 for name in parameters)
    yield Criterion("networks that have learned", learned, said)


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
    yield from criteria.paired(found, networks=2)
    names = [*criteria.parameters_of(found)]
    dense = next((name for name in names if "dense" in name.lower()), None)
    conv = next((name for name in names if "conv" in name.lower()), None)
    said = f"The networks are called {' and '.join(names)}. Call one Dense and the other Conv1D."
    yield Criterion("one Dense, one Conv1D", bool(dense and conv), said, needed=True)
    score = criteria.mean_accuracy(found, conv or "")
    said = f"The network with Conv1D is right about {score:.0%} of new series. Is the whole pulse within its kernel?"
    if score < 0.6:
        said = (
            f"The network with Conv1D is right about {score:.0%} of new series, as a guess would be. Was it "
            "trained long enough?"
        )
    yield Criterion("Conv1D finds the pulse in 85 % of new series", score >= 0.85, said, needed=True)
    better = score > criteria.mean_accuracy(found, dense or "") + 0.02
    said = "Dense does as well. Does the pulse stand at a random moment in each row?"
    yield Criterion("Dense finds it less often", better, said)
