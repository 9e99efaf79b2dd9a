"""The whole site of this course in a language that nobody speaks: no English is left (with LESSONLIB_THOROUGH=1)."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
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
        if SENTENCE.search(text) and WORD.search(text)
    }

    assert len(pages) > 30
    assert sorted(left) == []


SENTENCE = re.compile(r"\b(?:[a-z]{2,}|[a-z])(?:[ ,]+[a-z]{2,}){2,}\b")
OF_SPHINX = {"search.html", "genindex.html", "404.html"}
