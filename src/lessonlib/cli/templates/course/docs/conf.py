"""Settings of the course; lessonlib's guide for authors names all others."""

import os

project, author, version = "@TITLE@", "the authors", "0.1"
copyright = author
html_baseurl = os.environ.get("COURSE_ADDRESS", "")  # of the published site, with a slash at its end
extensions = ["lessonlib.sphinxext.course", "myst_nb"]
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath"]
exclude_patterns = ["_build"]
html_theme = "sphinx_book_theme"
doctest_global_setup = "import statistics\nimport numpy as np"
# @KERAS@
