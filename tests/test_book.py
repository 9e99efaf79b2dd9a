"""The books: a valid EPUB, and a PDF on which nothing is cut off. Real Sphinx, Chromium, epubcheck and poppler."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from lessonlib.sphinxext.outputs.pdf import find_chromium

LESSON = """\
---
minutes_reading: 1
minutes_questions: 1
---

# First lesson

:::{objectives}
ask
: **ask** a question
:::

Read the {ref}`second part <the-second>`, or <a href="downloads/site.zip">all of it</a>.

<p><svg viewBox="0 0 1 1" aria-hidden="true"><rect width="1" height="1" /></svg></p>

:::{question} the-map
:objective: ask
:asks: predict

What does a 5×5 kernel make of 28×28?

(28, 28)
: That is the {doc}`other <other>` one.

(24, 24)
: Yes: 24 places each way.

```pycon
>>> (28 - 5 + 1, 28 - 5 + 1)
(24, 24)
```

The left edge can stand at 24 places.
:::

:::{question} the-sum
:objective: ask
:asks: why
:kind: number
:unit: none

How much is 1 + 1?

otherwise
: Count again.

```pycon
>>> 1 + 1
2
```
:::

## Exercise: one more

:::{exercise} one-more
:objective: ask
:minutes: 2

Add one.

How?
: With a plus.
:::

:::{solution} one-more
:::

`+ 1`

(the-second)=
## The second part

```python
long = "LONG"
```
"""
FOLDED = """\
---
file_format: mystnb
kernelspec: {name: python3}
---

# A folded cell

```{code-cell} python3
:tags: [hide-input]
print("shown")
```
"""
PAGES = {
    "index.md": "# The course\n\nHello.\n\n```{toctree}\n:caption: Lessons\nfirst\nother\nfolded\n```\n"
    "\n```{toctree}\n:caption: The end\nanswers\n```\n",
    "first.md": LESSON.replace("LONG", "word " * 60),
    "folded.md": FOLDED,
    "other.md": "# Other lesson\n\n## Deeper\n\nText.\n",
    "answers.md": "# All answers\n\n```{answers}\n```\n",
}
SETTINGS = {
    "html_baseurl": "https://example.org/course/",
    "epub_title": "The course",
    "epub_author": "the authors",
    "epub_contributor": "the authors",
    "epub_publisher": "the authors",
    "epub_description": "A course",
    "epub_identifier": "https://example.org/course/",
    "epub_uid": "course",
    "epub_basename": "course",
    "myst_heading_anchors": 2,
}

printed = pytest.mark.skipif(find_chromium() is None, reason="a PDF needs Chromium, which is not installed")


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.fixture
def epub(build) -> Path:
    built = build(PAGES, "epub", **SETTINGS)
    assert built.warnings == []
    return built.out / "course.epub"


@pytest.fixture
def pdf(build) -> Path:
    built = build(PAGES, "pdf", **SETTINGS)
    assert built.warnings == []
    return built.out / "course.pdf"


def page_of(epub: Path, name: str) -> str:
    return zipfile.ZipFile(epub).read(name).decode()


def test_epubcheck_passes(epub):
    checker = tool("epubcheck")
    command = ["java", "-jar", checker] if Path(checker).read_bytes()[:2] == b"PK" else [checker]

    checked = subprocess.run([*command, str(epub)], check=False, capture_output=True, text=True)

    assert "No errors or warnings detected" in checked.stdout, checked.stdout + checked.stderr
    assert checked.returncode == 0


def test_a_question_leads_to_its_answer_and_the_answer_back(epub):
    lesson, answers = page_of(epub, "first.xhtml"), page_of(epub, "answers.xhtml")

    assert "Right: B." not in lesson
    assert "24 places each way" not in lesson
    assert 'href="answers.xhtml#answer-the-map"' in lesson
    assert 'id="answer-the-map"' in answers
    assert 'href="first.xhtml#question-the-map"' in answers
    for words in ("Right: B.", "24 places each way", "The left edge can stand", "Right: 2.", "Count again."):
        assert words in answers
    assert 'href="other.xhtml"' in answers


def test_hints_and_solution_stand_open(epub):
    lesson = page_of(epub, "first.xhtml")

    assert "<details" not in lesson
    assert "With a plus." in lesson
    assert lesson.count('id="exercise-one-more"') == 1


def test_a_link_to_a_file_of_the_site_leads_to_the_published_site(epub):
    assert 'href="https://example.org/course/downloads/site.zip"' in page_of(epub, "first.xhtml")


def test_without_a_page_of_answers_they_stand_at_the_end_of_the_lesson(build):
    pages = {name: text for name, text in PAGES.items() if name != "answers.md"}
    pages["index.md"] = PAGES["index.md"].replace("\nanswers\n", "\n")
    built = build(pages, "epub", **SETTINGS)

    lesson = (built.out / "first.xhtml").read_text(encoding="utf-8")
    assert lesson.index("The second part") < lesson.index("Right: B.")


def test_the_site_shows_the_answers_of_each_page_under_its_title(build):
    page = build(PAGES, **SETTINGS).page("answers.html")

    assert re.search("<h2>First lesson", page)
    assert "Other lesson</h2>" not in page
    assert 'href="first.html#question-the-map"' in page


def test_the_answers_follow_a_lesson_that_changes(build):
    build(PAGES, **SETTINGS)

    built = build(PAGES | {"first.md": PAGES["first.md"].replace("Count again.", "Use your fingers.")}, **SETTINGS)

    assert "Use your fingers." in built.page("answers.html")


@printed
def test_the_pdf_has_text_tags_and_its_answers_at_the_end(pdf):
    text = subprocess.check_output([tool("pdftotext"), "-layout", str(pdf), "-"], text=True)
    said = subprocess.check_output([tool("pdfinfo"), str(pdf)], text=True)

    assert re.search(r"Tagged:\s+yes", said)
    assert text.index("The second part") < text.index("Right: B.")
    # Every word of the long line is on the paper.
    assert text.count("word") == 60


@printed
def test_the_bookmarks_are_the_parts_lessons_and_sections(pdf):
    pattern = rb"(\d+) 0 obj\s*<</Title \(([^)]*)\)\s*/Dest[^]]*\]\s*/Parent (\d+) 0 R"
    bookmarks = {number: (title.decode(), above) for number, title, above in re.findall(pattern, pdf.read_bytes())}

    within = [(title, bookmarks[above][0] if above in bookmarks else "") for title, above in bookmarks.values()]
    assert sorted(within) == sorted(
        [
            ("The course", ""),
            ("Lessons", "The course"),
            ("First lesson", "Lessons"),
            ("Exercise: one more", "First lesson"),
            ("The second part", "First lesson"),
            ("Other lesson", "Lessons"),
            ("Deeper", "Other lesson"),
            ("A folded cell", "Lessons"),
            ("The end", "The course"),
            ("All answers", "The end"),
            ("First lesson", "All answers"),
        ]
    )


@printed
def test_every_link_on_the_printed_page_leads_to_a_place_on_it(pdf):
    page = (pdf.parent / "index.html").read_text(encoding="utf-8")

    inside = set(re.findall('href="#([^"]*)"', page))
    assert {"answer-the-map", "question-the-map", "the-second", "document-other"} <= inside
    assert inside - set(re.findall('id="([^"]*)"', page)) == set()


@printed
def test_what_is_wider_than_the_paper_and_a_lost_figure_are_warnings(build):
    table = "\n".join(["| " + " | ".join(["unbreakable" * 3] * 9) + " |", "|" + "---|" * 9])
    lost = '<p><img alt="a figure" src="nowhere.png"></p>'
    built = build(PAGES | {"other.md": f"# Other lesson\n\n{table}\n\n{lost}\n"}, "pdf", **SETTINGS)

    said = "\n".join(built.warnings)
    assert "wider than the paper: p: unbreakable" in said
    assert "this figure does not load: " in said
    assert "nowhere.png" in said


def test_the_site_offers_the_books_that_stand_beside_it(build):
    pages = PAGES | {"other.md": "# Other lesson\n\n```{books}\nNone is made.\n```\n"}
    without = build(pages, **SETTINGS)
    assert "None is made." in without.page("other.html")

    (without.out.parent / "epub").mkdir()
    (without.out.parent / "epub" / "course.epub").write_bytes(b"A book of some sort" * 10_000)
    offering = build(pages, **SETTINGS)

    assert 'href="downloads/course.epub"' in offering.page("other.html")
    assert "(0.2 MB)" in offering.page("other.html")
    assert "None is made." not in offering.page("other.html")
    assert (offering.out / "downloads" / "course.epub").read_bytes().startswith(b"A book")
