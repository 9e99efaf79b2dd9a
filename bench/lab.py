"""Train in the page and in Keras, in turn: how many seconds does an epoch take, and what share of Keras's is that?

`nox -s bench -- --lab` runs this on the built site, in headless Chromium. Speeds of one machine differ from minute to
minute, so only numbers of the same round are compared; the medians of the rounds are printed.
"""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("LESSONLIB_DATA", "embedded")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "browser"))

import click
from playwright.sync_api import Page, sync_playwright

from lessonlib import datasets
from lessonlib.networks import stacks
from lessonlib.sphinxext.outputs.pdf import find_chromium
from served import serve

EPOCHS = 3  # of which the first warms up: Keras builds its graph, the browser compiles
# Name → stack, training images, batch size.
NETWORKS = {
    "lesson 4, CNN": (
        "28x28x1/Conv2D,16,3,relu/Conv2D,32,3,relu/MaxPooling2D,2/Flatten/Dense,128,relu/Dense,10,softmax",
        3500,
        32,
    ),
    "lesson 4, dense": ("28x28x1/Flatten/Dense,128,relu/Dense,10,softmax", 3500, 32),
    "lesson 6, CNN": (
        "28x28x1/Conv2D,8,5,relu/MaxPooling2D,2/Conv2D,16,5,relu/MaxPooling2D,2/Flatten/Dense,10,softmax",
        1000,
        64,
    ),
    "lesson 7": (
        "28x28x1/Conv2D,8,3,relu/MaxPooling2D,2/Conv2D,16,3,relu/MaxPooling2D,2/Flatten/Dense,128,relu/Dense,10,softmax",
        1000,
        64,
    ),
}
TRAIN = """
    ([text, images, batch, workers, epochs]) => new Promise((done, bad) => {
        const { stack } = lessonlib.stacks.parse(text);
        const { layers, shapes } = lessonlib.labEngine.judge(stack, batch);
        const seconds = [];
        const engine = new lessonlib.labEngine.Engine("_static/lab/", "bench", (message) => {
            if (message.did === "epoch") seconds.push(message.seconds);
            if (message.did === "fail") bad(new Error(message.message));
            if (message.did !== "end") return;
            engine.worker.terminate();
            done(seconds.slice(1));
        });
        const given = { layers, shapes, batch, images, workers, rate: 0.001, optimizer: "adam", seed: 1 };
        engine.ask({ do: "train", wanted: { ...given, data: "mnist.bin" }, first: 0, epochs });
    })
"""


class Keras:
    """A network in Keras, with the digits that the page trains on."""

    def __init__(self, text: str, images: int, batch: int) -> None:
        import keras

        (pixels, labels), _ = datasets.load("mnist")
        self.data = (pixels[:images, ..., None] / 255).astype("float32"), labels[:images]
        self.batch = batch
        stack = stacks.parse(text)
        made = [getattr(keras.layers, layer.kind)(**layer.options) for layer in stack.layers]
        self.model = keras.Sequential([keras.Input(stack.input), *made])
        self.model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

    def seconds(self) -> float:
        """Return the mean of the epochs after the first, in seconds."""
        import time

        import keras

        times = []
        watch = keras.callbacks.LambdaCallback(
            on_epoch_begin=lambda _epoch, _logs: times.append(-time.perf_counter()),
            on_epoch_end=lambda epoch, _logs: times.__setitem__(epoch, times[epoch] + time.perf_counter()),
        )
        self.model.fit(*self.data, batch_size=self.batch, epochs=EPOCHS, verbose=0, callbacks=[watch])
        return statistics.mean(times[1:])


def measure(page: Page, network: tuple[str, int, int], rounds: int) -> dict[str, list[float]]:
    """Return the seconds an epoch of each way, round by round."""
    keras = Keras(*network)
    keras.seconds()
    times: dict[str, list[float]] = {"Keras": [], "one worker": [], "two workers": []}
    for _ in range(rounds):
        times["Keras"].append(keras.seconds())
        for workers, name in ((1, "one worker"), (2, "two workers")):
            found: Any = page.evaluate(TRAIN, [*network, workers, EPOCHS])
            times[name].append(statistics.mean(found))
    return times


@click.command()
@click.option("--rounds", default=5, show_default=True, help="how often each is measured")
def main(rounds: int) -> None:
    """Measure each network, in Keras and in the page."""
    with serve() as url, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = chromium.new_page()
        page.goto(url + "lab.html")
        page.wait_for_function("() => window.lessonlib?.labEngine")
        print(f"Chromium {chromium.version}, {rounds} rounds")
        print("seconds an epoch: median (least to most), share of Keras's")
        for name, network in NETWORKS.items():
            times = measure(page, network, rounds)
            for way, each in times.items():
                share = statistics.median(a / b for a, b in zip(each, times["Keras"], strict=True))
                said = f"{statistics.median(each):.3f} ({min(each):.3f} to {max(each):.3f})"
                print(f"{name:16} {way:12} {said:26} {share:.2f}", flush=True)
        chromium.close()


if __name__ == "__main__":
    main()
