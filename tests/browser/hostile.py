"""Addresses and stored values that nobody of good will writes, made at random and the same each time."""

import json
import random
from collections.abc import Iterator
from typing import Any

# Each writes to `window.ran` where it is taken for code, or breaks out of the Python that is shown.
PAYLOADS = (
    '"[99:]or(__import__("os").system("id>pwned.txt")*0)or"relu',
    'relu")(x); import os; os.system("id"); y = layers.Dense(1, "',
    "relu\nimport os",
    "<img src=x onerror=window.ran=1>",
    '"><script>window.ran=2</script>',
    "javascript:window.ran=3",
    "__proto__",
    "constructor",
    "toString",
    "${window.ran=4}",
    "{{ window.ran=5 }}",
    "../../etc/passwd",
    "' or 1=1",
    "\u202egnp.exe",
    "\ud7ff\u2028\u2029",
    "\x00\x1b[2J",
    "💥" * 30,
    "A" * 20_000,
    "(" * 3000,
    "9" * 400,
)
# Chromium lays a word out in a time that grows with its square: of 20,000 letters, in seconds.
LONGEST_WORD = """(parts) => Math.max(...[...document.querySelectorAll(parts)].flatMap((part) => {
  const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), words = [0];
  while (texts.nextNode()) words.push(...texts.currentNode.data.split(/\\s+/).map((word) => word.length));
  return words;
}))"""
WORDS = (
    *PAYLOADS,
    *(
        "activation",
        "activation=relu",
        "same=no",
        "same=",
        "nobias=false",
        "strides",
        "strides=",
        "strides=2x",
        "strides==2",
    ),
    *(
        "strides=x2",
        "RELU",
        "relu;",
        "Same",
        "units=3",
        "padding=same",
        "1e3",
        "0x10",
        "+3",
        "3.0",
        "--1",
        "-",
        "x",
        "3x3x3",
    ),
    *(
        "NaN",
        "Infinity",
        "null",
        "undefined",
        "٣",
        "\uff13",
        "1_000",
        "1234567890",
        "0.12345",
        ".",
        "1.",
        "3\u00a0",
        "\ufeff3",
        "3\r",
    ),
)
VALID = (
    "28x28x1/Conv2D,16,3,relu/MaxPooling2D,2/Flatten/Dense,10,softmax",
    "32x20x3/Conv2D,8,3x5,strides=2,same,nobias,tanh/AveragePooling2D,3x2,strides=1,same/Dropout,0.25",
    "5x5x1/Flatten/Dense,3,nobias,sigmoid/Dropout,.5/Dense,10",
)
LETTERS = "xX,/ =+-.0123456789%#&?<>\"'\\abrelusmCDn\t\u00e9\u0663"


def addresses(count: int, seed: int = 17) -> list[str]:
    """Return different texts in the form of stacks, most of which are none."""
    chance = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < count:
        layers = [layer.split(",") for layer in chance.choice(VALID).split("/")]
        CHANGES[chance.randrange(len(CHANGES))](chance, layers)
        made["/".join(",".join(layer) for layer in layers)] = None
    return list(made)


def _word(chance: random.Random, layers: list[list[str]]) -> None:
    chance.choice(layers).append(chance.choice(WORDS))


def _instead(chance: random.Random, layers: list[list[str]]) -> None:
    layer = chance.choice(layers)
    layer[chance.randrange(len(layer))] = chance.choice(WORDS)


def _inside(chance: random.Random, layers: list[list[str]]) -> None:
    layer = chance.choice(layers)
    where = chance.randrange(len(layer))
    at = chance.randint(0, len(layer[where]))
    layer[where] = layer[where][:at] + chance.choice(WORDS) + layer[where][at:]


def _letters(chance: random.Random, layers: list[list[str]]) -> None:
    for _ in range(chance.randint(1, 3)):
        layer = chance.choice(layers)
        where = chance.randrange(len(layer))
        at = chance.randint(0, len(layer[where]))
        layer[where] = layer[where][:at] + chance.choice(LETTERS) + layer[where][at + chance.randint(0, 1) :]


def _many(chance: random.Random, layers: list[list[str]]) -> None:
    layers.extend([["Dropout", f"0.{chance.randint(1, 9999)}"]] * chance.randint(20, 60))


def _mixed(chance: random.Random, layers: list[list[str]]) -> None:
    chance.shuffle(layers)
    for layer in layers:
        chance.shuffle(layer)


CHANGES = (_word, _word, _instead, _instead, _inside, _letters, _letters, _many, _mixed)

# What no answer is, of whatever kind the question may be.
NO_ANSWERS: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1e308,
        [],
        {},
        [[]],
        [{}],
        [None],
        [1, 2],
        {"text": 1},
        {"text": "x"},
        {"ticked": ["A"]},
    ),
    *(
        {"text": "x", "ticked": "A"},
        {"text": "x", "ticked": ["Z"]},
        {"text": ["x"], "ticked": []},
        {"0": "A", "length": 1},
    ),
    *([["A"]], ["A", {}], {"__proto__": {"length": 1}}, {"toString": "A"}, {"constructor": {"prototype": {}}}),
    *([payload] for payload in PAYLOADS),
    *({"text": payload} for payload in PAYLOADS),
    *({payload: payload} for payload in PAYLOADS),
)
NO_OUTCOMES: tuple[Any, ...] = (None, True, 1, "", "Correct", "correct ", ["correct"], {"correct": 1}, *PAYLOADS)
NO_JSON = ("", "{", "[", "undefined", "NaN", "{'answer': 'A'}", "\u0000", *PAYLOADS)


def stored(count: int, rights: dict[str, Any], seed: int = 17) -> Iterator[tuple[str, str]]:
    """Yield ids of questions, each with a text that stands where its answer is kept, and is none.

    Args:
        count: how many.
        rights: id → a right answer, in the form that the page keeps.
        seed: another one, other texts.
    """
    chance = random.Random(seed)
    for number in range(count):
        id = list(rights)[number % len(rights)]
        right = {"answer": rights[id], "outcome": "correct"}
        texts = [
            chance.choice(NO_JSON),
            json.dumps(chance.choice(NO_ANSWERS)),
            json.dumps(right | {"answer": chance.choice(NO_ANSWERS)}),
            json.dumps(right | {"outcome": chance.choice(NO_OUTCOMES)}),
            json.dumps([right]),
            json.dumps(right)[: chance.randint(1, 12)],
        ]
        yield id, chance.choice(texts)


def damaged_files(good: dict[str, Any], count: int, seed: int = 26) -> Iterator[bytes]:
    """Yield the contents of files that were a sound file of progress, and are none, or hold no sound record.

    Args:
        good: the sound one, with at least one record.
        count: how many.
        seed: another one, other files.
    """
    chance = random.Random(seed)
    for number in range(count):
        yield DAMAGES[number % len(DAMAGES)](chance, good)


def _cut(chance: random.Random, good: dict[str, Any]) -> bytes:
    whole = json.dumps(good).encode()
    return whole[: chance.randrange(len(whole))]


def _flipped(chance: random.Random, good: dict[str, Any]) -> bytes:
    return chance.randbytes(chance.randint(1, 2000))


def _other_type(chance: random.Random, good: dict[str, Any]) -> bytes:
    name = chance.choice(["format", "version", "records"])
    other = chance.choice([None, True, -1, 2.5, "x", [], {}, 1e300, *PAYLOADS])
    return json.dumps(good | {name: {} if name == "records" and isinstance(other, list) else other}).encode()


def _other_records(chance: random.Random, good: dict[str, Any]) -> bytes:
    name = chance.choice(["kind", "id"])
    other = chance.choice([None, True, 0, [], {}, "A" * 20_000, {"toString": 1}])
    wrong = [good["records"][0] | {name: other}, chance.choice([None, 1, "x", [], *PAYLOADS])]
    return json.dumps(good | {"records": wrong}).encode()


def _deep(chance: random.Random, good: dict[str, Any]) -> bytes:
    depth = chance.choice([10_000, 500_000])
    record = json.dumps(good["records"][0] | {"id": "deep"}).replace(
        "{", '{"deep": ' + "[" * depth + "]" * depth + ", ", 1
    )
    return json.dumps(good | {"records": []}).replace('"records": []', f'"records": [{record}]').encode()


def _many(chance: random.Random, good: dict[str, Any]) -> bytes:
    return json.dumps(good | {"records": [{"kind": "a", "id": "b"}] * 5001}).encode()


def _large_record(chance: random.Random, good: dict[str, Any]) -> bytes:
    return json.dumps(good | {"records": [good["records"][0] | {"id": "large", "more": "x" * 200_000}]}).encode()


DAMAGES = (_cut, _flipped, _other_type, _other_records, _deep, _many, _large_record)
