"""What the exercises of the lesson on the mean ask."""

from collections.abc import Iterator

from lessonlib.checks import Criterion, exercise


@exercise(
    "trimmed-mean",
    starter="trimmed = ____",
    given="""
    import statistics

    incomes = [20, 22, 24, 26, 908]
    """,
    solution="trimmed = statistics.mean(sorted(incomes)[1:-1])",
    wrong={
        "trimmed = statistics.mean(incomes)": "The largest number still takes part",
        "trimmed = statistics.mean(sorted(incomes)[:-1])": "The smallest number still takes part",
        "trimmed = statistics.median": "a number",
    },
)
def trimmed_mean(trimmed: float) -> Iterator[Criterion]:
    """The mean of the three numbers in the middle."""
    yield Criterion("a number", isinstance(trimmed, int | float), "Pass the mean itself, a number.", needed=True)
    yield Criterion("without the largest", trimmed < 100, "The largest number still takes part.", needed=True)
    yield Criterion("without the smallest", trimmed == 24, "The smallest number still takes part.")
