"""The settings of a Jupyter Book (version 1) as a `conf.py` for Sphinx.

Source: https://jupyterbook.org/v1/customize/config.html
"""

from pathlib import Path
from typing import Any

EXTENSIONS = ["myst_nb", "sphinx_external_toc", "sphinx.ext.intersphinx", "sphinx.ext.mathjax"]
MYST = ["colon_fence", "dollarmath", "linkify", "substitution", "tasklist"]  # what Jupyter Book switches on
EXECUTION = {
    "execute_notebooks": "nb_execution_mode",
    "cache": "nb_execution_cache_path",
    "exclude_patterns": "nb_execution_excludepatterns",
    "timeout": "nb_execution_timeout",
    "run_in_temp": "nb_execution_in_temp",
    "allow_errors": "nb_execution_allow_errors",
    "stderr_output": "nb_output_stderr",
}


def conf_of(folder: Path) -> str:
    """Return the text of a `conf.py` that says what a book's `_config.yml` says."""
    import yaml

    said: dict[str, Any] = yaml.safe_load((folder / "_config.yml").read_text(encoding="utf-8")) or {}
    sphinx, parse = said.get("sphinx") or {}, said.get("parse") or {}
    extensions = [*EXTENSIONS, *(sphinx.get("extra_extensions") or [])]
    settings: dict[str, Any] = {
        "project": str(said.get("title") or folder.name),
        "author": str(said.get("author") or ""),
        "extensions": [*dict.fromkeys(extensions)],
        "exclude_patterns": ["_build", "**.ipynb_checkpoints", *(said.get("exclude_patterns") or [])],
        "external_toc_path": "_toc.yml",
        "external_toc_exclude_missing": True,
        "html_theme": "sphinx_book_theme",
        "myst_enable_extensions": parse.get("myst_enable_extensions") or MYST,
        "numfig": True,
    }
    for name, value in (said.get("execute") or {}).items():
        if name in EXECUTION:
            settings[EXECUTION[name]] = value
    settings |= sphinx.get("config") or {}
    lines = [f"{name} = {value!r}\n" for name, value in settings.items()]
    return f'"""Settings, as _config.yml had them for Jupyter Book."""\n\n{"".join(lines)}'
