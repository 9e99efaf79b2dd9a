"""The site in several languages: `python -m lessonlib.sphinxext.languages docs docs/_build de`.

The catalogs are brought up to date (a new language gets those of all pages), what is missing in them is counted, and
each language is built into a folder of its own, the language of the pages above all others. No page runs again.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from sphinx.config import Config
from sphinx.util.tags import Tags

from lessonlib.sphinxext.builds import staging

UP = re.compile(r"^(\.\./)+")
SITE, TEMPLATES, TREES = "languages", "gettext", "trees"
SHARED = Path("doctrees", staging.FOLDER)
"""Where the site's own build keeps what pages printed, in the folder of all builds."""


@dataclass
class Count:
    """How many texts a language has, and how many of them have no translation, or one to look at again."""

    all: int = 0
    missing: int = 0
    fuzzy: int = 0

    def add(self, catalog: Catalog) -> None:
        """Count the texts of a catalog."""
        for message in catalog:
            if message.id:
                self.all += 1
                self.missing += not message.string
                self.fuzzy += bool(message.string and message.fuzzy)

    def __str__(self) -> str:
        return f"{self.all - self.missing - self.fuzzy} of {self.all} texts, {self.missing} missing, {self.fuzzy} fuzzy"


def templates(folder: Path) -> Iterator[tuple[Path, Catalog]]:
    """Yield the catalogs without translations that the builder gettext has written, with their places."""
    for file in sorted(folder.rglob("*.pot")):
        with file.open("rb") as opened:
            catalog = read_po(opened)
        for message in catalog:  # a page is named as it is in the folder of pages, wherever catalogs are made
            message.locations = [(UP.sub("", place), line) for place, line in message.locations]
        yield file.relative_to(folder).with_suffix(".po"), catalog


def update(source: Path, language: str, made: list[tuple[Path, Catalog]]) -> Count:
    """Bring the catalogs of a language up to date; of one that has none yet, begin those of all pages."""
    folder, count = source / "locales" / language / "LC_MESSAGES", Count()
    is_new = not folder.is_dir()
    for name, template in made:
        file = folder / name
        if not (is_new or file.exists()):
            count.add(template)
            continue
        known = Catalog(language, project=template.project, version=template.version, fuzzy=False)
        if file.exists():
            with file.open("rb") as opened:
                known = read_po(opened, locale=language)
        known.update(template, update_creation_date=False)
        count.add(known)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as out:
            write_po(out, known, width=110, include_lineno=False)
    return count


def build(source: Path, folder: Path, builder: str, out: Path, *settings: str) -> None:
    """Build with Sphinx, every warning an error; all builds share what the pages printed.

    Raises:
        CalledProcessError: the build failed.
    """
    known = [f"nb_execution_cache_path={folder / SHARED}", *settings]
    options = [word for setting in known for word in ("-D", setting)]
    trees = folder / TREES / out.name
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q", "-j", "auto", "-b", builder, *options]
    subprocess.run([*command, "-d", trees, source, out], check=True)


def main(arguments: list[str]) -> None:
    """Update, count, build."""
    source, folder, languages = Path(arguments[0]).resolve(), Path(arguments[1]).resolve(), arguments[2:]
    build(source, folder, TEMPLATES, folder / TEMPLATES)
    made = list(templates(folder / TEMPLATES))
    known = sorted({*(each.name for each in (source / "locales").glob("*") if each.is_dir()), *languages})
    for language in known:
        print(f"{language}: {update(source, language, made)}")
    written_in = Config.read(source, overrides={}, tags=Tags()).language
    every = f"lessonlib_languages={','.join([written_in, *known])}"
    build(source, folder, "html", folder / SITE, every)
    for language in known:
        build(source, folder, "html", folder / SITE / language, every, f"language={language}")
    print(f"The site in {1 + len(known)} languages is ready: {(folder / SITE / 'index.html').as_uri()}")


if __name__ == "__main__":
    main(sys.argv[1:])
