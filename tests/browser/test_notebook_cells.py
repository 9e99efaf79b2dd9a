"""Every cell of every notebook of the built site, as a parser of Markdown shows it, beside its page."""

import json
from dataclasses import replace
from functools import cache
from urllib.parse import unquote, urldefrag

import pytest
from bs4 import BeautifulSoup
from compared import notebook_blocks, page_blocks

from served import SITE

FOLDER = SITE / "downloads"
NOTEBOOKS = sorted(file.relative_to(FOLDER) for file in FOLDER.rglob("*.ipynb") if "binder" not in file.parts)
CANONICAL = BeautifulSoup((SITE / "index.html").read_text(encoding="utf-8"), "html.parser").find(rel="canonical")
BASE = CANONICAL["href"].removesuffix("index.html") if CANONICAL else ""


def blocks(name):
    book = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return notebook_blocks(book)


def test_each_lesson_has_two_notebooks():
    lessons = {file.stem for file in (SITE / "lessons").glob("*.html")}

    assert {name.stem for name in NOTEBOOKS} == lessons | {f"{lesson}-solution" for lesson in lessons}


@pytest.mark.parametrize("name", NOTEBOOKS, ids=str)
def test_a_notebook_has_the_blocks_links_and_words_of_its_page(name):
    solved = name.stem.endswith("-solution")
    page = name.with_name(f"{name.stem.removesuffix('-solution')}.html")
    wanted = page_blocks((SITE / page).read_text(encoding="utf-8"), f"{BASE}{page.as_posix()}", solved=solved)

    if not BASE:  # then what leads to the site is text
        wanted = [replace(each, links=tuple(filter(is_whole, each.links))) for each in wanted]

    assert len(wanted) > 50
    assert blocks(name) == wanted


def is_whole(link):
    return link.removeprefix("image ").startswith(("https://", "http://", "mailto:"))


@cache
def anchors(file):
    return {tag["id"] for tag in BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").find_all(id=True)}


@pytest.mark.parametrize("name", NOTEBOOKS, ids=str)
def test_a_link_in_a_notebook_leads_to_a_place_of_the_site_or_elsewhere(name):
    links = {link.removeprefix("image ").split(" ")[0] for block in blocks(name) for link in block.links}

    for link in links:
        assert link.startswith(("https://", "http://")), link
        if BASE and link.startswith(BASE):
            place, anchor = urldefrag(link.removeprefix(BASE))
            assert (SITE / unquote(place)).is_file(), link
            assert not anchor or anchor in anchors(SITE / unquote(place)), link


@pytest.mark.parametrize("name", NOTEBOOKS, ids=str)
def test_each_picture_is_shown_with_words_in_a_notebook_that_nobody_trusts_yet(name):
    """JupyterLab shows no SVG there, and of HTML what it takes for safe: an image that stands in it is."""
    cells = json.loads((FOLDER / name).read_text(encoding="utf-8"))["cells"]
    pictures = [o["data"] for cell in cells for o in cell.get("outputs", ()) if "image/svg+xml" in o.get("data", ())]

    for data in pictures:
        image = BeautifulSoup(data["text/html"], "html.parser").img
        assert image["src"].startswith("data:image/svg+xml;base64,")
        assert len(image["alt"].split()) > 3
    assert bool(pictures) is name.stem.endswith("-solution")
