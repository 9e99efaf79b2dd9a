"""What a page's content asks for and its Content-Security-Policy refuses; `content_security` sees to inline scripts.

The browser refuses it without a word to the reader, so the build says it to the author: scripts, pictures and films of
other hosts, frames, handlers inside tags, links that are scripts.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

# What looks like it. The parser is slow, so it is only asked when this finds something.
SIGNS = re.compile(
    r"<(?:iframe|frame|object|embed|link|image|meta)\b|javascript:|=\s*[\"']?[^\"'<>\s]*&(?:#|colon|tab|newline)"
    r"|<[a-z][^>]*?\s(?:on[a-z]+\s*=|(?:src|srcset|poster|action|formaction)\s*=\s*[\"']?\s*(?:(?:https?:)?//|data:))",
    re.IGNORECASE,
)
FRAMES = {"iframe", "frame", "object", "embed"}
LOADED = {"src", "srcset", "poster", "action", "formaction"}
LINKS = {"href", "xlink:href", "action", "formaction"}
LOADED_BY_LINK = {"link", "image", "use"}  # all other tags with a link wait for a click
ELSEWHERE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
SCRIPT = re.compile(r"\s*javascript:", re.IGNORECASE)


@dataclass(frozen=True)
class Refusal:
    """What is refused, by which words it is found in the source, and what to do instead."""

    what: str
    words: str
    instead: str


class Refusals(HTMLParser):
    """Collects what the policy refuses in some HTML."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.found: list[Refusal] = []
        if SIGNS.search(content):
            self.feed(content)
            self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FRAMES:
            said = dict(attrs)
            words = said.get("src") or said.get("data") or f"<{tag}"
            self.found.append(Refusal(f"a frame (the tag {tag})", words, "Link what it would show"))
            return
        if tag == "meta" and any(name == "http-equiv" for name, _ in attrs):
            words = next((value for name, value in attrs if name == "content" and value), "<meta")
            self.found.append(Refusal("what a server says (the tag meta with http-equiv)", words, "Link another page"))
            return
        for name, value in attrs:
            if refusal := refuse(tag, name, value or ""):
                self.found.append(refusal)


def refuse(tag: str, name: str, value: str) -> Refusal | None:
    """Return why an attribute of a tag is refused, if it is.

    >>> refuse("img", "src", "https://example.org/a.png").what
    'what this site does not have (https://example.org/a.png)'
    >>> refuse("a", "href", "https://example.org/") is refuse("img", "src", "a.png") is None
    True
    """
    if name.startswith("on"):
        instead = "Put the script into a file of html_js_files, and let it call addEventListener"
        return Refusal(f"a handler inside a tag ({name})", value or name, instead)
    if name in LINKS and SCRIPT.match(value):
        return Refusal("a link that is a script", value, "Put the script into a file of html_js_files")
    loaded = name in LOADED or (tag in LOADED_BY_LINK and name in LINKS)
    if loaded and (ELSEWHERE.match(value) or (tag == "script" and value.lstrip().lower().startswith("data:"))):
        return Refusal(f"what this site does not have ({value[:60]})", value, "Put the file into the site, or link it")
    return None
