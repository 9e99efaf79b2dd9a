"""What each exercise asks of its answer.

One module a lesson; an exercise is a generator of criteria, under the id that it has on the page:

    @exercise("five-layers", starter=…, solved=…)
    def five_layers(mine): yield Criterion(…)

The names of its parameters are what the learner passes to `check`. The tests prove for each one: the
starter is not attempted, the solution is correct, each listed wrong attempt has feedback of its own.
"""

from lessonlib.exercises import (
    build_your_own,
    convolution,
    dense_or_conv,
    errors,
    feed_forward,
    first_cnn,
    pooling,
)
from lessonlib.exercises.registry import EXERCISES, Exercise

__all__ = [
    "EXERCISES",
    "Exercise",
    "build_your_own",
    "convolution",
    "dense_or_conv",
    "errors",
    "feed_forward",
    "first_cnn",
    "pooling",
]
