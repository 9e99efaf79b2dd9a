"""What Keras answered about gradients and losses is what the installed Keras answers; the lab is held to these."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).parent
DATA = HERE / "data"
KERAS = json.loads((DATA / "gradients.json").read_text(encoding="utf-8"))
WANTED = np.fromfile(DATA / "gradients.f32", "<f4")
# Every twentieth, and what each has before it in the file.
SAMPLE = range(0, len(KERAS["stacks"]), 20)


@pytest.fixture
def make_gradients(monkeypatch):
    monkeypatch.setenv("LESSONLIB_DATA", "embedded")
    monkeypatch.setattr(sys, "path", [str(HERE), *sys.path])
    import make_gradients

    return make_gradients


@pytest.mark.parametrize("number", SAMPLE)
def test_the_installed_keras_computes_these_gradients(make_gradients, number):
    asked = KERAS["stacks"][number]
    start = sum(sum(before["sizes"]) for before in KERAS["stacks"][:number])

    loss, found = make_gradients.gradients(asked["stack"], asked["seed"], asked["images"])

    assert loss == pytest.approx(asked["loss"], rel=1e-5)
    assert [each.size for each in found] == asked["sizes"]
    wanted = WANTED[start : start + sum(asked["sizes"])]
    assert np.concatenate([each.ravel() for each in found]) == pytest.approx(wanted, rel=1e-4, abs=1e-5)


def test_the_installed_keras_has_these_losses(make_gradients):
    asked = KERAS["trainings"][1]

    losses = make_gradients.training(asked["stack"], asked["optimizer"], asked["rate"], asked["batch"])

    assert losses == pytest.approx(asked["losses"], abs=1e-5)


def test_the_stacks_know_every_layer_and_every_setting():
    """A fixture that has lost one would hold nobody to it."""
    from lessonlib.networks import stacks

    words = {
        word.partition("=")[0] for asked in KERAS["stacks"] for word in asked["stack"].replace("/", ",").split(",")
    }

    assert words >= {*stacks.NUMBERS, *stacks.ACTIVATIONS, "strides", "same", "nobias"}
    assert len(KERAS["stacks"]) == 200
    assert len(WANTED) == sum(sum(asked["sizes"]) for asked in KERAS["stacks"])
    assert sum(file.stat().st_size for file in DATA.glob("gradients.*")) < 1_000_000
