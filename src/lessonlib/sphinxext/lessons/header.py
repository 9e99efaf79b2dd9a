"""What every lesson says under its title: how long it takes."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from lessonlib.locale import localised, noted
from lessonlib.sphinxext.core.domain import Minutes, course_of
from lessonlib.sphinxext.lessons import timing

logger = logging.getLogger(__name__)


def say_minutes(app: Sphinx, doctree: nodes.document) -> None:
    """Put the minutes of a lesson under its title."""
    page = course_of(app.env).page(app.env.current_document.docname)
    if not page.objectives:
        return
    section = next(doctree.findall(nodes.section), None)
    if section is None:
        path, begin = app.env.doc2path(app.env.current_document.docname), next(iter(page.objective_lines.values()))
        said = "a lesson (a page with objectives) needs a title: begin it with '# …'"
        logger.warning(said, location=f"{path}:{begin}", type="lessonlib", subtype="title")
        page.objectives.clear()  # so that nothing takes it for one
        return
    timing.mark_optional(doctree, page)
    timing.count(doctree, page)
    said = localised("About {number} minutes: {parts}.", number=page.core.total, parts=parts(page.core))
    if page.more.total:
        said += " " + localised("Optional: {number} more.", number=page.more.total)
    line = nodes.paragraph("", said, classes=["lesson-minutes"])
    section.insert(1, line)


def parts(spent: Minutes) -> str:
    """Return in words what minutes are spent on.

    >>> parts(Minutes(reading=9, questions=6))
    'reading 9, questions 6'
    """
    named = {
        noted("reading {number}"): spent.reading,
        noted("questions {number}"): spent.questions,
        noted("exercises {number}"): spent.exercises,
    }
    return ", ".join(localised(said, number=number) for said, number in named.items() if number)


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", say_minutes)
