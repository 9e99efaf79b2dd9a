"""Pictures of numbers: how a training went, and how several compare."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from lessonlib.plots.palette import BLUE, INK, VERMILION
from lessonlib.plots.pictures import Picture, canvas, count, house_style, join

SIDES = {"": ("training", BLUE, "o", "-"), "val_": ("validation", VERMILION, "s", "--")}


@house_style
def learning_curves(history: Any) -> Picture:
    """Return accuracy and loss over the epochs, for training and validation.

    Args:
        history: what `fit` returns, or its `history`: {"accuracy": […], "val_accuracy": […], …}.
    """
    values: Mapping[str, Sequence[float]] = getattr(history, "history", history)
    measures = sorted(name for name in values if not name.startswith("val_"))
    if not measures or not values[measures[0]]:
        raise ValueError("the history holds no epoch: train the model first, and pass what fit returns")
    figure, axes = canvas(len(measures), height=0.6 + 2.1 * len(measures), sharex=True)
    said = [_curves(axis, values, measure) for axis, measure in zip(axes[:, 0], measures, strict=True)]
    axes[0, 0].legend(frameon=False, loc="best")
    axes[-1, 0].set_xlabel("epoch")
    axes[-1, 0].xaxis.set_major_locator(MaxNLocator(integer=True))
    return Picture(figure, " ".join(said))


def _curves(axis: Axes, values: Mapping[str, Sequence[float]], measure: str) -> str:
    """Draw the curves of one measure; return the sentence that describes them."""
    said = []
    for prefix, (side, colour, marker, dash) in SIDES.items():
        if curve := values.get(prefix + measure):
            epochs = range(1, len(curve) + 1)
            axis.plot(epochs, curve, color=colour, marker=marker, linestyle=dash, label=side)
            said.append(f"{side} {_course(curve, measure)}")
    name = measure.replace("_", " ")
    axis.set_ylabel(name)
    if _is_share(measure):
        axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    return f"{name.capitalize()} over {count(len(values[measure]), 'epoch')}: {join(said)}."


def _course(curve: Sequence[float], measure: str) -> str:
    """Return where a curve begins and ends, and its best point if that lies between."""
    first, last = (_number(value, measure) for value in (curve[0], curve[-1]))
    if len(curve) == 1:
        return f"is {first}"
    verb = "stays at" if first == last else "rises from" if curve[-1] > curve[0] else "falls from"
    words = f"{verb} {first}" + ("" if first == last else f" to {last}")
    best = int(np.argmax(curve) if _is_share(measure) else np.argmin(curve))
    turned = _number(curve[best], measure) not in (first, last)
    return words + (f" (best in epoch {best + 1}: {_number(curve[best], measure)})" if turned else "")


@house_style
def compare_runs(results: Mapping[str, Sequence[float]], *, measure: str = "test accuracy") -> Picture:
    """Return every run of every setting as a point, and the mean of each setting as a bar across.

    Args:
        results: setting → its measures, one a run; shares (a measure called accuracy, or a gap in it) as 0 to 1.
        measure: what was measured; names the axis.
    """
    if not results or not all(len(runs) for runs in results.values()):
        raise ValueError("a setting without runs: pass at least one setting, each with at least one number")
    figure, [[axis]] = canvas(height=0.9 + 0.5 * len(results))
    for row, runs in enumerate(results.values()):
        # Runs side by side, so that equal ones do not hide each other.
        offsets = np.linspace(-0.16, 0.16, len(runs)) if len(runs) > 1 else [0.0]
        axis.plot(runs, row + np.asarray(offsets), "o", color=BLUE, alpha=0.8, markeredgewidth=0)
        axis.plot([np.mean(runs)] * 2, [row - 0.32, row + 0.32], color=INK, linewidth=3)
    axis.set_yticks(range(len(results)), list(results))
    axis.set(xlabel=f"{measure} (line: mean)", ylim=(len(results) - 0.5, -0.5))
    axis.grid(axis="y", linewidth=0.5)
    if _is_share(measure):
        axis.xaxis.set_major_formatter(lambda share, _: f"{100 * share:g}{_unit(measure)}")
    axis.xaxis.set_major_locator(MaxNLocator(4))
    said = [_spread(name, runs, measure) for name, runs in results.items()]
    return Picture(figure, f"{measure.capitalize()} by setting: {'; '.join(said)}.")


def _spread(name: str, runs: Sequence[float], measure: str) -> str:
    low, mean, high = (_number(float(f(runs)), measure, digits=1) for f in (np.min, np.mean, np.max))
    return f"{name}, mean {mean} ({low} to {high} in {count(len(runs), 'run')})"


def _is_share(measure: str) -> bool:
    return "accuracy" in measure


def _unit(measure: str) -> str:
    """Return the unit of a share: a difference of two percentages is not itself one."""
    return " points" if "gap" in measure else " %"


def _number(value: float, measure: str, *, digits: int = 0) -> str:
    return f"{100 * value:.{digits}f}{_unit(measure)}" if _is_share(measure) else f"{value:.2f}"
