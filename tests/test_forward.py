"""A packed network read without Keras: Keras is the oracle."""

import numpy as np
import pytest

from lessonlib.networks import forward
from lessonlib.networks.weights import pack
from lessonlib.sphinxext.networks import reading


@pytest.fixture(scope="module")
def trained():
    import keras
    from keras import layers

    keras.utils.set_random_seed(3)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.Conv2D(6, (5, 3), activation="relu"),
            layers.MaxPooling2D((3, 2)),
            layers.Flatten(),
            layers.Dense(12, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    images = np.rint(np.random.default_rng(0).uniform(size=(20, 28, 28, 1)) * 255).astype("float32") / 255
    return model, images, pack(model, images, np.arange(20) % 10)


def test_each_layer_gives_what_keras_gives(trained):
    import keras

    model, _images, file = trained
    network = forward.unpack(file)
    every = keras.Model(model.inputs, [layer.output for layer in model.layers])

    for image in network.images[:5]:
        expected = [np.asarray(values)[0] for values in every(image[None])]
        found = forward.outputs(network, image)
        assert [values.shape for values in found] == [values.shape for values in expected]
        # Dense kernels are packed as float16.
        assert all(np.allclose(mine, keras, atol=2e-3) for mine, keras in zip(found, expected, strict=True))


def test_the_images_come_back_with_their_labels(trained):
    _, images, file = trained
    network = forward.unpack(file)

    assert network.labels == [label for label in range(10) for _ in range(2)]
    assert np.allclose(network.images[::2], images[:10], atol=1e-6)


def test_another_file_and_one_that_is_cut_are_refused(trained):
    with pytest.raises(ValueError, match="no packed network"):
        forward.unpack(b"PK\x03\x04 and so on")
    with pytest.raises(ValueError, match="is cut"):
        forward.unpack(trained[2][:-1])


def test_the_picture_shows_each_layer_with_maps_and_says_what_is_read(trained):
    model, _, file = trained
    network = forward.unpack(file)
    image = network.images[network.labels.index(7)]
    probabilities = np.asarray(model(image[None]))[0]

    shown = reading.figure(file, 7)

    for title in ("28 × 28 pixels", "4 maps, 26 × 26", "6 maps, 22 × 24", "6 maps, 7 × 12", "one for each digit"):
        assert title in shown
    assert shown.count("data:image/png;base64,") == 4
    read = int(probabilities.argmax())
    assert f"never seen: it reads {read}, with {probabilities[read]:.1%}" in shown
    assert f'<tr class="most"><th scope="row">{read}</th>' in shown


def test_a_page_that_shows_a_network_which_no_lesson_has_trained_says_so(build):
    lesson = "# Lesson 4\n"
    pages = {"index.md": "# Home\n\n```{network-reads}\n```\n", "lessons.md": lesson}

    built = build(pages, extensions=["lessonlib.sphinxext", "lessonlib.sphinxext.networks", "myst_nb"])

    said = [text for text in built.warnings if "this page shows a network at work" in text]
    assert said
    assert "index.md:3: " in said[0]
    assert "network-reads" not in built.page()
