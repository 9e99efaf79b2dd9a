"""A trained network travels as one small file."""

import keras
import numpy as np
import pytest
from unpack import header, unpack

from lessonlib.datasets import load
from lessonlib.networks import weights


def network(*between):
    x = image = keras.Input((28, 28, 1))
    for layer in between:
        x = layer(x)
    return keras.Model(image, keras.layers.Dense(10, activation="softmax")(keras.layers.Flatten()(x)))


@pytest.fixture(scope="module")
def digits():
    (x_train, y_train), (x_test, y_test) = load("mnist")
    return (x_train[:1500, ..., None] / 255, y_train[:1500]), (x_test[:200, ..., None] / 255, y_test[:200])


@pytest.fixture(scope="module")
def trained(digits):
    """The network of lesson 4, trained a little."""
    keras.utils.set_random_seed(1)
    layers = keras.layers
    model = network(
        layers.Conv2D(16, 3, activation="relu"),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(*digits[0], epochs=2, batch_size=64, verbose=0)
    return model


def test_the_file_holds_two_digits_of_each_class(trained, digits):
    head, _ = header(weights.pack(trained, *digits[1]))

    assert sorted(head["labels"]) == [label for label in range(10) for _ in range(2)]


def test_the_file_is_small(trained, digits):
    assert len(weights.pack(trained, *digits[1])) < 1_300_000


def test_rounding_changes_no_probability_by_a_thousandth(trained, digits):
    rounded, _, _ = unpack(weights.pack(trained, *digits[1]))
    images = digits[1][0]

    change = np.abs(rounded.predict(images, verbose=0) - trained.predict(images, verbose=0))

    assert change.max() < 1e-3


def test_the_kernels_of_convolutions_are_kept_exactly(trained, digits):
    rounded, _, _ = unpack(weights.pack(trained, *digits[1]))

    for kept, given in zip(rounded.get_weights()[:4], trained.get_weights()[:4], strict=True):
        assert np.array_equal(kept, given)


def test_the_same_network_gives_the_same_bytes(trained, digits):
    assert weights.packed(trained, *digits[1]) == weights.packed(trained, *digits[1])


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("AveragePooling2D", {"pool_size": 2}),
        ("MaxPooling2D", {"pool_size": 2, "strides": 1}),
        ("Conv2D", {"filters": 4, "kernel_size": 3, "padding": "same"}),
        ("Conv2D", {"filters": 4, "kernel_size": 3, "strides": 2}),
        ("Conv2D", {"filters": 4, "kernel_size": 3, "use_bias": False}),
        ("Conv2D", {"filters": 4, "kernel_size": 3, "activation": "tanh"}),
    ],
)
def test_a_layer_that_the_browser_cannot_run_is_refused_by_name(kind, options, digits):
    layer = getattr(keras.layers, kind)(**options)

    with pytest.raises(ValueError, match=layer.name):
        weights.pack(network(layer), *digits[1])
