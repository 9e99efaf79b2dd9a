"""What an author writes, in the language of the site: from gettext catalogs beside the pages.

Sphinx translates nodes when a page has been read. Directives take their content apart while it is read, and keep
values; so what they read is translated at once. Paragraphs are translated here, too: they keep the numbers that cells
have glued, and what they said before, by which minutes, terms and versions of questions are counted in any language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.locale import init as catalog_of
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.i18n import docname_to_domain
from sphinx.util.nodes import LITERAL_TYPE_NODES, extract_messages

from lessonlib.locale import ENGLISH, localised, noted, speak
from lessonlib.sphinxext.core.compat import makes_catalogs, put_translation, read_translation

logger = logging.getLogger(__name__)

Change = Callable[[str], str]

ORIGINAL = "original"
"""The attribute of a translated node that holds a copy of it as it was written."""

GLUED = re.compile(r"(\{glue[\w:]*\}|:glue(?::\w+)?:)`(?![^`]*::)([^`]+)`")
OF_SPHINX = (nodes.title, nodes.meta, addnodes.translatable, *LITERAL_TYPE_NODES)


# What myst-nb says beside hidden cells: setting → its default, and what we say in another language than English.
PROMPTS = {
    "nb_code_prompt_show": ("Show code cell {type}", noted("Show what the cell hides")),
    "nb_code_prompt_hide": ("Hide code cell {type}", noted("Hide it again")),
}


class with_messages(addnodes.translatable):  # noqa: N801 (docutils names nodes so)
    """A node with texts that stand in none of its children, in its attribute `messages`: catalogs have them, too."""

    def preserve_original_messages(self) -> None:
        """Do nothing: the attribute keeps them."""

    def apply_translated_message(self, original_message: str, translated_message: str) -> None:
        """Do nothing: they were translated when they were read."""

    def extract_original_messages(self) -> list[str]:
        """Return the texts as they were written."""
        assert isinstance(self, nodes.Element)
        messages: list[str] = self.get("messages", [])
        return [text for text in messages if text.strip()]


def unchanged(text: str) -> str:
    """Return the text."""
    return text


def words(env: BuildEnvironment) -> Change:
    """Return what gives a text of the page that is read in the site's language, or as it is where there is none."""
    if makes_catalogs(env):
        return unchanged
    folders = [env.srcdir / folder for folder in env.config.locale_dirs]
    domain = docname_to_domain(env.current_document.docname, env.config.gettext_compact)
    catalog, is_there = catalog_of(folders, env.config.language, domain)

    def said(text: str) -> str:
        plain = " ".join(text.split())
        found = catalog.gettext(plain) if plain else text
        return text if found == plain else found

    return said if is_there else unchanged


def translate(
    tree: nodes.Element,
    document: nodes.document,
    env: BuildEnvironment,
    *,
    as_written: Change = unchanged,
    as_read: Change = unchanged,
) -> None:
    """Translate the texts of a tree in their places.

    Args:
        tree: nodes that have just been read.
        document: what they belong to.
        env: of the build.
        as_written: makes of a text what stands in catalogs.
        as_read: makes of what stands in catalogs the text to read.
    """
    said = words(env)
    if said is unchanged and as_written is unchanged and not is_translated_site(env):
        return
    for node, text in list(extract_messages(tree)):
        if isinstance(node, OF_SPHINX) or (isinstance(node, nodes.term) and node["ids"]):
            continue
        written = as_written(text)
        if written != text and not isinstance(node, nodes.term):
            node.rawsource = written
        found = said(written)
        if found == written:
            if isinstance(node, nodes.term) and is_translated_site(env):
                mark_content(node, source_language(env.config))
            continue
        if isinstance(node, nodes.image):
            original = node.deepcopy()
            node["alt"], node["translated"], node[ORIGINAL] = found, True, original
            continue
        _put(node, as_read(_with_own_numbers(found, env)), document, env)


def _with_own_numbers(text: str, env: BuildEnvironment) -> str:
    """Return a text whose glued numbers name their page: a translation is read without what its page has printed."""
    here = "/" + str(env.doc2path(env.current_document.docname, False))

    def named(found: re.Match[str]) -> str:
        form = ":s" if "text" in found[1] and ":" not in found[2] else ""  # else a page is taken for a key
        return f"{found[1]}`{here}::{found[2]}{form}`"

    return GLUED.sub(named, text)


def _put(node: nodes.Element, text: str, document: nodes.document, env: BuildEnvironment) -> None:
    """Put a translation in the place of what a node says; warn of one that is no single paragraph."""
    patch = read_translation(text, node, document, env)
    if not isinstance(patch, nodes.paragraph):
        said = "a translation must be a single paragraph, and is read as %s: %s"
        logger.warning(said, patch.tagname, text, location=node, type="lessonlib", subtype="translation")
        return
    original = node.deepcopy()
    put_translation(node, patch, document)
    node[ORIGINAL], node["translated"], node["translatable"] = original, True, False


def mark_content(node: nodes.term | nodes.title, language: str) -> None:
    """Say in which language a node stands there where others show what it says: an option, a table of contents."""
    content = nodes.inline("", "", *node.children, classes=[f"language-{language}"])
    node.children = []
    node.append(content)


def above(node: nodes.Node) -> Iterator[nodes.Element]:
    """Yield the nodes that a node stands in, from its parent to the document."""
    while node.parent is not None:
        node = node.parent
        yield node


def is_translated_site(env: BuildEnvironment) -> bool:
    """Return whether readers get another language than that of the pages."""
    return not makes_catalogs(env) and env.config.language != source_language(env.config)


def as_written(tree: nodes.Node) -> Any:
    """Return a copy of a node, and of all that it holds, as it was before it was translated."""
    holder = nodes.container("", tree.deepcopy())
    for part in list(holder.findall(nodes.Element)):
        if ORIGINAL in part.attributes:
            part.replace_self(part[ORIGINAL].deepcopy())
    return holder.children[0]


def is_translated(tree: nodes.Node) -> bool:
    """Return whether anything in a tree was translated."""
    return any(ORIGINAL in part.attributes for part in tree.findall(nodes.Element))


class TranslatePages(SphinxTransform):
    """Translate what no directive has read, before Sphinx does."""

    default_priority = 15

    def apply(self, **kwargs: Any) -> None:
        translate(self.document, self.document, self.env)


def source_language(config: Any) -> str:
    """Return the language that the pages are written in: the first that the course names, else the site's own."""
    return str(next(iter(getattr(config, "lessonlib_languages", ())), config.language))


def speak_its_language(app: Sphinx, config: Config) -> None:
    """Say lessonlib's own words in the language of the site."""
    speak(config.language or ENGLISH, *(Path(app.confdir, folder) for folder in config.locale_dirs))
    for name, (default, said) in PROMPTS.items():
        if name in config and config[name] == default and localised(said) != said:
            config[name] = localised(said)


def leave_as_read(app: Sphinx) -> None:
    """Let catalogs be made from pages as they were read: what is rewritten for readers would lose its place."""
    if makes_catalogs(app.env):
        ours = ("lessonlib.", "myst_nb.")  # myst-nb leaves out images that it takes for of no use here
        kept = [each for each in app.registry.post_transforms if not each.__module__.startswith(ours)]
        app.registry.post_transforms[:] = kept


def originals(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield the children of a node as they were before it was translated."""
    shown = node.get(ORIGINAL, node) if isinstance(node, nodes.Element) else node
    yield from shown.children


def setup(app: Sphinx) -> None:
    app.add_config_value("lessonlib_languages", [], "env", (list, tuple))
    app.connect("config-inited", speak_its_language)
    app.connect("builder-inited", leave_as_read)
    app.add_transform(TranslatePages)
