"""One neuron with a sigmoid that learns by gradient descent: its loss, its slopes and its steps.

static/descent.js computes the same in the page; Keras judges both in tests/data/descent.json.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
SHOWN = 4  # images of each label


@dataclass(frozen=True)
class Neuron:
    """What a neuron with one input learns from.

    inputs: (n,) numbers; labels: (n,) of 0 and 1.
    """

    inputs: Numbers
    labels: Numbers

    def loss(self, weight: float, bias: float = 0.0) -> float:
        """Return the mean binary cross-entropy.

        >>> round(Neuron(np.array([1.0, -1.0]), np.array([1, 0])).loss(0.0), 4)
        0.6931
        """
        sums = weight * self.inputs + bias
        return float(np.logaddexp(0, np.where(self.labels == 1, -sums, sums)).mean())

    def slopes(self, weight: float, bias: float = 0.0) -> tuple[float, float]:
        """Return how steeply the loss changes with the weight, and with the bias."""
        errors = 1 / (1 + np.exp(-(weight * self.inputs + bias))) - self.labels
        return float((errors * self.inputs).mean()), float(errors.mean())

    def steps(self, weight: float, *, rate: float, number: int) -> list[float]:
        """Return the weight at the start and after each step; the bias stays 0."""
        path = [weight]
        for _ in range(number):
            path.append(path[-1] - rate * self.slopes(path[-1])[0])
        return path


def packed(inputs: ArrayLike, labels: ArrayLike, *, images: ArrayLike | None = None) -> str:
    """Return what a neuron learns from as text that a page can glue; inputs are kept as they are, at float32.

    With the images, (n, height, width) in [0, 1], that the inputs were made of, the page shows some of each label.

    Raises:
        ValueError: there are not as many labels, or images, as inputs.

    >>> packed([0.5, -1], [True, False])
    '{"inputs":[0.5,-1.0],"labels":"10"}'
    """
    numbers = [float(f"{number:.7g}") for number in np.asarray(inputs, np.float32).tolist()]
    marks = np.asarray(labels).astype(int)
    pictures = np.asarray([] if images is None else images, float)
    for name, given in {"labels": marks, **({} if images is None else {"images": pictures})}.items():
        if len(given) != len(numbers):
            raise ValueError(f"{len(numbers)} inputs and {len(given)} {name}: give as many {name} as inputs")
    learned: dict[str, object] = {"inputs": numbers, "labels": "".join(map(str, marks.tolist()))}
    if images is not None:
        chosen = np.concatenate([np.flatnonzero(marks == mark)[:SHOWN] for mark in (0, 1)])
        pixels = np.rint(pictures[chosen] * 255).astype(np.uint8)
        learned["shown"] = {
            "at": chosen.tolist(),
            "size": list(pixels.shape[1:]),
            "pixels": base64.b64encode(pixels.tobytes()).decode(),
        }
    return json.dumps(learned, separators=(",", ":"))


def unpacked(text: str) -> Neuron:
    """Return the neuron of a text that `packed` has made."""
    given = json.loads(text)
    return Neuron(np.array(given["inputs"]), np.array([int(mark) for mark in given["labels"]], float))
