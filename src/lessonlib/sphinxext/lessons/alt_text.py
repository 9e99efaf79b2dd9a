"""Every image says what it shows: alt text from what drew it, and a warning where there is none.

A figure of `lessonlib.figures` brings its description along as `text/plain`, beside the
image. MyST-NB puts both into the doctree; here the words become the image's alt text.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from lessonlib.sphinxext.core.translating import is_translated_site, source_language, words

logger = logging.getLogger(__name__)


class AltText(SphinxTransform):
    """Give outputs of cells their alt text, then insist that every image has one."""

    # After the substitutions (220), which bring images of their own, and before Sphinx marks what catalogs
    # hold (880); its collector of images runs when all transforms are done.
    default_priority = 870

    def apply(self, **kwargs: Any) -> None:
        said = words(self.env)
        for bundle in self.document.findall(_is_output):
            written = _description(bundle)
            description = said(written)
            for image in bundle.findall(nodes.image):
                if "alt" not in image and description == written and is_translated_site(self.env):
                    image["classes"].append(f"language-{source_language(self.config)}")
                image.setdefault("alt", description)
        for image in self.document.findall(nodes.image):
            if not image.get("alt", "").strip():
                logger.warning(
                    "this image has no alt text: say in words what it shows "
                    "(figures of lessonlib do; else set the cell option mystnb: {image: {alt: …}}, or :alt:)",
                    location=(self.env.docname, _line(image)),
                    type="lessonlib",
                    subtype="alt_text",
                )


def _is_output(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "mime_bundle"


def _description(bundle: nodes.Node) -> str:
    """Return the words beside an image; a bare repr such as `<Figure size …>` is none."""
    for part in bundle.children:
        if isinstance(part, nodes.Element) and part.get("mime_type") == "text/plain":
            text = part.astext().strip()
            return "" if text.startswith("<") else " ".join(text.split())
    return ""


def _line(node: nodes.Element | None) -> int | None:
    """Return the line of a node, or, as for an image amid text, of what it stands in."""
    while node is not None and not node.line:
        node = node.parent
    return node.line if node is not None else None


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(AltText)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
