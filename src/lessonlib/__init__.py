"""Helpers for lessons that run.

The modules load when they are first used, so that `import lessonlib` costs next to nothing:

>>> import lessonlib
>>> lessonlib.shapes.conv_size(28, kernel=5)
24
"""

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessonlib import checks, datasets, figures, shapes, training

__all__ = ["checks", "datasets", "figures", "shapes", "training"]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(f"module 'lessonlib' has no attribute {name!r}; it has {', '.join(__all__)}")
    return importlib.import_module(f"lessonlib.{name}")


def __dir__() -> list[str]:
    return [*__all__]
