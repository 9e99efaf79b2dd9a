"""What the exercise of the course with many words asks."""

from lessonlib.locale import localised, noted
from lessonlib.quiz.registry import exercise
from lessonlib.quiz.results import Criterion


@exercise("again", starter="said = ____", passed={"said": noted("what you have said")})
def again(said: int):
    """A large number."""
    feedback = localised("{number:,} is small. Say more.", number=said)
    yield Criterion(localised("it is large"), said > 10_000, feedback)
