"""The earlier name of `lessonlib.sphinxext.teaching.slides`, for a `conf.py` that names it."""

from lessonlib.sphinxext.teaching.slides import setup

__all__ = ["setup"]
