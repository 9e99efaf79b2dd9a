"""Ask the installed Keras for gradients and losses, and keep them in tests/data: the lab is held to these.

Run by `nox -s stacks`; it takes two minutes. Weights, images and masks come from a generator that the lab has, too
(generator.py), so that only Keras's answers are kept.
"""

import json
import os
import pathlib
import random
import sys

os.environ["LESSONLIB_DATA"] = "embedded"

import keras
import numpy as np
import tensorflow as tf
from generator import dropout_factors, first_weights, order_of, stream_of, uniform

from lessonlib import datasets, shapes
from lessonlib.networks import stacks

DATA = pathlib.Path(__file__).parent / "data"
COUNT = 200
MOST_PARAMETERS = 1250  # so that all gradients together stay below 1 MB
ACTIVATIONS = ["", *stacks.ACTIVATIONS]
IMAGES, LABELS = 4, 5  # purposes of streams that only the tests have
# The first batches of whole trainings on the digits: stack, optimizer, learning rate, batch size.
TRAININGS = [
    (
        "28x28x1/Conv2D,16,3,relu/Conv2D,32,3,relu/MaxPooling2D,2/Flatten/Dense,128,relu/Dense,10,softmax",
        "adam",
        0.001,
        32,
    ),
    (
        "28x28x1/Conv2D,8,3,relu/MaxPooling2D,2/Conv2D,16,3,relu/MaxPooling2D,2/Flatten/Dense,32,relu/Dense,10,softmax",
        "adam",
        0.002,
        64,
    ),
    ("28x28x1/Flatten/Dense,128,relu/Dense,10,softmax", "sgd", 0.01, 32),
    (
        "28x28x1/Conv2D,12,5,strides=2,same,tanh/AveragePooling2D,2/Conv2D,8,3,nobias,sigmoid/Flatten/Dense,10,sigmoid",
        "adam",
        0.001,
        50,
    ),
]
# Now and then a rounding tips a ReLU the other way, and the next losses differ by 1e-5: of five seeds, under one.
STEPS, SEED = 20, 3
# Whole trainings on the digits, one for each seed: which share of the 1,000 new digits is right.
SEEDS, EPOCHS, BATCH = (1, 2, 3, 4, 5), 3, 64


class Masked(keras.layers.Layer):
    """Dropout with factors that are given."""

    def __init__(self, factors: np.ndarray) -> None:
        super().__init__()
        self.factors = factors

    def call(self, x: tf.Tensor) -> tf.Tensor:
        return x * self.factors


def random_layer(chance: random.Random) -> str:
    """Return a layer with random arguments; convolutions are often such as Winograd's way is for."""
    kind = chance.choice(["Conv2D"] * 4 + ["MaxPooling2D"] * 2 + ["AveragePooling2D", "Dropout", "Dense"])
    size = f"{chance.randint(1, 4)}x{chance.randint(1, 4)}"
    words = {
        "Conv2D": [kind, f"{chance.choice([1, 3, 5, 8, 8])}", chance.choice(["3", "3", size])],
        "Dropout": [kind, chance.choice(["0.25", "0.5"])],
        "Dense": [kind, f"{chance.randint(1, 9)}"],
    }.get(kind, [kind, chance.choice(["2", size])])
    known = stacks.WORDS[kind]
    if "strides" in known and chance.random() < 0.3:
        words.append(f"strides={chance.randint(1, 3)}x{chance.randint(1, 3)}")
    words += [word for word in ("same", "nobias") if word in known and chance.random() < 0.4]
    words.append(chance.choice(ACTIVATIONS) if "activation" in known else "")
    return ",".join(filter(None, words))


def random_stack(chance: random.Random) -> str:
    """Return a stack that ends as a classifier does, most often with a softmax."""
    first = f"{chance.randint(5, 12)}x{chance.randint(5, 12)}x{chance.choice([1, 1, 2, 3, 8])}"
    parts = [first, *(random_layer(chance) for _ in range(chance.randint(1, 4))), "Flatten"]
    if chance.random() < 0.4:
        parts.append(f"Dense,{chance.randint(1, 12)},{chance.choice(stacks.ACTIVATIONS)}")
    last = chance.choice(["softmax", "softmax", "softmax", "sigmoid", "relu", ""])
    return "/".join([*parts, f"Dense,{chance.randint(2, 9)},{last}".strip(",")])


def fits(text: str) -> bool:
    """Whether a stack is possible, and small enough."""
    try:
        return sum(row.params for row in stacks.rows(stacks.parse(text))) <= MOST_PARAMETERS
    except shapes.ShapeError:
        return False


def gradients(text: str, seed: int, n: int) -> tuple[float, list[np.ndarray]]:
    """Return Keras's loss and gradients for n images that the seed draws."""
    keras.backend.clear_session()
    stack = stacks.parse(text)
    computing = [layer for layer in stack.layers if layer.kind != "Flatten"]
    image = tensor = keras.Input(stack.input)
    for layer in stack.layers:
        if layer.kind == "Dropout":
            size = n * int(np.prod(tensor.shape[1:]))
            place = next(i for i, each in enumerate(computing) if each is layer)
            factors = dropout_factors(size, seed, place, layer.options["rate"])
            tensor = Masked(factors.reshape((n, *tensor.shape[1:])))(tensor)
        else:
            tensor = getattr(keras.layers, layer.kind)(**layer.options)(tensor)
    model = keras.Model(image, tensor)
    model.set_weights(first_weights([w.shape for w in model.weights], seed, biases=0.5))
    images = uniform((n, *stack.input), stream_of(seed, IMAGES, 0), 1)
    labels = np.abs(uniform((n,), stream_of(seed, LABELS, 0), tensor.shape[-1])).astype(int) % tensor.shape[-1]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, model(images)))
    found = tape.gradient(loss, model.trainable_variables)
    return float(loss), [np.asarray(each, np.float32) for each in found]


def digits() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Return the digits that the lab trains on, and the new ones."""
    train, test = datasets.load("mnist")
    scaled = [(images[..., None].astype(np.float32) / np.float32(255), labels) for images, labels in (train, test)]
    return (scaled[0][0][:3500], scaled[0][1][:3500]), scaled[1]


def compiled(text: str, optimizer: str, rate: float, seed: int) -> keras.Model:
    """Return a model with the first weights that the lab draws."""
    stack = stacks.parse(text)
    model = keras.Sequential([keras.Input(stack.input)])
    for layer in stack.layers:
        model.add(getattr(keras.layers, layer.kind)(**layer.options))
    model.set_weights(first_weights([w.shape for w in model.weights], seed=seed))
    kind = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}[optimizer]
    model.compile(optimizer=kind(rate), loss="sparse_categorical_crossentropy")
    return model


def accuracies() -> list[float]:
    """Return the share of new digits that are right after the epochs, for each seed."""
    (images, labels), (new, answers) = digits()
    found = []
    for seed in SEEDS:
        model = compiled(TRAININGS[1][0], "adam", 0.001, seed)
        for epoch in range(EPOCHS):
            order = order_of(len(images), seed, epoch)
            model.fit(images[order], labels[order], batch_size=BATCH, shuffle=False, verbose=0)
        found.append(float(np.mean(model.predict(new, verbose=0).argmax(axis=-1) == answers)))
    return found


def training(text: str, optimizer: str, rate: float, batch: int) -> list[float]:
    """Return the losses of the first batches on the embedded digits, under one seed."""
    (images, labels), _ = digits()
    model = compiled(text, optimizer, rate, SEED)
    order = order_of(len(images), SEED, epoch=0)
    losses = []
    for step in range(STEPS):
        chosen = order[step * batch : (step + 1) * batch]
        losses.append(float(model.train_on_batch(images[chosen], labels[chosen])))
        model.reset_metrics()
    return losses


def random_cases() -> list[tuple[str, int, int]]:
    """Return the stacks: text, seed, number of images."""
    chance = random.Random(23)
    texts: dict[str, None] = {}
    while len(texts) < COUNT:
        text = random_stack(chance)
        if fits(text):
            texts[text] = None
    return [(text, seed, chance.randint(1, 9)) for seed, text in enumerate(texts, start=1)]


def main() -> None:
    cases, numbers = [], []
    for text, seed, n in random_cases():
        loss, found = gradients(text, seed, n)
        cases.append({"stack": text, "seed": seed, "images": n, "loss": loss, "sizes": [each.size for each in found]})
        numbers += [each.ravel() for each in found]
        if seed % 20 == 0:
            print(f"{seed} of {COUNT} stacks", file=sys.stderr, flush=True)
    names = ("stack", "optimizer", "rate", "batch")
    trainings = [dict(zip(names, each, strict=True)) | {"seed": SEED, "losses": training(*each)} for each in TRAININGS]
    lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in cases)
    head = (
        f'{{"keras":"{keras.__version__}","trainings":{json.dumps(trainings)},"accuracies":{accuracies()},"stacks":[\n'
    )
    (DATA / "gradients.json").write_text(f"{head}{lines}\n]}}\n", encoding="utf-8")
    np.concatenate(numbers).astype("<f4").tofile(DATA / "gradients.f32")


if __name__ == "__main__":
    main()
