"""One flower passes the network of lesson 1."""

from typing import Any

import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_iris


def shown(values: Any, digits: int = 2) -> list[str]:
    """Return numbers as they are shown: rounded, a true minus sign, no minus before a zero."""
    return [f"{round(float(value), digits) + 0.0:.{digits}f}".replace("-", "−") for value in np.ravel(values)]


def network() -> keras.Model:
    """Return the untrained network of the page, under its seed."""
    keras.utils.set_random_seed(5)
    flower = keras.Input((4,), name="measurements")
    five = layers.Dense(5, activation="relu", name="middle")(flower)
    species = layers.Dense(3, activation="softmax", name="species")(five)
    return keras.Model(inputs=flower, outputs=species)


def numbers() -> dict[str, Any]:
    """Return the numbers of the film."""
    model, iris = network(), load_iris()
    flower = iris.data[:1]
    weights, biases = (np.array(each) for each in model.get_layer("middle").get_weights())
    hidden = keras.Model(model.inputs, model.get_layer("middle").output).predict(flower, verbose=0)[0]
    # The film works out a neuron that speaks: of a silent one there would be nothing to pass on.
    chosen = int(np.argmax(hidden > 0))
    products = flower[0] * weights[:, chosen]
    outputs = model.predict(flower, verbose=0)[0]
    # Who checks the film with a calculator must find what it shows.
    assert shown(flower[0] * weights[:, chosen].round(3)) == shown(products)
    assert shown(products.round(2).sum() + biases[chosen]) == shown(hidden[chosen])
    return {
        "flower": [f"{value:g}" for value in flower[0]],
        "chosen": chosen,
        "weights": shown(weights[:, chosen], 3),
        "products": shown(products),
        "bias": shown(biases[chosen])[0],
        "sum": shown(products.sum() + biases[chosen])[0],
        "hidden": shown(hidden),
        "outputs": shown(outputs),
        "total": shown(outputs.sum())[0],
        "classes": [str(name) for name in iris.target_names],
        "sizes": [int(model.input_shape[-1]), len(hidden), len(outputs)],
    }
