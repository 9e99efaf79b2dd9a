"""A stack of layers, written as short text that pages, links and the browser share.

    28x28x1/Conv2D,16,3,relu/MaxPooling2D,2/Flatten/Dense,10,softmax

The input comes first: height, width, channels. Each layer names its kind, then its numbers in Keras's
order, then what differs from Keras's defaults. A slash or a line ends a layer, a comma or a blank a word.
A number has nine digits at most, a rate four decimals, a stack thirty layers. Nothing else is a stack:
a link comes from anybody, and what is read becomes code. `static/stacks.js` reads, refuses and judges the
same text; tests/data/stacks.json holds both to Keras.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lessonlib import shapes

Shape = tuple[int, ...]
Size = int | tuple[int, int]

# Keras's positional arguments of each kind, in order.
NUMBERS: Mapping[str, tuple[str, ...]] = {
    "Conv2D": ("filters", "kernel_size"),
    "MaxPooling2D": ("pool_size",),
    "AveragePooling2D": ("pool_size",),
    "Flatten": (),
    "Dropout": ("rate",),
    "Dense": ("units",),
}
WORDS: Mapping[str, tuple[str, ...]] = {
    "Conv2D": ("strides", "same", "nobias", "activation"),
    "MaxPooling2D": ("strides", "same"),
    "AveragePooling2D": ("strides", "same"),
    "Flatten": (),
    "Dropout": (),
    "Dense": ("nobias", "activation"),
}
ACTIVATIONS = ("relu", "sigmoid", "tanh", "softmax")
SIZES = ("kernel_size", "pool_size", "strides")
KEYWORDS = ("strides", "padding", "use_bias", "activation")
MOST_LAYERS = 30
# Digits of any alphabet are numbers for Python, and not for JavaScript, so they are written out.
NUMBER = "(-?[0-9]{1,9})"
RATE = r"-?(?:[0-9]{1,9}(?:\.[0-9]{1,4})?|\.[0-9]{1,4})"


@dataclass(frozen=True)
class Layer:
    """One layer: its class in `keras.layers`, and the arguments by Keras's own names."""

    kind: str
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stack:
    """The shape of one input, (height, width, channels), and the layers that follow."""

    input: Shape
    layers: tuple[Layer, ...]


@dataclass(frozen=True)
class Row:
    """One row of a summary: the layer's name as Keras gives it, its class, its output, its parameters."""

    name: str
    kind: str
    shape: Shape
    params: int


def short(text: str) -> str:
    """Return the text as a link holds it.

    >>> short("28x28x1 / Flatten / Dense 10")
    '28x28x1/Flatten/Dense,10'
    """
    return "/".join(",".join(words) for words in _words(text))


def _words(text: str) -> list[list[str]]:
    parts = ([word for word in re.split("[ ,\t]", part) if word] for part in re.split("[/\n]", text))
    return [words for words in parts if words]


def parse(text: str) -> Stack:
    """Return the stack that a text describes.

    Raises:
        ValueError: a word is not understood; the message says which, and what is.

    >>> parse("28x28x1/Conv2D,16,3x5,same").layers[0].options
    {'filters': 16, 'kernel_size': (3, 5), 'padding': 'same'}
    """
    first, *rest = _words(text) or [[]]
    shape = re.fullmatch(f"{NUMBER}x{NUMBER}x{NUMBER}", " ".join(first))
    if not shape:
        given = " ".join(first)
        raise ValueError(f"{given!r} is not an input; write height, width, channels: 28x28x1")
    if len(rest) > MOST_LAYERS:
        raise ValueError(f"there are {len(rest)} layers; {MOST_LAYERS} are the most")
    height, width, channels = map(int, shape.groups())
    return Stack((height, width, channels), tuple(_layer(*words) for words in rest))


def _layer(kind: str, *words: str) -> Layer:
    if kind not in NUMBERS:
        raise ValueError(f"{kind!r} is not a layer of the explorer; it knows {', '.join(NUMBERS)}")
    wanted = NUMBERS[kind]
    options: dict[str, Any] = {}
    for name, word in zip(wanted, words, strict=False):
        options[name] = _rate(word) if name == "rate" else _size(word, pair=name in SIZES)
    if len(words) < len(wanted):
        raise ValueError(f"{kind} needs {' and '.join(wanted)}: {' '.join([kind, *words])!r}")
    for word in words[len(wanted) :]:
        options |= _word(kind, word)
    return Layer(kind, options)


def _word(kind: str, word: str) -> dict[str, Any]:
    known = WORDS[kind]
    if word.startswith("strides=") and "strides" in known:
        return {"strides": _size(word.removeprefix("strides="), pair=True)}
    if word == "same" and word in known:
        return {"padding": "same"}
    if word == "nobias" and word in known:
        return {"use_bias": False}
    if word in ACTIVATIONS and "activation" in known:
        return {"activation": word}
    raise ValueError(f"{word!r} is not understood after {kind}; it takes {', '.join(known) or 'nothing'}")


def _rate(word: str) -> float:
    if not re.fullmatch(RATE, word):
        raise ValueError(f"{word!r} is not a rate; write a number such as 0.25, with four decimals at most")
    rate = float(word)
    return int(rate) if rate.is_integer() else rate


def _size(word: str, *, pair: bool) -> Size:
    match = re.fullmatch(f"{NUMBER}x{NUMBER}" if pair and "x" in word else NUMBER, word)
    if not match:
        pairs = ", or a pair such as 3x5" * pair
        raise ValueError(f"{word!r} is not a size; write a whole number of nine digits at most{pairs}")
    return int(match[1]) if match.lastindex == 1 else (int(match[1]), int(match[2]))


def code(stack: Stack) -> str:
    """Return the Keras program of a stack, as the explorer offers it to copy.

    >>> print(code(parse("28x28x1/Conv2D,16,3x5,same,relu/Flatten")))
    import keras
    from keras import layers
    <BLANKLINE>
    image = keras.Input(shape=(28, 28, 1))
    x = layers.Conv2D(16, kernel_size=(3, 5), padding="same", activation="relu")(image)
    x = layers.Flatten()(x)
    model = keras.Model(image, x)
    model.summary()
    <BLANKLINE>
    """
    lines = [f"x = layers.{call(layer)}({'x' if index else 'image'})" for index, layer in enumerate(stack.layers)]
    made = f"model = keras.Model(image, {'x' if lines else 'image'})"
    opening = ["import keras", "from keras import layers", "", f"image = keras.Input(shape={stack.input})"]
    return "\n".join([*opening, *lines, made, "model.summary()", ""])


def call(layer: Layer) -> str:
    """Return the call that makes a layer.

    >>> call(Layer("MaxPooling2D", {"pool_size": 2, "strides": (1, 2)}))
    'MaxPooling2D(pool_size=2, strides=(1, 2))'
    """
    bare = {name for name in NUMBERS[layer.kind] if name not in SIZES}
    given = [name for name in (*NUMBERS[layer.kind], *KEYWORDS) if name in layer.options]
    shown = {name: f'"{value}"' if isinstance(value, str) else f"{value}" for name, value in layer.options.items()}
    return f"{layer.kind}({', '.join(shown[name] if name in bare else f'{name}={shown[name]}' for name in given)})"


def rows(stack: Stack) -> list[Row]:
    """Return the rows of the stack's summary, the input's first.

    Raises:
        ShapeError: a layer does not fit; the message begins with the layer's name.

    >>> [row.params for row in rows(parse("28x28x1/Conv2D,16,3/Flatten/Dense,10"))]
    [0, 160, 0, 108170]
    """
    if min(stack.input) < 0:
        raise shapes.ShapeError(f"the input {stack.input} is no image; its sizes must be 0 or more")
    found = [Row("input_layer", "InputLayer", stack.input, 0)]
    counts: Counter[str] = Counter()
    for layer in stack.layers:
        name = name_of(layer.kind, counts)
        try:
            options = {key: value for key, value in layer.options.items() if key != "activation"}
            shape, params = RULES[layer.kind](found[-1].shape, **options)
        except shapes.ShapeError as error:
            raise shapes.ShapeError(f"{name}: {error}") from error
        found.append(Row(name, layer.kind, shape, params))
    return found


def name_of(kind: str, counts: Counter[str]) -> str:
    """Return the name that Keras gives the next layer of this kind, and count it.

    >>> name_of("MaxPooling2D", Counter(MaxPooling2D=1))
    'max_pooling2d_1'
    """
    name = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", "_", kind).lower()
    number = counts[kind]
    counts[kind] += 1
    return f"{name}_{number}" if number else name


def _conv(shape: Shape, *, use_bias: bool = True, **options: Any) -> tuple[Shape, int]:
    after = shapes.conv_shape(shape, **options)
    filters, size = options["filters"], options["kernel_size"]
    return after, shapes.conv_params(channels=shape[-1], filters=filters, kernel_size=size, use_bias=use_bias)


def _dense(shape: Shape, *, units: int, use_bias: bool = True) -> tuple[Shape, int]:
    params = shapes.dense_params(shape, units=units, use_bias=use_bias)
    return shapes.dense_shape(shape, units=units), params


def _dropout(shape: Shape, *, rate: float) -> tuple[Shape, int]:
    if not 0 <= rate <= 1:
        raise shapes.ShapeError(f"rate is {rate}; it must be between 0 and 1")
    return shape, 0


def _pool(shape: Shape, **options: Any) -> tuple[Shape, int]:
    return shapes.pool_shape(shape, **options), 0


RULES: Mapping[str, Callable[..., tuple[Shape, int]]] = {
    "Conv2D": _conv,
    "MaxPooling2D": _pool,
    "AveragePooling2D": _pool,
    "Flatten": lambda shape: (shapes.flatten_shape(shape), 0),
    "Dropout": _dropout,
    "Dense": _dense,
}
