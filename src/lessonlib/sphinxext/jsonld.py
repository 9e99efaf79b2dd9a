"""The earlier name of `lessonlib.sphinxext.outputs.structured_data`, for a `conf.py` that names it."""

from lessonlib.sphinxext.outputs.structured_data import setup

__all__ = ["setup"]
