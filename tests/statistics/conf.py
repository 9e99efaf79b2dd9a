"""A course on statistics: what lessonlib is to one that has no networks."""

project, author, version, copyright = "Statistics", "the authors", "1", "the authors"
extensions = [
    "lessonlib.sphinxext",
    "lessonlib.sphinxext.outputs.downloads",
    "lessonlib.sphinxext.outputs.maths",
    "lessonlib.sphinxext.outputs.site",
    "lessonlib.sphinxext.teaching.slides",
    "myst_nb",
]
exclude_patterns = ["_build"]
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath"]
lessonlib_execution = True
lessonlib_preload = ["statistics", "numpy"]
html_theme = "sphinx_book_theme"
html_math_renderer = "mathml"
html_baseurl = "https://example.org/statistics/"
doctest_global_setup = "import statistics"
