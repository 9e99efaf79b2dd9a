"""What instructors get from a lesson: notes, plans, slides; and what search engines get. Real Sphinx throughout."""

import base64
import hashlib
import json
import pickle
import re
from pathlib import Path

import jsonschema
import pytest

from lessonlib.sphinxext.core import dependents

SCHEMA = json.loads((Path(__file__).parent / "training_material.schema.json").read_text())
LESSON = """
# Windows

A window slides over </script> an image, and {term}`pooling <pool>` keeps what is largest.

:::{objectives}
pooling
: **describe** a window
:::

## How it moves

:::{stuck}
Many move the window by one; see {doc}`room`.
:::

**It moves by its own size.** What is left over is dropped, which is a sentence for the notes.

Of n rows and a window of k, a long sentence that ends. So there remain

```{math}
n / k
```

:::{question} thirteen-rows
:objective: pooling
:asks: why
:right: B

Why do six rows remain of thirteen?

Because the window overlaps
: It does not overlap.

Because what is left over is dropped
: Yes.

```pycon
>>> 13 // 2
6
```

Six windows take twelve rows.
:::

:::{question} twelve-rows
:objective: pooling
:asks: calculate
:kind: number
:unit: rows

How many rows remain of twelve?

7
: The window moves by two.

otherwise
: Halve it.

```pycon
>>> 12 // 2
6
```

Six.
:::

## More

:::{question} eight-rows
:objective: pooling
:asks: calculate
:kind: number
:unit: rows
:optional:

How many rows remain of eight?

otherwise
: Halve it.

```pycon
>>> 8 // 2
4
```
:::

## Exercise: pool

:::{exercise} pool
:objective: pooling
:minutes: 4

Pool by hand.

How?
: With a pencil.
:::

:::{solution} pool
:::

Done.
"""
ROOM = """
# Room

:::{plan} 20
5 minutes
: Welcome.

teach index
: Slowly.

questions index
: Alone.

exercise pool
: In pairs.
:::

```{instructor-notes}
```

```{answer-key}
```

```{survey}
```

```{slides}
```

:::{glossary}
pool
  To keep what is largest.
:::

```{toctree}
index
```
"""
EXTENSIONS = [
    "lessonlib.sphinxext",
    "lessonlib.sphinxext.outputs.structured_data",
    "lessonlib.sphinxext.teaching.slides",
    "myst_nb",
]
NOTE = "Many move the window by one"


@pytest.fixture
def built(build):
    site = build(
        {"index.md": LESSON, "room.md": ROOM},
        extensions=EXTENSIONS,
        html_baseurl="https://course.example/",
        master_doc="room",
    )
    assert site.warnings == []
    return site


def description(page: str) -> dict:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(text)


def test_a_note_is_shown_to_the_instructor_only(built):
    assert NOTE not in built.page()
    assert "by one" not in built.page("searchindex.js")
    room = built.page("room.html")
    assert room.index("How it moves") < room.index("Where people get stuck:") < room.index(NOTE)


def test_the_minutes_of_sections_add_up_to_those_of_the_plan(build):
    def words(number):
        return "word " * number

    lesson = LESSON.replace("Many move the", f"{words(900)} many move the")  # a note is nothing to read
    lesson = lesson.replace("## How it moves", f"{words(900)}\n\n## How it moves\n\n{words(1400)}")
    lesson = lesson.replace("## More", f"## More\n\n:::{{optional}}\n:::\n\n{words(400)}")
    site = build({"index.md": lesson, "room.md": ROOM}, extensions=EXTENSIONS, master_doc="room")
    (table,) = [
        each for each in re.findall(r"<table.*?</table>", site.page("room.html"), re.DOTALL) if "Optional" in each
    ]
    rows = [re.findall(r"<p>(.*?)</p>", row, re.DOTALL) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)]
    rows = [[re.sub("<[^>]*>", "", cell) for cell in row] for row in rows]

    assert rows[1][3:] + rows[2][3:] + rows[3][3:] == ["Windows", "How it moves", "More"]
    assert rows[3][:3] == ["", "", "2"]  # what is optional has no place on the clock
    assert rows[4][1:] == ["12", "", "In all"]
    assert [int(row[1]) for row in rows[1:3]] == [5, 7]
    assert [row[0] for row in rows[1:3]] == ["0:00", "0:05"]


def test_a_note_above_the_title_is_refused_with_its_line(build):
    page = LESSON.replace("# Windows", ":::{say}\nHello.\n:::\n\n# Windows", 1)
    site = build({"index.md": page, "room.md": ROOM}, extensions=EXTENSIONS, master_doc="room")

    assert [said for said in site.warnings if re.search(r"index\.md:\d+: WARNING: say stands above the title", said)]


def test_a_plan_adds_up_the_minutes_of_its_steps(built):
    room = built.page("room.html")
    table = re.search(r"<table.*?</table>", room, re.DOTALL)[0]
    minutes = [int(number) for number in re.findall(r"<td><p>(\d+)</p></td>", table)]

    assert len(minutes) == 4
    assert minutes[0] == 5
    assert minutes[3] == 4
    assert f"In all {sum(minutes)} of 20 minutes" in room
    # Each step begins where the one before it ends.
    assert re.findall(r"<td><p>0:(\d\d)</p></td>", table) == [f"{sum(minutes[:n]):02}" for n in range(4)]


def test_the_answer_table_says_what_is_right(built):
    room = built.page("room.html")

    assert "B: Because what is left over is dropped" in room
    assert "6 rows" in room
    assert re.search(r"3\. eight rows(</span>)?</a> \(optional\)", room)


def test_a_slide_asks_and_its_answer_comes_with_the_next_key(built):
    deck = built.page("slides/index.html")
    (slide,) = re.findall(r'<section class="question"><h2>Question 1.*?</section>', deck, re.DOTALL)
    asked, _, later = slide.partition('<div class="fragment">')

    assert "Because the window overlaps" in asked
    assert "Right: B." not in asked
    assert "Right: B." in later
    assert "Six windows take twelve rows" in later


def test_a_slide_shows_the_point_and_leaves_the_prose_to_the_speaker(built):
    deck = built.page("slides/index.html")
    seen = re.sub(r'<aside class="notes">.*?</aside>', "", deck, flags=re.DOTALL)

    assert "It moves by its own size." in seen
    assert "a sentence for the notes" not in seen
    assert NOTE not in seen
    assert "a sentence for the notes" in deck
    assert NOTE in deck
    # The hint and what to say to a wrong answer are for the speaker, too.
    assert "With a pencil" not in seen
    assert "It does not overlap" not in seen


def test_a_formula_stands_below_the_sentence_that_leads_to_it(built):
    deck = re.sub(r'<aside class="notes">.*?</aside>', "", built.page("slides/index.html"), flags=re.DOTALL)

    assert re.search(r"So there remain</p>\s*<div class=\"math", deck)
    assert "a long sentence that ends" not in deck


def test_what_is_optional_is_marked_on_its_slide(built):
    deck = built.page("slides/index.html")

    assert '<section class="question optional"><h2>Question 3 (optional)</h2>' in deck
    assert '<section class="question"><h2>Question 1</h2>' in deck


def test_a_plan_names_the_questions_of_the_core_path_and_the_slides(built):
    room = built.page("room.html")

    numbers = re.search(r"Questions: Windows.*?Numbers (.*?)\. Alone", room, re.DOTALL)[1]
    assert re.findall(r'href="index.html#question-([a-z-]+)"', numbers) == ["thirteen-rows", "twelve-rows"]
    assert 'href="slides/index.html?core"' in room


def test_a_deck_asks_no_other_host_and_allows_only_the_script_of_the_notes(built):
    deck = built.page("slides/index.html")

    assert re.findall(r'(?:src|href)="(?:https?:)?//', deck) == []
    assert re.findall(r"<script>", deck) == []
    hashes = re.findall(r"sha256-([^']*)", deck)
    window = built.page("_static/reveal-notes.js")
    inside = window.partition("<script>")[2].partition("<\\/script>")[0]
    script = json.loads('"' + inside.replace("\\'", "'") + '"')
    assert hashes == [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()]


def test_a_lesson_describes_itself_with_the_least_that_the_profile_asks_for(built):
    found = description(built.page())

    jsonschema.validate(found, SCHEMA, format_checker=jsonschema.FormatChecker())
    assert found["keywords"] == ["pool"]
    assert found["teaches"] == ["describe a window"]
    assert found["description"].startswith("A window slides over </script> an image")
    assert re.fullmatch(r"PT\d+M", found["timeRequired"])


def test_the_schema_refuses_a_description_that_lacks_a_property(built):
    found = description(built.page())

    for name in SCHEMA["required"]:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({key: value for key, value in found.items() if key != name}, SCHEMA)


def test_a_page_that_teaches_nothing_does_not_describe_itself(built):
    assert "ld+json" not in built.page("room.html")


def test_decks_of_the_same_name_in_two_folders_stand_apart(build, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / "source" / folder).mkdir(parents=True)
    pages = {f"{name}/intro.md": LESSON.replace("Pool by hand", f"Lesson {name}") for name in "ab"}
    index = "# Course\n\n```{toctree}\nb/intro\na/intro\n```\n\n```{slides}\n```\n"

    site = build({"index.md": index, **pages}, extensions=EXTENSIONS, suppress_warnings=["lessonlib"])

    assert [file.relative_to(site.out).as_posix() for file in sorted((site.out / "slides").rglob("*.html"))] == [
        "slides/a/intro.html",
        "slides/b/intro.html",
    ]
    assert 'src="../../_static/reveal.js"' in site.page("slides/a/intro.html")
    assert 'href="../../a/intro.html"' in site.page("slides/a/intro.html")
    order = re.findall(r'href="(slides/\w/intro.html)"', site.page())
    assert order == ["slides/b/intro.html", "slides/a/intro.html"]  # that of the table of contents


def test_no_other_page_shows_where_something_stands_in_its_source(build, tmp_path):
    guess = ":::{predict}\nHow many?\n:::\n\n```{code-cell} python3\nprint(13 // 2)\n```\n\nSix.\n\n## More"
    lesson = "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n" + LESSON.replace("## More", guess)

    def shown(text):
        build({"index.md": text, "room.md": ROOM}, extensions=EXTENSIONS, master_doc="room")
        (kept,) = tmp_path.rglob("environment.pickle")
        return getattr(pickle.loads(kept.read_bytes()), dependents.SHOWN)["index"]

    before = shown(lesson)

    assert shown(lesson.replace("# Windows\n", "# Windows\n\nA paragraph.\n")) == before
    assert shown(lesson.replace("How many?", "How many rows?")) != before
