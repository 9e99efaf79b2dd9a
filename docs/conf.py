"""Settings of the site, and nothing else."""

project = "Convolutional neural networks: lessons that run"
extensions = [
    "lessonlib.sphinxext",
    "myst_nb",
    "sphinx.ext.doctest",
    "sphinx_copybutton",
]
exclude_patterns = ["_build"]
nb_execution_mode = "cache"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
myst_enable_extensions = ["colon_fence", "deflist"]
html_theme = "sphinx_book_theme"
doctest_global_setup = """
import keras
import numpy as np
from lessonlib import shapes
"""
