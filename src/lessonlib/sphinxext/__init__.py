"""The Sphinx extension: pages that run, questions that are proved."""

import pathlib

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from lessonlib.sphinxext import (
    alt_text,
    answers,
    book,
    drawing,
    execution,
    exercise,
    fences,
    film,
    lesson,
    misconceptions,
    notes,
    objectives,
    offer,
    pdf,
    plain,
    plan,
    playground,
    proofs,
    question,
    render,
    safety,
    same,
    stepper,
    teaching,
    terms,
    whole,
)
from lessonlib.sphinxext.course import CourseDomain

ROOMS = (
    *(safety, execution, same, fences, alt_text, lesson, objectives, terms),
    *(render, plain, proofs, misconceptions, exercise, stepper, playground, drawing, film),
    *(answers, book, offer, pdf, whole),
    *(notes, plan, teaching),
)
STATIC = pathlib.Path(__file__).parent / "static"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_domain(CourseDomain)
    app.add_directive("question", question.QuestionDirective)
    for room in ROOMS:
        room.setup(app)
    app.connect("builder-inited", lambda app: app.config.html_static_path.append(str(STATIC)))
    return {"version": "0.1.0", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
