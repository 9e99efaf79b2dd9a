"""The small map of lesson 3, pooled in two ways and flattened."""

from typing import Any

import numpy as np
from keras import layers

ANSWERS = np.array([[0, 7, 1, 0], [2, 0, 0, 1], [3, 3, 0, 0], [0, 9, 8, 0]], dtype="float32")
# A window with one strong answer beside three silent ones.
ONE = np.array([[0, 0], [0, 8]], dtype="float32")


def numbers() -> dict[str, Any]:
    """Return the numbers of the film."""

    def through(layer: Any, grid: Any) -> Any:
        return np.array(layer(grid[np.newaxis, :, :, np.newaxis]))

    pooled = through(layers.MaxPooling2D(2), ANSWERS)
    moved = ONE[::-1, ::-1]
    return {
        "map": ANSWERS.astype(int).tolist(),
        "pooled": pooled[0, :, :, 0].astype(int).tolist(),
        "row": np.array(layers.Flatten()(pooled))[0].astype(int).tolist(),
        "counts": [ANSWERS.size, pooled.size],
        "one": ONE.astype(int).tolist(),
        "moved": moved.astype(int).tolist(),
        "size": ONE.size,
        "max": int(through(layers.MaxPooling2D(2), ONE).item()),
        "moved_max": int(through(layers.MaxPooling2D(2), moved).item()),
        "average": int(through(layers.AveragePooling2D(2), ONE).item()),
        "parameters": layers.MaxPooling2D(2).count_params(),
    }
