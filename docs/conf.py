"""Settings of the site, and nothing else."""

import os
from importlib.metadata import version as installed
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from lessonlib.networks.kernels import ENVIRONMENT, PRELOAD

# Where the course lives: the address of its repository, and that of the published site with a slash at its end. The
# publishing workflow sets both. Without them nothing leads there, and notebooks install nothing: an address that
# nobody has taken yet is one that anybody may take.
repository = os.environ.get("LESSONLIB_REPOSITORY", "")
# What runs at that address, if its name does not say so: "github", "gitlab" or "bitbucket".
provider = os.environ.get("LESSONLIB_PROVIDER", "")
html_baseurl = os.environ.get("LESSONLIB_BASEURL", "")
# Notebooks install the wheel that lies on the site; those of a release the one that lies beside it, at this address.
lessonlib_wheel_folder = os.environ.get("LESSONLIB_WHEEL_FOLDER", "")

project = "Convolutional neural networks"
author = "the lessonlib contributors"
copyright = "the lessonlib contributors. Text and figures: CC BY 4.0. Code: MIT"
language = "en"
version = release = installed("lessonlib")

extensions = [
    "lessonlib.sphinxext",
    "lessonlib.sphinxext.networks",
    "lessonlib.sphinxext.outputs.downloads",
    "lessonlib.sphinxext.outputs.structured_data",
    "lessonlib.sphinxext.outputs.maths",
    "lessonlib.sphinxext.outputs.offline",
    "lessonlib.sphinxext.outputs.qti",
    "lessonlib.sphinxext.outputs.site",
    "lessonlib.sphinxext.teaching.slides",
    "myst_nb",
    "notfound.extension",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.extlinks",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinxcontrib.bibtex",
    *(["sphinxext.opengraph"] if html_baseurl else []),  # cards hold whole addresses
]
exclude_patterns = ["_build", "jupyter_execute"]
templates_path = ["_templates"]

# Pages: MyST, run at build time
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
gettext_compact = False  # a catalog for each page
lessonlib_extras = ["keras"]  # what learners install of lessonlib besides its core
lessonlib_execution = True  # lessonlib runs the pages before they are read
lessonlib_preload = PRELOAD  # what their kernels import once for all pages: Keras and matplotlib
lessonlib_environment = ENVIRONMENT  # the variables on which results of TensorFlow depend
nb_execution_raise_on_error = True
nb_execution_timeout = 600
nb_merge_streams = True

# Docstrings write `names` in single backticks.
default_role = "literal"

# The core path is about three hours; the build fails when what is not marked optional takes less or more.
lessonlib_core_minutes = (160, 200)

# Proofs
doctest_global_setup = """
import keras
import numpy as np
from lessonlib import shapes
"""

# Pages elsewhere, linked without asking the network for an inventory
extlinks = {
    "keras": ("https://keras.io/api/%s", "Keras: %s"),
    "numpy": ("https://numpy.org/doc/stable/reference/generated/%s.html", "%s"),
}
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "plain"
linkcheck_ignore = [r"http://(localhost|127)", r"downloads/"]  # that folder is made with the site
linkcheck_retries = 2
linkcheck_timeout = 20
linkcheck_workers = 4
linkcheck_anchors_ignore_for_url = ["https://github.com/"]

# lessonlib's own documentation
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # docstrings say shapes and units, which types do not
napoleon_numpy_docstring = False
# Without inventories the names of other packages lead nowhere.
nitpick_ignore_regex = [("py:.*", r"(numpy|np|keras|matplotlib|collections|pathlib|optional|array_like)\b.*")]

# The site
html_math_renderer = "mathml"
html_theme = "sphinx_book_theme"
html_title = project
html_logo = "_static/logo.svg"
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
# Without JavaScript; with it, `mode.js` follows the reader's choice.
html_context = {"default_mode": "light"}
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_show_sphinx = False
html_use_index = False
html_domain_indices = False
launch_buttons = {"binderhub_url": "https://mybinder.org", "notebook_interface": "jupyterlab"}
if "github" in (provider or urlsplit(repository).netloc):  # Colab opens notebooks from nowhere else
    launch_buttons["colab_url"] = "https://colab.research.google.com"
html_theme_options = {
    "logo": {"text": project, "alt_text": ""},
    "repository_url": repository,
    "repository_provider": provider,
    "repository_branch": "main",
    "path_to_docs": "docs",
    "use_repository_button": bool(repository),
    "use_edit_page_button": bool(repository),
    "use_issues_button": bool(repository),
    "use_download_button": True,
    "use_fullscreen_button": False,
    "launch_buttons": launch_buttons if repository else {},
    "navbar_persistent": [],
    "home_page_in_toc": True,
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "toc_title": "On this page",
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
# The page for a lost reader cannot know how deep the lost address was, so its links start at the root.
notfound_urls_prefix = urlsplit(html_baseurl).path
notfound_context = {
    "title": "Page not found",
    "body": "<h1>Page not found</h1><p>There is no page at this address. Use the search, or go to the start page.</p>",
}
# What a translator finds in the catalog of the settings
lessonlib_translated = [
    "project",
    "author",
    "copyright",
    "html_title",
    "html_theme_options.logo.text",
    "html_theme_options.toc_title",
    "notfound_context",
    "epub_title",
    "epub_description",
]
copybutton_exclude = ".linenos, .gp, .go"
copybutton_copy_empty_lines = False

# The books: EPUB, and PDF (whose file has the same name)
epub_basename = "convolutional-neural-networks"
epub_title = project
epub_description = "Seven lessons that run: from a feed-forward network to a convolutional network of your own"
epub_contributor = author
epub_identifier = html_baseurl or f"urn:uuid:{uuid5(NAMESPACE_URL, project)}"
epub_scheme = "URL" if html_baseurl else "UUID"
epub_uid = "course"
epub_show_urls = "no"

# What search engines and registries of training read of all lessons, besides what the lessons say
lessonlib_structured_data = {
    "license": "https://creativecommons.org/licenses/by/4.0/",
    "educationalLevel": "Beginner",
    "competencyRequired": "Some Python; no knowledge of neural networks",
}

# Cards that other sites show for a link
ogp_site_url = html_baseurl
ogp_site_name = project
ogp_social_cards = {
    "image": "_static/card.png",
    "image_mini": "_static/card.png",
    "line_color": "#1d5b8f",
    "font": "DejaVu Sans",  # comes with matplotlib
}
