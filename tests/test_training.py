"""Training repeats, and is quiet where nobody watches."""

import keras
import numpy as np
import pytest

from lessonlib.training import fit


@pytest.fixture(scope="module")
def data():
    """Sixty tiny images of two kinds: dark ones and bright ones."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, 60)
    return (labels[:, None, None, None] * 0.5 + random.random((60, 4, 4, 1)) * 0.5).astype("float32"), labels


def small_network(seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input(shape=(4, 4, 1))
    x = keras.layers.Dropout(0.25)(keras.layers.Flatten()(inputs))
    model = keras.Model(inputs, keras.layers.Dense(2, activation="softmax")(x))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def train(data, *, seed, **options):
    return fit(small_network(seed), *data, epochs=2, seed=seed, **options)


def test_the_same_seed_gives_the_same_history(data):
    first, second = (train(data, seed=7, validation_data=data, verbose=0) for _ in range(2))

    assert first.history == second.history


def test_another_seed_gives_another_history(data):
    assert train(data, seed=7, verbose=0).history != train(data, seed=8, verbose=0).history


def test_a_built_page_gets_one_rounded_line_an_epoch(data, monkeypatch, capsys):
    monkeypatch.setenv("LESSONLIB_BUILD", "1")

    history = train(data, seed=7, validation_data=data).history

    assert capsys.readouterr().out.splitlines() == [
        f"Epoch {epoch + 1}/2: accuracy {100 * history['accuracy'][epoch]:.0f} %, "
        f"loss {history['loss'][epoch]:.2f}; "
        f"validation: accuracy {100 * history['val_accuracy'][epoch]:.0f} %, "
        f"loss {history['val_loss'][epoch]:.2f}"
        for epoch in range(2)
    ]


def test_a_learner_sees_the_progress_bar_of_keras(data, monkeypatch, capsys):
    monkeypatch.delenv("LESSONLIB_BUILD", raising=False)

    train(data, seed=7)

    assert "━" in capsys.readouterr().out


@pytest.mark.parametrize("built", ["0", "1"])
def test_verbose_0_prints_nothing(data, monkeypatch, capsys, built):
    monkeypatch.setenv("LESSONLIB_BUILD", built)

    train(data, seed=7, verbose=0)

    assert capsys.readouterr().out == ""
