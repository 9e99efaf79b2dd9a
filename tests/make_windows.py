"""Ask the installed Keras about random kernels and pooling windows, and keep what it says in tests/data/windows.json.

Run by `nox -s stacks`; it takes some seconds. All numbers are quarters, so that sums and maxima are exact in float32.
"""

import json
import pathlib
import random
from typing import Any

import keras
import numpy as np

FIXTURE = pathlib.Path(__file__).parent / "data" / "windows.json"
COUNT = 200


def random_case(chance: random.Random) -> dict[str, Any]:
    """Return a grid, a kernel or a kind of pooling, and how the window moves over the grid."""

    def quarters(rows: int, columns: int) -> list[list[float]]:
        return [[chance.randint(-24, 24) / 4 for _ in range(columns)] for _ in range(rows)]

    size = chance.randint(1, 5)
    rows, columns = (chance.randint(size, size + 6) for _ in range(2))
    case: dict[str, Any] = {"grid": quarters(rows, columns), "size": size, "stride": chance.randint(1, 4)}
    if chance.random() < 0.3:
        return case | {"pool": chance.choice(["max", "average"])}
    kernel = [number for row in quarters(size, size) for number in row]
    return case | {"kernel": kernel, "padding": chance.choice(["valid", "same"])}


def ask_keras(case: dict[str, Any]) -> list[list[float]]:
    """Return the map that Keras makes of a case, row by row; means are rounded, for a third is none in float32."""
    image = np.array(case["grid"], np.float32)[None, :, :, None]
    size, stride = case["size"], case["stride"]
    if "pool" in case:
        kind = {"max": keras.layers.MaxPooling2D, "average": keras.layers.AveragePooling2D}[case["pool"]]
        found = kind(size, strides=stride)(image)
    else:
        kernel = np.array(case["kernel"], np.float32).reshape(size, size, 1, 1)
        found = keras.ops.conv(image, kernel, stride, case["padding"])
    return np.round(np.array(found)[0, :, :, 0].astype(float), 4).tolist()


def main() -> None:
    chance = random.Random(24)
    cases = [random_case(chance) for _ in range(COUNT)]
    lines = [json.dumps(case | {"map": ask_keras(case)}, separators=(",", ":")) for case in cases]
    FIXTURE.write_text(f'{{"keras":"{keras.__version__}","cases":[\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
