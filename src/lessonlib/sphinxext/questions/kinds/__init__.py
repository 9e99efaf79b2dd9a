"""How each kind of question stands on a page: one module a kind, named as in `lessonlib.quiz.kinds`."""

from importlib import import_module

from lessonlib.quiz.kinds import KINDS
from lessonlib.quiz.model import Question
from lessonlib.sphinxext.questions.renderer import Renderer


def _renderers() -> dict[str, Renderer]:
    """Return name → renderer: the class of the same name in the module of the same name."""
    found: dict[str, Renderer] = {}
    for name, kind in KINDS.items():
        module = type(kind).__module__.rpartition(".")[2]
        found[name] = getattr(import_module(f"{__name__}.{module}"), type(kind).__name__)()
    return found


RENDERERS = _renderers()


def renderer_of(question: Question) -> Renderer:
    """Return what renders a question."""
    return RENDERERS[question.kind]
