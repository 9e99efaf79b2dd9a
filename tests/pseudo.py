"""A language that nobody speaks: English in Greek letters, so that what is still English shows.

`translate` writes catalogs from templates; `english_in` finds the words that a reader would still read in English.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from bs4 import BeautifulSoup, Comment
from make_words import template

from lessonlib.locale import SCRIPTS, WORDS

LANGUAGE = "eo"  # a language that Sphinx and the theme know little of
LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "αβψδεφγηιξκλμνοπϟρστθωςχυζΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠϞΡΣΤΘΩΣΧΥΖ",
)
# Code, formulas, names of roles, targets, addresses and fields stay; the title of a reference does not.
KEPT = re.compile(r"(:[a-z:]+:(?=`)|`+[^`]*`+|\$[^$\n]+\$|\{[^{}]*\}|\]\([^)]*\)|<[^<>]*>|&\w+;)")
FORMULA = re.compile(r"\\[a-z]+")  # a block of it: a text has formulas between dollars
TITLED = re.compile(r"^`([^<`]+)(<[^>]+>`)$")
ROLES_WITH_TITLES = {"{term}", "{doc}", "{ref}", ":term:", ":doc:", ":ref:"}
WORD = re.compile(r"[A-Za-z]{2,}")
CODE = ("pre", "code", "samp", "kbd", "script", "style", "math", "svg", "title", "video", "head")


def strange(text: str) -> str:
    """Return a text in strange letters, with all that a translator leaves alone.

    >>> strange("the {term}`kernel` of `Conv2D`, {n} wide")
    'τηε {term}`κερνελ <kernel>` οφ `Conv2D`, {n} ςιδε'
    """
    said, kept = KEPT.split(text)[::2], KEPT.split(text)[1::2]
    if any(map(FORMULA.search, said)):
        return text
    kept = [_titled(part, role) for role, part in zip(["", *kept], kept, strict=False)]
    return "".join(
        text for pair in zip([each.translate(LETTERS) for each in said], [*kept, ""], strict=True) for text in pair
    )


def _titled(part: str, role: str) -> str:
    """Return what a role says in strange letters, and leads to where it led; what else is kept, as it is."""
    if not part.startswith("`") or role not in ROLES_WITH_TITLES:
        return part
    if found := TITLED.match(part):
        return f"`{found[1].translate(LETTERS)}{found[2]}"
    return f"`{part[1:-1].translate(LETTERS)} <{part[1:-1]}>`" if role.strip("{:}") == "term" else part


def _filled(catalog: Catalog) -> Catalog:
    for message in catalog:
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else message.id
            made = tuple(map(strange, ids))
            message.string = made[0] if isinstance(message.id, str) else made
    return catalog


def _write(file: Path, catalog: Catalog) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    catalog.locale, catalog.fuzzy = LANGUAGE, False
    with file.open("wb") as out:
        write_po(out, _filled(catalog))


def translate(templates: Path, source: Path) -> None:
    """Write catalogs of all pages, and of lessonlib's own words, beside the pages."""
    from babel.messages.mofile import write_mo

    folder = source / "locales" / LANGUAGE / "LC_MESSAGES"
    for file in templates.rglob("*.pot"):
        with file.open("rb") as opened:
            _write(folder / file.relative_to(templates).with_suffix(".po"), read_po(opened))
    for name in (WORDS, SCRIPTS):
        _write(folder / f"{name}.po", template(name))
    with (folder / f"{WORDS}.mo").open("wb") as out:
        write_mo(out, _filled(template(WORDS)))


def texts_of(html: str, chosen: str = "body") -> Iterator[str]:
    """Yield what a page says to readers: texts, and what names and describes things; no code."""
    page = BeautifulSoup(html, "html.parser")
    (body,) = page.select(chosen)[:1]
    for left in [*body.find_all(CODE), *body.select(".headerlink, .citation-list")]:  # titles of works are names
        left.decompose()
    for element in body.find_all(True):
        names = ("alt", "aria-label", "aria-roledescription", "placeholder", "title", "data-label")
        works = {"title"} if "bibtex-citation" in (element.parent.get("class") or ()) else set()
        yield from (str(element[name]) for name in names if element.get(name) and name not in works)
    yield from (str(text) for text in body.find_all(string=True) if not isinstance(text, Comment))


def english_in(texts: Iterator[str], names: frozenset[str]) -> list[str]:
    """Return the texts with words in English letters, but for names."""
    return [text.strip() for text in texts if set(WORD.findall(text)) - names]
