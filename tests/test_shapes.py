"""The arithmetic of shapes: Keras is the oracle, we must predict what the learner will see."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonlib import shapes
from lessonlib.shapes import ShapeError

side = st.integers(0, 40)
few = st.integers(1, 6)
pair = st.tuples(few, few)
image = st.tuples(side, side, few)
size = st.one_of(few, pair)
padding = st.sampled_from(["valid", "same"])


def keras_shape(layer, shape):
    """The layer's output shape, or None where Keras finds that the layer does not fit."""
    try:
        return layer.compute_output_shape((None, *shape))[1:]
    except ValueError:
        return None


def our_shape(function, shape, **options):
    try:
        return function(shape, **options)
    except ShapeError:
        return None


def keras_params(layer, shape):
    layer.build((None, *shape))
    return layer.count_params()


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_conv_size_agrees_with_keras(padding, stride):
    layer = keras.layers.Conv2D(1, 3, strides=stride, padding=padding)
    _, height, width, _ = layer.compute_output_shape((None, 28, 17, 1))

    predicted = [shapes.conv_size(n, kernel=3, stride=stride, padding=padding) for n in (28, 17)]

    assert predicted == [height, width]


@given(image, few, size, size, padding)
def test_conv_shape_agrees_with_keras_on_any_image(shape, filters, kernel_size, strides, padding):
    options = {"filters": filters, "kernel_size": kernel_size, "strides": strides, "padding": padding}

    assert our_shape(shapes.conv_shape, shape, **options) == keras_shape(keras.layers.Conv2D(**options), shape)


@given(image, size, st.one_of(st.none(), size), padding)
def test_pool_shape_agrees_with_keras_on_any_image(shape, pool_size, strides, padding):
    options = {"pool_size": pool_size, "strides": strides, "padding": padding}

    assert our_shape(shapes.pool_shape, shape, **options) == keras_shape(keras.layers.MaxPooling2D(**options), shape)


@given(few, few, size, st.booleans())
def test_conv_params_agree_with_keras(channels, filters, kernel_size, use_bias):
    layer = keras.layers.Conv2D(filters, kernel_size, use_bias=use_bias)

    predicted = shapes.conv_params(channels=channels, filters=filters, kernel_size=kernel_size, use_bias=use_bias)

    assert predicted == keras_params(layer, (9, 9, channels))


@given(st.lists(few, min_size=1, max_size=3), few, st.booleans())
def test_dense_shape_and_params_agree_with_keras(shape, units, use_bias):
    layer = keras.layers.Dense(units, use_bias=use_bias)

    assert shapes.dense_shape(shape, units=units) == keras_shape(layer, shape)
    assert shapes.dense_params(shape, units=units, use_bias=use_bias) == keras_params(layer, shape)


@given(st.lists(side, min_size=1, max_size=4))
def test_flatten_shape_agrees_with_keras(shape):
    assert shapes.flatten_shape(shape) == keras_shape(keras.layers.Flatten(), shape)


def test_numpys_whole_numbers_are_sizes_and_pythons_come_back():
    shape = shapes.conv_shape(np.array([28, 28, 1]), filters=np.int64(16), kernel_size=np.int32(3))

    assert shape == (26, 26, 16)
    assert {type(size) for size in shape} == {int}


def test_the_network_of_question_one_has_596042_parameters():
    shape, params = (28, 28, 1), 0
    for filters in (16, 32):
        params += shapes.conv_params(channels=shape[-1], filters=filters, kernel_size=3)
        shape = shapes.conv_shape(shape, filters=filters, kernel_size=3)
    flat = shapes.flatten_shape(shapes.pool_shape(shape))
    params += shapes.dense_params(flat, units=128) + shapes.dense_params((128,), units=10)

    assert params == 596_042


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: shapes.conv_size(3, kernel=5), r'kernel 5 does not fit in 3 pixels; .* padding="same"'),
        (lambda: shapes.conv_size(28, kernel=0), "kernel is 0; it must be 1 or more"),
        (lambda: shapes.conv_shape((28, 28), filters=1, kernel_size=3), r"one channel: \(28, 28, 1\)"),
        (
            lambda: shapes.conv_shape((28, 28, 1), filters=1, kernel_size=(3, 3, 3)),
            "write one number or a pair",
        ),
        (lambda: shapes.dense_shape((), units=3), "needs one, such as"),
        (lambda: shapes.conv_size(28.0, kernel=3), r"size is 28\.0; it must be a whole number"),
        (lambda: shapes.conv_shape((28, 28, 1), filters=16, kernel_size=3.0), r"height is 3\.0; it must be a whole"),
        (lambda: shapes.pool_shape((28, 28, 1), pool_size=(2, 0.5)), r"width is 0\.5; it must be a whole number"),
        (lambda: shapes.flatten_shape((28, None)), "size is None; it must be a whole number"),
        (lambda: shapes.dense_params((4,), units="8"), "units is '8'; it must be a whole number"),
        (lambda: shapes.conv_shape((28, -1, 1), filters=16, kernel_size=3), "width is -1; it must be 0 or more"),
    ],
)
def test_what_does_not_fit_is_named_with_what_to_do(wrong, message):
    with pytest.raises(ShapeError, match=message):
        wrong()


def test_an_unknown_padding_is_refused_with_the_two_known():
    with pytest.raises(ValueError, match='padding \'full\' is unknown; write "valid" or "same"'):
        shapes.conv_size(28, kernel=3, padding="full")
