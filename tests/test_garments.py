"""Drawn garments: the same for everyone, and a fair stage for a convolutional network."""

import keras
import numpy as np
import pytest

from lessonlib.data.garments import draw_garments


@pytest.fixture(scope="module")
def parts():
    return [
        (images[..., None] / 255, labels)
        for images, labels in (draw_garments(2000, seed=0), draw_garments(500, seed=1))
    ]


def accuracy(parts, *layers, epochs):
    """Accuracy on the 500 test garments after training on the 2,000 others."""
    keras.utils.set_random_seed(0)
    output = keras.layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input((28, 28, 1)), *layers, keras.layers.Flatten(), output])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(*parts[0], epochs=epochs, batch_size=64, verbose=0)
    return model.evaluate(*parts[1], verbose=0)[1]


def test_a_seed_draws_the_same_garments_again():
    for first, again in zip(draw_garments(30, seed=5), draw_garments(30, seed=5), strict=True):
        assert np.array_equal(first, again)


def test_another_seed_draws_other_garments():
    assert not np.array_equal(draw_garments(30, seed=5)[0], draw_garments(30, seed=6)[0])


def test_garments_are_small_grey_images_of_ten_classes_in_equal_numbers():
    images, labels = draw_garments(50, seed=0)

    assert images.shape == (50, 28, 28)
    assert images.dtype == labels.dtype == np.uint8
    assert np.bincount(labels).tolist() == [5] * 10


def test_no_garment_is_drawn_twice(parts):
    images = [image.tobytes() for part, _ in parts for image in part]

    assert len(set(images)) == len(images)


def test_a_convolutional_network_beats_a_linear_model(parts):
    conv, pool = keras.layers.Conv2D, keras.layers.MaxPooling2D
    layers = [conv(16, 3, activation="relu"), pool(), conv(32, 3, activation="relu"), pool()]

    assert accuracy(parts, *layers, epochs=12) > accuracy(parts, epochs=30) + 0.05
