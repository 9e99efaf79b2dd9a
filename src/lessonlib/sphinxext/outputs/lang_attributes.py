"""On a page of a translated site: in which language a text stands that has no translation, wherever it is shown.

Nodes of a page say it themselves (`core.untranslated`). What themes, tables of contents and strings show again does
not; so each finished page is gone through, and what is word for word one of those texts gets a `lang`.
"""

import html
import re
from collections.abc import Iterator, Set

from lessonlib.sphinxext.core.untranslated import NAMED, comparable

PIECE = re.compile(
    r"(?P<whole><!--.*?-->|<!DOCTYPE[^>]*>|<(?P<kind>script|style|code|pre|textarea|math|head)\b.*?</(?P=kind)>)"
    r"|(?P<tag></?[a-zA-Z][^>]*>)|(?P<text>[^<]+|<)",
    re.DOTALL,
)
NAME = re.compile(r"</?([a-zA-Z][\w:-]*)")
LANG = re.compile(r'\slang="([^"]*)"')
SPOKEN = re.compile(r'\s(?:alt|aria-label|aria-description|placeholder|title)="([^"]*)"')
NUMBERS = re.compile(r"[\d.,×−+ ]+ ")  # before a unit
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NO_SPAN = {"option", "title", "text", "tspan"}


def with_languages(page: str, texts: Set[str], language: str) -> str:
    """Return a page on which each of the texts says its language.

    Args:
        page: HTML.
        texts: as `comparable` gives them.
        language: theirs.

    >>> with_languages('<html lang="de"><p>Tipp 1: Where?</p><b>Begin</b><i>Netz</i></html>', {"Where?", "Begin"}, "en")
    '<html lang="de"><p>Tipp 1: <span lang="en">Where?</span></p><b lang="en">Begin</b><i>Netz</i></html>'
    """
    return "".join(_Languages(texts, language).pieces(page))


class _Languages:
    def __init__(self, texts: Set[str], language: str) -> None:
        self.texts, self.language = texts, language
        self.open: list[tuple[str, str]] = []  # elements, and the language that each is in

    def pieces(self, page: str) -> Iterator[str]:
        """Yield a page piece by piece."""
        waiting = ""  # an opening tag, until its content is known
        found = list(PIECE.finditer(page))
        for piece, following in zip(found, [*found[1:], None], strict=True):
            if piece["text"]:
                alone = waiting and following is not None and following[0].startswith("</")
                tag, text = self._text(waiting, piece["text"], alone=bool(alone))
                yield tag + text
                waiting = ""
                continue
            yield waiting
            waiting = self._tag(piece["tag"]) if piece["tag"] else piece[0]
            if not piece["tag"] or piece[0].startswith("</") or self._is_void(piece[0]):
                yield waiting
                waiting = ""
        yield waiting

    def _tag(self, tag: str) -> str:
        name = NAME.match(tag)[1].lower()  # type: ignore[index]  # every piece of this kind has one
        if tag.startswith("</"):
            if any(each == name for each, _ in self.open):
                while self.open.pop()[0] != name:
                    pass
            return tag
        said = LANG.search(tag)
        if self._is_void(tag):
            spoken = [html.unescape(each) for each in SPOKEN.findall(tag)]
            foreign = not said and self._now() != self.language and spoken and all(map(self._is_one, spoken))
            return self._in_language(tag) if foreign else tag
        self.open.append((name, said[1] if said else self._now()))
        return tag

    def _text(self, tag: str, text: str, *, alone: bool) -> tuple[str, str]:
        if self._now() == self.language or not text.strip():
            return tag, text
        before, core, behind = self._parts(text)
        if not core:
            return tag, text
        bare = not before.strip() and not behind.strip()
        if alone and bare and not LANG.search(tag) and not SPOKEN.search(tag):
            self.open[-1] = (self.open[-1][0], self.language)
            return self._in_language(tag), text
        if self.open and self.open[-1][0] in NO_SPAN:
            return tag, text
        return tag, f'{before}<span lang="{self.language}">{core}</span>{behind}'

    def _parts(self, text: str) -> tuple[str, str, str]:
        """Return what stands before one of the texts, the text, and what stands behind it; no text if there is none."""
        core = text.strip()
        begin = text.index(core)
        named = NAMED.match(core)
        starts = [0, *([named.end()] if named else [])]
        starts += [start + number.end() for start in starts if (number := NUMBERS.match(core[start:]))]
        for start in starts:
            for end in (len(core), len(core) - 1) if core.endswith(".") else (len(core),):
                if self._is_one(html.unescape(core[start:end])):
                    return text[: begin + start], core[start:end], core[end:] + text[begin + len(core) :]
        return text, "", ""

    def _is_one(self, text: str) -> bool:
        return comparable(text) in self.texts

    def _now(self) -> str:
        return self.open[-1][1] if self.open else ""

    def _in_language(self, tag: str) -> str:
        return NAME.sub(lambda name: f'{name[0]} lang="{self.language}"', tag, count=1)

    def _is_void(self, tag: str) -> bool:
        return tag.endswith("/>") or NAME.match(tag)[1].lower() in VOID  # type: ignore[index]
