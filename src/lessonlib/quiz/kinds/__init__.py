"""The kinds of questions, one module each.

A kind has a module here, one of the same name in `lessonlib.sphinxext.questions.kinds`, and a script in that package's
`static/kinds`. This list is all that names it. The page's scripts judge alike: both read one file of messages and
patterns, and `tests/judge_cases.json` and random answers hold them together.
"""

from typing import Any

from lessonlib.quiz.kinds import blanks, choice, order, sort, text, value
from lessonlib.quiz.model import Answer, Kind, Question, Verdict
from lessonlib.quiz.responses import as_python

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        choice.SingleChoice(),
        choice.Several(),
        value.Number(),
        value.Shape(),
        sort.Sort(),
        blanks.Blanks(),
        order.Order(),
        text.Text(),
    )
}


def kind_of(question: Question) -> Kind:
    """Return the kind of a question."""
    return KINDS[question.kind]


def read_answer(question: Question, answer: Any) -> Answer:
    """Return the answer as `judge` wants it.

    Raises:
        QuestionError: the answer is of another kind than the question asks for; the message says which.

    >>> from lessonlib.quiz.model import Choice
    >>> options = (Choice("A", "26", "…"), Choice("B", "24", "…", right=True))
    >>> read_answer(Question("size", "choice", ("output-shape",), "predict", options), 24)
    ['B']
    """
    read: Answer = kind_of(question).read(question, as_python(answer))
    return read


def judge(question: Question, answer: Answer) -> Verdict:
    """Return the verdict on an answer: text, the chosen letters, fillings, or thing → group.

    >>> from lessonlib.quiz.model import Choice
    >>> wrong = Choice("A", "26", "Both sides shrink.")
    >>> judge(Question("size", "number", ("output-shape",), "calculate", (wrong,), key=24), "26")
    Verdict(outcome='incorrect', feedback='Both sides shrink.')
    """
    return kind_of(question).judge(question, answer)
