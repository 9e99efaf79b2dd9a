"""Ask the installed Keras about random stacks, and keep what it says in tests/data/stacks.json.

Run by `nox -s stacks`; it takes a minute.
"""

import json
import pathlib
import random
import sys

import keras

from lessonlib.clinic import trim
from lessonlib.networks import stacks

FIXTURE = pathlib.Path(__file__).parent / "data" / "stacks.json"
COUNT = 2400
BAD = ("0", "-1", "2x0", "-3x2", "0x2")
KINDS = ["Conv2D"] * 4 + ["MaxPooling2D"] * 2 + ["AveragePooling2D"] * 2 + ["Flatten", "Dropout", "Dense"]


def random_size(chance: random.Random, largest: int) -> str:
    """Return a size as the notation writes it: a number, or a pair; seldom one that makes no sense."""
    if chance.random() < 0.01:
        return chance.choice(BAD)
    first, last = chance.randint(1, largest), chance.randint(1, largest)
    return f"{first}x{last}" if chance.random() < 0.4 else f"{first}"


def random_layer(chance: random.Random) -> str:
    """Return a layer with random arguments."""
    kind = chance.choice(KINDS)
    words = [kind]
    if kind == "Conv2D":
        filters = chance.randint(1, 8) if chance.random() > 0.01 else chance.choice([0, -2])
        words += [f"{filters}", random_size(chance, 7)]
    elif kind.endswith("Pooling2D"):
        words += [random_size(chance, 4)]
    elif kind == "Dropout":
        words += [chance.choice(["0", "0.1", "0.25", "0.5", "0.9", "1", "1.5", "-0.25", "25"])]
    elif kind == "Dense":
        words += [f"{chance.randint(1, 20) if chance.random() > 0.02 else chance.choice([0, -5])}"]
    known = stacks.WORDS[kind]
    if "strides" in known and chance.random() < 0.35:
        words += [f"strides={random_size(chance, 4)}"]
    words += [word for word in ("same", "nobias") if word in known and chance.random() < 0.35]
    if "activation" in known and chance.random() < 0.5:
        words += [chance.choice(stacks.ACTIVATIONS)]
    return ",".join(words)


def random_stack(chance: random.Random) -> str:
    """Return a stack as text; half of them end as classifiers do."""
    height, width = chance.randint(1, 40), chance.randint(1, 40)
    if chance.random() < 0.01:
        height = -height
    parts = [f"{height}x{width}x{chance.randint(1, 4)}"]
    parts += [random_layer(chance) for _ in range(chance.randint(0, 5))]
    if chance.random() < 0.5:
        parts += ["Flatten", random_layer(chance), "Dense,10,softmax"]
    return "/".join(parts)


def ask_keras(text: str) -> dict[str, object]:
    """Return what Keras makes of a stack: shapes and parameters, layer by layer, until an error."""
    keras.backend.clear_session(free_memory=False)  # collecting garbage takes longer than all else here together
    stack = stacks.parse(text)
    found: dict[str, object] = {"stack": text, "shapes": [], "params": []}
    try:
        tensor = keras.Input(stack.input)
        for each in stack.layers:
            layer = getattr(keras.layers, each.kind)(**each.options)
            tensor = layer(tensor)
            found["shapes"].append(tensor.shape[1:])
            found["params"].append(layer.count_params())
    except Exception as error:  # noqa: BLE001 - whatever Keras raises is what the explorer must say
        found["error"] = trim(f"{type(error).__name__}: {error}")
    return found


def main() -> None:
    chance = random.Random(6)
    texts = list(dict.fromkeys(random_stack(chance) for _ in range(COUNT)))
    lines = []
    for number, text in enumerate(texts, start=1):
        lines.append(json.dumps(ask_keras(text), separators=(",", ":"), ensure_ascii=False))
        if number % 100 == 0:
            print(f"{number} of {len(texts)} stacks", file=sys.stderr, flush=True)
    head = f'{{"keras":"{keras.__version__}","stacks":[\n'
    FIXTURE.write_text(head + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
