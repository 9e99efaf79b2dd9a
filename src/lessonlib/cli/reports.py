"""What the checks of a file said, in the format in which progress travels: quiz/static/progress.schema.json."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lessonlib.quiz.results import Result

FORMAT, VERSION = "lessonlib progress", 1
LONGEST = 200  # characters of an id: a call may name its question by an expression


def write(file: Path, results: Iterable[Result], course: str) -> None:
    """Write what was said to a file; no name stands in it, nor that of the file that was checked.

    Raises:
        OSError: it cannot be written.
    """
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    records = [_record(result, now) for result in results]
    report = {"format": FORMAT, "version": VERSION, "course": course, "saved": now, "records": records}
    file.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _record(result: Result, now: str) -> dict[str, Any]:
    criteria = [{"says": each.says, "holds": each.holds} for each in result.criteria]
    said = {"outcome": result.outcome, "feedback": result.feedback, "criteria": criteria}
    return {"kind": "check", "id": result.id[:LONGEST] or "?", "at": now, **said}
