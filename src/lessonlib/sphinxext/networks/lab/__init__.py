"""The directive `lab`: a stack that the learner changes, trains in the page, and draws for.

Its content is the prepared stack, as that of `stack-explorer`. Where no script runs stand the stack's picture and
table, and a sentence. The page loads what is in `page`, its worker what is in `worker`; `kernel` holds the source of
the arithmetic (see CONTRIBUTING).
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from lessonlib.locale import localised, noted
from lessonlib.sphinxext.core import assets
from lessonlib.sphinxext.core.files import MadeFrom
from lessonlib.sphinxext.core.translated_checks import in_json
from lessonlib.sphinxext.core.widgets import OTHERS, add_widget, pass_through, shows_records, widget
from lessonlib.sphinxext.networks import drawing_paper, stack_explorer
from lessonlib.sphinxext.networks.lab import data, scripts
from lessonlib.sphinxext.networks.stack_explorer import in_words, is_book

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import OptionSpec

logger = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
LESSON = "lessons/07-build-your-own"
MARK = "has-a-lab"
FIVE_LAYERS = "exercise-five-layers"
FIVE_JSON = Path("checks", "five_layers.json")  # of the course
CALLED = noted(
    "With JavaScript you could train this stack here, in your browser, without installing anything, "
    "and draw digits for it to read."
)


class lab(widget):  # noqa: N801 (docutils names nodes so)
    """A lab around a stack explorer, which says what is seen where no script runs."""

    scripts = (*stack_explorer.stack_explorer.scripts, *drawing_paper.draw_a_digit.scripts, "lab/lab.js")
    styles = ("widget.css", "explorer.css", "digits.css", "lab/lab.css")
    seconds = 180  # it is trained, and drawn for
    on_slide = noted("a network to build, to train and to draw for")


class LabDirective(stack_explorer.StackExplorerDirective):
    """Show a stack to change and to train; `:whole:` for the lab's own page, `:checklist:` for the five layers."""

    option_spec: ClassVar[OptionSpec] = {
        "whole": directives.flag,
        "checklist": directives.flag,
        "settings": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Return the lab, or nothing and a warning at the line that is not understood."""
        settings = self.options.get("settings", "")
        if not re.fullmatch(r"(\w+=[\w.]+( |$))*", settings):
            logger.warning(
                "lab: %r are no settings; write them as epochs=5 batch=64",
                settings,
                location=f"{self.env.doc2path(self.env.docname)}:{self.lineno}",
                type="lessonlib",
                subtype="directive",
            )
            return []
        explorers = super().run()
        if not explorers or not isinstance(explorers[0], stack_explorer.stack_explorer):
            return []
        self.env.metadata[self.env.docname][MARK] = "yes"
        for file in scripts.sources():
            self.env.note_dependency(str(file))
        said = nodes.paragraph("", localised(CALLED))
        options: dict[str, Any] = {name: name in self.options for name in ("whole", "checklist")}
        if options["checklist"]:
            criteria = Path(self.env.srcdir, FIVE_JSON)
            options["criteria"] = in_json(self.env, criteria)
        layers = in_words(explorers[0]["stack"])
        led = localised(
            "On the page, a network to change, to train in your browser, and to draw for: {layers}.", layers=layers
        )
        return [lab("", said, *explorers, settings=settings, in_notebook=led, **options)]


class moved_to(nodes.General, nodes.Element):  # noqa: N801
    """A link to the page that has taken the place of this one."""


class MovedToDirective(SphinxDirective):
    """Lead to another page; an address with a stack goes there by itself, where scripts run."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        target = self.arguments[0]
        link = addnodes.pending_xref(
            "",
            nodes.inline("", localised("Go to the lab")),
            reftype="doc",
            refdomain="std",
            reftarget=f"/{target}",
            refdoc=self.env.docname,
            refexplicit=True,
            refwarn=True,
        )
        return [moved_to("", nodes.paragraph("", "", link))]


def visit_html(translator: Any, node: lab) -> None:
    if is_book(translator):
        return
    builder = translator.builder
    given = {"version": scripts.version(), "settings": node["settings"]}
    if node["whole"]:
        given["whole"] = ""
    if node["checklist"]:
        given["criteria"] = node["criteria"]
        if LESSON in builder.env.found_docs and builder.current_docname != LESSON:
            given["lesson"] = f"{builder.get_relative_uri(builder.current_docname, LESSON)}#{FIVE_LAYERS}"
    written = "".join(f' data-{name}="{html.escape(value)}"' for name, value in given.items())
    translator.body.append(f"<cnn-lab{written}>\n")


def depart_html(translator: Any, _node: lab) -> None:
    if not is_book(translator):
        translator.body.append("</cnn-lab>\n")


def visit_moved(translator: Any, _node: moved_to) -> None:
    translator.body.append('<div class="lab-moved">\n')


def depart_moved(translator: Any, _node: moved_to) -> None:
    translator.body.append("</div>\n")


def put_together(app: Sphinx) -> None:
    """Make the scripts of their parts, and let Sphinx copy them."""
    if app.builder.name in {"html", "dirhtml"}:
        made = Path(app.doctreedir) / "lab"
        scripts.write(made / "lab")
        app.config.html_static_path.append(str(made))


def write_data(app: Sphinx, exception: Exception | None) -> None:
    """Write the images beside the scripts, if a page has a lab."""
    if exception or app.builder.name not in {"html", "dirhtml"}:
        return
    if any(MARK in each for each in app.env.metadata.values()):
        made = MadeFrom(Path(app.doctreedir) / "lab-data.json")
        data.write(Path(app.outdir) / "_static" / "lab", made, app.config.lessonlib_state)


def setup(app: Sphinx) -> None:
    add_widget(app, lab, html=(visit_html, depart_html))
    plain: dict[str, Any] = dict.fromkeys(OTHERS, (pass_through, pass_through))
    app.add_node(moved_to, html=(visit_moved, depart_moved), **plain)
    assets.load_with(app, lambda node: isinstance(node, moved_to), scripts=("lab/moved.js",))
    assets.load_with(app, lambda node: isinstance(node, shows_records), scripts=("lab/records.js",))
    app.add_directive("lab", LabDirective)
    app.add_directive("moved-to", MovedToDirective)
    assets.serve(app, STATIC)
    app.connect("builder-inited", put_together)
    app.connect("build-finished", write_data)
