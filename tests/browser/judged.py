"""The cases of `judge_cases.json`, which Python's judge and the page's script must judge alike."""

import json
from pathlib import Path
from typing import Any

from lessonlib.questions import Choice, Question

FILE = json.loads((Path(__file__).parents[1] / "judge_cases.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = FILE["cases"]


def _question(id: str, kind: str, choices: list[list[Any]], **more: Any) -> Question:
    """Return a question from its JSON, where tuples are lists."""
    listed = tuple(
        Choice("ABCDEFGH"[number], text, feedback, *right) for number, (text, feedback, *right) in enumerate(choices)
    )
    if kind == "shape":
        more["key"] = tuple(more["key"])
    for name in {"groups", "blanks"} & more.keys():
        more[name] = tuple(tuple(part) if isinstance(part, list) else part for part in more[name])
    return Question(id, kind, ("objective",), "why", listed, **more)  # type: ignore[arg-type]


QUESTIONS = {id: _question(id, **parts) for id, parts in FILE["questions"].items()}


def name(case: dict[str, Any]) -> str:
    """Return the name of a case, for the list of tests."""
    return f"{case['question']}: {json.dumps(case['answer'], ensure_ascii=False)[:40]}"
