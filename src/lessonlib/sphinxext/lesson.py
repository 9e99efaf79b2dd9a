"""What every lesson says under its title: how long it takes, and how its snippets run."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from lessonlib.sphinxext import minutes
from lessonlib.sphinxext.course import Minutes, course_of

IN_ORDER = (
    "Run its snippets in order; you may leave out those of optional parts. "
    "The code in an answer runs by itself; if the question is a program with blanks, after that program."
)


def say_minutes(app: Sphinx, doctree: nodes.document) -> None:
    """Put the minutes of a lesson under its title."""
    page = course_of(app.env).page(app.env.current_document.docname)
    if not page.objectives:
        return
    section = next(doctree.findall(nodes.section), None)
    if section is None:
        where = app.env.doc2path(app.env.current_document.docname)
        raise SphinxError(f"{where}: a lesson (a page with objectives) needs a title: begin it with '# …'")
    minutes.count(doctree, page)
    said = f"Takes about {page.core.total} minutes: {parts(page.core)}."
    if page.more.total:
        said += f" What is marked optional takes {page.more.total} more."
    line = nodes.paragraph("", f"{said} {IN_ORDER}", classes=["lesson-minutes"])
    section.insert(1, line)


def parts(spent: Minutes) -> str:
    """Return in words what minutes are spent on.

    >>> parts(Minutes(reading=9, questions=6))
    'reading 9, questions 6'
    """
    named = {"reading": spent.reading, "questions": spent.questions, "exercises": spent.exercises}
    return ", ".join(f"{name} {number}" for name, number in named.items() if number)


def setup(app: Sphinx) -> None:
    app.add_config_value("course_core_minutes", None, "env", (tuple, type(None)))
    app.connect("doctree-read", say_minutes)
