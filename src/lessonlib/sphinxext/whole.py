"""Pages that are made from all others: they are read again when any other page has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

MARK = "shows-the-course"


def mark(env: BuildEnvironment) -> None:
    """Note that the page that is being read shows something made from all pages."""
    env.metadata[env.docname][MARK] = "yes"


def read_again(app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]) -> list[str]:
    """Return the pages that are made from all others, when any other has changed."""
    if not added | changed | removed:
        return []
    return [name for name in env.found_docs - added - changed if MARK in env.metadata.get(name, {})]


def setup(app: Sphinx) -> None:
    app.connect("env-get-outdated", read_again)
