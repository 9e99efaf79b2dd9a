"""For each exercise a solution, and wrong attempts with the feedback that each must get."""

import contextlib
from dataclasses import replace
from functools import cache, partial
from types import SimpleNamespace

import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_sample_image, load_wine

from lessonlib import datasets, shapes
from lessonlib.experiments import Run, built

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


def runs(sizes, seeds=(1, 2), accuracy=0.9, train=None, step=0.001):
    return [
        Run(
            name,
            seed,
            size,
            (train or {}).get(name, 0.95) + seed * step,
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
COLOUR = load_sample_image("china.jpg")[44:404:4, 40:400:4]
TOWER = COLOUR.mean(axis=2) / 255
_, (_, LABELS) = datasets.load("mnist")
LABELS = LABELS[:1000]
ROWS = np.random.default_rng(0).dirichlet(np.ones(10), 1000) + 0.3 * np.eye(10)[LABELS]
ORDER = ROWS.max(axis=1).argsort()


def keras_size(n, k, s=1, padding="valid"):
    return shapes.conv_size(n, kernel=k, stride=s, padding=padding)


@cache
def digits():
    """The scaled test images of lesson 5, and their labels."""
    _, (images, labels) = datasets.load("mnist")
    return images[:500] / 255, labels[:500]


def by_keras(n, k, s=1, padding="valid"):
    return layers.Conv2D(1, k, strides=s, padding=padding).compute_output_shape((None, n, n, 1))[1]


def emptying(grid):
    pooled = max_pool(grid)
    grid[:] = 0
    return pooled


def pooled_by_keras(grid):
    return np.array(layers.MaxPooling2D(2)(grid[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]


def mended(a=None, b=None, c=None):
    grey, colour = layers.Conv2D(8, 3), layers.Conv2D(8, 3)
    grey(keras.Input((28, 28, 1)))
    colour(keras.Input((28, 28, 3)))
    good = layers.Flatten()(layers.Conv2D(32, 3)(keras.Input((28, 28, 1))))
    images, labels = digits()
    return (good if a is None else a, b or [grey, colour], c or (images[:-10], labels[:-10]))


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
        if images.min() < 0 and "below" not in overlooked:
            found.append("range")
        if len(images) != len(labels) and "count" not in overlooked:
            found.append("count")
        if len(network.output_shape) != 2 or network.output_shape[1] <= labels.max():
            return [*found, "output"] if "output" not in overlooked else found
        sums = np.asarray(network(images[:2], training=False)).sum(axis=-1)
        if not np.allclose(sums, 1) and "softmax" not in overlooked:
            found.append("softmax")
        return found

    return aid


def network(*, hidden=((8,)), inputs=13, outputs=3, activation="softmax"):
    stack = [layers.Dense(units, activation="relu") for units in hidden]
    return model((inputs,), *stack, layers.Dense(outputs, activation=activation))


def wine(model, wines=slice(1)):
    return model, np.asarray(model(load_wine().data[wines], training=False))


def by_scipy(turned, kernel=EMBOSS, image=TOWER, mode="valid"):
    return turned, kernel, convolve2d(image, turned, mode=mode)


def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]


def image_of(row):
    return row.reshape(90, 90, 3)


def blue_of(row):
    return row[2::3].reshape(90, 90)


def sure(least, *, swap=False, counts=None):
    wrong = ROWS.argmax(axis=1) != LABELS
    among = int(wrong[least].sum())
    counted = counts(among, int(wrong.sum())) if counts else (among, int(wrong.sum()) - among)
    return least, ROWS, *(counted[::-1] if swap else counted)


def for_digits(units=128, dropout=0.0, *, kernel=3, classes=10, early=0.0):
    """The network of lesson 7's page."""
    return classifier(
        (28, 28, 1),
        classes,
        layers.Conv2D(8, kernel),
        layers.MaxPooling2D(2),
        layers.Conv2D(16, 3),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dropout(early),
        layers.Dense(units),
        layers.Dropout(dropout),
    )


def four(*options, images=250, seeds=(1, 2), built=None, **more):
    """Runs of four networks, and the functions that build them."""
    options = options or ({}, {"units": 64}, {"units": 32}, {"dropout": 0.25})
    variants = {str(one): partial(for_digits, **one) for one in options}
    sizes = {name: build().count_params() for name, build in variants.items()}
    found = [replace(run, images=images) for run in runs(sizes, seeds=seeds)]
    return found, variants if built is None else built


GOOD_VALUES = {"8 neurons": [0.8], "128 neurons": [0.92, 0.92, 0.91], "256 neurons": [0.93]}
KNOBS = {"Conv2D(4, 1)": 100, "Conv2D(4, 5)": 90, "Conv2D(4, 13)": 80}
SERIES = {"Dense": 2000, "Conv1D": 66}


def refuse(*_args, **_options):
    raise AssertionError("nothing is run before the first blank")


# What the pages have defined before the starter runs.
CONTEXT = {
    "label-the-rows": {"garments": network()},
    "make-scipy-agree": {"by_hand": {"emboss": EMBOSS}, "tower": TOWER, "convolve2d": convolve2d},
    "flatten-and-back": {"load_sample_image": lambda _: np.zeros((500, 500, 3))},
    "hidden-neurons": {"train": lambda build, *_args, **_options: build(), "trained": {"3 layers": []}},
    "how-sure": {"probabilities": ROWS, "wrong": ROWS.argmax(axis=1) != LABELS},
    "three-patients": {"scaled_test": np.zeros((500, 2)), "y_test": np.zeros(500)},
    "first-aid": {"healthy": None, "scaled": None, "y_train": None},
    "turn-the-knobs": {
        "one_conv": lambda filters, _: filters + 0,
        "compare": lambda knobs, *_, **__: [built(b) for b in knobs.values()],
        "x_train": 0,
        "y_train": 0,
        "x_val": 0,
        "y_val": 0,
    },
    "pulse-in-a-series": {"compare": lambda choices, *_, **__: [build() for build in choices.values()]},
    "five-layers": {"fit": refuse},
    "fashion-mnist": {"load": datasets.load, "build_network": refuse, "fit": refuse},
    "smaller-or-dropout": {
        "build_network": refuse,
        "compare": lambda variants, *_, **__: [built(b) for b in variants.values()],
        "quarter": 0,
        "validation_set": 0,
        "seeds": 0,
    },
}

SOLUTIONS = {
    "network-for-wine": lambda: wine(network()),
    "label-the-rows": lambda: (label_rows(counts),),
    "kernel-of-your-own": lambda: (np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]]),),
    "function-for-the-size": lambda: (keras_size,),
    "make-scipy-agree": lambda: by_scipy(EMBOSS[::-1, ::-1]),
    "pool-by-hand": lambda: (max_pool,),
    "flatten-and-back": lambda: (row_of, image_of, blue_of),
    "hidden-neurons": lambda: (GOOD_VALUES,),
    "how-sure": lambda: sure(ORDER[:100]),
    "three-patients": mended,
    "first-aid": lambda: (first_aid(),),
    "turn-the-knobs": lambda: (runs(KNOBS),),
    "pulse-in-a-series": lambda: (runs(SERIES, accuracy={"Dense": 0.6, "Conv1D": 0.97}),),
    "five-layers": lambda: (trained(),),
    "fashion-mnist": lambda: (trained("fashion_mnist"),),
    "smaller-or-dropout": four,
}

ATTEMPTS = {
    "network-for-wine": {
        "no network": (lambda: ([13, 8, 3], 0), "Pass the network itself"),
        "a function": (lambda: (network, 0), "Call it first"),
        "all wines as input": (
            lambda: (model((178, 13), layers.Dense(8), layers.Dense(3)), 0),
            "Leave out the number of examples",
        ),
        "one class too many": (lambda: wine(network(outputs=4)), "How many classes"),
        "two hidden layers": (lambda: wine(network(hidden=(8, 8))), "2 hidden layers"),
        "another number of neurons": (lambda: wine(network(hidden=(16,))), "one neuron gives one"),
        "an adapted scaling and two hidden layers": (
            lambda: wine(model((13,), layers.Rescaling(0.1), *[layers.Dense(8) for _ in range(2)], layers.Dense(3))),
            "2 hidden layers",
        ),
        "the second wine": (lambda: wine(network(activation=None), slice(1, 2)), "`wine.data[:1]` through it"),
        "all wines": (lambda: wine(network(), slice(None)), "for all 178 wines"),
        "another network's numbers": (
            lambda: (network(activation=None), wine(network(activation=None))[1]),
            "other numbers for the first wine",
        ),
    },
    "label-the-rows": {
        "called": (lambda: ("printed",), "without brackets"),
        "returns only": (lambda: (lambda network: [layer.name for layer in network.layers],), "Did you print"),
        "no names": (lambda: (label_rows(lambda _, part, c: print(part, c)),), "name of each layer"),
        "all hidden": (
            lambda: (label_rows(lambda layer, _, c: print(layer.name, "hidden", c)),),
            "what stands before it",
        ),
        "all count": (
            lambda: (label_rows(lambda layer, part, _: print(layer.name, part, "counts")),),
            "a row without weights",
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
        "diagonals": (lambda: (np.array([[-2, -1, 0], [1, 0, -1], [1, 1, 1]]),), "tells left from right"),
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
        "odd kernels only": (
            lambda: (lambda n, k, s=1, p="valid": -(-n // s) if p == "same" else (n - 2 * (k // 2) - 1) // s + 1,),
            "kernels of even sizes",
        ),
        "same where nothing is said": (lambda: (lambda n, k, s=1, p="same": keras_size(n, k, s, p),), "Called without"),
        "Keras inside": (lambda: (by_keras,), "It asks Keras"),
        "padding ignored": (lambda: (lambda n, k, s=1, p="valid": keras_size(n, k, s),), "padding keeps the size"),
        "prints": (lambda: (lambda *_: None,), "return, or print"),
    },
    "make-scipy-agree": {
        "as it was": (lambda: by_scipy(EMBOSS), "as it was"),
        "one axis": (lambda: by_scipy(EMBOSS[::-1]), "mirror image"),
        "negative": (lambda: by_scipy(-EMBOSS), "Only places may change"),
        "cut": (lambda: by_scipy(EMBOSS[:2]), "keep its size"),
        "a kernel that half a turn leaves as it is": (
            lambda: by_scipy(np.ones((3, 3)) / 9, np.ones((3, 3)) / 9),
            "as it stands on the page",
        ),
        "zeros": (lambda: by_scipy(np.zeros((3, 3)), np.zeros((3, 3))), "as it stands on the page"),
        "the kernel of the page turned, too": (
            lambda: by_scipy(EMBOSS, EMBOSS[::-1, ::-1]),
            "as it stands on the page",
        ),
        "over the edge": (lambda: by_scipy(EMBOSS[::-1, ::-1], mode="full"), "which `mode` is that"),
        "the image turned, too": (
            lambda: by_scipy(EMBOSS[::-1, ::-1], image=TOWER[::-1, ::-1]),
            "Only the kernel may change, not the image",
        ),
    },
    "pool-by-hand": {
        "called": (lambda: (np.zeros((2, 3)),), "without brackets"),
        "overlapping": (lambda: (overlapping,), "do not overlap"),
        "mean": (lambda: (mean_pool,), "average pooling"),
        "rounded up": (lambda: (rounded_up,), "should be dropped"),
        "Keras inside": (lambda: (pooled_by_keras,), "It lets Keras"),
        "empties its grid": (lambda: (emptying,), "leave it as it was"),
        "whole numbers only": (lambda: (lambda grid: max_pool(grid).astype(int),), "lost their fractions"),
        "prints": (lambda: (lambda grid: print(max_pool(grid)),), "It returned None"),
        "begins with 0": (
            lambda: (lambda grid: np.maximum(max_pool(grid), 0 if (grid < 0).all() else -9),),
            "does your search begin",
        ),
    },
    "flatten-and-back": {
        "arrays, as it was asked for once": (lambda: (COLOUR.ravel(), COLOUR, COLOUR[:, :, 2]), "the three functions"),
        "two rows": (lambda: (lambda image: image.reshape(2, -1), image_of, blue_of), "first image's row"),
        "channels first": (
            lambda: (lambda image: row_of(image.transpose(2, 0, 1)), image_of, blue_of),
            "not in the order of `Flatten`",
        ),
        "always the tower": (lambda: (lambda _: row_of(COLOUR), image_of, blue_of), "flatten what it is given"),
        "without Keras": (lambda: (np.ravel, image_of, blue_of), "but not by Keras"),
        "one channel only": (
            lambda: (lambda image: row_of(image[..., :1]), image_of, blue_of),
            "height × width × channels",
        ),
        "still a row": (lambda: (row_of, lambda row: row, blue_of), "the shape that the image had"),
        "by columns": (
            lambda: (row_of, lambda row: row.reshape((90, 90, 3), order="F"), blue_of),
            "in which it was written",
        ),
        "the image of the page": (lambda: (row_of, lambda _: COLOUR, blue_of), "of the row that it is given"),
        "a piece of the row": (lambda: (row_of, image_of, lambda row: row[-8100:]), "Channels are innermost"),
        "red": (lambda: (row_of, image_of, lambda row: row[::3]), "not the blue numbers"),
        "too few": (lambda: (row_of, image_of, lambda row: row[2::9]), "one number for each pixel"),
        "on its side": (lambda: (row_of, image_of, lambda row: blue_of(row).T), "not in the order of the image"),
        "by the image": (
            lambda: (row_of, image_of, lambda row: image_of(row)[..., 2]),
            "makes an image of the row first",
        ),
        "returns nothing": (lambda: (row_of, image_of, print), "blue_of returned None"),
    },
    "hidden-neurons": {
        "a list": (lambda: ([0.8, 0.9],), "Pass a dictionary"),
        "a size missing": (lambda: ({"8": [0.8, 0.82], "128": [0.9, 0.91]},), "The task names three"),
        "one seed": (lambda: ({"8": [0.8], "128": [0.9], "256": [0.9]},), "says nothing about luck"),
        "more than all images": (lambda: ({"8": [416], "128": [453, 449, 649], "256": [454]},), "or percent"),
        "the same seed": (lambda: ({"8": [0.8], "128": [0.9, 0.9, 0.9], "256": [0.9]},), "the same seed"),
        "untrained": (lambda: ({"8": [0.1], "128": [0.9, 0.91, 0.9], "256": [0.9]},), "Were all trained"),
        "losses": (lambda: ({"8": [0.568], "128": [0.326, 0.344, 0.346], "256": [0.31]},), "how losses look"),
        "of other images": (lambda: ({"8": [0.8743], "128": [0.9643, 0.959, 0.9605], "256": [0.97]},), "Which images"),
    },
    "how-sure": {
        "probabilities": (lambda: (ROWS.max(axis=1)[ORDER[:100]], ROWS, 1, 2), "not their probabilities"),
        "ten": (lambda: sure(ORDER[:10]), "The task asks for 100"),
        "most sure": (lambda: sure(ORDER[-100:]), "most* sure"),
        "the first hundred": (lambda: sure(np.arange(100)), "Other images are less sure"),
        "no matrix": (lambda: (ORDER[:100], ROWS[0], 1, 2), "a row for each image"),
        "other probabilities": (lambda: (ORDER[:100], ROWS[::-1][ORDER.argsort().argsort()], 1, 2), "Other images"),
        "no numbers": (lambda: sure(ORDER[:100], counts=lambda *_: (ORDER[:3], ORDER[:4])), "two whole numbers"),
        "in each other's place": (lambda: sure(ORDER[:100], swap=True), "in each other's place"),
        "those read rightly": (
            lambda: sure(ORDER[:100], counts=lambda among, all_: (100 - among, 900 - all_ + among)),
            "reads *rightly*",
        ),
        "all of them": (
            lambda: sure(ORDER[:100], counts=lambda among, all_: (among, all_)),
            "among the 100 least sure",
        ),
        "labels of other images": (lambda: sure(ORDER[:100], counts=lambda *_: (95, 812)), "label of the same image"),
    },
    "three-patients": {
        "A along one row": (
            lambda: mended(a=layers.Conv1D(32, 3)(layers.Reshape((784, 1))(keras.Input((28, 28, 1))))),
            "rows and columns of the image",
        ),
        "A without a chain": (lambda: mended(a=np.zeros((3, 5))), "the result of the mended chain"),
        "A with a dense layer": (
            lambda: mended(a=layers.Dense(10)(layers.Flatten()(keras.Input((28, 28, 1))))),
            "the convolution is gone",
        ),
        "A without a convolution": (
            lambda: mended(a=layers.Flatten()(keras.Input((28, 28, 1)))),
            "the convolution is gone",
        ),
        "B with one layer": (lambda: mended(b=[grey_twice()[0]]), "needs a second layer"),
        "B both grey": (lambda: mended(b=grey_twice()), "Grey images have 1"),
        "B never used": (lambda: mended(b=[layers.Conv2D(8, 3), layers.Conv2D(8, 3)]), "no weights yet"),
        "C not cut": (lambda: mended(c=(digits()[0], digits()[1][:-10])), "500 images and 490 labels"),
        "C cut at both ends": (lambda: mended(c=(digits()[0][10:], digits()[1][:-10])), "at the same end"),
        "C empty": (lambda: mended(c=([], [])), "keep the 490 others"),
        "C not scaled": (lambda: mended(c=(digits()[0] * 255, digits()[1])), "gets scaled images"),
        "C of other images": (lambda: mended(c=(np.zeros((490, 784)), np.zeros(490))), "not those of this page"),
    },
    "first-aid": {
        "called": (lambda: (["no channel axis"],), "without brackets"),
        "prints": (lambda: (lambda *_: None,), "return the list"),
        "complains always": (lambda: (first_aid(complain_always=True),), "about a healthy patient"),
        "no range": (lambda: (first_aid("range"),), "overlooks values above 1"),
        "only one end of the range": (lambda: (first_aid("below"),), "overlooks values below 0"),
        "no count": (lambda: (first_aid("count"),), "overlooks more images than labels"),
        "no softmax": (lambda: (first_aid("softmax"),), "do not add up to 1"),
        "no output": (lambda: (first_aid("output"),), "overlooks too few outputs"),
    },
    "turn-the-knobs": {
        "a picture": (lambda: (SimpleNamespace(),), "not the picture"),
        "two values": (lambda: (runs({"Conv2D(4, 1)": 100, "Conv2D(4, 5)": 90}),), "The task asks for 3"),
        "one seed": (lambda: (runs(KNOBS, seeds=(1,)),), "difference from luck"),
        "from the table": (lambda: (runs({"a": 1, "b": 2, "Conv2D(8, 3)": 13610}),), "stood in the table"),
        "from the table under another name": (lambda: (runs({"a": 1, "b": 2, "mine": 13610}),), "stood in the table"),
        "dense networks": (lambda: (runs({f"Dense({n})": 795 * n + 10 for n in (5, 6, 7)}),), "have neither"),
        "swapped": (lambda: (runs({"Conv2D(4, 1)": 1467, "b": 2, "c": 3}),), "changed places"),
        "on the training images": (
            lambda: (runs(KNOBS, accuracy=0.9, train=dict.fromkeys(KNOBS, 0.9), step=0),),
            "Were they new",
        ),
        "all the same": (lambda: (runs(dict.fromkeys(KNOBS, 100)),), "a value of its own"),
        "untrained": (lambda: (runs(KNOBS, accuracy=0.1),), "hardly better than a guess"),
        "fewer images": (lambda: ([replace(run, images=250) for run in runs(KNOBS)],), "Training images: 250."),
        "one epoch": (lambda: ([replace(run, epochs=1) for run in runs(KNOBS)],), "Epochs of training: 1."),
        "no pairs": (lambda: (runs({"a": 1, "b": 2}) + runs({"c": 3}, seeds=(3, 4)),), "no pairs"),
    },
    "pulse-in-a-series": {
        "a model": (lambda: (network(),), "the list that `compare` returns"),
        "one network": (lambda: (runs({"Conv1D": 66}),), "The task asks for 2"),
        "no names": (lambda: (runs({"first": 1, "second": 2}),), "Call one Dense"),
        "too small a kernel": (lambda: (runs(SERIES, accuracy={"Dense": 0.6, "Conv1D": 0.65}),), "within its kernel"),
        "names changed": (lambda: (runs(SERIES, accuracy={"Dense": 0.97, "Conv1D": 0.6}),), "in their places"),
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
        "more digits than garments": (
            lambda: (
                [
                    replace(run, images=4000 if run.name == "digits" else 1000)
                    for run in runs(
                        {"digits": 9, "garments": 9}, seeds=(1, 2, 3), accuracy={"digits": 0.9, "garments": 0.8}
                    )
                ],
            ),
            "trained on 1,000 and 4,000 images",
        ),
    },
    "smaller-or-dropout": {
        "three networks": (lambda: four({}, {"units": 64}, {"units": 32}), "The task asks for 4"),
        "one seed": (lambda: four(seeds=(1,)), "difference from luck"),
        "no functions": (lambda: four(built={"128 units": 128}), "what builds the network"),
        "functions of other networks": (
            lambda: (four()[0], {name: partial(for_digits, 8) for name in four()[1]}),
            "builds other networks than those that ran",
        ),
        "one size": (
            lambda: four({}, {"kernel": 5}, {"classes": 11}, {"dropout": 0.25}),
            "asks for 128, 64 and 32",
        ),
        "other sizes": (lambda: four({}, {"units": 100}, {"units": 72}, {"dropout": 0.25}), "128, 64 and 32"),
        "many images": (lambda: four(images=1000), "trained on 1,000 images"),
        "dropout on a small one": (
            lambda: four({}, {"units": 64}, {"units": 32}, {"units": 32, "dropout": 0.25}),
            "at 128 units",
        ),
        "no dropout": (lambda: four({}, {"units": 64}, {"units": 32}, {"dropout": 0.0}), "mask 0% of them"),
        "the numbers before them masked": (
            lambda: four({}, {"units": 64}, {"units": 32}, {"early": 0.25}),
            "mask 0% of them",
        ),
        "most of them masked": (
            lambda: four({}, {"units": 64}, {"units": 32}, {"dropout": 0.75}),
            "mask 0% and 75% of them",
        ),
    },
}
