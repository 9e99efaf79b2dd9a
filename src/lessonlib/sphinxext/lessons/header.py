"""What every lesson says under its title: how long it takes."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

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
    said = f"About {page.core.total} minutes: {parts(page.core)}."
    if page.more.total:
        said += f" Optional: {page.more.total} more."
    line = nodes.paragraph("", said, classes=["lesson-minutes"])
    section.insert(1, line)


def parts(spent: Minutes) -> str:
    """Return in words what minutes are spent on.

    >>> parts(Minutes(reading=9, questions=6))
    'reading 9, questions 6'
    """
    named = {"reading": spent.reading, "questions": spent.questions, "exercises": spent.exercises}
    return ", ".join(f"{name} {number}" for name, number in named.items() if number)


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", say_minutes)
