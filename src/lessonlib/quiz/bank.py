"""The question bank: all questions and exercises of a built site, as one file that travels with the wheel.

The build writes it (`lessonlib.sphinxext.outputs.downloads`); `courses.py` says where it is found.
"""

import ast
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from lessonlib.locale import ENGLISH, localised, noted
from lessonlib.quiz.model import Choice, Question
from lessonlib.quiz.variants import Variant
from lessonlib.runtime.preloading import KernelSettings

NAME = "bank.json"


RENAMED: dict[str, str] = {}
"""Ids of earlier builds, which learners have in their notebooks, and what they are called now."""


MISSING = noted(
    "there is no course here that lessonlib could ask about. Install the wheel that the course's site offers (see its "
    "page “Set up”); in a source folder, build the site, and name the folder of the pages: LESSONLIB_COURSE=docs"
)


class BankError(RuntimeError):
    """There is no question bank that can be read; the message says what to do."""


@dataclass(frozen=True)
class Task:
    """An exercise as the learner meets it; what is asked of the answer stands in the course's checks."""

    id: str
    title: str
    hints: tuple[str, ...]


@dataclass(frozen=True)
class Bank:
    """Questions, variants, exercises by their ids; what kernels of their course begin with; its title, its language."""

    questions: dict[str, Question]
    tasks: dict[str, Task]
    variants: dict[str, tuple[Variant, ...]] = field(default_factory=dict)
    kernels: KernelSettings = field(default_factory=KernelSettings)
    title: str = ""
    language: str = ENGLISH
    words: dict[str, str] = field(default_factory=dict)
    """What the course's checks say, and how its language says it."""

    def ids(self) -> list[str]:
        """All ids, to look for the nearest one to what was typed."""
        return [*self.questions, *self.tasks]


def load(folder: Path) -> Bank:
    """Return the bank in a folder.

    Raises:
        BankError: there is none, or it cannot be read.
    """
    if not (folder / NAME).is_file():
        raise BankError(localised(MISSING))
    try:
        return read((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, SyntaxError) as error:
        said = localised(
            "the questions in {folder} cannot be read ({error}). Install the course again, as its page “Set up” says.",
            folder=folder,
            error=f"{type(error).__name__}: {error}",
        )
        raise BankError(said) from error


def course_of(folder: Path) -> str:
    """Return the name of the course whose bank lies in a folder; empty where none lies there, or one without."""
    try:
        return str(json.loads((folder / NAME).read_text(encoding="utf-8"))["course"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def write(
    questions: Iterable[Question],
    tasks: Iterable[Task],
    kernels: KernelSettings | None = None,
    variants: Iterable[Variant] = (),
    course: str = "",
    title: str = "",
    language: str = ENGLISH,
    words: Mapping[str, str] | None = None,
) -> str:
    """Return the text of a bank of a course, the same for the same content.

    Keys are written as Python literals: JSON knows neither tuples nor None in a shape.
    """
    content: dict[str, Any] = {
        "questions": [_as_json(question) for question in questions],
        "tasks": [vars(task) for task in tasks],
        "variants": [vars(variant) | {"question": _as_json(variant.question)} for variant in variants],
    }
    for entries in (content["questions"], content["tasks"]):
        entries.sort(key=lambda entry: str(entry["id"]))
    began = kernels or KernelSettings()
    language = "" if language == ENGLISH else language
    content |= {name: said for name, said in (("course", course), ("title", title), ("language", language)) if said}
    content |= {"words": dict(words)} if words else {}
    content |= {"kernels": {"modules": began.modules, "variables": dict(began.variables)}}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, default=vars) + "\n"


def read(text: str) -> Bank:
    """Return the bank that `write` has written."""
    content = json.loads(text)
    questions = [_question(entry) for entry in content["questions"]]
    tasks = [Task(entry["id"], entry["title"], tuple(entry["hints"])) for entry in content["tasks"]]
    variants: dict[str, tuple[Variant, ...]] = {}
    for entry in content.get("variants", ()):
        parts = {name: _frozen(value) for name, value in entry.items()}
        variant = Variant(**parts | {"question": _question(entry["question"])})
        variants[variant.question.id] = (*variants.get(variant.question.id, ()), variant)
    known = content.get("kernels", {})
    kernels = KernelSettings(tuple(known.get("modules", ())), known.get("variables", {}))
    return Bank(
        {question.id: question for question in questions},
        {task.id: task for task in tasks},
        variants,
        kernels,
        content.get("title", ""),
        content.get("language", ENGLISH),
        content.get("words", {}),
    )


def _as_json(question: Question) -> dict[str, Any]:
    return vars(question) | {"key": repr(question.key)}


def _question(entry: dict[str, Any]) -> Question:
    known = {each.name for each in fields(Question)}
    values = {name: _frozen(value) for name, value in entry.items() if name in known}
    values["choices"] = tuple(Choice(**choice) for choice in entry["choices"])
    values["key"] = ast.literal_eval(entry["key"])
    return Question(**values)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
