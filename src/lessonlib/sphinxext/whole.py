"""Pages that are made from all others: they are written again when what they show of any other page has changed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

from lessonlib.sphinxext import minutes
from lessonlib.sphinxext.course import course_of
from lessonlib.sphinxext.store import digest

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

MARK = "shows-the-course"
# Kept with the environment: document → a digest of all in it that other pages may show.
SHOWN = "lessonlib_shown"
LOADED = "lessonlib_loaded"  # a digest of the scripts and styles that pages load
LINE = re.compile(r"\bline=\d+")


def mark(env: BuildEnvironment) -> None:
    """Note that the page that is being read shows something made from all pages."""
    env.metadata[env.docname][MARK] = "yes"


def shown(env: BuildEnvironment, docname: str) -> str:
    """Return a digest of what other pages may show of a page: its minutes, and all but its prose and its cells."""
    doctree = env.get_doctree(docname)
    sections = list(doctree.findall(nodes.section))
    kept = [part for section in sections for part in section if not is_own(part)]
    page = course_of(env).pages.get(docname)
    said = ""
    if page and page.objectives:
        times = [(each.begin, each.core, each.more) for each in minutes.timetable(doctree, page)]
        said = repr((page.core, page.more, times, [(each["ids"], each["classes"]) for each in sections]))
    # Where a question stands, it says, too; no other page shows that.
    return digest(said, *(LINE.sub("", part.pformat()) for part in kept))


def is_own(part: nodes.Node) -> bool:
    """Return whether a part of a section is shown by no other page: a paragraph, a cell, or a section of its own."""
    if isinstance(part, nodes.paragraph | nodes.section):
        return True
    return isinstance(part, nodes.container) and part.get("nb_element") == "cell_code"


def scripts_and_styles(app: Sphinx) -> list[Path]:
    """Return the files that pages load from the site's own static folders."""
    folders = [Path(app.confdir, name) for name in app.config.html_static_path]
    return sorted(file for folder in folders for file in folder.rglob("*") if file.suffix in {".css", ".js"})


class Whole:
    """Finds the pages to write again."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def note(self, _app: Sphinx, _env: BuildEnvironment, docnames: list[str]) -> None:
        """Note which pages are read."""
        self.read = list(docnames)

    def write_again(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the pages that are made from all others, when any other shows something else.

        All pages, when a script or a style has changed: each names the digest of those that it loads.
        """
        before: dict[str, str] = getattr(env, SHOWN, {})
        now = {name: found for name, found in before.items() if name in env.found_docs}
        now |= {name: shown(env, name) for name in self.read if name in env.found_docs}
        setattr(env, SHOWN, now)
        loaded = digest(*(file.read_bytes() for file in scripts_and_styles(app)))
        loaded_before = getattr(env, LOADED, loaded)
        setattr(env, LOADED, loaded)
        if loaded != loaded_before:
            return list(env.found_docs)
        return [name for name in env.found_docs if MARK in env.metadata.get(name, {})] if now != before else []


def setup(app: Sphinx) -> None:
    whole = Whole()
    app.connect("env-before-read-docs", whole.note)
    app.connect("env-updated", whole.write_again)
