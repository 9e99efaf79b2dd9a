"""Photographs for a kernel to slide over: scripts of their own, which a reader who asks for one loads.

They are scripts, since a page that is read from the disk may load nothing else.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from lessonlib.sphinxext.core.glued import glued

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)

PHOTOGRAPHS = "((globalThis.lessonlib ??= {}).photographs ??= {})"
KNOWN = "photographs"  # in a page's metadata: the names under which it glues them
FOLDER = "photographs"


def file_name(page: str, key: str) -> str:
    """Return the name of a photograph's file, beside the scripts."""
    return f"{FOLDER}/{page.replace('/', '-')}-{key}.js"


def attributes(env: BuildEnvironment, node: nodes.Element) -> dict[str, str]:
    """Return what a stepper must know of its photograph; warn where the page glues none."""
    page, key = node["photograph"]
    pixels = glued(env, page, key)
    if not pixels:
        said = "stepper: this page glues no %r: pack the photograph there"
        logger.warning(said, key, location=node, type="lessonlib", subtype="directive")
        return {}
    mark = hashlib.sha256(pixels.encode()).hexdigest()[:8]
    return {"photograph": f"{file_name(page, key)}?v={mark}", "key": key, "about": node["about"]}


def write_photographs(app: Sphinx, exception: Exception | None) -> None:
    """Put the photographs into the site; a page may have run anew and be as it was."""
    if exception or app.builder.name not in {"html", "dirhtml"}:
        return
    static = Path(app.outdir, "_static")
    wanted = {}
    for page, known in app.env.metadata.items():
        for key in known.get(KNOWN, []):
            name, pixels = json.dumps(key), json.dumps(glued(app.env, page, key))
            wanted[static / file_name(page, key)] = f"{PHOTOGRAPHS}[{name}] = {pixels};\n"
    for file in {*(static / FOLDER).glob("*.js")} - {*wanted}:
        file.unlink()
    for file, text in wanted.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
