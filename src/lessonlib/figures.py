"""Pictures of images, networks and their training, each with words that say what it shows."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from lessonlib.plots.charts import compare_runs, learning_curves
from lessonlib.plots.palette import FAINT, INK, VERMILION
from lessonlib.plots.pictures import Picture, canvas, count, house_style, join, tiles

__all__ = [
    "compare_runs",
    "confusion_matrix",
    "feature_maps",
    "images",
    "kernels",
    "learning_curves",
    "predictions",
]


@house_style
def images(
    images: ArrayLike,
    labels: ArrayLike | None = None,
    *,
    class_names: Sequence[str] | None = None,
    columns: int = 5,
) -> Picture:
    """Return the images in rows, each under its label.

    Args:
        images: (n, height, width), or with one or three channels last; 0 to 255 or 0 to 1.
        labels: (n,) integers; with `class_names`, their names are shown.
    """
    pixels = np.asarray(images)
    titles = [] if labels is None else _names(labels, class_names)
    if titles and len(titles) != len(pixels):
        raise ValueError(f"{len(pixels)} images, but {len(titles)} labels: pass one label for each image")
    figure, axes = tiles(len(pixels), columns=columns, titles=titles)
    for axis, image in zip(axes, pixels, strict=True):
        _show(axis, image, lowest=0, highest=_white(pixels))
    size = f"of {pixels.shape[1]}×{pixels.shape[2]} pixels"
    labelled = f", labelled {join(titles)}" if titles else ""
    return Picture(figure, f"{count(len(pixels), 'image')} {size}{labelled}.")


@house_style
def predictions(
    images: ArrayLike,
    labels: ArrayLike,
    predicted: ArrayLike,
    *,
    class_names: Sequence[str] | None = None,
    columns: int = 5,
) -> Picture:
    """Return the images under what a network took them for; the wrong ones are framed and crossed.

    Args:
        images: as for `images`.
        labels: (n,) integers, the truth.
        predicted: (n,) integers, or the network's (n, classes) output.
    """
    pixels = np.asarray(images)
    truth, guess = _names(labels, class_names), _names(_classes(predicted), class_names)
    if not len(pixels) == len(truth) == len(guess):
        given = f"{len(pixels)} images, {len(truth)} labels, {len(guess)} predictions"
        raise ValueError(f"{given}: pass one label and one prediction for each image")
    pairs = list(zip(truth, guess, strict=True))
    titles = [f"✓ {said}" if said == right else f"✗ {said}\nis {right}" for right, said in pairs]
    figure, axes = tiles(len(pixels), columns=columns, titles=titles)
    for axis, image, (right, said) in zip(axes, pixels, pairs, strict=True):
        _show(axis, image, lowest=0, highest=_white(pixels))
        if said != right:
            axis.spines[:].set(visible=True, color=VERMILION, linewidth=3)
    wrong = [f"{right} taken for {said}" for right, said in pairs if said != right]
    mistakes = f": {join(wrong)}" if wrong else ""
    summary = f"{len(pixels) - len(wrong)} right, {len(wrong)} wrong{mistakes}"
    return Picture(figure, f"{count(len(pixels), 'image')} with what the network took them for; {summary}.")


@house_style
def confusion_matrix(labels: ArrayLike, predicted: ArrayLike, *, class_names: Sequence[str] | None = None) -> Picture:
    """Return the counts of images by true class (rows) and predicted class (columns).

    Args:
        labels: (n,) integers, the truth.
        predicted: (n,) integers, or the network's (n, classes) output.
    """
    truth, guess = np.asarray(labels).ravel(), _classes(predicted)
    if len(truth) != len(guess):
        raise ValueError(f"{len(truth)} labels, {len(guess)} predictions: pass one prediction for each label")
    classes = int(max(truth.max(), guess.max())) + 1
    names = _names(np.arange(classes), class_names)
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (truth, guess), 1)
    long = max(map(len, names)) > 3
    figure, [[axis]] = canvas(height=5.0 if long else 4.3)
    # The root keeps the few mistakes visible beside the many right ones.
    axis.imshow(np.sqrt(counts), cmap="Blues", vmax=1.3 * np.sqrt(counts.max()))
    for (row, column), number in np.ndenumerate(counts):
        if number:
            colour = "white" if number > 0.55 * counts.max() else INK
            axis.text(column, row, str(number), ha="center", va="center", color=colour)
    axis.set(xlabel="predicted class", ylabel="true class")
    axis.set_xticks(range(classes), names, rotation=90 if long else 0)
    axis.set_yticks(range(classes), names)
    right = int(np.trace(counts))
    alt = f"Confusion matrix of {len(truth):,} images in {classes} classes: {right:,} on the diagonal, so right"
    return Picture(figure, alt + _mistakes(counts, names))


def _mistakes(counts: NDArray[Any], names: Sequence[str], most: int = 3) -> str:
    off = counts - np.diag(np.diag(counts))
    order = [np.unravel_index(i, off.shape) for i in np.argsort(-off, axis=None, kind="stable")[:most]]
    worst = [f"{names[r]} taken for {names[c]} ({off[r, c]})" for r, c in order if off[r, c]]
    return f"; most frequent mistakes: {join(worst)}." if worst else "; no mistakes."


@house_style
def kernels(weights: ArrayLike, *, channel: int = 0, columns: int = 4) -> Picture:
    """Return one input channel of a convolution's kernels: bright weights add, dark ones subtract.

    Args:
        weights: (height, width, channels, filters), as `layer.get_weights()[0]` gives them.
    """
    kernel = np.asarray(weights)
    if kernel.ndim != 4:
        raise ValueError(
            f"kernels of shape {kernel.shape}: expected (height, width, channels, filters); "
            "pass the first of the layer's weights, layer.get_weights()[0]"
        )
    kernel = kernel[:, :, channel]
    limit = float(np.abs(kernel).max())
    figure, axes = tiles(kernel.shape[-1], columns=columns)
    for number, axis in enumerate(axes):
        shown = _show(axis, kernel[..., number], lowest=-limit, highest=limit)
    bar = figure.colorbar(shown, ax=axes, orientation="horizontal", aspect=30, pad=0.02)
    bar.set_ticks([-limit, 0, limit], labels=[f"{-limit:.2f}".replace("-", "−"), "0", f"{limit:.2f}"])
    bar.outline.set_edgecolor(FAINT)
    size = f"{kernel.shape[0]}×{kernel.shape[1]}"
    share = f"{np.mean(kernel > 0):.0%}".replace("%", " %")
    weighed = f"weights from {kernel.min():.2f} (dark) to {kernel.max():.2f} (bright)".replace("-", "−")
    return Picture(figure, f"{count(kernel.shape[-1], 'kernel')} of {size} pixels; {weighed}, {share} of them above 0.")


@house_style
def feature_maps(maps: ArrayLike, *, columns: int = 4) -> Picture:
    """Return the feature maps of one image, from dark (the lowest value) to bright (the highest).

    Args:
        maps: (height, width, channels), the output of a convolution or pooling for one image.
    """
    values = np.asarray(maps)
    if values.ndim != 3:
        raise ValueError(f"maps of shape {values.shape}: expected (height, width, channels) of one image")
    figure, axes = tiles(values.shape[-1], columns=columns)
    for number, axis in enumerate(axes):
        _show(axis, values[..., number], lowest=float(values.min()), highest=float(values.max()))
    dark = int((np.ptp(values, axis=(0, 1)) == 0).sum())
    flat = f"; {dark} of them the same all over" if dark else ""
    size = f"of {values.shape[0]}×{values.shape[1]} pixels"
    spread = f"values from {values.min():.2f} to {values.max():.2f}".replace("-", "−")
    return Picture(figure, f"{count(values.shape[-1], 'feature map')} {size}, {spread}{flat}.")


def _show(axis: Axes, image: NDArray[Any], *, lowest: float, highest: float) -> Any:
    flat = image[..., 0] if image.ndim == 3 and image.shape[-1] == 1 else image
    if flat.ndim == 3:
        return axis.imshow(flat / highest)
    return axis.imshow(flat, cmap="gray", vmin=lowest, vmax=highest, interpolation="nearest")


def _white(pixels: NDArray[Any]) -> float:
    """Return the value of full brightness: 255 for bytes, 1 for scaled images."""
    return 255.0 if pixels.max() > 1 else 1.0


def _classes(predicted: ArrayLike) -> NDArray[Any]:
    array = np.asarray(predicted)
    return array.argmax(axis=-1) if array.ndim > 1 else array


def _names(labels: ArrayLike, class_names: Sequence[str] | None) -> list[str]:
    numbers = np.asarray(labels).ravel().tolist()
    return [str(n) if class_names is None else class_names[n] for n in numbers]
