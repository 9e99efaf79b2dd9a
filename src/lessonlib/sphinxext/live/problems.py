"""What is wrong with the sources, as Sphinx says it."""

from __future__ import annotations

import re
from pathlib import Path

LOCATION = re.compile(r"(?P<file>(?:[A-Za-z]:)?[^:\n]+):[\d: ]*(?:None:)? ?(?:WARNING|ERROR|CRITICAL)")
FAILED = "FAILED"  # the phase of what ended a build


class Problems:
    """Each problem stays until its page is read or written again."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []  # the phase of the build, the file, the text

    def note(self, text: str, phase: str) -> None:
        """Keep a warning; its text begins with the file.

        >>> problems = Problems()
        >>> problems.note("one.md:3: WARNING: no such term", "READING")
        >>> problems.found
        [('READING', 'one.md', 'one.md:3: WARNING: no such term')]
        """
        place = LOCATION.match(text)
        self.found.append((phase, place["file"] if place else "", text))

    def forget(self, phases: set[str], files: set[str] | None = None, known: set[str] | None = None) -> None:
        """Forget what was said in some phases: of some files and of what is no known file, or of all."""

        def stays(phase: str, file: str) -> bool:
            elsewhere = (
                files is not None and file not in files and (Path(file).is_file() if known is None else file in known)
            )
            return phase not in phases or elsewhere

        self.found = [each for each in self.found if stays(*each[:2])]

    def texts(self) -> list[str]:
        """Return each problem once."""
        return list(dict.fromkeys(text for _, _, text in self.found))
