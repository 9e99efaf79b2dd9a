"""What a page has glued as text, for directives that show it on this page or on another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessonlib.sphinxext.core.compat import settings_of_myst_nb

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


def glued(env: BuildEnvironment, page: str, key: str) -> str:
    """Return the text that a page has glued under a key, or nothing. Ask when pages are written, after they ran."""
    from myst_nb.ext.glue.crossref import read_glue_cache  # here: most builds read none

    data = read_glue_cache(settings_of_myst_nb(env).output_folder, page).get(key)
    texts = [text for kind, text in (data or {}).get("data", {}).items() if kind.endswith("text/plain")]
    return str(texts[0]).strip("'\"") if texts else ""
