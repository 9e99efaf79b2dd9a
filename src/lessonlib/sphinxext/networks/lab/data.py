"""The images of the lab: one file a data set, which the page fetches when a learner first trains.

The file is gzip; inside are `MAGIC`, the length of a JSON header, the header, the labels and the pixels, training
images first, in the order of lessonlib.datasets. `static/lab/data.js` reads it.
"""

from __future__ import annotations

import gzip
import json
import os
import struct
from pathlib import Path
from typing import TYPE_CHECKING

from lessonlib.sphinxext.core.files import MadeFrom, digest

if TYPE_CHECKING:
    from lessonlib import datasets

MAGIC = b"LAB1"
LEVEL = 7  # a tenth of the time of 9, half a percent more
# Name → training and test images: what the small sets hold, and as many of the whole ones.
COUNTS = {"mnist": (4000, 1000), "fashion_mnist": (2000, 500)}


def body_of(data: datasets.Dataset, *, train: int, test: int) -> bytes:
    """Return what a data set's file holds: its first images, at most so many of each part."""
    import numpy as np  # here: a build that writes no images needs no NumPy, which takes a tenth of a second

    parts = [(images[:count], labels[:count]) for (images, labels), count in zip(data, (train, test), strict=True)]
    (train_images, _), (test_images, _) = parts
    head = {
        "classes": list(data.class_names),
        "side": int(train_images.shape[1]),
        "train": len(train_images),
        "test": len(test_images),
    }
    text = json.dumps(head, separators=(",", ":")).encode()
    labels, images = (np.concatenate([part[i] for part in parts]).astype(np.uint8) for i in (1, 0))
    return MAGIC + struct.pack("<I", len(text)) + text + labels.tobytes() + images.tobytes()


def images_of(name: str) -> bytes:
    """Return what the file of a data set by this name holds."""
    from lessonlib import datasets

    train, test = COUNTS[name]
    return body_of(datasets.load(name), train=train, test=test)


def packed(body: bytes) -> bytes:
    """Return the file, the same bytes for the same content."""
    return gzip.compress(body, compresslevel=LEVEL, mtime=0)


def file_of(name: str) -> str:
    """Return the name of a data set's file beside the scripts.

    >>> file_of("fashion_mnist")
    'fashion-mnist.bin'
    """
    return f"{name.replace('_', '-')}.bin"


def write(folder: Path, made: MadeFrom, state: str) -> None:
    """Write the files into a folder, those that have changed; `made` knows what they were made from.

    `state` tells the library and all packages, from which the small sets follow; of whole ones only the images tell.
    """
    folder.mkdir(parents=True, exist_ok=True)
    small = os.environ.get("LESSONLIB_DATA") == "embedded"
    for name in COUNTS:
        file, body = folder / file_of(name), b"" if small else images_of(name)
        sources = digest(state if small else body, str(LEVEL))
        if not made.holds(name, file, sources):
            file.write_bytes(packed(body or images_of(name)))
            made.note(name, file, sources)
    made.keep(COUNTS)
