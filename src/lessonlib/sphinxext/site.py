"""The earlier name of `lessonlib.sphinxext.outputs.site`, for a `conf.py` that names it."""

from lessonlib.sphinxext.outputs.site import setup

__all__ = ["setup"]
