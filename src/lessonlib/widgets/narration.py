"""The words of a film: its narration, cut into captions, each with its seconds.

A film's narration stands on its page, one paragraph a scene. Its length decides how long the scene is, so that
captions, transcript and pictures cannot drift apart.
"""

import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# Characters a second that a caption leaves time for: unhurried, for readers whose English is a second language.
PACE = 13.0
# At most: two lines of 42 characters, 17 characters a second.
LINES, WIDTH, FASTEST = 2, 42, 17.0
SHORTEST = 1.6  # seconds of a caption
BREATH = 0.6  # seconds after the last word of a scene
LENGTH = (45.0, 120.0)  # seconds of a film

NAME = re.compile(r"[a-z]+(-[a-z]+)*")
MARKUP = re.compile(r"[`*_{}\[\]<>$|]")


class FilmError(ValueError):
    """A narration that no film can be made of."""


@dataclass(frozen=True)
class Cue:
    """One caption: seconds from the beginning of the film, and lines of text."""

    start: float
    end: float
    lines: tuple[str, ...]

    @property
    def rate(self) -> float:
        """Characters a second."""
        return len(" ".join(self.lines)) / (self.end - self.start)


@dataclass(frozen=True)
class Scene:
    """One paragraph of the narration with its seconds and its captions."""

    start: float
    end: float
    text: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class Narration:
    """What a page says of its film."""

    name: str
    title: str
    scenes: tuple[Scene, ...]

    @property
    def seconds(self) -> float:
        """How long the film is."""
        return self.scenes[-1].end


def narration(name: str, title: str, text: str) -> Narration:
    """Return the narration with its seconds; raise FilmError where no film can be made of it.

    >>> narration("bar", "A bar", "A grey image. " * 50).seconds > 45
    True
    """
    if not NAME.fullmatch(name):
        raise FilmError(f"{name!r} is no name of a film: write lower-case words joined by hyphens")
    if not title:
        raise FilmError("a film without a title: add the option :title:")
    paragraphs = [" ".join(each.split()) for each in re.split(r"\n\s*\n", text.strip()) if each.strip()]
    if not paragraphs:
        raise FilmError("a film without words: write its narration, one paragraph a scene")
    for paragraph in paragraphs:
        marked = MARKUP.search(paragraph)
        if marked:
            raise FilmError(f"{marked[0]!r} in {paragraph[:40]!r}: captions are plain text, without markup")
    said = told(name, title, paragraphs)
    if not LENGTH[0] <= said.seconds <= LENGTH[1]:
        wanted = f"{LENGTH[0]:.0f} to {LENGTH[1]:.0f}"
        raise FilmError(f"a narration of {said.seconds:.0f} seconds: a film lasts {wanted}, so say more or less")
    return said


def told(name: str, title: str, paragraphs: Sequence[str]) -> Narration:
    """Return a narration of paragraphs, however long it takes: a translation lasts as long as it lasts."""
    return Narration(name, title, tuple(_scenes(paragraphs)))


def _scenes(paragraphs: Sequence[str]) -> Iterator[Scene]:
    start = 0.0
    for text in paragraphs:
        cues = tuple(_cues(text, start))
        yield Scene(start, round(cues[-1].end + BREATH, 2), text, cues)
        start = round(cues[-1].end + BREATH, 2)


def _cues(text: str, start: float) -> Iterator[Cue]:
    for sentence in re.split(r"(?<=[.?!:]) ", text):
        lines = lines_of(sentence)
        for first in range(0, len(lines), LINES):
            shown = tuple(lines[first : first + LINES])
            end = round(start + max(SHORTEST, len(" ".join(shown)) / PACE), 2)
            yield Cue(start, end, shown)
            start = end


def lines_of(sentence: str) -> list[str]:
    """Return the sentence in as few lines as fit, all about equally long.

    >>> lines_of("Move on by one pixel, and do it again and again.")
    ['Move on by one pixel, and', 'do it again and again.']
    """
    fewest = len(textwrap.wrap(sentence, WIDTH))
    widths = range(max(map(len, sentence.split())), WIDTH + 1)
    return next(lines for width in widths if len(lines := textwrap.wrap(sentence, width)) == fewest)


def webvtt(said: Narration) -> str:
    """Return the captions as a WebVTT file."""
    cues = [cue for scene in said.scenes for cue in scene.cues]
    parts = [f"{_clock(cue.start)} --> {_clock(cue.end)}\n" + "\n".join(cue.lines) for cue in cues]
    return "\n\n".join(["WEBVTT", *parts]) + "\n"


def _clock(seconds: float) -> str:
    """Return seconds as WebVTT writes them.

    >>> _clock(61.5)
    '00:01:01.500'
    """
    minutes, left = divmod(round(seconds * 1000), 60_000)
    return f"00:{minutes:02}:{left // 1000:02}.{left % 1000:03}"


def is_fresh(folder: Path, said: Narration) -> bool:
    """Return whether the folder holds the rendered film of these very words."""
    try:
        made = json.loads((folder / f"{said.name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(made.get("words") == webvtt(said)) and (folder / f"{said.name}.mp4").exists()
