"""The version of a question: what a browser keeps of an answer belongs to the question as it was asked."""

import hashlib
from dataclasses import fields

from lessonlib.quiz.model import Choice, Question


def version_of(question: Question, asked_text: str) -> str:
    """Return a digest of a question's own fields and of what it asks: stored answers belong to it.

    A field that is added to questions changes no version, as long as a question leaves it at its default.
    """
    choices = ", ".join(map(_spelled, question.choices))
    tail = "," if len(question.choices) == 1 else ""
    text = _spelled(question, choices=f"({choices}{tail})")
    return hashlib.sha256(f"{text}\n{asked_text}".encode()).hexdigest()[:8]


FIELDS = {
    Question: ("id", "kind", "objectives", "asks", "choices", "key", "unit", "tolerance", "groups", "blanks"),
    Choice: ("letter", "text", "feedback", "right", "misconception", "yields"),
}


def _spelled(record: Question | Choice, **known: str) -> str:
    """Return a record's fields by name; those that came later than `FIELDS` only where they are set."""
    names = FIELDS[type(record)]
    later = [f.name for f in fields(record) if f.name not in names and getattr(record, f.name) != f.default]
    parts = [f"{name}={known.get(name) or repr(getattr(record, name))}" for name in (*names, *later)]
    return f"{type(record).__name__}({', '.join(parts)})"
