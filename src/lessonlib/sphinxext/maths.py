"""The earlier name of `lessonlib.sphinxext.outputs.maths`, for a `conf.py` that names it."""

from lessonlib.sphinxext.outputs.maths import setup

__all__ = ["setup"]
