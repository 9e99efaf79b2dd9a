"""The settings of a Jupyter Book (version 1) as a `conf.py` for Sphinx.

Source: https://jupyterbook.org/v1/customize/config.html
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

EXTENSIONS = ["myst_nb", "sphinx_external_toc", "sphinx.ext.intersphinx", "sphinx.ext.mathjax"]
BESIDES = ["sphinx_copybutton", "sphinx_design", "sphinx_togglebutton"]  # what Jupyter Book brings besides
BIBTEX = "sphinxcontrib.bibtex"
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


def is_there(extension: str) -> bool:
    """Return whether an extension could be imported."""
    try:
        return find_spec(extension) is not None
    except ModuleNotFoundError:  # the package that it would be in
        return False


def lacking() -> list[str]:
    """Return what Jupyter Book brings along and is not installed here."""
    return [name for name in BESIDES if not is_there(name)]


def conf_of(folder: Path) -> str:
    """Return the text of a `conf.py` that says what a book's `_config.yml` says."""
    import yaml

    said: dict[str, Any] = yaml.safe_load((folder / "_config.yml").read_text(encoding="utf-8")) or {}
    sphinx, parse = said.get("sphinx") or {}, said.get("parse") or {}
    extensions = [*EXTENSIONS, *filter(is_there, BESIDES), *(sphinx.get("extra_extensions") or [])]
    settings: dict[str, Any] = {
        "project": str(said.get("title") or folder.name),
        "author": str(said.get("author") or ""),
        "exclude_patterns": ["_build", "**.ipynb_checkpoints", *(said.get("exclude_patterns") or [])],
        "external_toc_path": "_toc.yml",
        "external_toc_exclude_missing": bool(said.get("only_build_toc_files")),
        "html_baseurl": str((said.get("html") or {}).get("baseurl") or ""),
        "html_theme": "sphinx_book_theme",
        "myst_enable_extensions": parse.get("myst_enable_extensions") or MYST,
        "numfig": True,
        "suppress_warnings": ["myst.domains"],
    }
    settings |= {name: value for name, value in parse.items() if name.startswith("myst_")}
    if said.get("bibtex_bibfiles"):
        extensions.append(BIBTEX)
        settings["bibtex_bibfiles"] = said["bibtex_bibfiles"]
    for name, value in (said.get("execute") or {}).items():
        if name in EXECUTION:
            settings[EXECUTION[name]] = "off" if name == "execute_notebooks" and value is False else value  # YAML's off
    settings |= sphinx.get("config") or {}
    settings = {"extensions": [*dict.fromkeys(extensions)]} | settings
    lines = [f"{name} = {value!r}\n" for name, value in settings.items()]
    return f'"""Settings, as _config.yml had them for Jupyter Book."""\n\n{"".join(lines)}'
