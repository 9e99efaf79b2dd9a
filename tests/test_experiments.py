"""Experiments train the same networks under several seeds, and compare them in pairs."""

import keras
import numpy as np
import pytest
from keras import layers

from lessonlib.experiments import Effect, Run, Table, accuracy, built, compare, effect, measures, renew
from lessonlib.training import fit

LOT = np.random.default_rng(0)
IMAGES = LOT.random((64, 6, 6, 1)).astype("float32")
LABELS = (IMAGES[:, 0, 0, 0] > 0.5).astype(int)


def network() -> keras.Model:
    """Return a compiled network with dropout, which has a lot of its own to draw."""
    model = keras.Sequential(
        [
            keras.Input((6, 6, 1)),
            layers.Conv2D(2, 3, activation="relu"),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    return model


def trained(model: keras.Model, seed: int) -> keras.Model:
    """Return the model after two epochs."""
    fit(model, IMAGES, LABELS, epochs=2, seed=seed, verbose=0)
    return model


def test_a_renewed_model_trains_like_a_new_one() -> None:
    """Otherwise the second seed would go on where the first one ended."""
    keras.utils.set_random_seed(2)
    new = trained(network(), seed=2)

    used = trained(network(), seed=1)
    keras.utils.set_random_seed(2)
    renewed = trained(renew(used, network()), seed=2)

    for one, other in zip(new.get_weights(), renewed.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_the_same_seeds_give_the_same_runs() -> None:
    once, again = (
        compare({"small": network}, (IMAGES, LABELS), (IMAGES, LABELS), seeds=[1, 2], epochs=1) for _ in range(2)
    )

    assert once == again


def test_a_network_is_tried_on_each_of_several_test_sets() -> None:
    tests = {"as it is": (IMAGES, LABELS), "upside down": (IMAGES[:, ::-1], LABELS)}

    runs = compare({"small": network}, (IMAGES, LABELS), tests, seeds=[1], epochs=1)

    assert [run.name for run in runs] == ["small, as it is", "small, upside down"]


def test_a_function_may_stand_before_what_it_is_called_with() -> None:
    def of(units: int, rate: float = 0.0) -> keras.Model:
        stack = [keras.Input((4,)), layers.Dense(units), layers.Dropout(rate)]
        return keras.Sequential(stack)

    assert built((of, 3)).count_params() == built(lambda: of(3)).count_params() == 15
    assert built((of, 3, 0.5)).layers[-1].rate == 0.5
    assert built((network,)).count_params() == network().count_params()


@pytest.mark.parametrize(
    ("given", "said"), [(network(), "Sequential"), ((network(), 3), "Sequential"), ((), "tuple"), (3, "int")]
)
def test_what_builds_no_network_is_refused(given: object, said: str) -> None:
    with pytest.raises(TypeError, match=f"expected a function that builds a network.* got: {said}"):
        compare({"one": given}, (IMAGES, LABELS), (IMAGES, LABELS), seeds=[1], epochs=1)


def test_accuracy_agrees_with_keras() -> None:
    model = trained(network(), seed=1)
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])

    by_keras = model.evaluate(IMAGES, LABELS, verbose=0, return_dict=True)["accuracy"]

    assert accuracy(model, IMAGES, LABELS) == pytest.approx(by_keras)


RUNS = [
    Run("a", seed=1, parameters=1200, train_accuracy=1.0, accuracy=0.8),
    Run("a", seed=2, parameters=1200, train_accuracy=1.0, accuracy=0.9),
    Run("b", seed=1, parameters=10, train_accuracy=0.9, accuracy=0.7),
    Run("b", seed=2, parameters=10, train_accuracy=0.9, accuracy=0.8),
]


def test_an_effect_pairs_runs_of_one_seed() -> None:
    assert effect(RUNS, "a", against="b").differences == pytest.approx((10, 10))


def test_an_effect_can_be_taken_of_the_gap() -> None:
    assert effect(RUNS, "a", against="b", measure="gap").differences == pytest.approx((0, 0))


def test_networks_without_common_seeds_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match=r"'c': \[\].*expected the same seeds"):
        effect(RUNS, "a", against="c")


def test_a_difference_of_less_than_four_standard_errors_is_not_clear() -> None:
    assert not Effect((4.0, -1.0, 1.5)).clear
    assert not Effect((1.0, 2.0, 3.0)).clear  # a mean of 2, a standard error of 1 / √3


def test_more_pairs_make_the_same_difference_clear() -> None:
    assert Effect((1.0, 2.0, 3.0) * 3).clear


def test_a_tiny_difference_is_not_clear_however_regular() -> None:
    assert not Effect((0.4, 0.4, 0.4)).clear


def test_a_difference_of_many_standard_errors_is_clear() -> None:
    assert Effect((-5.0, -6.0, -5.5)).clear


def test_measures_are_gathered_by_network() -> None:
    assert measures(RUNS) == {"a": [0.8, 0.9], "b": [0.7, 0.8]}


def test_a_table_names_its_rows_for_screen_readers() -> None:
    shown = Table(RUNS)._repr_html_()

    assert '<th scope="row">a</th><td>1,200</td>' in shown
    assert shown.count('<th scope="col">') == 4
