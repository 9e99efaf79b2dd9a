"""The cases of `judge_cases.json`, which Python's judge and the page's script must judge alike."""

import json
from pathlib import Path
from typing import Any

from lessonlib.quiz.kinds import kind_of
from lessonlib.quiz.model import Choice, Question
from lessonlib.sphinxext.core.domain import Asked
from lessonlib.sphinxext.questions.html import client_data

FILE = json.loads((Path(__file__).parents[1] / "judge_cases.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = FILE["cases"]


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _question(id: str, kind: str, choices: list[list[Any]], **more: Any) -> Question:
    """Return a question from its JSON, where tuples are lists."""
    listed = tuple(
        Choice("ABCDEFGH"[number], text, feedback, *right) for number, (text, feedback, *right) in enumerate(choices)
    )
    if kind == "shape":
        more["key"] = tuple(more["key"])
    for name in {"groups", "blanks", "together"} & more.keys():
        more[name] = _frozen(more[name])
    return Question(id, kind, ("objective",), "why", listed, **more)  # type: ignore[arg-type]


QUESTIONS = {id: _question(id, **parts) for id, parts in FILE["questions"].items()}


def name(case: dict[str, Any]) -> str:
    """Return the name of a case, for the list of tests."""
    return f"{case['question']}: {json.dumps(case['answer'], ensure_ascii=False)[:40]}"


def for_the_page(question: Question, answer: Any) -> list[Any]:
    """Return what the page's script judges by: the question's data, the answer, the marks of its feedback."""
    marks = [kind_of(question).mark(choice) for choice in question.choices]
    if question.kind == "text":
        answer = answer | {"points": len(question.choices)}
    if question.kind == "blanks":
        answer = answer + [""] * (len(question.blanks) - len(answer))
    return [client_data(Asked(question, 1, "0", 1)), answer, marks]
