"""Sentences that cells have glued into a page, in the language of the site: they stand in the catalog of the page.

Their numbers, which another run or other data may change, stand in a catalog by their places: "{1} digits of {2}".
"""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.gettext import MessageCatalogBuilder, MsgOrigin
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.i18n import docname_to_domain

from lessonlib.locale import ENGLISH, in_signs
from lessonlib.sphinxext.core.compat import settings_of_myst_nb
from lessonlib.sphinxext.core.translating import above, is_translated_site, source_language, words

NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w)")
WORD = re.compile(r"\b[a-z]{2,}\b")
FIELD = re.compile(r"\{(\d+)\}")
LONGEST = 1000  # characters: what is longer is packed data


def message(text: str) -> tuple[str, list[str]]:
    """Return a text as it stands in a catalog, and its numbers.

    >>> message("5,000 digits (0 to 9) through Conv2D")
    ('{1} digits ({2} to {3}) through Conv2D', ['5,000', '0', '9'])
    """
    numbers = NUMBER.findall(text)
    places = iter(range(1, len(numbers) + 1))
    return NUMBER.sub(lambda _: f"{{{next(places)}}}", text), numbers


def filled(text: str, numbers: list[str]) -> str:
    """Return a text with numbers at its places.

    >>> filled("von {2} sind {1} richtig", ["9", "10"])
    'von 10 sind 9 richtig'
    """
    known = {str(place): number for place, number in enumerate(numbers, start=1)}
    return FIELD.sub(lambda found: known.get(found[1], found[0]), text)


def is_said(text: str) -> bool:
    """Return whether a text has words that a reader reads."""
    return len(text) <= LONGEST and "{" not in text and bool(WORD.search(text))


def collect(app: Sphinx, env: BuildEnvironment) -> None:
    """Put what pages have glued as text into the catalogs that are made."""
    if not isinstance(app.builder, MessageCatalogBuilder):
        return
    from myst_nb.ext.glue.crossref import read_glue_cache  # here: most builds read none

    for docname in sorted(env.found_docs):
        source = str(env.doc2path(docname))
        domain = docname_to_domain(docname, env.config.gettext_compact)
        for output in read_glue_cache(settings_of_myst_nb(env).output_folder, docname).values():
            found = [str(text) for kind, text in output["data"].items() if kind.endswith("text/plain")]
            for text in (each.strip("'\"") for each in found if each[:1] in "'\""):
                if is_said(text):
                    app.builder.catalogs[domain].add(message(text)[0], MsgOrigin(source, 1))


class TranslateGlued(SphinxPostTransform):
    """Say what was glued in the language of the site; numbers in translated sentences, as that writes them."""

    default_priority = 6  # what other pages have glued is there

    def run(self, **kwargs: Any) -> None:
        if not is_translated_site(self.env):
            return
        said, language = words(self.env), source_language(self.config)
        for node in [each for each in self.document.findall(nodes.inline) if "pasted-text" in each["classes"]]:
            text = node.astext()
            key, numbers = message(text)
            shown = [in_signs(number) for number in numbers] if language == ENGLISH else numbers
            if is_said(text) and said(key) == key:
                node["classes"].append(f"language-{language}")
            elif is_said(text) or (key in {"{1}", "{1} %"} and any(each.get("translated") for each in above(node))):
                node.clear()
                node.append(nodes.Text(filled(said(key), shown)))


def setup(app: Sphinx) -> None:
    app.connect("env-updated", collect)
    app.add_post_transform(TranslateGlued)
