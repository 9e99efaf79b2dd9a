"""What lessons with Keras's data sets add to the command `lessonlib`: `fetch`, and what `doctor` looks at."""

import hashlib
import sys
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click

from lessonlib.cli.doctor import Finding, packages
from lessonlib.data import keras_data
from lessonlib.data.keras_data import FILES, cache_folder
from lessonlib.locale import localised

NEEDED = ("matplotlib", "mlxtend")  # Keras itself is named by the course


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([*FILES]))
def fetch(names: tuple[str, ...]) -> None:
    """Download the data sets that the lessons use (42 MB; NAMES picks some).

    They go where Keras keeps its own, so that nothing is downloaded twice. Each file is put in place when it
    is whole. Without them the lessons use small sets that need no network.
    """
    failed = False
    for name in names or FILES:
        try:
            with warnings.catch_warnings(record=True) as warned:
                (train, _), (test, _) = keras_data.load_data(name)
        except keras_data.KerasDataError as error:
            failed = True
            click.secho(f"{name}: {error}.", fg="red", err=True)
            todo = localised("Try again with a working connection. Until then the lessons use a small set.")
            click.echo(f"  {todo}", err=True)
            continue
        for warning in warned:
            click.echo(f"  {warning.message}", err=True)
        where = keras_data.cache_folder(name)
        counts = {"train": len(train), "test": len(test)}
        said = localised("{train:,} training and {test:,} test images in {folder}", folder=where, **counts)
        click.echo(f"{name}: {said}")
    sys.exit(1 if failed else 0)


def examine() -> Iterator[Finding]:
    """Yield what was found of the packages and the data that the lessons need."""
    if find_spec("keras") is None:  # a course without networks
        return
    yield from packages(NEEDED)
    yield from map(_data, FILES)


def _data(name: str) -> Finding:
    folder = cache_folder(name)
    todo = localised("Run: lessonlib fetch. Without it a small set that needs no network is used.")
    if not any((folder / file).exists() for file in FILES[name].digests):
        return Finding("note", f"{name}: {localised('not downloaded')}", todo)
    if bad := [file for file, digest in FILES[name].digests.items() if not _is(folder / file, digest)]:
        files = ", ".join(bad)
        said = localised("not what its publisher offers: {files} in {folder}", files=files, folder=folder)
        return Finding("note", f"{name}: {said}", todo)
    return Finding("ok", f"{name}: {localised('the whole data set is in {folder}', folder=folder)}")


def _is(file: Path, digest: str) -> bool:
    """Return whether a file can be read and has this MD5 (32 digits) or SHA-256 (64)."""
    try:
        content = file.read_bytes()
    except OSError:
        return False
    return hashlib.new("md5" if len(digest) == 32 else "sha256", content).hexdigest() == digest
