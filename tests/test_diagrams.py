"""Networks drawn from Keras models."""

import keras
import pytest

from lessonlib import diagrams


def small_network():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(5, name="middle"),
            keras.layers.Dense(3),
        ]
    )


def test_the_input_and_layers_with_weights_are_drawn():
    """Flatten has no weights, so it does not count."""
    parts = [(part, size) for part, _, size in diagrams.counted_layers(small_network())]

    assert parts == [("input", 784), ("hidden", 5), ("output", 3)]


def test_the_picture_says_what_it_shows():
    """The words are computed from the model."""
    alt = diagrams.network(small_network()).alt

    assert alt.startswith(
        "A network from left to right: input 'input' with 784 numbers, hidden 'middle' with 5 numbers"
    )


def test_a_model_without_weights_says_what_to_do():
    """There is nothing to draw."""
    with pytest.raises(ValueError, match="add a Dense layer"):
        diagrams.network(keras.Sequential([keras.Input((4,)), keras.layers.Flatten()]))
