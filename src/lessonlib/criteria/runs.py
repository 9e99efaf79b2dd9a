"""Criteria for experiments: lists of runs, as `lessonlib.experiments.compare` returns them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lessonlib.locale import grouped, localised
from lessonlib.quiz.results import Criterion
from lessonlib.quiz.trials import array_of

MOST = 1000  # runs: nobody trains more networks, and other long lists are no runs


@dataclass(frozen=True)
class Noted:
    """A run of which only the accuracy was noted, under the name of its network."""

    name: str
    seed: int
    accuracy: float
    parameters: int = 0
    train_accuracy: float = float("nan")


def listed(runs: Any) -> list[Any]:
    """Return the runs of a list, of the table of one, or of a dictionary, name: accuracies; else an empty list."""
    runs = getattr(runs, "runs", runs)
    if isinstance(runs, Mapping) and len(runs) <= MOST:
        noted = [
            Noted(str(name), seed, float(accuracy))
            for name, accuracies in runs.items()
            for seed, accuracy in enumerate(array_of(accuracies).astype(float).ravel()[:MOST])
        ]
        return noted if all(0 <= run.accuracy <= 1 for run in noted) else []
    if not isinstance(runs, (list, tuple)) or len(runs) > MOST:
        return []
    fields = ("name", "seed", "parameters", "accuracy", "train_accuracy")
    return [*runs] if all(hasattr(run, field) for run in runs for field in fields) else []


def paired(runs: Any, *, networks: int, seeded: int = 2) -> Iterator[Criterion]:
    """A list of runs of several networks, all under the same seeds, so many or more, and tried on new images."""
    said = localised(
        "Pass the list that `compare` returns, not the picture of it; or a dictionary, name: accuracies from 0 to 1."
    )
    yield Criterion(localised("runs, as `compare` returns them"), bool(listed(runs)), said, needed=True)
    seeds = seeds_of(listed(runs))
    said = localised(
        "There are {number} networks in it: {names}. The task asks for {wanted} or more.",
        number=len(seeds),
        names=", ".join(seeds),
        wanted=networks,
    )
    yield Criterion(localised("{number} networks or more", number=networks), len(seeds) >= networks, said, needed=True)
    said = localised("With one seed you cannot tell a difference from luck. Give `compare` two seeds or more.")
    enough = all(len(of_one) >= seeded for of_one in seeds.values())
    yield Criterion(localised("{number} seeds or more", number=seeded), enough, said, needed=True)
    same = len({tuple(sorted(of_one)) for of_one in seeds.values()}) == 1
    said = localised("The networks ran under different seeds, so their runs are no pairs. Use the same seeds for all.")
    yield Criterion(localised("the same seeds for all"), same, said, needed=True)
    shares = [(run.train_accuracy, run.accuracy) for run in listed(runs)]
    said = localised("In every run the accuracy on new examples is that on the training examples. Were they new?")
    learned = all(first == second for first, second in shares) and any(second < 1 for _, second in shares)
    yield Criterion(localised("tried on new examples"), not learned, said)


def noted(runs: list[Any], what: str) -> dict[str, int]:
    """Return network → its `epochs` or `images`, of those networks of which this was noted."""
    return {str(run.name): number for run in runs if (number := getattr(run, what, 0))}


def in_words(numbers: set[int]) -> str:
    """Return numbers as a sentence lists them.

    >>> in_words({4000, 1000, 250})
    '250, 1,000 and 4,000'
    """
    *others, last = [grouped(number) for number in sorted(numbers)] or [""]
    return f"{', '.join(others)}{localised(' and ')}{last}" if others else last


def seeds_of(runs: list[Any]) -> dict[str, set[int]]:
    """Return network → seeds."""
    seeds: dict[str, set[int]] = defaultdict(set)
    for run in runs:
        seeds[str(run.name)].add(run.seed)
    return dict(seeds)


def parameters_of(runs: list[Any]) -> dict[str, int]:
    """Return network → number of parameters."""
    return {str(run.name): run.parameters for run in runs}


def mean_accuracy(runs: list[Any], name: str) -> float:
    """Return the mean accuracy of one network over its seeds."""
    values = [run.accuracy for run in runs if str(run.name) == name]
    return float(sum(values) / len(values))
