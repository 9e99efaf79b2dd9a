"""Where Sphinx builds: a folder of its own below the doctrees, from which finished builds are published.

So a build that is broken off leaves the output folder as it was, and whatever else lies there is never read, nor
changed, nor put into the site's zip. In its own folder a builder may remove what it likes: what belongs to a page
that is gone, to a static file or an extension that is gone, or to a build that was broken off.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

from lessonlib.sphinxext.builds.publishing import publish
from lessonlib.sphinxext.core.files import digest, remove, write_atomically

logger = logging.getLogger(__name__)

FOLDER = "sites"  # below the doctrees; myst-nb writes beside the builders' own folders, too
# Notebooks that were saved install from here, from files that are named by their digest.
OUTLIVING = {"downloads/wheels"}
# Whoever writes these, removes from them, too.
TENDED = {"_downloads", "_images", "_sources", "_static", "downloads", "slides"}


@dataclass(frozen=True)
class Stage:
    """Where one builder builds, and where it publishes."""

    made: Path
    shown: Path

    @property
    def kept(self) -> Path:
        """The file with the list of what is published."""
        return self.made.with_name(f"{self.made.name}.json")

    @property
    def mark(self) -> Path:
        """The file that is there while pages are written."""
        return self.made.with_name(f"{self.made.name}.writing")

    @property
    def names(self) -> Path:
        """The file with the names of all that the builder's folder is made from."""
        return self.made.with_name(f"{self.made.name}.names")

    def others(self) -> Iterator[Path]:
        """Yield the lists of other builders that publish into the same folder."""
        shared = self.made.name.rpartition(".")[0].partition(".")[2]
        yield from (file for file in self.kept.parent.glob(f"*.{shared}.*.json") if file != self.kept)

    def publish(self) -> None:
        """Make the output folder hold what the builder has made."""
        publish(self.made, self.shown, self.kept, others=self.others)

    def clear(self) -> None:
        """Remove what the builder has made, which makes it anew; but not what earlier builds have promised to serve."""
        kept = {parent for folder in OUTLIVING for parent in (Path(folder), *Path(folder).parents)}
        waiting = [*self.made.iterdir()]
        for path in waiting:
            name = path.relative_to(self.made)
            if name not in kept:
                remove(path)
            elif name.as_posix() not in OUTLIVING:
                waiting += path.iterdir()


def stage_of(app: Sphinx, builder: str, shown: Path) -> Stage:
    """Return where a builder builds; the same for a project that was moved with its output folder."""
    places = (_seen_from(Path(app.doctreedir), place) for place in (shown, Path(app.srcdir)))
    name = ".".join([builder, *(digest(place)[:8] for place in places)])
    return Stage(Path(app.doctreedir, FOLDER, name), shown)


def _seen_from(folder: Path, place: Path) -> str:
    try:
        return os.path.relpath(place, folder)
    except ValueError:  # another drive of Windows
        return str(place)


def names_made_from(app: Sphinx, builder: StandaloneHTMLBuilder) -> set[str]:
    """Return the names of all that gives files of a site their names: pages, static files, extensions, settings."""
    config = app.config
    copied = [Path(app.confdir, entry) for entry in (*config.html_static_path, *config.html_extra_path)]
    copied += [Path(entry, "static") for entry in builder.theme.get_theme_dirs()]
    settings = f"settings {builder.build_info.config_hash} {builder.build_info.tags_hash}"
    return {
        settings,
        *(f"page {app.env.doc2path(docname, False)}" for docname in app.env.found_docs),
        *(f"extension {name}" for name in app.extensions),
        *(f"file {name}" for place in copied for name in _names_below(place)),
    }


def _names_below(place: Path) -> Iterator[str]:
    if not place.is_dir():
        yield place.name
    for folder, _, names in os.walk(place, followlinks=True):
        below = os.path.relpath(folder, place)
        yield from (f"{below}/{name}" for name in names)


def clear_what_is_gone(stage: Stage, app: Sphinx) -> list[str]:
    """Return the pages to write: all, with an empty folder, if any name has vanished since the last build."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return []
    names = names_made_from(app, app.builder)
    try:
        before = set(json.loads(stage.names.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        before = {"unknown"} if any(stage.made.iterdir()) else set()
    if before - names:
        logger.info("pages or files are gone; writing all pages anew ...")
        stage.mark.touch()  # before the names, so that the next build knows if this one ends here
        stage.clear()
    if before != names:
        write_atomically(stage.names, json.dumps(sorted(names)))
    return sorted(app.env.found_docs) if before - names else []


def clear_other_pages(builder: Builder) -> None:
    """Remove the pages that no document gives, such as indices: Sphinx writes those that there are in each build."""
    if not isinstance(builder, StandaloneHTMLBuilder) or builder.name not in {"html", "dirhtml"}:
        return
    own = {Path(builder.get_output_path(docname)) for docname in builder.env.found_docs}
    for folder, inner, names in os.walk(builder.outdir):
        if Path(folder) == Path(builder.outdir):
            inner[:] = [name for name in inner if name not in TENDED]
        for file in (Path(folder, name) for name in names if name.endswith(builder.out_suffix)):
            if file not in own:
                file.unlink()


class Staging:
    """Leads a builder to a folder of its own."""

    def __init__(self, app: Sphinx) -> None:
        self.shown = Path(app.outdir)
        self.stage = stage_of(app, "none", self.shown)  # until Sphinx makes a builder

    def lead(self, app: Sphinx) -> None:
        """Let the builder that Sphinx is about to make build aside."""
        app.config.lessonlib_output = str(self.shown)
        app.outdir = self.stage.made  # settings ask what lies beside
        if Path(app.srcdir) in Path(app.doctreedir).parents:
            below = Path(app.doctreedir).relative_to(app.srcdir).as_posix()
            app.config.exclude_patterns.append(f"{below}/{FOLDER}")
        create = app.create_builder

        def create_builder(name: str) -> Builder:  # before, Sphinx tells nobody which builder it will be
            self.stage = stage_of(app, name, self.shown)
            self.stage.made.mkdir(parents=True, exist_ok=True)
            if self.stage.mark.exists():
                logger.info("the last build left unfinished pages; writing all pages anew ...")
                self.stage.clear()
            app.outdir = self.stage.made
            return create(name)

        app.create_builder = create_builder  # type: ignore[method-assign]
