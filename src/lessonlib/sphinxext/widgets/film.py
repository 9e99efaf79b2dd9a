"""The directive `film`: the narration of a lesson's film, and the film itself where it has been rendered.

`nox -s film` reads the same narration and renders into `_build/films`. A film that was made of other words is not
shown: its captions would say what the page does not. Without a film there stand a poster and the words.
"""

from __future__ import annotations

import base64
import html
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective, SphinxTranslator
from sphinx.util.osutil import relative_uri

from lessonlib.locale import localised, noted
from lessonlib.sphinxext.core.builders import output_folder
from lessonlib.sphinxext.core.source import Directive, blocks
from lessonlib.sphinxext.core.translating import with_messages, words
from lessonlib.sphinxext.core.widgets import OTHERS, add_widget, widget
from lessonlib.sphinxext.widgets.posters import poster
from lessonlib.widgets import narration

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import OptionSpec

HTML = {"html", "dirhtml"}
Shown = tuple[narration.Narration, bool]  # with whether its film was there when the page was read
FOLDER = "_static/films"


class film(widget, with_messages):  # noqa: N801 (docutils names nodes so)
    """A film; its children are its transcript."""

    styles = ("film.css",)
    on_slide = noted("the lesson as a film")


class film_lead(nodes.paragraph):  # noqa: N801
    """What introduces the transcript where there is no film to look at."""


def configure(app: Sphinx, config: Config) -> None:
    """Say where rendered films lie: beside the site in all its languages, as all that the build keeps."""
    site = output_folder(app)
    site = site.parent if site.name == config.language else site
    config.lessonlib_films = str(site.parent / "films")


class FilmDirective(SphinxDirective):
    """Show a lesson's film; the argument is its name, the content its narration, one paragraph a scene."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {"title": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return the film, or an error that says what is wrong with its words."""
        self.env.note_dependency(narration.__file__)
        try:
            said = narration.narration(self.arguments[0], self.options.get("title", ""), "\n".join(self.content))
        except narration.FilmError as error:
            raise self.error(f"film: {error}") from error
        written = [said.title, *(scene.text for scene in said.scenes)]
        title, *paragraphs = map(words(self.env), written)
        said = narration.told(said.name, title, paragraphs)
        fresh = narration.is_fresh(Path(self.config.lessonlib_films), said)
        shown: list[Shown] = self.env.metadata[self.env.docname].setdefault("films", [])
        shown.append((said, fresh))
        led = localised("The film “{title}” is on the page. It says:", title=said.title)
        lead = film_lead("", localised("Film: {title}. What it says:", title=said.title), in_notebook=led)
        transcript = [nodes.paragraph("", scene.text) for scene in said.scenes]
        node = film("", lead, *transcript, said=said, fresh=fresh, messages=written)
        self.set_source_info(node)
        return [node]


def films_of(page: Path) -> list[narration.Narration]:
    """Return the narrations that a page holds, for those who build no page."""
    found = [block for block in blocks(page.read_text(encoding="utf-8")) if isinstance(block, Directive)]
    return [
        narration.narration(block.argument, block.options.get("title", ""), block.content)
        for block in found
        if block.name == "film"
    ]


def changed(app: Sphinx, env: BuildEnvironment, *_: set[str]) -> list[str]:
    """Return the pages whose film has been rendered, or is gone, since they were read."""
    folder = Path(app.config.lessonlib_films)
    return [
        docname
        for docname, known in env.metadata.items()
        if any(fresh != narration.is_fresh(folder, said) for said, fresh in known.get("films", []))
    ]


def address(translator: Any, file: str) -> str:
    """Return the address of a file of the films, as the page links to it."""
    builder = translator.builder
    return relative_uri(builder.get_target_uri(builder.current_docname), f"{FOLDER}/{file}")


def length(seconds: float) -> str:
    """Return seconds in words.

    >>> length(76.4)
    '1 minute 16 seconds'
    """
    minutes, left = divmod(round(seconds), 60)
    if minutes:
        rest = localised("{number} seconds", number=left) if minutes == 1 else ""
        return f"{localised('1 minute')} {rest}" if rest else localised("{number} minutes", number=minutes)
    return localised("{number} seconds", number=left)


def visit_html(translator: Any, node: film) -> None:
    """Open the figure with the film, or with its poster; a book has only the words."""
    if translator.builder.name not in HTML:
        translator.body.append('<div class="lesson-film">\n')
        return
    said: narration.Narration = node["said"]
    title, name = html.escape(said.title), said.name
    if node["fresh"]:
        # Read from the file system, browsers refuse captions in a file of their own: so they stand in the page.
        captions = base64.b64encode(narration.webvtt(said).encode()).decode()
        label, language = localised("Film: {title}", title=title), localised("English")
        shown = (
            f'<video controls preload="none" playsinline width="1920" height="1080" aria-label="{label}"'
            f' poster="{address(translator, name + ".jpg")}">\n'
            f'<source src="{address(translator, name + ".mp4")}" type="video/mp4" />\n'
            f'<track kind="captions" srclang="{translator.builder.config.language}" label="{language}" default'
            f' src="data:text/vtt;base64,{captions}" />\n'
            "</video>"
        )
        links = [
            f'<a href="{address(translator, f"{name}{end}")}" download>{word}</a>'
            for end, word in ((".mp4", localised("the film")), (".vtt", localised("its captions")))
        ]
        about = localised(
            "{title}: {length}, without sound, with captions. Download {links}.",
            title=title,
            length=length(said.seconds),
            links=localised(" and ").join(links),
        )
    else:
        alt = localised("Title card of the film: {title}", title=title)
        shown = f'<img src="{address(translator, name + ".svg")}" width="960" height="540" alt="{alt}" />'
        about = localised("{title}. The film is not part of this copy of the site, but its text is.", title=title)
    opened = "" if node["fresh"] else " open"
    translator.body.append(
        f'<figure class="lesson-film">\n{shown}\n<figcaption>{about}</figcaption>\n'
        f'<details class="film-words"{opened}>\n<summary>{localised("What the film says")}</summary>\n'
    )


def depart_html(translator: Any, _node: film) -> None:
    """Close it."""
    book = translator.builder.name not in HTML
    translator.body.append("</div>\n" if book else "</details>\n</figure>\n")


def visit_lead(translator: Any, _node: film_lead) -> None:
    """Introduce the words in a book."""
    if translator.builder.name in HTML:
        raise nodes.SkipNode
    translator.body.append("<p>")


def depart_lead(translator: Any, _node: film_lead) -> None:
    """End the introduction."""
    translator.body.append("</p>\n")


def visit_plain(translator: SphinxTranslator, node: film_lead) -> None:
    """Show the introduction as a paragraph."""
    translator.visit_paragraph(node)


def depart_plain(translator: SphinxTranslator, node: film_lead) -> None:
    """End it."""
    translator.depart_paragraph(node)


def write_films(app: Sphinx, exception: Exception | None) -> None:
    """Put films, captions and posters into the site; a film may be drawn anew and its page be as it was."""
    if exception or app.builder.name not in HTML:
        return
    to = Path(app.outdir) / FOLDER
    to.mkdir(parents=True, exist_ok=True)
    wanted = set()
    for known in app.env.metadata.values():
        shown: list[Shown] = known.get("films", [])
        for said, fresh in shown:
            card, captions, *made = (
                to / f"{said.name}{end}" for end in (".svg", ".vtt", *((".mp4", ".jpg") if fresh else ()))
            )
            card.write_text(poster(said), encoding="utf-8")
            captions.write_text(narration.webvtt(said), encoding="utf-8")
            for file in made:
                _copy(Path(app.config.lessonlib_films) / file.name, file)
            wanted |= {card, captions, *made}
    for file in {*to.iterdir()} - wanted:
        file.unlink()


def _copy(file: Path, to: Path) -> None:
    """Copy a file that has changed since it was last copied."""
    if not to.exists() or (to.stat().st_size, to.stat().st_mtime) != (file.stat().st_size, file.stat().st_mtime):
        shutil.copy2(file, to)


def setup(app: Sphinx) -> None:
    """Register the directive and its nodes."""
    lead: dict[str, Any] = dict.fromkeys(OTHERS, (visit_plain, depart_plain))
    add_widget(app, film, html=(visit_html, depart_html))
    app.add_node(film_lead, html=(visit_lead, depart_lead), **lead)
    app.add_config_value("lessonlib_films", "", "")
    app.connect("config-inited", configure)
    app.add_directive("film", FilmDirective)
    app.connect("env-get-outdated", changed)
    app.connect("build-finished", write_films)
