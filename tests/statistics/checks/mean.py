"""What the exercises of the page on the mean ask."""

from collections.abc import Iterator

from lessonlib.checks import Criterion, exercise


@exercise(
    "trimmed-mean",
    starter="trimmed = ____",
    given="import statistics; incomes = [20, 22, 24, 26, 908]",
    solution="trimmed = statistics.mean(sorted(incomes)[:-1])",
    solved="trimmed = statistics.mean(sorted(incomes)[:-1])",
    wrong={
        "trimmed = statistics.mean(incomes)": "still takes part",
        "trimmed = statistics.mean(sorted(incomes)[1:])": "the smallest",
    },
)
def trimmed_mean(trimmed: float) -> Iterator[Criterion]:
    """The mean of the four smaller numbers."""
    yield Criterion("a number", isinstance(trimmed, int | float), "Pass the mean, a number.", needed=True)
    said = "You have left out the smallest number." if trimmed > 200 else "The largest number still takes part."
    yield Criterion("without the largest", trimmed == 23, said)
