"""The data sets that Keras offers, through its own loaders, but without their ways to hang or to delete.

Keras's downloads know no time limit, and a cached file that it rejects is deleted when the next download
fails. So the files are looked at, fetched and put into Keras's cache here; then Keras's loader reads them.
"""

import gzip
import hashlib
import importlib
import os
import tempfile
import warnings
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lessonlib.data.fetching import DataWarning, fetch, put

Pair = tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
"""Where Keras 3 downloads from."""


class KerasDataError(Exception):
    """The whole data set is not to be had; the message says why, in words for a learner."""


@dataclass(frozen=True)
class Files:
    """The files of one data set in Keras's cache, and their checksums at `ORIGIN`."""

    folder: str
    digests: dict[str, str]


# MNIST: the checksum in Keras's loader. Fashion-MNIST: those in the data set's own repository.
FILES = {
    "mnist": Files("datasets", {"mnist.npz": "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"}),
    "fashion_mnist": Files(
        "datasets/fashion-mnist",
        {
            "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
            "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
            "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
        },
    ),
}


def load_data(name: str) -> tuple[Pair, Pair]:
    """Return `keras.datasets.<name>.load_data()`, from Keras's cache or else downloaded into it.

    Raises:
        KerasDataError: neither cache nor download gave the files.
    """
    folder = cache_folder(name)
    fault = next((fault for file in FILES[name].digests if (fault := _fault(folder / file))), "")
    if not fault:
        try:
            return _load_with_keras(name)
        except (OSError, ValueError, KeyError, EOFError) as error:
            fault = f"Keras cannot read the files in {folder} ({error})"
    _download(name, folder, because=fault)
    return _load_with_keras(name)


def _load_with_keras(name: str) -> tuple[Pair, Pair]:
    train, test = importlib.import_module(f"keras.datasets.{name}").load_data()
    return train, test


def cache_folder(name: str) -> Path:
    """Return the folder where Keras keeps a data set: in `$KERAS_HOME`, or else in ~/.keras.

    Keras passes over a home that it cannot write to, and takes a temporary folder.
    It reads `KERAS_HOME` once, when it is imported.
    """
    home = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser()
    with suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)
    if not os.access(home, os.W_OK):
        home = Path("/tmp" if Path("/tmp").is_dir() else tempfile.gettempdir(), ".keras")
    return home / FILES[name].folder


def _fault(path: Path) -> str:
    """Return what is wrong with a cached file, or nothing."""
    try:
        content = path.read_bytes()
        if path.suffix == ".gz" and not gzip.decompress(content):
            raise EOFError("it is empty")
    except FileNotFoundError:
        return f"{path.name} is not in {path.parent}"
    except (OSError, EOFError, zlib.error) as error:
        return f"{path} cannot be read ({error})"
    # Keras checks the sum of mnist.npz alone.
    if path.name == "mnist.npz" and hashlib.sha256(content).hexdigest() != FILES["mnist"].digests[path.name]:
        return f"{path} is not the file that Keras expects (wrong checksum)"
    return ""


def _download(name: str, folder: Path, *, because: str) -> None:
    """Fetch all files of a data set before any is put in place, so that old and new are never mixed."""
    try:
        contents = {file: fetch(ORIGIN + file, digest=digest) for file, digest in FILES[name].digests.items()}
    except OSError as error:
        raise KerasDataError(f"{because}, and {error}") from error
    try:
        for file, content in contents.items():
            _set_aside(folder / file, unless=content)
            put(folder / file, content)
    except OSError as error:
        raise KerasDataError(f"{name} was downloaded but cannot be kept in {folder} ({error})") from error


def _set_aside(path: Path, *, unless: bytes) -> None:
    """Keep a file that is to be replaced by another content: it may be dear to someone."""
    if not path.exists() or (path.is_file() and path.read_bytes() == unless):
        return
    aside = path.with_name(f"{path.name}.rejected")
    path.replace(aside)
    warnings.warn(
        f"{path.name} was downloaded again. What was there is kept as {aside}: delete it if you do not need it.",
        DataWarning,
        stacklevel=5,
    )
