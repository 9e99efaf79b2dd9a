"""What every lesson says under its title: how long it takes, and how its snippets run."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from lessonlib.sphinxext.course import course_of

logger = logging.getLogger(__name__)


def say_minutes(app: Sphinx, doctree: nodes.document) -> None:
    """Put the minutes of a lesson under its title."""
    docname = app.env.current_document.docname
    page = course_of(app.env).page(docname)
    if not page.objectives:
        return
    said = []
    for name in ("reading", "questions"):
        minutes = app.env.metadata[docname].get(f"minutes_{name}")
        if not str(minutes).isdigit():
            logger.warning("a lesson states minutes_%s in its front matter", name, location=docname)
        said.append(f"{name} {minutes} min")
    core = sum(practised.minutes for practised in page.exercises if not practised.optional)
    more = sum(practised.minutes for practised in page.exercises if practised.optional)
    said += [f"exercises {core} min"] if core else []
    said += [f"optional exercises {more} min"] if more else []
    how = "Each snippet runs after the ones before it on this page."
    line = nodes.paragraph("", f"{', '.join(said).capitalize()}. {how}", classes=["lesson-minutes"])
    section = next(doctree.findall(nodes.section))
    section.insert(1, line)


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", say_minutes)
