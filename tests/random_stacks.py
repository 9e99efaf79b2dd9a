"""Random stacks as calls of Keras, and as the short text of the playground; Keras is asked itself.

Nothing here is shared with make_stacks.py, nor with what reads stacks: text and calls are written side by side.
"""

import random
from dataclasses import dataclass
from typing import Any

import keras

from lessonlib.clinic import trim

Call = tuple[str, dict[str, Any]]
# Few numbers fit often, many seldom; some fit nowhere.
SIDES = [*range(1, 13), 28, 28, 32, 33, 64, 7, 5, 0]
WINDOWS = [1, 2, 2, 3, 3, 3, 4, 5, 7, 11]
NONSENSE = [0, -1, -2, -3, -7, -8, -9, -10, -16, -100]


@dataclass(frozen=True)
class Asked:
    """A stack as text and as calls, and what Keras says: shapes, parameters and names in order, or an error."""

    text: str
    said: dict[str, Any]


def ask(chance: random.Random) -> Asked:
    """Return a random stack with Keras's judgement."""
    channels = chance.choice([1, 1, 2, 3, 3, 4, 8, 0 if chance.random() < 0.05 else 1])
    shape = (chance.choice(SIDES), chance.choice(SIDES), channels)
    if chance.random() < 0.02:
        shape = (*shape[:2], -shape[2]) if chance.random() < 0.5 else (-shape[0], *shape[1:])
    layers = [layer(chance) for _ in range(chance.choice([0, 1, 2, 3, 4, 5, 6, 8]))]
    between = chance.choice(["/", "\n", " / ", "/\n"])
    text = between.join(["x".join(map(str, shape)), *(written for written, _ in layers)])
    return Asked(text, judged(shape, [call for _, call in layers]))


def size(chance: random.Random, choices: list[int]) -> tuple[str, int | tuple[int, int]]:
    """Return a size as text, and as Keras takes it: one number, or a pair, of equal numbers too."""
    first, last = (chance.choice(NONSENSE if chance.random() < 0.015 else choices) for _ in range(2))
    form = chance.random()
    if form < 0.6:
        return str(first), first
    last = first if form < 0.75 else last
    return f"{first}x{last}", (first, last)


def layer(chance: random.Random) -> tuple[str, Call]:
    """Return a layer as text, and as a call."""
    kind = chance.choice(["conv", "conv", "conv", "pool", "pool", "flatten", "dense", "dropout"])
    words, options = {"conv": conv, "pool": pool, "flatten": flatten, "dense": dense, "dropout": dropout}[kind](chance)
    name, *numbers = words
    extras = []
    if "kernel_size" in options or "pool_size" in options:
        if chance.random() < 0.4:
            text, options["strides"] = size(chance, [1, 1, 2, 2, 3, 4])
            extras.append(f"strides={text}")
        if chance.random() < 0.4:
            options["padding"] = "same"
            extras.append("same")
    if name in ("Conv2D", "Dense"):
        if chance.random() < 0.3:
            options["use_bias"] = False
            extras.append("nobias")
        if chance.random() < 0.4:
            options["activation"] = chance.choice(["relu", "tanh", "sigmoid", "softmax"])
            extras.append(options["activation"])
    chance.shuffle(extras)
    return chance.choice([",", " "]).join([name, *numbers, *extras]), (name, options)


def conv(chance: random.Random) -> tuple[list[str], dict[str, Any]]:
    filters = chance.choice([1, 2, 3, 4, 5, 8, 16, 20]) if chance.random() > 0.01 else chance.choice(NONSENSE)
    text, kernel = size(chance, WINDOWS)
    return ["Conv2D", str(filters), text], {"filters": filters, "kernel_size": kernel}


def pool(chance: random.Random) -> tuple[list[str], dict[str, Any]]:
    text, window = size(chance, WINDOWS)
    return [chance.choice(["MaxPooling2D", "AveragePooling2D"]), text], {"pool_size": window}


def flatten(_chance: random.Random) -> tuple[list[str], dict[str, Any]]:
    return ["Flatten"], {}


def dense(chance: random.Random) -> tuple[list[str], dict[str, Any]]:
    units = chance.choice([1, 2, 3, 5, 10, 12]) if chance.random() > 0.02 else chance.choice(NONSENSE)
    return ["Dense", str(units)], {"units": units}


def dropout(chance: random.Random) -> tuple[list[str], dict[str, Any]]:
    text = chance.choice(["0", "0.5", ".25", "0.10", "1", "0.125", "-0.5", "1.5", "2", "-3", "1.25", "100"])
    return ["Dropout", text], {"rate": float(text) if "." in text else int(text)}


def judged(shape: tuple[int, ...], calls: list[Call]) -> dict[str, Any]:
    """Return what Keras says of an input and of the layers that follow, until it raises."""
    keras.backend.clear_session(free_memory=False)  # collecting garbage takes longer than all else here together
    said: dict[str, Any] = {"shapes": [], "params": [], "names": [], "error": ""}
    try:
        tensor = keras.Input(shape)
        for kind, options in calls:
            made = getattr(keras.layers, kind)(**options)
            tensor = made(tensor)
            said["shapes"].append(list(tensor.shape[1:]))
            said["params"].append(made.count_params())
            said["names"].append(made.name)
    except Exception as error:  # noqa: BLE001 (whatever Keras raises is what the playground has to say)
        said["error"] = trim(f"{type(error).__name__}: {error}")
    return said
