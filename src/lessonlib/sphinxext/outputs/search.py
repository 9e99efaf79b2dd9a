"""Sizes and large numbers can be searched for: 28x28 finds 28×28, and 101770 finds 101,770.

Sphinx cuts a text at every sign that is no letter and no digit, and throws numbers away, on the page and in the query.
"""

import re
from importlib import import_module
from itertools import pairwise

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.search import SearchLanguage, languages
from sphinx.search.en import SearchEnglish

# Thousands are told apart by a comma, a thin space or an underscore.
NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[,_\u2009\u202f]\d{3})+(?![\w,]*\d)|(?<![\w.,])\d{3,}(?!\w)")
SIZE = re.compile(r"(?<!\w)\d+(?:\s*(?:×|x|\\times)\s*\d+)+(?!\w)", re.IGNORECASE)


def sizes_in(text: str) -> list[str]:
    """Return the sizes in a text, whole and pair by pair, as they are typed.

    >>> sizes_in("28×28×1 and 3 x 3")
    ['28x28x1', '28x28', '28x1', '3x3']
    """
    found = []
    for size in SIZE.findall(text):
        sides = re.findall(r"\d+", size)
        pairs = [f"{a}x{b}" for a, b in pairwise(sides)]
        found += [*dict.fromkeys(["x".join(sides), *pairs])]
    return found


def numbers_in(text: str) -> list[str]:
    """Return the numbers of three digits and more; a line below says that they are to be kept.

    >>> numbers_in("101,770 parameters, 784 of them in 2 layers")
    ['101770_', '784_']
    """
    return [f"{re.sub(r'[^0-9]', '', number)}_" for number in NUMBER.findall(text)]


class Sizes(SearchLanguage):
    """A language, and the sizes and numbers that its own way to cut a text loses."""

    # The same in the reader's browser; `searchtools.js` keeps what is defined here.
    js_splitter_code = r"""
var splitQuery = (query) =>
  query
    .replace(/(\d)[,_\u2009\u202f](?=\d{3}(?!\d))/g, "$1")
    .replace(/(\d)\s*[×x*]\s*(?=\d)/gi, "$1x")
    .split(/[^\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu)
    .filter((term) => term)
    .map((term) => (/^\d{3,}$/.test(term) ? `${term}_` : term));
"""

    def split(self, input: str) -> list[str]:
        """Return the words of a text."""
        return [*super().split(input), *sizes_in(input), *numbers_in(input)]


def add_sizes(app: Sphinx, config: Config) -> None:
    """Let the language of the site's search know sizes; one that cuts texts in its own way stays as it is."""
    code = config.html_search_language or config.language or "en"
    found = languages.get(code) or languages.get(code.partition("_")[0]) or SearchEnglish
    if isinstance(found, str):
        module, _, name = found.rpartition(".")
        found = getattr(import_module(module), name)
    if found.split is SearchLanguage.split and not found.js_splitter_code:
        app.add_search_language(type(f"Sizes{found.__name__}", (Sizes, found), {}))
