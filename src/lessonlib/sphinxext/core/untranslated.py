"""What has no translation says its language, also where it is shown again: in a table, on a card, among the answers."""

import re
from functools import cache
from typing import Any

from babel.messages.mofile import read_mo
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.nodes import extract_messages

from lessonlib.locale import FOLDER, WORDS
from lessonlib.sphinxext.core.translating import (
    ORIGINAL,
    above,
    is_translated_site,
    mark_content,
    source_language,
    words,
)

KNOWN = "lessonlib_untranslated"
"""The attribute of the environment: page → its texts that have no translation."""

NAMED = re.compile(r"(?:[^\W\d_]|[^:\n]{1,12} ?\d*): ")  # what stands before a text: "A: ", "Tipp 2: "
WORD = re.compile(r"[^\W\d_]{2}")
# Curly quotes, high and low, which each language places in its own way.
QUOTES = dict.fromkeys(range(0x201C, 0x201F), '"') | dict.fromkeys(range(0x2018, 0x201B), "'")
OF_OTHERS = nodes.literal | nodes.literal_block | nodes.math | nodes.raw | nodes.comment


def known(env: BuildEnvironment) -> dict[str, set[str]]:
    """Return page → its texts that have no translation."""
    found: dict[str, set[str]] = env.__dict__.setdefault(KNOWN, {})
    return found


def plain(text: str) -> str:
    """Return a text with single blanks."""
    return " ".join(text.split())


def comparable(text: str) -> str:
    """Return a text as it is looked for: with single blanks, and quotes of no language."""
    return plain(text).translate(QUOTES)


@cache
def own_words(language: str) -> frozenset[str]:
    """Return what this library says in a language; none of it is a text without a translation."""
    file = FOLDER / language / "LC_MESSAGES" / f"{WORDS}.mo"
    if not file.is_file():
        return frozenset()
    with file.open("rb") as opened:
        return frozenset(str(message.string) for message in read_mo(opened))


def foreign(env: BuildEnvironment) -> set[str]:
    """Return all texts that have no translation, as they are looked for; what this library says itself is none."""
    found = set[str]().union(*known(env).values()) - own_words(str(env.config.language))
    return {comparable(text) for text in found if WORD.search(text)}


class MarkUntranslated(SphinxTransform):
    """Say of what has no translation in which language it stands there."""

    default_priority = 870  # before tables of contents take their entries

    def apply(self, **kwargs: Any) -> None:
        if not is_translated_site(self.env):
            return
        said, language = words(self.env), source_language(self.config)
        texts = known(self.env)[self.env.docname] = set()
        for node, text in extract_messages(self.document):
            if isinstance(node, addnodes.translatable):
                texts |= {plain(text)} if said(text) == text else set()
            elif not (node.get("translated") or ORIGINAL in node or isinstance(node, nodes.meta)):
                texts.add(plain(node.astext()))
                if isinstance(node, nodes.title):
                    mark_content(node, language)
                else:
                    node["classes"].append(f"language-{language}")


def language_of(env: BuildEnvironment, doctree: nodes.document) -> str:
    """Return the language of a page: that of the site, or where nothing on it is translated, that of its original."""
    is_original = is_translated_site(env) and not any(each.get("translated") for each in doctree.findall(nodes.Element))
    return source_language(env.config) if is_original else str(env.config.language)


def mark_copies(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Mark texts that have no translation where they are shown again, on their own page or on others."""
    if not is_translated_site(app.env):
        return
    language = source_language(app.config)
    texts = foreign(app.env)
    for text in [each for each in doctree.findall(nodes.Text) if not _says_it(each, language)]:
        start = NAMED.match(text)
        for before in ("", start[0] if start else ""):
            if comparable(text[len(before) :]) in texts:
                content = nodes.inline("", text[len(before) :], classes=[f"language-{language}"])
                text.parent.replace(text, [nodes.Text(before), content] if before else content)
                break


def _says_it(node: nodes.Node, language: str) -> bool:
    """Return whether a node is in one that says its language, or whose text belongs to none."""
    mark = f"language-{language}"
    return any(isinstance(each, OF_OTHERS) or mark in each.get("classes", ()) for each in above(node))


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget the texts of a page that is read again, or gone."""
    known(env).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    """Take the texts of pages that another process has read."""
    known(env).update({name: texts for name, texts in known(other).items() if name in docnames})


def setup(app: Sphinx) -> None:
    app.add_transform(MarkUntranslated)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("doctree-resolved", mark_copies, priority=900)
