"""Every link within the site leads to a file, and to a place in it, that exist."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from served import SITE, pages


class Anchors(HTMLParser):
    """The ids of a page, and what it links to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids |= {value for name, value in attrs if name in {"id", "name"} and value}
        address = values.get("href" if tag in {"a", "link"} else "src")
        if address and values.get("rel") != "canonical":
            self.links.append(address)


@pytest.fixture(scope="module")
def anchors() -> dict[Path, Anchors]:
    return {SITE / page: Anchors(SITE / page) for page in pages()}


def dead(page: Path, found: dict[Path, Anchors]) -> list[str]:
    """Return the links of one page that lead nowhere."""
    lost = []
    for link in found[page].links:
        url = urlsplit(link)
        if url.scheme or url.netloc:
            continue
        target = (page.parent / unquote(url.path)).resolve() if url.path else page
        target = target / "index.html" if target.is_dir() else target
        fragment = unquote(url.fragment)
        anchorless = target in found and fragment and fragment not in found[target].ids
        # "#" alone is the top of the page.
        if not target.is_relative_to(SITE) or not target.exists() or anchorless:
            lost.append(link)
    return lost


def test_every_link_within_the_site_is_alive(anchors):
    assert {page.name: lost for page in anchors if (lost := dead(page, anchors))} == {}
