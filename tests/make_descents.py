"""Ask the installed Keras how a neuron learns, and keep what it says in tests/data/descents.json.

Run by `nox -s stacks`; it takes some seconds.
"""

import json
import pathlib
import random
from typing import Any

import keras
import numpy as np
import tensorflow as tf

FIXTURE = pathlib.Path(__file__).parent / "data" / "descents.json"
COUNT = 40
STEPS = 5


def random_case(chance: random.Random) -> dict[str, Any]:
    """Return inputs with labels, where the neuron begins, and its learning rate; eighths are exact in float32."""
    number = chance.randint(2, 30)
    inputs = [chance.randint(-40, 40) / 8 for _ in range(number)]
    labels = "".join(chance.choice("01") for _ in range(number))
    start = [chance.randint(-16, 16) / 8, chance.randint(-16, 16) / 8]
    return {"inputs": inputs, "labels": labels, "start": start, "rate": chance.choice([0.125, 0.5, 1.0, 2.0])}


def ask_keras(case: dict[str, Any]) -> dict[str, Any]:
    """Return the loss and the slopes at the start, and weight and bias after each step of plain gradient descent."""
    inputs = np.array(case["inputs"], np.float32)[:, None]
    labels = np.array([int(mark) for mark in case["labels"]], np.float32)[:, None]
    neuron = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation="sigmoid")])
    weight, bias = case["start"]
    neuron.set_weights([np.array([[weight]]), np.array([bias])])
    optimizer, path, first = keras.optimizers.SGD(case["rate"]), [], None
    for _ in range(STEPS):
        with tf.GradientTape() as tape:
            loss = keras.losses.BinaryCrossentropy()(labels, neuron(inputs))
        slopes = tape.gradient(loss, neuron.trainable_variables)
        first = first or {"loss": float(loss), "slopes": [float(np.ravel(slope)[0]) for slope in slopes]}
        optimizer.apply(slopes, neuron.trainable_variables)
        path.append([float(np.ravel(each)[0]) for each in neuron.get_weights()])
    return (first or {}) | {"path": path}


def main() -> None:
    chance = random.Random(4)
    cases = [random_case(chance) for _ in range(COUNT)]
    lines = [json.dumps(case | ask_keras(case), separators=(",", ":")) for case in cases]
    FIXTURE.write_text(f'{{"keras":"{keras.__version__}","cases":[\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
