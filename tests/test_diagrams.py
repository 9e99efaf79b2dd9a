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

    assert alt.startswith("A network from left to right: input with 784 numbers, hidden 'middle' with 5 numbers")


def test_a_model_without_weights_says_what_to_do():
    """There is nothing to draw."""
    with pytest.raises(ValueError, match="add a Dense layer"):
        diagrams.network(keras.Sequential([keras.Input((4,)), keras.layers.Flatten()]))


def small_cnn():
    return keras.Sequential(
        [
            keras.Input((8, 10, 3)),
            keras.layers.Conv2D(4, 3),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(2),
        ]
    )


def test_a_stack_says_the_shape_that_leaves_each_layer():
    alt = diagrams.stack(small_cnn()).alt

    assert alt.endswith("Input 8 × 10 × 3, Conv2D 6 × 8 × 4, MaxPooling2D 3 × 4 × 4, Flatten 48 and Dense 2.")


def test_a_stack_is_drawn_with_a_box_or_a_bar_a_row():
    """A box has three faces, a bar is one rectangle."""
    axis = diagrams.stack(small_cnn()).figure.axes[0]

    assert [type(patch).__name__ for patch in axis.patches].count("Polygon") == 3 * 3
    assert [type(patch).__name__ for patch in axis.patches].count("Rectangle") == 2


def test_a_functional_model_is_drawn_like_a_sequential_one():
    model = small_cnn()

    assert diagrams.stack(keras.Model(model.inputs, model.outputs)).alt == diagrams.stack(model).alt


def test_a_stack_of_other_shapes_is_refused():
    model = keras.Sequential([keras.Input((8, 3)), keras.layers.Dense(2)])

    with pytest.raises(ValueError, match="neither an image nor a row"):
        diagrams.stack(model)


def test_a_filter_over_maps_says_how_many_maps_it_reads():
    picture = diagrams.filter_over_maps(16)

    assert "16 feature maps" in picture.alt
    assert "16 maps in" in [text.get_text() for text in picture.figure.axes[0].texts]


def test_a_neuron_and_a_filter_are_joined_to_all_and_to_one_window():
    dense, conv = diagrams.neuron_and_filter().figure.axes

    lines = [len([line for line in axis.lines if line.get_color() == "#0072b2"]) for axis in (dense, conv)]
    assert lines == [32, 2]
