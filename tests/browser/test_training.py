"""The lab computes what Keras computes: gradients, losses, accuracies (tests/make_gradients.py has asked Keras).

What is asked is the very worker and kernel of the built site; a few lines of the tests (trained.js) are added to it.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from served import SITE

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
KERAS = json.loads((DATA / "gradients.json").read_text(encoding="utf-8"))
LAB = "lab.html"
ASK = """
    async ({ cases, trainings }) => {
        const known = (each) => {
            const { stack } = lessonlib.stacks.parse(each.stack);
            const shapes = lessonlib.stacks.infer(stack).rows.map((row) => row.shape);
            return { ...each, layers: stack.layers, shapes };
        };
        const worker = new Worker("_static/lab/asked-by-tests.js");
        const answer = new Promise((done, bad) => {
            worker.onmessage = (event) => done(event.data);
            worker.onerror = (event) => bad(new Error(event.message));
        });
        worker.postMessage({ cases: cases.map(known), trainings: trainings.map(known) });
        return answer;
    }
"""
# Trains in the page as the button does; returns what the worker told.
TRAIN = """
    ({ text, batch, rate, seed, epochs, workers, images }) => new Promise((done, bad) => {
        const { stack } = lessonlib.stacks.parse(text);
        const { layers, shapes } = lessonlib.labEngine.judge(stack, batch);
        const told = [];
        const engine = new lessonlib.labEngine.Engine("_static/lab/", "tests", (message) => {
            if (message.did === "epoch") told.push({ ...message, losses: [...message.losses] });
            if (message.did === "fail") bad(new Error(message.message));
            if (message.did === "end") {
                engine.worker.terminate();
                done({ epochs: told, test: message.test.accuracy, weights: [...message.weights.slice(0, 2000)] });
            }
        });
        engine.training = true;
        const wanted = { layers, shapes, batch, rate, seed, images, workers, optimizer: "adam", data: "mnist.bin" };
        engine.ask({ do: "train", wanted, first: 0, epochs });
    })
"""


@pytest.fixture
def lab(page, site_url):
    worker = (SITE / "_static" / "lab" / "worker.js").read_text(encoding="utf-8")
    asked = worker + (HERE / "trained.js").read_text(encoding="utf-8")
    page.route("**/asked-by-tests.js*", lambda route: route.fulfill(body=asked, content_type="text/javascript"))
    page.goto(site_url + LAB)
    page.wait_for_function("() => window.lessonlib?.labEngine")
    return page


def trained(page, number, *, workers=2, seed=1, epochs=1, batch=None, rate=None):
    asked = KERAS["trainings"][number]
    options = {"text": asked["stack"], "rate": rate or asked["rate"], "batch": batch or asked["batch"], "images": 3500}
    return page.evaluate(TRAIN, options | {"seed": seed, "epochs": epochs, "workers": workers})


def relative_error(found, wanted, scale):
    """The distance of two arrays in units of the wanted one; gradients that are as good as zero count as zero."""
    return np.linalg.norm(found - wanted) / max(np.linalg.norm(wanted), 1e-6 * scale, 1e-30)


def test_gradients_of_every_weight_agree_with_keras(lab):
    """Layers with all their settings, both paddings, dropout, every activation, and endings other than softmax."""
    found = lab.evaluate(ASK, {"cases": KERAS["stacks"], "trainings": []})["gradients"]

    at, wanted = 0, np.fromfile(DATA / "gradients.f32", "<f4")
    worst = {}
    for asked, answer in zip(KERAS["stacks"], found, strict=True):
        sizes = asked["sizes"]
        whole = wanted[at : at + sum(sizes)]
        scale = max(np.abs(whole).max(), 1e-3)
        assert answer["loss"] == pytest.approx(asked["loss"], rel=1e-5, abs=1e-6), asked["stack"]
        parts = zip(
            *(np.split(np.array(each), np.cumsum(sizes)[:-1]) for each in (answer["gradients"], whole)), strict=True
        )
        worst[asked["stack"]] = max(relative_error(*pair, scale) for pair in parts)
        at += sum(sizes)

    assert at == len(wanted)
    bad = {stack: error for stack, error in worst.items() if not error < 1e-4}
    print(f"{len(worst)} stacks, worst relative error {max(worst.values()):.1e}")
    assert bad == {}


def test_the_first_losses_agree_with_keras(lab):
    found = lab.evaluate(ASK, {"cases": [], "trainings": KERAS["trainings"]})["losses"]

    furthest = [
        np.abs(np.array(losses) - asked["losses"]).max()
        for losses, asked in zip(found, KERAS["trainings"], strict=True)
    ]
    print(f"furthest apart: {furthest}")
    assert max(furthest) < 1e-5


@pytest.mark.parametrize("workers", [1, 2])
def test_the_button_trains_as_keras_does_with_one_worker_and_with_two(lab, workers):
    asked = KERAS["trainings"][0]

    losses = trained(lab, 0, workers=workers, seed=asked["seed"])["epochs"][0]["losses"]

    assert np.abs(np.array(losses[: len(asked["losses"])]) - asked["losses"]).max() < 1e-5


def test_a_training_repeats_for_its_seed(lab):
    first, again, other = (trained(lab, 1, seed=seed) for seed in (7, 7, 8))

    assert again["weights"] == first["weights"]
    assert other["weights"] != first["weights"]


def test_after_three_epochs_new_digits_are_read_as_well_as_by_keras(lab):
    """The mean of five seeds is within half a point."""
    found = [trained(lab, 1, seed=seed, epochs=3, batch=64, rate=0.001)["test"] for seed in (1, 2, 3, 4, 5)]

    print(f"lab {np.mean(found):.4f}, Keras {np.mean(KERAS['accuracies']):.4f}")
    assert abs(np.mean(found) - np.mean(KERAS["accuracies"])) < 0.005
