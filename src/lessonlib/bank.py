"""The question bank: all questions and exercises of a built site, as one file that travels with the wheel.

The build writes it (`lessonlib.sphinxext.downloads`). A wheel has it inside, in `lessonlib/course`; in a
checkout of the source it lies in the folder of the built site.
"""

import ast
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from lessonlib.questions import Choice, Question

INSIDE = Path(__file__).parent / "course"
"""Where a wheel has the bank and the notebooks."""

SOURCE = Path(__file__).parents[2] / "docs" / "_build" / "html" / "downloads"
"""Where a build in the source folder writes them."""

NAME = "bank.json"


class BankError(RuntimeError):
    """There is no question bank; the message says what to do."""


@dataclass(frozen=True)
class Task:
    """An exercise as the learner meets it; what is asked of the answer stands in `lessonlib.exercises`."""

    id: str
    title: str
    hints: tuple[str, ...]


@dataclass(frozen=True)
class Bank:
    """Questions and exercises by their ids."""

    questions: dict[str, Question]
    tasks: dict[str, Task]

    def ids(self) -> list[str]:
        """All ids, to look for the nearest one to what was typed."""
        return [*self.questions, *self.tasks]


def course_folder() -> Path:
    """Return the folder with the bank and the notebooks.

    Raises:
        BankError: this lessonlib came from no built site, and there is none beside it.
    """
    for folder in (INSIDE, SOURCE):
        if (folder / NAME).is_file():
            return folder
    raise BankError(
        "this lessonlib has no questions inside. Install the one that the course's site offers (see its page "
        "“Set up”); in the source folder, build the site first: python noxfile.py -s docs"
    )


@cache
def load() -> Bank:
    """Return the bank of this lessonlib, read once.

    Raises:
        BankError: there is none.
    """
    return read((course_folder() / NAME).read_text(encoding="utf-8"))


def write(questions: Iterable[Question], tasks: Iterable[Task]) -> str:
    """Return the text of a bank, the same for the same content.

    Keys are written as Python literals: JSON knows neither tuples nor None in a shape.
    """
    content = {
        "questions": [asdict(question) | {"key": repr(question.key)} for question in questions],
        "tasks": [asdict(task) for task in tasks],
    }
    for entries in content.values():
        entries.sort(key=lambda entry: str(entry["id"]))
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read(text: str) -> Bank:
    """Return the bank that `write` has written."""
    content = json.loads(text)
    questions = [_question(entry) for entry in content["questions"]]
    tasks = [Task(entry["id"], entry["title"], tuple(entry["hints"])) for entry in content["tasks"]]
    return Bank({question.id: question for question in questions}, {task.id: task for task in tasks})


def _question(entry: dict[str, Any]) -> Question:
    known = {field.name for field in fields(Question)}
    values = {name: _frozen(value) for name, value in entry.items() if name in known}
    values["choices"] = tuple(Choice(**choice) for choice in entry["choices"])
    values["key"] = ast.literal_eval(entry["key"])
    return Question(**values)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
