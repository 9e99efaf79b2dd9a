"""Slides of every lesson, in the site's folder `slides`, shown by reveal.js from this site alone.

reveal.js comes with the package sphinx-revealjs. Its builder is not used: the slides are to be a part of the site, of
its zip and of its tests. Without JavaScript a deck is a page to read, with the notes beside the slides.
"""

import ast
import functools
import html
import os
import re
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from lessonlib.locale import localised, noted
from lessonlib.sphinxext.core import dependents, script_words
from lessonlib.sphinxext.core.compat import app_of
from lessonlib.sphinxext.core.domain import course_of
from lessonlib.sphinxext.core.untranslated import language_of
from lessonlib.sphinxext.core.widgets import widget
from lessonlib.sphinxext.lessons.objectives import commas
from lessonlib.sphinxext.outputs import content_security
from lessonlib.sphinxext.teaching.deck import Deck, Slide

FOLDER = "slides"
# What a deck shows beside all of its slides, and how its address asks for it.
WAYS = {noted("core path only"): "?core", noted("script to read or print"): "?script"}
REVEAL = {
    "reveal.css": "dist/reveal.css",
    "reveal.js": "dist/reveal.js",
    "reveal-notes.js": "plugin/notes/notes.js",
    "reveal-LICENSE.txt": "LICENSE",
}
PAGE = """\
<!DOCTYPE html>
<html lang="{language}" data-content_root="{up}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="{policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <title>{heading} – {project}</title>
    <script src="{up}_static/mode.js"></script>
{icon}    <link rel="stylesheet" href="{up}_static/pygments.css" />
{styles}    <link rel="stylesheet" href="{up}_static/slides.css" />
{scripts}    <script defer src="{up}_static/reveal.js"></script>
    <script defer src="{up}_static/reveal-notes.js"></script>
    <script defer src="{up}_static/slides.js"></script>
  </head>
  <body>
    <main>
      <div class="deck">
        <div class="slides">
{slides}
        </div>
      </div>
    </main>
    <footer class="deck-help">
      <a href="{lesson}">{back}</a>
      <span class="deck-keys">{keys}</span>
    </footer>
  </body>
</html>
"""


def carried(name: str) -> bytes:
    """Return a file of reveal.js."""
    return files("sphinx_revealjs").joinpath("_static", "revealjs", REVEAL[name]).read_bytes()


@functools.cache
def policy() -> str:
    """Return a deck's Content-Security-Policy.

    reveal.js writes the window with the notes itself. That window has a script of its own, shows the slides in
    frames, and obeys the policy of the deck that opened it. So this very script is allowed, by its hash.
    """
    written = re.search(r'document\.write\(("(?:[^"\\]|\\.)*")\)', carried("reveal-notes.js").decode())
    # JavaScript's `\/` is no escape in Python, all its other ones here are.
    page = (
        ast.literal_eval(re.sub(r"\\(.)", lambda sign: "/" if sign[1] == "/" else sign[0], written[1]))
        if written
        else ""
    )
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    if script is None:
        raise ExtensionError("reveal.js writes its window with the notes in another way now: see slides.policy")
    return content_security.policy([content_security.script_hash(script[1])]) + "; frame-src 'self'"


def render(builder: StandaloneHTMLBuilder, parts: list[nodes.Node]) -> str:
    """Return nodes as HTML, without links and anchors: a slide leads nowhere."""
    holder = nodes.container("", *(part.deepcopy() for part in parts))
    for node in list(holder.findall(nodes.Element)):
        if not isinstance(node, nodes.table):  # a table with a title needs one
            node["ids"] = []
        if isinstance(node, nodes.reference):
            kept = [] if "read-again" in node["classes"] else node.children
            node["classes"] = []
            node.replace_self(kept)
    return str(builder.render_partial(holder)["fragment"])


def write_slide(builder: StandaloneHTMLBuilder, slide: Slide, lesson: str) -> str:
    """Return one slide as HTML; `lesson` is the address of the page that it is made from."""
    level = "h1" if slide.kind == "title" else "h2"
    kind = slide.kind or ("plain" if slide.body else "divider")
    later = f'<div class="fragment">{render(builder, slide.later)}</div>' if slide.later else ""
    notes = f'<aside class="notes">{render(builder, slide.notes)}</aside>' if slide.notes else ""
    kind += " optional" if slide.optional else ""
    page = "".join(
        f'<p class="on-the-page"><a href="{lesson}#{slide.anchor}" target="_blank">'
        f"{localised('On the lesson’s page: {what}', what=said)}</a></p>"
        for said in slide.on_the_page
    )
    return (
        f'<section class="{kind}"><{level}>{html.escape(slide.title)}</{level}>\n'
        f"{render(builder, slide.body) if slide.body else ''}{later}{page}{notes}</section>\n"
    )


def address(env: BuildEnvironment, docname: str) -> str:
    """Return where a lesson's deck stands, seen from the site's root: in the folders that not all lessons share."""
    shared = os.path.commonpath([name.rpartition("/")[0] for name in course_of(env).lessons()])
    return f"{FOLDER}/{PurePosixPath(docname).relative_to(shared)}.html"


def assets_of(deck: Deck, up: str, config: Config) -> tuple[str, str]:
    """Return what loads the styles and the scripts of the widgets that a deck shows."""
    kinds = {type(each) for slide in deck.slides for part in slide.body for each in part.findall(widget)}
    shown = sorted(kinds, key=lambda kind: kind.__name__)
    styles = dict.fromkeys(name for kind in shown for name in kind.styles)
    words = script_words.loaded(config) if any(kind.scripts for kind in shown) else ()
    scripts = dict.fromkeys([*words, *(name for kind in shown for name in kind.scripts)])
    return (
        "".join(f'    <link rel="stylesheet" href="{up}_static/{name}" />\n' for name in styles),
        "".join(f'    <script defer src="{up}_static/{name}"></script>\n' for name in scripts),
    )


def write_deck(builder: StandaloneHTMLBuilder, docname: str) -> str:
    """Return the deck of one lesson as an HTML page."""
    doctree = builder.env.get_and_resolve_doctree(docname, builder, tags=builder.tags)
    builder.post_process_images(doctree)
    up = "../" * address(builder.env, docname).count("/")
    builder.imgpath, builder.current_docname = f"{up}_images", docname
    deck = Deck(next(doctree.findall(nodes.section)))
    styles, scripts = assets_of(deck, up, builder.config)
    lesson = f"{up}{builder.get_target_uri(docname)}"
    icon = builder.config.html_favicon and f"{up}_static/{PurePosixPath(builder.config.html_favicon).name}"
    return PAGE.format(
        up=up,
        icon=f'    <link rel="icon" href="{html.escape(icon)}" />\n' if icon else "",
        language=language_of(builder.env, doctree),
        policy=policy(),
        styles=styles,
        scripts=scripts,
        heading=localised("Slides: {title}", title=html.escape(builder.env.titles[docname].astext())),
        back=localised("Back to the lesson"),
        keys=localised("Keys: → next, S notes, F full screen, Esc overview"),
        project=html.escape(builder.config.project),
        lesson=lesson,
        slides="".join(write_slide(builder, slide, lesson) for slide in deck.slides),
    )


class Decks:
    """Writes the slides of the lessons that a build writes."""

    def __init__(self) -> None:
        self.due: set[str] = set()

    def note(self, _app: Sphinx, _doctree: nodes.document, docname: str) -> None:
        """Note that a page is written."""
        self.due.add(docname)

    def write(self, app: Sphinx) -> list[Any]:
        """Write decks while the builder still collects pages; it copies their figures."""
        builder = app.builder
        if not isinstance(builder, StandaloneHTMLBuilder) or builder.name != "html":
            return []
        folder, lessons = Path(app.outdir) / FOLDER, course_of(app.env).lessons()
        folder.mkdir(parents=True, exist_ok=True)
        builder.add_permalinks = False  # a slide leads nowhere
        places = {docname: Path(app.outdir) / address(app.env, docname) for docname in lessons}
        for docname in sorted(name for name in lessons if name in self.due or not places[name].exists()):
            places[docname].parent.mkdir(parents=True, exist_ok=True)
            places[docname].write_text(write_deck(builder, docname), encoding="utf-8")
        builder.add_permalinks = True
        for file in {file for file in folder.rglob("*") if file.is_file()} - {*places.values()}:
            file.unlink()
        return []


def deck_link(app: Sphinx, docname: str, text: str, how: str = "") -> nodes.Node:
    """Return a link from the page that is being written to a deck; what is no site links the published one, if any."""
    here = app.builder.get_target_uri(app.env.docname)
    site = "../" * here.count("/") if app.builder.name == "html" else app.config.html_baseurl
    if app.builder.name != "html" and not site:
        return nodes.Text(text)
    return nodes.reference("", text, refuri=f"{site}{address(app.env, docname)}{how}")


class decks_list(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Where the list of all decks is to stand."""


class SlidesDirective(SphinxDirective):
    """List the decks of all lessons."""

    def run(self) -> list[nodes.Node]:
        dependents.mark(self.env)
        return [decks_list("")]


class FillDecksList(SphinxPostTransform):
    """Link the decks once all lessons are known; what is no site links the published ones."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        for place in list(self.document.findall(decks_list)):
            items = nodes.bullet_list("")
            for docname in course_of(self.env).lessons():
                ways = {self.env.titles[docname].astext(): "", **{localised(way): how for way, how in WAYS.items()}}
                links = [deck_link(app_of(self.env), docname, said, how) for said, how in ways.items()]
                items += nodes.list_item("", nodes.paragraph("", "", *commas(links)))
            place.replace_self(items)


def write_assets(app: Sphinx, exception: Exception | None) -> None:
    """Put reveal.js beside the site's own scripts."""
    if exception is None and app.builder.name == "html":
        for name in REVEAL:
            (Path(app.outdir) / "_static" / name).write_bytes(carried(name))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(decks_list)
    app.add_directive("slides", SlidesDirective)
    app.add_post_transform(FillDecksList)
    decks = Decks()
    app.connect("doctree-resolved", decks.note)
    app.connect("html-collect-pages", decks.write)
    app.connect("build-finished", write_assets, priority=700)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
