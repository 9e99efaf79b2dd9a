"""For each exercise a solution, and wrong attempts with the feedback that each must get."""

import contextlib
from functools import cache
from types import SimpleNamespace

import keras
import numpy as np
from keras import layers

from lessonlib import datasets, shapes
from lessonlib.experiments import Run

with contextlib.suppress(ImportError):
    from scipy.signal import convolve2d


def model(shape, *stack):
    return keras.Sequential([keras.Input(shape), *stack])


def classifier(shape, units, *stack):
    return model(shape, *stack, layers.Dense(units, activation="softmax"))


@cache
def trained(name="mnist", *, scale=255, kinds="both"):
    """A small network that has learned a data set in a few seconds."""
    keras.utils.set_random_seed(1)
    (images, labels), _ = datasets.load(name)
    stack = [layers.Conv2D(12, 5, strides=2, activation="relu"), layers.Conv2D(16, 3, strides=2, activation="relu")]
    if kinds == "dense":
        stack = []
    hidden = [layers.Flatten(), layers.Dense(32, activation="relu")]
    network = classifier((28, 28, 1), 10, *stack, *hidden)
    network.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy")
    network.fit(images[:2000, ..., None] / scale, labels[:2000], epochs=5, batch_size=32, verbose=0)
    return network


def poisoned():
    network = keras.models.clone_model(trained())
    network.set_weights([weight * np.nan for weight in network.get_weights()])
    return network


def runs(sizes, seeds=(1, 2), accuracy=0.9, train=None):
    return [
        Run(
            name,
            seed,
            size,
            (train or {}).get(name, 0.95) + seed / 1000,
            accuracy[name] if isinstance(accuracy, dict) else accuracy,
        )
        for name, size in sizes.items()
        for seed in seeds
    ]


def label_rows(form):
    def labelled(network):
        last = len(network.layers) - 1
        for place, layer in enumerate(network.layers):
            part = {0: "input", last: "output"}.get(place, "hidden")
            form(layer, part, part == "input" or bool(layer.weights))

    return labelled


def counts(layer, part, counted):
    print(f"{layer.name:8} {part:7} {'counts' if counted else 'does not count'}")


def max_pool(grid):
    rows, columns = grid.shape[0] // 2, grid.shape[1] // 2
    return np.array([[grid[2 * r : 2 * r + 2, 2 * c : 2 * c + 2].max() for c in range(columns)] for r in range(rows)])


def overlapping(grid):
    return np.array(
        [[grid[r : r + 2, c : c + 2].max() for c in range(grid.shape[1] - 1)] for r in range(grid.shape[0] - 1)]
    )


def mean_pool(grid):
    rows, columns = grid.shape[0] // 2, grid.shape[1] // 2
    return np.array([[grid[2 * r : 2 * r + 2, 2 * c : 2 * c + 2].mean() for c in range(columns)] for r in range(rows)])


def rounded_up(grid):
    rows, columns = -(-grid.shape[0] // 2), -(-grid.shape[1] // 2)
    return np.array([[grid[2 * r : 2 * r + 2, 2 * c : 2 * c + 2].max() for c in range(columns)] for r in range(rows)])


EMBOSS = np.array([[-2.0, -1, 0], [-1, 1, 1], [0, 1, 2]])
LOPSIDED = np.arange(9.0).reshape(3, 3)
COLOUR = np.random.default_rng(0).integers(0, 256, (90, 90, 3))
ROWS = np.random.default_rng(0).dirichlet(np.ones(10), 1000)
ORDER = ROWS.max(axis=1).argsort()


def keras_size(n, k, s=1, padding="valid"):
    return shapes.conv_size(n, kernel=k, stride=s, padding=padding)


def mended(a=None, b=None, c=None):
    grey, colour = layers.Conv2D(8, 3), layers.Conv2D(8, 3)
    grey(keras.Input((28, 28, 1)))
    colour(keras.Input((28, 28, 3)))
    good = layers.Flatten()(layers.Conv2D(32, 3)(keras.Input((28, 28, 1))))
    return (good if a is None else a, b or [grey, colour], c or (np.zeros((490, 4)), np.zeros(490)))


def grey_twice():
    pair = [layers.Conv2D(8, 3), layers.Conv2D(8, 3)]
    for layer in pair:
        layer(keras.Input((28, 28, 1)))
    return pair


def first_aid(*overlooked, complain_always=False):
    def aid(network, images, labels):
        found = ["ill"] if complain_always else []
        if images.ndim != 4 and "axis" not in overlooked:
            return [*found, "axes"]
        if images.max() > 1 and "range" not in overlooked:
            found.append("range")
        if len(images) != len(labels) and "count" not in overlooked:
            found.append("count")
        if len(network.output_shape) != 2 or network.output_shape[1] <= labels.max():
            return [*found, "output"] if "output" not in overlooked else found
        sums = np.asarray(network(np.zeros((2, 6, 6, 1)), training=False)).sum(axis=-1)
        if not np.allclose(sums, 1) and "softmax" not in overlooked:
            found.append("softmax")
        return found

    return aid


def network(*, hidden=((8,)), inputs=13, outputs=3, activation="softmax"):
    stack = [layers.Dense(units, activation="relu") for units in hidden]
    return model((inputs,), *stack, layers.Dense(outputs, activation=activation))


GOOD_VALUES = {"8 neurons": [0.8], "128 neurons": [0.92, 0.92, 0.91], "256 neurons": [0.93]}
KNOBS = {"Conv2D(4, 1)": 100, "Conv2D(4, 5)": 90, "Conv2D(4, 13)": 80}
SERIES = {"Dense": 2000, "Conv1D": 66}
FOUR = {"128 units": 900, "64 units": 500, "32 units": 300, "128, dropout 25 %": 900}
DROPPED = {"128, dropout 25 %": 0.9}


def refuse(*_args, **_options):
    raise AssertionError("nothing is run before the first blank")


# What the pages have defined before the starter runs.
CONTEXT = {
    "label-the-rows": {"garments": network()},
    "make-scipy-agree": {"by_hand": {"emboss": EMBOSS}, "tower": np.ones((9, 9)), "convolve2d": convolve2d},
    "flatten-and-back": {"load_sample_image": lambda _: np.zeros((500, 500, 3))},
    "hidden-neurons": {"train": lambda build, *_args, **_options: build(), "trained": {"3 layers": []}},
    "how-sure": {"probabilities": ROWS},
    "three-patients": {"scaled_test": np.zeros((500, 2)), "y_test": np.zeros(500)},
    "first-aid": {"healthy": None, "scaled": None, "y_train": None},
    "turn-the-knobs": {
        "partial": lambda f, *a: lambda: f(*a),
        "one_conv": lambda _, k: k + 0,
        "compare": lambda knobs, *_, **__: [b() for b in knobs.values()],
        "x_train": 0,
        "y_train": 0,
        "x_test": 0,
        "y_test": 0,
    },
    "pulse-in-a-series": {"compare": lambda choices, *_, **__: [build() for build in choices.values()]},
    "five-layers": {"fit": refuse},
    "fashion-mnist": {"load": datasets.load, "network": refuse, "fit": refuse},
    "smaller-or-dropout": {
        "network": refuse,
        "compare": lambda variants, *_, **__: [b() for b in variants.values()],
        "x_train": 0,
        "y_train": 0,
        "x_test": 0,
        "y_test": 0,
    },
}

SOLUTIONS = {
    "network-for-wine": lambda: (network(),),
    "label-the-rows": lambda: (label_rows(counts),),
    "kernel-of-your-own": lambda: (np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]]),),
    "function-for-the-size": lambda: (keras_size,),
    "make-scipy-agree": lambda: (EMBOSS[::-1, ::-1], EMBOSS),
    "pool-by-hand": lambda: (max_pool,),
    "flatten-and-back": lambda: (COLOUR.ravel(), COLOUR, COLOUR[:, :, 2]),
    "hidden-neurons": lambda: (GOOD_VALUES,),
    "how-sure": lambda: (ORDER[:100], ROWS),
    "three-patients": mended,
    "first-aid": lambda: (first_aid(),),
    "turn-the-knobs": lambda: (runs(KNOBS),),
    "pulse-in-a-series": lambda: (runs(SERIES, accuracy={"Dense": 0.6, "Conv1D": 0.97}),),
    "five-layers": lambda: (trained(),),
    "fashion-mnist": lambda: (trained("fashion_mnist"),),
    "smaller-or-dropout": lambda: (runs(FOUR, train=DROPPED),),
}

ATTEMPTS = {
    "network-for-wine": {
        "no network": (lambda: ([13, 8, 3],), "Pass the network itself"),
        "a function": (lambda: (network,), "Call it first"),
        "all wines as input": (
            lambda: (model((178, 13), layers.Dense(8), layers.Dense(3)),),
            "Leave out the number of wines",
        ),
        "one class too many": (lambda: (network(outputs=4),), "How many classes"),
        "two hidden layers": (lambda: (network(hidden=(8, 8)),), "2 hidden layers"),
        "another number of neurons": (lambda: (network(hidden=(16,)),), "one neuron gives one"),
        "no softmax": (lambda: (network(activation=None),), "do not add up to 1"),
    },
    "label-the-rows": {
        "called": (lambda: ("printed",), "without brackets"),
        "returns only": (lambda: (lambda network: [layer.name for layer in network.layers],), "Did you print"),
        "no names": (lambda: (label_rows(lambda _, part, c: print(part, c)),), "name of its layer"),
        "all hidden": (
            lambda: (label_rows(lambda layer, _, c: print(layer.name, "hidden", c)),),
            "what stands before it",
        ),
        "all count": (
            lambda: (label_rows(lambda layer, part, _: print(layer.name, part, "counts")),),
            "the row without weights",
        ),
        "input left out": (
            lambda: (label_rows(lambda layer, part, _: print(layer.name, part, bool(layer.weights))),),
            "The input has no weights",
        ),
        "raises": (lambda: (lambda network: network.rows,), "could not be tried out"),
    },
    "kernel-of-your-own": {
        "too large": (lambda: (np.ones((5, 5)),), "Three rows"),
        "vertical": (lambda: (np.array([[-1, 0, 1]] * 3),), "Compare above and below"),
        "blur": (lambda: (np.ones((3, 3)) / 9,), "add up to"),
        "nothing": (lambda: (np.zeros((3, 3)),), "does not see a horizontal edge"),
    },
    "function-for-the-size": {
        "called": (lambda: (24,), "without brackets"),
        "one place lost": (
            lambda: (lambda n, k, s=1, p="valid": keras_size(n, k, s, p) - (p == "valid" and s == 1),),
            "the first one too",
        ),
        "first place stepped over": (
            lambda: (lambda n, k, s=1, p="valid": (n - k + 1) // s if p == "valid" else -(-n // s),),
            "add that place",
        ),
        "same rounds down": (
            lambda: (lambda n, k, s=1, p="valid": keras_size(n, k, s) if p == "valid" else n // s,),
            "Which way does it round",
        ),
        "same ignores stride": (
            lambda: (lambda n, k, s=1, p="valid": keras_size(n, k, s) if p == "valid" else n,),
            "The stride divides here",
        ),
        "padding ignored": (lambda: (lambda n, k, s=1, p="valid": keras_size(n, k, s),), "padding keeps the size"),
        "prints": (lambda: (lambda *_: None,), "return, or print"),
    },
    "make-scipy-agree": {
        "as it was": (lambda: (LOPSIDED, LOPSIDED), "as it was"),
        "one axis": (lambda: (LOPSIDED[::-1], LOPSIDED), "mirror image"),
        "transposed": (lambda: (LOPSIDED.T, LOPSIDED), "rows and columns"),
        "negative": (lambda: (-LOPSIDED, LOPSIDED), "Only places may change"),
        "cut": (lambda: (LOPSIDED[:2], LOPSIDED), "keep its size"),
    },
    "pool-by-hand": {
        "called": (lambda: (np.zeros((2, 3)),), "without brackets"),
        "overlapping": (lambda: (overlapping,), "do not overlap"),
        "mean": (lambda: (mean_pool,), "average pooling"),
        "rounded up": (lambda: (rounded_up,), "should be dropped"),
        "begins with 0": (
            lambda: (lambda grid: np.maximum(max_pool(grid), 0 if (grid < 0).all() else -9),),
            "does your search begin",
        ),
    },
    "flatten-and-back": {
        "axis of the images kept": (lambda: (COLOUR.reshape(1, -1), COLOUR, COLOUR[:, :, 2]), "first image's row"),
        "one channel only": (lambda: (COLOUR[:, :, 0].ravel(), COLOUR, COLOUR[:, :, 2]), "height × width × channels"),
        "still a row": (lambda: (COLOUR.ravel(), COLOUR.ravel(), COLOUR[:, :, 2]), "the shape that the image had"),
        "a piece of the row": (lambda: (COLOUR.ravel(), COLOUR, COLOUR.ravel()[-8100:]), "Channels are innermost"),
        "red": (lambda: (COLOUR.ravel(), COLOUR, COLOUR[:, :, 0]), "not the blue numbers"),
        "too few": (lambda: (COLOUR.ravel(), COLOUR, COLOUR.ravel()[2::9]), "one number for each pixel"),
    },
    "hidden-neurons": {
        "a list": (lambda: ([0.8, 0.9],), "Pass a dictionary"),
        "a size missing": (lambda: ({"8": [0.8, 0.82], "128": [0.9, 0.91]},), "The task names three"),
        "one seed": (lambda: ({"8": [0.8], "128": [0.9], "256": [0.9]},), "says nothing about luck"),
        "percent": (lambda: ({"8": [80], "128": [90, 91], "256": [91]},), "or percent"),
        "the same seed twice": (lambda: ({"8": [0.8], "128": [0.9, 0.9], "256": [0.9]},), "the same seed"),
        "untrained": (lambda: ({"8": [0.1], "128": [0.9, 0.91], "256": [0.9]},), "Were all trained"),
    },
    "how-sure": {
        "probabilities": (lambda: (ROWS.max(axis=1)[ORDER[:100]], ROWS), "not their probabilities"),
        "ten": (lambda: (ORDER[:10], ROWS), "The task asks for 100"),
        "most sure": (lambda: (ORDER[-100:], ROWS), "most* sure"),
        "the first hundred": (lambda: (np.arange(100), ROWS), "Other images are less sure"),
        "no matrix": (lambda: (ORDER[:100], ROWS[0]), "a row for each image"),
    },
    "three-patients": {
        "A never flattened": (lambda: mended(a=layers.Conv2D(32, 3)(keras.Input((28, 28, 1)))), "one row"),
        "A without a convolution": (
            lambda: mended(a=layers.Flatten()(keras.Input((28, 28, 1)))),
            "the convolution is gone",
        ),
        "B with one layer": (lambda: mended(b=[grey_twice()[0]]), "needs a second layer"),
        "B both grey": (lambda: mended(b=grey_twice()), "Grey images have 1"),
        "B never used": (lambda: mended(b=[layers.Conv2D(8, 3), layers.Conv2D(8, 3)]), "no weights yet"),
        "C not cut": (lambda: mended(c=(np.zeros(500), np.zeros(490))), "500 images and 490 labels"),
    },
    "first-aid": {
        "called": (lambda: (["no channel axis"],), "without brackets"),
        "prints": (lambda: (lambda *_: None,), "return the list"),
        "complains always": (lambda: (first_aid(complain_always=True),), "about a healthy patient"),
        "no range": (lambda: (first_aid("range"),), "overlooks values"),
        "no count": (lambda: (first_aid("count"),), "overlooks more images than labels"),
        "no softmax": (lambda: (first_aid("softmax"),), "do not add up to 1"),
        "no output": (lambda: (first_aid("output"),), "overlooks too few outputs"),
    },
    "turn-the-knobs": {
        "a picture": (lambda: (SimpleNamespace(),), "not the picture"),
        "two values": (lambda: (runs({"Conv2D(4, 1)": 100, "Conv2D(4, 5)": 90}),), "The task asks for 3"),
        "one seed": (lambda: (runs(KNOBS, seeds=(1,)),), "difference from luck"),
        "from the table": (lambda: (runs({**KNOBS, "Conv2D(8, 3)": 70}),), "stood in the table"),
        "all the same": (lambda: (runs(dict.fromkeys(KNOBS, 100)),), "a value of its own"),
        "untrained": (lambda: (runs(KNOBS, accuracy=0.1),), "hardly better than a guess"),
        "no pairs": (lambda: (runs({"a": 1, "b": 2}) + runs({"c": 3}, seeds=(3, 4)),), "no pairs"),
    },
    "pulse-in-a-series": {
        "a model": (lambda: (network(),), "the list that `compare` returns"),
        "one network": (lambda: (runs({"Conv1D": 66}),), "The task asks for 2"),
        "no names": (lambda: (runs({"first": 1, "second": 2}),), "Call one Dense"),
        "too small a kernel": (lambda: (runs(SERIES, accuracy={"Dense": 0.6, "Conv1D": 0.75}),), "within its kernel"),
        "a guess": (lambda: (runs(SERIES, accuracy=0.5),), "trained long enough"),
        "always at one place": (lambda: (runs(SERIES, accuracy=0.97),), "at a random moment"),
    },
    "five-layers": {
        "not built": (lambda: (keras.Sequential([layers.Flatten(), layers.Dense(10)]),), "begin with keras.Input"),
        "no channel axis": (lambda: (classifier((28, 28), 10, layers.Flatten()),), "channel axis is missing"),
        "for other shapes": (lambda: (classifier((32, 32, 3), 10, layers.Flatten()),), "the shape of one example"),
        "weights that are no numbers": (lambda: (poisoned(),), "training ran away"),
        "too few layers": (lambda: (trained(kinds="dense"),), "The input counts"),
        "one kind": (lambda: (trained(kinds="dense"),), "no Conv2D layer"),
        "dense first": (
            lambda: (
                classifier(
                    (28, 28, 1), 10, layers.Dense(4), layers.Conv2D(4, 3), layers.Conv2D(4, 3), layers.Flatten()
                ),
            ),
            "Look for patterns",
        ),
        "never flattened": (lambda: (classifier((28, 28, 1), 10, layers.Conv2D(4, 3)),), "left unflattened"),
        "no softmax": (lambda: (model((28, 28, 1), layers.Flatten(), layers.Dense(10)),), "do not add up to 1"),
        "untrained": (lambda: (keras.models.clone_model(trained()),), "Was it trained"),
        "not scaled": (lambda: (trained(scale=1),), "trained without scaling"),
    },
    "fashion-mnist": {
        "the digits' network": (lambda: (trained(),), "trained on garments"),
        "untrained": (lambda: (keras.models.clone_model(trained()),), "Was it trained"),
        "not scaled": (lambda: (trained("fashion_mnist", scale=1),), "trained without scaling"),
        "no channel axis": (lambda: (classifier((28, 28), 10, layers.Flatten()),), "channel axis is missing"),
    },
    "smaller-or-dropout": {
        "three networks": (lambda: (runs({"a": 1, "b": 2, "c": 3}),), "The task asks for 4"),
        "one size": (lambda: (runs(dict.fromkeys(FOUR, 900)),), "Which units were cut"),
        "dropout on a small one": (
            lambda: (runs({"a": 900, "b": 500, "c": 300, "d": 300}, train=DROPPED),),
            "at 128 units",
        ),
        "no dropout": (lambda: (runs(FOUR),), "have the dropout"),
        "one seed": (lambda: (runs(FOUR, seeds=(1,)),), "difference from luck"),
    },
}
