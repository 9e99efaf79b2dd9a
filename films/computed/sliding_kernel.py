"""The bar and the kernel of lesson 2's stepper, and its edge kernel on a plain sky."""

from typing import Any

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

BAR = np.zeros((5, 6))
BAR[:3, 2:4] = 1
KERNEL = np.array([[-1, 0, 1]] * 3)
EDGE = np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]])
SKY = 0.5


def convolve(image: NDArray[Any], kernel: NDArray[Any]) -> NDArray[Any]:
    """Return what Conv2D makes of the image with this kernel and no bias."""
    layer = layers.Conv2D(1, kernel_size=kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis], np.zeros(1)])
    return np.array(keras.ops.convert_to_numpy(layer(image[np.newaxis, :, :, np.newaxis])))[0, :, :, 0]


def numbers() -> dict[str, Any]:
    """Return the numbers of the film."""
    found = convolve(BAR, KERNEL)
    sky = convolve(np.full((3, 3), SKY), EDGE)
    return {
        "image": BAR.astype(int).tolist(),
        "kernel": KERNEL.tolist(),
        "map": found.round().astype(int).tolist(),
        "edge": EDGE.tolist(),
        "sky": SKY,
        "middle": float(EDGE[1, 1] * SKY),
        "neighbour": float(EDGE[0, 0] * SKY),
        "neighbours": EDGE.size - 1,
        "answer": int(sky.round(6)[0, 0]),
    }
