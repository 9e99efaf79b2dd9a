"""What a builder wrote, and nothing else, is put into the output folder and taken out of it again.

Sphinx builds into a folder of its own (`staging`). From there `publish` copies what differs. Beside that folder it
keeps a list of what it copied, with digests: a file that no build makes any more is removed if it is on the list and
still holds what it held. Without a list, or with one that is damaged, nothing is removed.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from sphinx.util import logging

from lessonlib.sphinxext.core.errors import mistake
from lessonlib.sphinxext.core.files import digest, write_atomically

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """A published file: what it holds (or one of these, while it is replaced), and size and times of both copies."""

    digests: tuple[str, ...]
    made: str
    shown: str


@dataclass
class Listed:
    """What a builder has put into an output folder: files by name, and the folders that it made for them."""

    files: dict[str, Entry] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)


def read_list(file: Path) -> Listed:
    """Return a list as it was written; an empty one where there is none, or where it is not to be trusted."""
    try:
        checksum, _, text = file.read_text(encoding="utf-8").partition("\n")
        if checksum != digest(text):
            raise ValueError("its checksum differs")
        said = json.loads(text)
        files = {_inside(name): _entry(*entry) for name, entry in said["files"].items()}
        return Listed(files, {_inside(name) for name in said["folders"]})
    except FileNotFoundError:
        return Listed()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        logger.info("the list of what was published is damaged (%s), so nothing is removed by it: %s", error, file)
        return Listed()


def write_list(file: Path, listed: Listed) -> None:
    """Keep a list."""
    files = {name: [entry.digests, entry.made, entry.shown] for name, entry in listed.files.items()}
    text = json.dumps({"files": files, "folders": sorted(listed.folders)}, sort_keys=True)
    write_atomically(file, f"{digest(text)}\n{text}")


def _inside(name: Any) -> str:
    """Return the name of a file below a folder.

    Raises:
        ValueError: it leads out of the folder.
    """
    path = PurePath(name)
    if not path.parts or path.anchor or ".." in path.parts or "\0" in name:
        raise ValueError(f"{name!r} is no name of a file below it")
    return str(name)


def _entry(digests: Any, made: Any, shown: Any) -> Entry:
    if not all(isinstance(each, str) for each in (*digests, made, shown)):
        raise ValueError("an entry is no text")
    return Entry(tuple(digests), made, shown)


def publish(made: Path, shown: Path, kept: Path, *, others: Callable[[], Iterator[Path]] = lambda: iter(())) -> None:
    """Make an output folder hold what a builder has made, and remove what it published before and makes no more.

    A file counts as unchanged when its size and times are those of the last build, here and there; else it is read.

    Args:
        made: the builder's own folder.
        shown: the output folder; what else lies there is never touched.
        kept: the file with the list.
        others: yields the lists of other builders that publish into the same folder.

    Raises:
        Mistake: a file cannot be written, or would be written through a link, outside of the output folder.
    """
    before = read_list(kept)
    files = {file.relative_to(made).as_posix(): stamp(file) for file in _files(made)}
    after = Listed({}, set(before.folders))
    due = {}
    for name, now in files.items():
        entry = before.files.get(name)
        if entry and entry.made == now and len(entry.digests) == 1 and entry.shown == stamp(shown / name):
            after.files[name] = entry
        else:
            due[name] = now
    gone = before.files.keys() - files.keys()
    if not due and not gone:
        return
    try:
        _publish(made, shown, kept, _Change(before, after, due, gone, others))
    except OSError as error:
        said = "the pages are made, but could not all be put into the output folder"
        raise mistake(f"{said}: {error.filename or shown}: {error.strerror}. Mend that, and build again") from error


@dataclass
class _Change:
    """What is to be done: lists before and after, files to copy with their stamps, names to remove."""

    before: Listed
    after: Listed
    due: dict[str, str]
    gone: set[str]
    others: Callable[[], Iterator[Path]]


def _publish(made: Path, shown: Path, kept: Path, change: _Change) -> None:
    before, after = change.before, change.after
    digests = {name: _digest(made / name) for name in change.due}
    # A build may end at any moment: what is about to be written is on the list before it is written.
    news = {name: (*_known(before, name), held) for name, held in digests.items() if _known(before, name) != (held,)}
    if news:
        promised = {name: Entry(held, "", "") for name, held in news.items()}
        write_list(kept, Listed({**before.files, **promised}, before.folders))
    if change.gone:
        claimed = {name for file in change.others() for name in read_list(file).files}
        for name in sorted(change.gone - claimed):
            _remove(shown, name, before.files[name])
    part = shown / f".{kept.stem}.part"
    for name, now in change.due.items():
        _make_folders(shown, name, after.folders)
        if not _holds(shown / name, digests[name]):
            shutil.copy2(made / name, part)
            part.replace(shown / name)
        after.files[name] = Entry((digests[name],), now, stamp(shown / name))
    part.unlink(missing_ok=True)
    if change.gone:
        _remove_empty_folders(shown, after)
    write_list(kept, after)


def _remove_empty_folders(shown: Path, listed: Listed) -> None:
    """Remove the folders that were made for files which are gone."""
    needed = {folder.as_posix() for name in listed.files for folder in _folders(name)}
    for folder in sorted(listed.folders - needed, reverse=True):  # the inner ones first
        listed.folders.discard(folder)
        if not _is_reached_by_link(shown, folder):
            with suppress(OSError):  # it is not empty, or no folder any more
                (shown / folder).rmdir()


def _known(listed: Listed, name: str) -> tuple[str, ...]:
    return listed.files[name].digests if name in listed.files else ()


def stamp(file: Path) -> str:
    """Return size and times of a file itself, not of what it may link; nothing where there is none.

    Who copies a file may set its time of modification, and Sphinx does; its time of change nobody sets.
    """
    try:
        found = os.lstat(file)
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in names)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _holds(file: Path, *digests: str) -> bool:
    """Whether a file is there, is no link, and holds what one of the digests says."""
    return file.is_file() and not file.is_symlink() and _digest(file) in digests


def _is_reached_by_link(shown: Path, name: str) -> bool:
    """Whether a folder between the output folder and a file is a link."""
    return any((shown / folder).is_symlink() for folder in _folders(name))


def _folders(name: str) -> list[PurePath]:
    """Return the folders between the output folder and a file, the inner ones first."""
    return list(PurePath(name).parents)[:-1]


def _make_folders(shown: Path, name: str, made: set[str]) -> None:
    """Make the folders of a file, and note which were not there."""
    if _is_reached_by_link(shown, name):
        said = "would be written through a link, to a place outside of the output folder: remove the link"
        raise mistake(f"{shown / name} {said}")
    for folder in reversed(_folders(name)):
        if not (shown / folder).is_dir():
            (shown / folder).mkdir()
            made.add(folder.as_posix())


def _remove(shown: Path, name: str, entry: Entry) -> None:
    """Remove a published file that no build makes any more, unless somebody has changed or replaced it."""
    file = shown / name
    if not file.exists() and not file.is_symlink():
        return
    if _is_reached_by_link(shown, name) or not _holds(file, *entry.digests):
        logger.info("left alone, for somebody else has changed it since it was published: %s", file)
        return
    file.unlink()
