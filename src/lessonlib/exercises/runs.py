"""Criteria for experiments: lists of runs, as `lessonlib.experiments.compare` returns them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from lessonlib.results import Criterion


def paired(runs: Any, *, networks: int) -> Iterator[Criterion]:
    """A list of runs of several networks, all under the same two seeds or more."""
    listed = isinstance(runs, list) and all(hasattr(run, "seed") and hasattr(run, "accuracy") for run in runs)
    said = "Pass the list that `compare` returns, not the picture or the table of it."
    yield Criterion("runs, as `compare` returns them", listed and bool(runs), said, needed=True)
    seeds = seeds_of(runs)
    said = f"There are {len(seeds)} networks in it: {', '.join(seeds)}. The task asks for {networks} or more."
    yield Criterion(f"{networks} networks or more", len(seeds) >= networks, said, needed=True)
    said = "With one seed you cannot tell a difference from luck. Give `compare` two seeds or more."
    yield Criterion("two seeds or more", all(len(of_one) > 1 for of_one in seeds.values()), said, needed=True)
    same = len({tuple(sorted(of_one)) for of_one in seeds.values()}) == 1
    said = "The networks ran under different seeds, so their runs are no pairs. Use the same seeds for all."
    yield Criterion("the same seeds for all", same, said, needed=True)


def seeds_of(runs: Any) -> dict[str, list[int]]:
    """Return network → seeds."""
    seeds: dict[str, list[int]] = defaultdict(list)
    for run in runs:
        seeds[run.name].append(run.seed)
    return dict(seeds)


def parameters_of(runs: Any) -> dict[str, int]:
    """Return network → number of parameters."""
    return {run.name: run.parameters for run in runs}


def mean_accuracy(runs: Any, name: str) -> float:
    """Return the mean accuracy of one network over its seeds."""
    values = [run.accuracy for run in runs if run.name == name]
    return float(sum(values) / len(values))
