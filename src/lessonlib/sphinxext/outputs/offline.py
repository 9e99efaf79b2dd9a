"""The site kept on a reader's device: a service worker, a list of all files with their digests, and a manifest.

Nothing is kept before a reader presses the button of the directive `offline`. The worker keeps a build as a whole: it
fetches every file, compares its digest with the list's, and takes the place of the build before only when it has all.
"""

import hashlib
import html
import json
import mimetypes
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from lessonlib.locale import localised, noted
from lessonlib.sphinxext.core.assets import load_with
from lessonlib.sphinxext.core.translating import source_language
from lessonlib.sphinxext.core.widgets import OTHERS, pass_through
from lessonlib.sphinxext.outputs.archive import ARCHIVE
from lessonlib.sphinxext.outputs.course_wheel import FOLDER

WORKER, LIST, MANIFEST = "service-worker.js", "offline.json", "manifest.webmanifest"
SOURCE = Path(__file__).parent / "worker" / WORKER
PLACE = "the digest of offline.json"
WITHOUT = noted("Keeping the site on this device needs JavaScript. The site is also there as one file, to be unpacked.")
# What stays on the server: films, the site as one file, and the wheels of earlier builds.
FILMS = (".mp4", ".webm")
WHOLE = f"{FOLDER}/{ARCHIVE}"
APART, APART_BELOW = (*FILMS, WHOLE), f"{FOLDER}/wheels/"


class offline_button(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Where a reader has the site kept on the device, or removed from it."""


class OfflineDirective(SphinxDirective):
    """Offer to keep the whole site on the reader's device."""

    def run(self) -> list[nodes.Node]:
        return [offline_button("", nodes.paragraph("", localised(WITHOUT)))]


def visit_html(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append('<offline-site class="offline-site">\n')


def depart_html(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</offline-site>\n")


def files_of(site: Path) -> dict[str, Path]:
    """Return the files of a site by their addresses, without hidden ones and those that this module writes."""
    found = [Path(place, name) for place, _, names in os.walk(site) for name in names]
    named = {file.relative_to(site).as_posix(): file for file in found}
    own = {WORKER, LIST}
    hidden = {name for name in named if any(part.startswith(".") for part in name.split("/"))}
    return {name: named[name] for name in sorted(named.keys() - own - hidden)}


def is_apart(name: str) -> bool:
    """Whether a file stays on the server.

    >>> is_apart("_static/films/sliding-kernel.mp4"), is_apart("lessons/02-convolution.html")
    (True, False)
    """
    return name.endswith(APART) or name.startswith(APART_BELOW)


def manifest(app: Sphinx) -> str:
    """Return what makes the site an app: its name, its icon, where it starts."""
    icon = Path(app.config.html_favicon or "")
    kind = mimetypes.guess_type(icon.name)[0]
    icons = [{"src": f"_static/{icon.name}", "sizes": "any", "type": kind}] if icon.name else []
    said = {
        "name": app.config.html_title,
        "short_name": app.config.project,
        "lang": app.config.language,
        "start_url": app.builder.get_target_uri(app.config.root_doc) or "./",
        "scope": "./",
        "display": "standalone",
        "icons": icons,
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def write_all(app: Sphinx, exception: Exception | None) -> None:
    """Write manifest, list and worker of a site that is finished."""
    if exception is None and app.builder.name in {"html", "dirhtml"}:
        Path(app.outdir, MANIFEST).write_text(manifest(app), encoding="utf-8")
        config = app.config
        below = config.lessonlib_languages[1:] if config.language == source_language(config) else []
        write_worker(Path(app.outdir), [f"{language}/" for language in below])


def write_worker(site: Path, below: Sequence[str] = ()) -> None:
    """Write the list of all files of a site with their digests, and the worker that keeps this very list.

    Sites in other languages lie in the folders `below`; each has a worker of its own.
    """
    files = files_of(site)
    kept = {name: _entry(file) for name, file in files.items() if not is_apart(name)}
    worker = SOURCE.read_text(encoding="utf-8")
    listed = {
        "size": sum(size for _, size in kept.values()),
        "films": sum(name.endswith(FILMS) for name in files),
        "worker": hashlib.sha256(worker.encode()).hexdigest(),
        # The one file holds this list, so it may be there from an earlier build, or not yet.
        "apart": [*sorted({WHOLE, *filter(is_apart, files)}), *below],
        "files": kept,
    }
    text = json.dumps(listed, ensure_ascii=False, indent=0) + "\n"
    (site / LIST).write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (site / WORKER).write_text(worker.replace(PLACE, digest, 1), encoding="utf-8")


def _entry(file: Path) -> tuple[str, int]:
    """Return the digest of a file, and its size in bytes."""
    content = file.read_bytes()
    return hashlib.sha256(content).hexdigest(), len(content)


def name_manifest(app: Sphinx, _name: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    """Let each page name the manifest."""
    address = html.escape(context["pathto"](MANIFEST, resource=True), quote=True)
    context["metatags"] = f'{context.get("metatags", "")}\n<link rel="manifest" href="{address}" />'


def setup(app: Sphinx) -> ExtensionMetadata:
    plain: dict[str, Any] = dict.fromkeys(OTHERS, (pass_through, pass_through))
    app.add_node(offline_button, html=(visit_html, depart_html), **plain)
    app.add_directive("offline", OfflineDirective)
    load_with(app, lambda node: isinstance(node, offline_button), scripts=("offline.js",), styles=("offline.css",))
    app.connect("html-page-context", name_manifest)
    app.connect("build-finished", write_all, priority=940)  # when the site is finished (`site.py`: 900), before its zip
    return {"parallel_read_safe": True, "parallel_write_safe": True}
