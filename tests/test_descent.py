"""The neuron that learns in the page: its loss, slopes and steps are Keras's, and stand there without JavaScript."""

import base64
import json

import numpy as np
import pytest
from ask_keras import has_agreed
from make_descents import FIXTURE, ask_keras
from sphinx.testing.util import SphinxTestApp

from lessonlib.networks import descent

JUDGED = json.loads(FIXTURE.read_text(encoding="utf-8"))
OPTIONS = {"start": "-2 -2", "rates": "0.1 2 12", "weights": "-3 12", "biases": "-5 7"}


def neuron_of(case):
    return descent.unpacked(descent.packed(case["inputs"], [int(mark) for mark in case["labels"]]))


def test_losses_slopes_and_steps_are_those_of_keras():
    assert len(JUDGED["cases"]) >= 40
    for case in JUDGED["cases"]:
        neuron, (weight, bias) = neuron_of(case), case["start"]
        assert neuron.loss(weight, bias) == pytest.approx(case["loss"], abs=2e-5), case
        assert neuron.slopes(weight, bias) == pytest.approx(case["slopes"], abs=2e-5), case
        for after in case["path"]:
            slopes = neuron.slopes(weight, bias)
            weight, bias = weight - case["rate"] * slopes[0], bias - case["rate"] * slopes[1]
            assert (weight, bias) == pytest.approx(after, abs=2e-4), case


def test_the_steps_of_a_weight_alone_follow_its_slope():
    neuron = neuron_of(JUDGED["cases"][0])
    first, second, third = neuron.steps(1.0, rate=0.5, number=2)

    assert second == first - 0.5 * neuron.slopes(first)[0]
    assert third == second - 0.5 * neuron.slopes(second)[0]


@pytest.mark.skipif(has_agreed(), reason="a build of the site has asked this Keras about these neurons")
def test_the_installed_keras_still_judges_a_sample_of_neurons_alike():
    for case in JUDGED["cases"][::10]:
        now = ask_keras(case)
        assert now["loss"] == pytest.approx(case["loss"], abs=1e-6), "run nox -s stacks"
        assert np.array(now["path"]) == pytest.approx(np.array(case["path"]), abs=1e-5), "run nox -s stacks"


def test_inputs_without_labels_are_refused():
    with pytest.raises(ValueError, match="2 inputs and 1 labels: give as many labels as inputs"):
        descent.packed([0.5, 1.0], [True])
    with pytest.raises(ValueError, match="1 inputs and 2 images: give as many images as inputs"):
        descent.packed([0.5], [True], images=np.zeros((2, 3, 3)))


def test_four_images_of_each_label_are_shown():
    text = descent.packed(range(10), [False] * 5 + [True] * 5, images=np.ones((10, 2, 3)))
    shown = json.loads(text)["shown"]

    assert (shown["at"], shown["size"]) == ([0, 1, 2, 3, 5, 6, 7, 8], [2, 3])
    assert base64.b64decode(shown["pixels"]) == b"\xff" * 8 * 6


def build(folder, options):
    """Build a page with a descent; return the page and the warnings."""
    written = "\n".join(f":{name}: {value}" for name, value in options.items())
    (folder / "conf.py").write_text(
        "extensions = ['lessonlib.sphinxext', 'lessonlib.sphinxext.networks', 'myst_nb']\n"
        "myst_enable_extensions = ['colon_fence']\nlessonlib_execution = False\nnb_execution_mode = 'off'\n"
    )
    (folder / "index.md").write_text(f"# Page\n\n```{{descent}} numbers\n{written}\n```\n")
    app = SphinxTestApp("html", srcdir=folder)
    try:
        app.build()
    finally:
        app.cleanup()
    return (app.outdir / "index.html").read_text(encoding="utf-8"), app.warning.getvalue()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (OPTIONS | {"rates": "2"}, "descent: `:rates: 2`: give three or more numbers, parted by spaces"),
        (OPTIONS | {"start": "1 2 3"}, "descent: `:start: 1 2 3`: give two numbers, parted by spaces"),
        ({}, "descent: `:start: nothing`: give two numbers, parted by spaces"),
        (OPTIONS | {"weights": "low high"}, "could not convert string to float"),
    ],
)
def test_a_malformed_descent_is_an_error_with_its_line(tmp_path, options, message):
    _, warnings = build(tmp_path, options)

    assert "index.md:3: " in warnings
    assert message in warnings


def test_a_page_that_glues_nothing_to_learn_from_is_warned_of(tmp_path):
    _, warnings = build(tmp_path, OPTIONS)

    assert "this page glues no 'numbers'" in warnings
