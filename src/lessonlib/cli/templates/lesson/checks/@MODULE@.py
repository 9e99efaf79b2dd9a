"""What the exercises of the lesson “@TITLE@” ask."""

from collections.abc import Iterator

from lessonlib.checks import Criterion, exercise


@exercise(
    "@SLUG@-exercise",
    starter="squares = ____",
    given="numbers = [1, 2, 3]",
    solution="squares = sum(number**2 for number in numbers)",
    wrong={"squares = sum(numbers) ** 2": "first"},
)
def sum_of_squares(squares: float) -> Iterator[Criterion]:
    """The sum of the squares of 1, 2 and 3."""
    yield Criterion("the sum of the squares", squares == 14, "Square each number first, then add.")
