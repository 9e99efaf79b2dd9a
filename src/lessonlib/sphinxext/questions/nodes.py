"""The nodes of a question; docutils names nodes in small letters."""

from docutils import nodes

from lessonlib.quiz.model import Question
from lessonlib.sphinxext.core.translating import with_messages


class question(nodes.General, nodes.Element, with_messages):  # noqa: N801
    """A whole question: stem, options, answer."""


class question_stem(nodes.General, nodes.Element):  # noqa: N801
    """What is asked."""


class question_options(nodes.General, nodes.Element):  # noqa: N801
    """What the learner acts on: options, fields."""


class question_option(nodes.General, nodes.TextElement):  # noqa: N801
    """The text of one option, of one thing to sort, or of one point to check."""


class question_program(nodes.General, nodes.Element):  # noqa: N801
    """A program that the learner completes."""


class question_answer(nodes.General, nodes.Element):  # noqa: N801
    """What is right, and why."""


class question_feedback(nodes.General, nodes.Element):  # noqa: N801
    """What to tell the learner who gave one particular answer."""


class question_proof(nodes.General, nodes.Element):  # noqa: N801
    """The doctest of an answer, where it is folded."""


def question_of(node: nodes.Element) -> Question:
    """Return the question that a node is a part of."""
    found: Question = node["asked"].question
    return found
