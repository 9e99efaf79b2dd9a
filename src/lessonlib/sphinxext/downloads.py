"""The earlier name of `lessonlib.sphinxext.outputs.downloads`, for a `conf.py` that names it."""

from lessonlib.sphinxext.outputs.downloads import setup

__all__ = ["setup"]
