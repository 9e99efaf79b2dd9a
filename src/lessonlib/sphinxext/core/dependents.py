"""Pages that are made from all others: they are written again when what they show of any other page has changed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from lessonlib.sphinxext.core.domain import course_of
from lessonlib.sphinxext.core.files import digest, write_atomically

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

MARK = "shows-the-course"
# Kept with the environment: document → a digest of all in it that other pages may show.
SHOWN = "lessonlib_shown"
NAMED = "lessonlib_named"  # a digest of what a page may show of any other
LINE = re.compile(r"""line(?<!\wline)="?\d+"?""")  # begins with letters, which are found fast in two million signs


def mark(env: BuildEnvironment) -> None:
    """Note that the page that is being read shows something made from all pages."""
    env.metadata[env.docname][MARK] = "yes"


def shown(env: BuildEnvironment, docname: str, doctree: nodes.document) -> str:
    """Return a digest of what other pages may show of a page: its minutes, and all but its prose and its cells."""
    sections = list(doctree.findall(nodes.section))
    kept = [part for section in sections for part in section if not is_own(part)]
    page = course_of(env).known(docname)
    said = ""
    if page and page.objectives:
        anchors = [(each["ids"], each["classes"]) for each in sections]
        said = repr((page.core, page.more, page.timetable, anchors))
    # Where a question stands, it says, too; no other page shows that.
    return digest(said, *(LINE.sub("", part.pformat()) for part in kept))


def is_own(part: nodes.Node) -> bool:
    """Return whether a part of a section is shown by no other page: a paragraph, a cell, or a section of its own."""
    if isinstance(part, nodes.paragraph | nodes.section):
        return True
    return isinstance(part, nodes.container) and part.get("nb_element") == "cell_code"


def named(env: BuildEnvironment) -> str:
    """Return a digest of what any page may show of any other: titles, tables of contents, and what references lead to.

    Sphinx writes a page again only when itself has changed, or a page that it lists.
    """
    # As text: a title of Sphinx's own waits for its translation, until it has been kept.
    objects = [(name, *map(str, each)) for name, domain in env.domains.items() for each in domain.get_objects()]
    contents = [f"{name} {toc.pformat()}" for name, toc in sorted(env.tocs.items())]
    return digest(repr(sorted(map(str, objects))), repr(sorted(env.toctree_includes.items())), *contents)


def scripts_and_styles(app: Sphinx) -> list[Path]:
    """Return the files that pages load from the site's own static folders."""
    folders = {Path(app.confdir, name) for name in app.config.html_static_path}
    return sorted(file for folder in folders for file in folder.rglob("*") if file.suffix in {".css", ".js"})


class Whole:
    """Finds the pages to write again."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.trees: dict[str, nodes.document] = {}
        self.now: dict[str, Any] = {}

    def note(self, _app: Sphinx, _env: BuildEnvironment, docnames: list[str]) -> None:
        """Note which pages are read."""
        self.read = list(docnames)
        self.trees.clear()

    def keep_tree(self, app: Sphinx, doctree: nodes.document) -> None:
        """Keep what this process has read, which need not be loaded from its file."""
        self.trees[app.env.current_document.docname] = doctree

    def tree(self, env: BuildEnvironment, docname: str) -> nodes.document:
        """Return a page as it was read."""
        return self.trees.pop(docname, None) or env.get_doctree(docname)

    def write_again(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the pages that were read since this builder last wrote: another builder may have read them.

        And the pages that are made from all others, when any other shows something else.

        All pages, when a script or a style has changed (each names the digest of those that it loads), or a name.
        """
        before: dict[str, str] = getattr(env, SHOWN, {})
        now = {name: found for name, found in before.items() if name in env.found_docs}
        now |= {name: shown(env, name, self.tree(env, name)) for name in self.read if name in env.found_docs}
        setattr(env, SHOWN, now)
        if self.read or now.keys() != before.keys() or not hasattr(env, NAMED):
            setattr(env, NAMED, named(env))
        self.now = {
            "read": {name: env.all_docs[name] for name in sorted(env.found_docs) if name in env.all_docs},
            "shown": digest(repr(sorted(now.items()))),
            "all": digest(getattr(env, NAMED), *(file.read_bytes() for file in scripts_and_styles(app))),
        }
        written = last_written(app)
        if not written:  # a first build writes all pages
            return []
        if written.get("all") != self.now["all"]:
            return list(env.found_docs)
        pages = {name for name, time in self.now["read"].items() if written["read"].get(name) != time}
        if written.get("shown") != self.now["shown"]:
            pages |= {name for name in env.found_docs if MARK in env.metadata.get(name, {})}
        return sorted(pages)

    def keep(self, app: Sphinx, exception: Exception | None) -> None:
        """Keep what this builder has written pages from."""
        if exception is None and self.now:
            write_atomically(_record(app), json.dumps(self.now))


def _record(app: Sphinx) -> Path:
    """Return the file of what a builder's pages were written from; builders share the environment, and not this."""
    site = Path(app.outdir)
    return site.with_name(f"{site.name}.written")


def last_written(app: Sphinx) -> dict[str, Any]:
    """Return what a builder's pages were last written from; nothing, where that is not known."""
    try:
        found = json.loads(_record(app).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("read"), dict) else {}


def setup(app: Sphinx) -> None:
    whole = Whole()
    app.connect("env-before-read-docs", whole.note)
    app.connect("doctree-read", whole.keep_tree, priority=990)
    app.connect("env-updated", whole.write_again)
    app.connect("build-finished", whole.keep, priority=991)  # when it is published (`safety`: 990)
