"""The whole site of this course in a language that nobody speaks: no English is left (with LESSONLIB_THOROUGH=1)."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from pseudo import LANGUAGE, WORD, texts_of, translate

from lessonlib.sphinxext.languages import SHARED

DOCS = Path(__file__).parents[1] / "docs"

pytestmark = pytest.mark.skipif(not os.environ.get("LESSONLIB_THOROUGH"), reason="LESSONLIB_THOROUGH=1 asks for it")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("strange")

    def sphinx(builder: str, *settings: str) -> Path:
        known = f"nb_execution_cache_path={DOCS / '_build' / SHARED}"
        options = [word for each in (known, *settings) for word in ("-D", each)]
        strict = ["-n", "-W", "--keep-going", "-j", "auto", "-b", builder, "-d", folder / f"trees-{builder}"]
        done = subprocess.run(
            [sys.executable, "-m", "sphinx", *strict, *options, DOCS, folder / builder],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert builder == "gettext" or not re.search("^ran ", done.stdout, re.MULTILINE), done.stdout
        return folder / builder

    translate(sphinx("gettext"), folder)
    return sphinx(
        "html", f"language={LANGUAGE}", f"lessonlib_languages=en,{LANGUAGE}", f"locale_dirs={folder / 'locales'}"
    )


def test_no_sentence_is_english_on_any_page_or_slide(site):
    """Words of Python, names and ids stay; three words in a row that all are small and English are a sentence."""
    pages = [
        file for file in sorted(site.rglob("*.html")) if "_static" not in file.parts and file.name not in OF_SPHINX
    ]
    left = {
        f"{file.relative_to(site)}: {text.strip()[:100]}"
        for file in pages
        for text in texts_of(file.read_text(encoding="utf-8"), "main" if "slides" in file.parts else "article")
        if SENTENCE.search(text) and WORD.search(text) and text not in OF_OTHERS
    }

    assert len(pages) > 30
    assert sorted(left) == []


SENTENCE = re.compile(r"\b(?:[a-z]{2,}|[a-z])(?:[ ,]+[a-z]{2,}){2,}\b")
OF_SPHINX = {"search.html", "genindex.html", "404.html"}
OF_OTHERS = {"Keyword-only parameters separator (PEP 3102)"}  # Sphinx says it, which does not know the language


def test_no_sentence_is_english_in_a_notebook_in_the_bank_or_in_what_widgets_are_given(site):
    notebooks = sorted((site / "downloads").rglob("*.ipynb"))
    said = {str(file.relative_to(site)): list(in_notebook(file)) for file in notebooks}
    bank = json.loads((site / "downloads" / "bank.json").read_text(encoding="utf-8"))
    said["bank.json"] = [text for part in ("questions", "tasks", "variants") for text in strings(bank[part])]
    said["bank.json"] += bank["words"].values()
    for file in sorted(site.rglob("*.html")):
        page = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        given = [json.loads(str(each[name])) for name in GIVEN for each in page.select(f"[{name}]")]
        said[str(file.relative_to(site))] = [
            text for each in strings(given) for text in texts_of(f"<body>{each}</body>") if each.strip()
        ]

    left = {(place, text[:100]) for place, texts in said.items() for text in map(plain, texts) if SENTENCE.search(text)}

    assert len(notebooks) > 12
    assert sum(map(len, said.values())) > 3000
    assert sorted(left) == []


GIVEN = ("data-question", "data-criteria", "data-room")
AS_WRITTEN = {"asks", "id", "key", "kind", "kernel", "name", "objectives", "order", "version", "working", "yields"}


def strings(content: Any) -> Iterator[str]:
    """Yield all texts in JSON, but for what is code, a name or an id."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for part in content:
            yield from strings(part)
    elif isinstance(content, dict):
        for name, part in content.items():
            yield from () if name in AS_WRITTEN else strings(part)


def in_notebook(file: Path) -> Iterator[str]:
    """Yield the text of a notebook: its cells in Markdown, without code."""
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield from re.split(
                r"\n\s*\n", re.sub(r"^( *)(`{3,}|~{3,}).*?^\1\2", "", text, flags=re.DOTALL | re.MULTILINE)
            )


def plain(text: str) -> str:
    """Return a text without code, formulas, addresses and tags."""
    return re.sub(r"`+[^`]*`+|\$[^$]*\$|\]\([^)]*\)|<[^<>]*>", "", text)
