"""The same networks trained under several seeds, and what the runs say when compared in pairs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, stdev
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import keras

Data = tuple[NDArray[Any], NDArray[Any]]
Builder = Callable[[], "keras.Model"] | tuple[Any, ...]


@dataclass(frozen=True)
class Run:
    """One training: what was trained, and the share of images it then gets right.

    Both shares are taken after training, with dropout off: `train_accuracy` on the images it
    was trained on, `accuracy` on images it has not seen. `epochs` and `images` say how long and on how
    many it was trained; 0 where nobody has noted that.
    """

    name: str
    seed: int
    parameters: int
    train_accuracy: float
    accuracy: float
    epochs: int = 0
    images: int = 0

    @property
    def gap(self) -> float:
        """How much better the network does on the images it has seen."""
        return self.train_accuracy - self.accuracy


@dataclass(frozen=True)
class Effect:
    """Differences between two networks, one a seed, in percentage points."""

    differences: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean difference, in percentage points."""
        return mean(self.differences)

    @property
    def standard_error(self) -> float:
        """The standard error of the mean, in percentage points: standard deviation over the root of the number."""
        return float(stdev(self.differences) / len(self.differences) ** 0.5)

    @property
    def clear(self) -> bool:
        """Whether the mean is at least four standard errors, and at least one point."""
        return abs(self.mean) >= max(1.0, 4 * self.standard_error)

    def within(self, low: float, high: float) -> bool:
        """Return whether the mean lies in the band, in percentage points."""
        return low <= self.mean <= high

    def __str__(self) -> str:
        """Return the finding in words, with its standard error.

        >>> str(Effect((3.0, 4.0, 5.0)))
        'higher by 4.0 percentage points (standard error 0.6)'
        >>> str(Effect((-0.5, 1.0, 0.7)))
        'no clear difference here (mean +0.4 percentage points, standard error 0.5)'
        """
        error = f"standard error {self.standard_error:.1f}"
        if self.clear:
            direction = "higher" if self.mean > 0 else "lower"
            return f"{direction} by {abs(self.mean):.1f} percentage points ({error})"
        signed = f"{self.mean:+.1f}".replace("-", "−")
        return f"no clear difference here (mean {signed} percentage points, {error})"


def call_of(builder: Builder) -> tuple[Callable[..., "keras.Model"], list[Any]]:
    """Return the function that builds a network, and what it is called with.

    Raises:
        TypeError: what was given is no function, such as a network that is built already.
    """
    import keras

    function, *arguments = builder if isinstance(builder, tuple) and builder else (builder,)
    if isinstance(function, keras.Model) or not callable(function):
        raise TypeError(
            f"expected a function that builds a network, or a tuple such as (one_dense, 4) of the function and what it "
            f"is called with; got: {type(function).__name__} (each seed needs a network of its own, newly built)"
        )
    return function, arguments


def built(builder: Builder) -> "keras.Model":
    """Return what a function builds; it may stand in a tuple, before the arguments that it is called with.

    Raises:
        TypeError: what was given is no function.
    """
    function, arguments = call_of(builder)
    return function(*arguments)


def compare(
    builders: Mapping[str, Builder],
    train: Data,
    test: Data | Mapping[str, Data],
    *,
    seeds: Sequence[int],
    epochs: int,
    batch_size: int = 64,
) -> list[Run]:
    """Return one run for each network and seed; runs of one seed are a pair.

    Args:
        builders: name → function that returns a new compiled model, or such a function and its arguments in a tuple.
        train: images and labels to train on, the same for all.
        test: images and labels that no network is trained on; or several such, by name: then each
            network is trained once a seed, tried on all of them, and a run is called "network, name".
        seeds: one training of each network under each.
        epochs: passes over the training images.
        batch_size: images a step.
    """
    import keras

    from lessonlib.training import fit

    tests = test if isinstance(test, Mapping) else {"": test}
    runs = []
    for name, builder in builders.items():
        model = None
        for seed in seeds:
            keras.utils.set_random_seed(seed)
            model = built(builder) if model is None else renew(model, built(builder))
            fit(model, *train, epochs=epochs, seed=seed, batch_size=batch_size, verbose=0)
            seen, size = accuracy(model, *train), model.count_params()
            for tried, images in tests.items():
                run = f"{name}, {tried}" if tried else name
                runs.append(Run(run, seed, size, seen, accuracy(model, *images), epochs, len(train[0])))
    return runs


def renew(model: "keras.Model", fresh: "keras.Model") -> "keras.Model":
    """Return the trained model with everything that changes in training as in its fresh copy.

    TensorFlow traces every new model before its first step; a short training takes
    a third longer with that than without.
    """
    fresh.optimizer.build(fresh.trainable_variables)
    for old, new in ((model, fresh), (model.optimizer, fresh.optimizer)):
        for variable, value in zip(old.variables, new.variables, strict=True):
            variable.assign(value)
    return model


def effect(runs: Sequence[Run], name: str, *, against: str, measure: str = "accuracy") -> Effect:
    """Return how far one network lies above another in a measure of `Run`, seed by seed.

    Raises:
        ValueError: the two were not trained under the same seeds.
    """
    first, second = ({r.seed: getattr(r, measure) for r in runs if r.name == n} for n in (name, against))
    if not first or first.keys() != second.keys():
        raise ValueError(
            f"seeds of {name!r}: {list(first)}, of {against!r}: {list(second)}; "
            "expected the same seeds: take the names and the runs from one call of compare"
        )
    return Effect(tuple(100 * float(first[seed] - second[seed]) for seed in first))


def accuracy(model: "keras.Model", images: NDArray[Any], labels: NDArray[Any]) -> float:
    """Return the share of images whose most probable class is their label.

    The images go through in one piece: meant for a thousand or so.
    """
    import keras

    outputs = keras.ops.convert_to_numpy(model(images, training=False))
    return float(np.mean(outputs.argmax(axis=-1) == labels))


def measures(runs: Sequence[Run], measure: str = "accuracy") -> dict[str, list[float]]:
    """Return the measure of every run, under the name of its network."""
    named: dict[str, list[float]] = {}
    for run in runs:
        named.setdefault(run.name, []).append(float(getattr(run, measure)))
    return named


@dataclass(frozen=True)
class Table:
    """Runs gathered into one row a network; shown as a table in a page or notebook."""

    runs: Sequence[Run]
    head = ("network", "parameters", "accuracy", "range")

    @property
    def rows(self) -> list[tuple[str, str, str, str]]:
        """One row a network, in the order of the runs; the range is that of its runs, in percent."""
        parameters = {run.name: run.parameters for run in self.runs}
        return [
            (name, f"{parameters[name]:,}", f"{100 * mean(a):.0f} %", f"{100 * min(a):.0f} to {100 * max(a):.0f} %")
            for name, a in measures(self.runs).items()
        ]

    def __repr__(self) -> str:
        return "\n".join("  ".join(cells) for cells in (self.head, *self.rows))

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{cell}</th>' for cell in self.head)
        body = "".join(
            f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
            for name, *cells in self.rows
        )
        return f'<table class="table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
