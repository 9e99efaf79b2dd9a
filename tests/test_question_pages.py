"""Questions through the real Sphinx: every builder, both markups, one process or several."""

import doctest
import html
import json
import pickle
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.utils import new_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sphinx.cmd.build import build_main
from sphinx.ext.doctest import DocTestBuilder
from sphinx.testing.util import SphinxTestApp
from sphinx.writers.html import HTMLWriter

from conftest import PROVED
from course import CONF
from lessonlib.quiz.kinds import KINDS
from lessonlib.quiz.model import Choice, Question
from lessonlib.sphinxext.core.directives import Entry, Parts
from lessonlib.sphinxext.core.domain import Asked
from lessonlib.sphinxext.core.errors import Mistake
from lessonlib.sphinxext.questions.html import question_node

EVERY_KIND = {
    path.suffix: path.read_text(encoding="utf-8") for path in (Path(__file__).parent / "every_kind").iterdir()
}
MARKUPS = sorted(EVERY_KIND)


# ---------------------------------------------------------------- builders and markups


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("builder", ["html", "dirhtml", "epub", "text", "gettext"])
def test_every_builder_takes_every_kind_without_a_warning(builder, markup, build):
    built = build({f"index{markup}": EVERY_KIND[markup]}, builder)

    assert built.warnings == []
    assert built.code == 0


def test_code_in_an_answer_keeps_its_straight_quotes(build):
    page = EVERY_KIND[".md"].replace(" {{ / }} 2)", ' {{ / }} 2)\nname = {{ "wide" }}')
    page = page.replace("blank 2\n: Divide.\n", "blank 2\n: Divide.\n\nblank 3\n: A name.\n")

    shown = html.unescape(build({"index.md": page}).page())

    assert 'Right: (1) floor; (2) /; (3) "wide".' in shown


@pytest.mark.parametrize("markup", MARKUPS)
def test_the_doctest_builder_proves_every_answer_and_counts_them(markup, build):
    built = build({f"index{markup}": EVERY_KIND[markup]}, "doctest")

    assert built.warnings == []
    assert built.code == 0
    assert "Proved the answers of 10 questions (pages: 1)." in built.status


# What each proof prints → another key that the question could have, so that only running the code can tell.
OTHER_KEYS = {
    ">>> (28 - 5 + 1, 28 - 5 + 1)\n(24, 24)": "(26, 26)",
    ">>> [value for row in [[1, 2], [3, 4]] for value in row]\n[1, 2, 3, 4]": "[1, 3, 2, 4]",
    ">>> [number for number in (1, 2, 3, 4) if number % 2 == 0]\n[2, 4]": "[2, 3]",
    ">>> 16 * (3 * 3 + 1)\n160": "161",
    ">>> 0.56 + 0.004\n0.5640000000000001": "0.57",
    ">>> (None, 28 - 5 + 1, 28 - 5 + 1)\n(None, 24, 24)": "(None, 26, 26)",
    "'conv': 'hidden', 'digits': 'output'}": "'conv': 'input', 'digits': 'output'}",
    ">>> width\n14": "15",
    ">>> 2 * 3 + 1\n7": "8",
    ">>> places\n10": "11",
}


@pytest.mark.parametrize("proof", OTHER_KEYS)
def test_a_changed_key_of_any_kind_is_refuted_naming_file_and_line(proof, build):
    text = EVERY_KIND[".md"]
    *code, key = proof.split("\n")
    changed = text.replace(proof, "\n".join([*code, OTHER_KEYS[proof]]))
    assert changed != text
    before, _, _ = text.partition(code[0] if code else key)

    built = build({"index.md": changed}, "doctest")

    assert built.code == 1
    # The line of the code above what it should have printed.
    line = before.count("\n") + (1 if code else 0)
    assert f'File "index.md", line {line}, in' in built.status
    assert "Proved" not in built.status


@pytest.fixture(scope="module")
def in_both(tmp_path_factory):
    """The page of every kind, built from MyST and from reStructuredText: the folders of each."""
    folders = {}
    for markup in MARKUPS:
        folder = folders[markup] = tmp_path_factory.mktemp(markup[1:])
        (folder / "source").mkdir()
        (folder / "source" / "conf.py").write_text(CONF)
        (folder / "source" / f"index{markup}").write_text(EVERY_KIND[markup], encoding="utf-8")
        assert build_main(["-q", "-W", "-d", f"{folder}/doctrees", f"{folder}/source", f"{folder}/html"]) == 0
    return folders


def pages_of(folder):
    """Return what the course knows of each page."""
    env = pickle.loads((folder / "doctrees" / "environment.pickle").read_bytes())
    return env.domaindata["course"]["pages"]


def test_myst_and_rst_ask_the_same_questions(in_both):
    myst, rst = (pages_of(in_both[markup])["index"] for markup in MARKUPS)

    assert [asked.question for asked in myst.questions] == [asked.question for asked in rst.questions]
    assert [asked.version for asked in myst.questions] == [asked.version for asked in rst.questions]
    assert [name for name, _ in myst.mentions] == [name for name, _ in rst.mentions]
    assert (myst.objectives, myst.misconceptions) == (rst.objectives, rst.misconceptions)


def test_myst_and_rst_give_the_same_html(in_both):
    def questions(markup):
        page = (in_both[markup] / "html" / "index.html").read_text(encoding="utf-8")
        found = re.findall(r"<lesson-question.*?</lesson-question>", page, re.DOTALL)
        # The two parsers mark a doctest's lexer, and inline code, with other class names.
        return [re.sub(r"\s+", " ", re.sub(r' class="[^"]*"', "", each)) for each in found]

    assert questions(".md") == questions(".rst")
    assert len(questions(".md")) == 10


def test_a_line_more_above_a_question_does_not_make_it_another(in_both, build):
    moved = EVERY_KIND[".md"].replace("# Every kind", "# Every kind\n\nOne more line.\n")
    built = build({"index.md": moved})

    assert versions(built.page()) == versions((in_both[".md"] / "html" / "index.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("word", ["A 28×28 image", "Both sides shrink", "(28, 28)"])
def test_another_stem_feedback_or_option_makes_it_another_question(word, in_both, build):
    built = build(
        {
            "index.md": EVERY_KIND[".md"]
            .replace(f"\n{word}", f"\n{word[:-1]}7{word[-1]}")
            .replace(f"` {word}", f"` {word} so")
        }
    )

    before = versions((in_both[".md"] / "html" / "index.html").read_text(encoding="utf-8"))
    after = versions(built.page())
    assert {id for id in before if before[id] != after[id]} == {"the-map"}


def versions(page):
    """Return the version of each question of a page."""
    found = [json.loads(html.unescape(data)) for data in re.findall(r'data-question="([^"]*)"', page)]
    return {data["id"]: data["version"] for data in found}


def test_an_epub_holds_questions_and_their_explained_answers(build):
    built = build({"index.md": EVERY_KIND[".md"]}, "epub")

    with zipfile.ZipFile(next(built.out.glob("*.epub"))) as book:
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", book.read("index.xhtml").decode("utf-8")))
    asked, _, answers = text.partition("Answers")
    for words in ("A 28×28 image passes one 5×5 kernel.", "C. (24, 24)", "Groups: input, hidden, output"):
        assert words in asked
    for words in (
        "Right: C.",
        "Yes: 24 places each way.",
        "Right: 160 parameters.",
        "It slides over the image and adds products.",
    ):
        assert words in answers
        assert words not in asked


def test_a_parallel_build_gives_the_same_bytes_as_a_serial_one(tmp_path):
    """Sphinx reads side by side from six pages on."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text(CONF)
    names = [f"page{number}" for number in range(7)]
    (source / "index.md").write_text("# Home\n\n```{toctree}\n" + "\n".join(names) + "\n```\n\n" + TABLES)
    for number, name in enumerate(names):
        (source / f"{name}.md").write_text(numbered(EVERY_KIND[".md"], number), encoding="utf-8")

    built = []
    for jobs in ("1", "2"):
        out = tmp_path / jobs
        command = [
            "sphinx",
            "-q",
            "-W",
            "-j",
            jobs,
            "-d",
            f"{tmp_path}/doctrees{jobs}",
            str(source),
            str(out),
        ]
        subprocess.run([sys.executable, "-m", *command], check=True)
        built.append({str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*") if file.is_file()})

    assert [name for name in built[0] | built[1] if built[0].get(name) != built[1].get(name)] == []


TABLES = "```{objective-map}\n```\n\n```{progress}\n```\n\n```{review}\n```\n"


def numbered(text, number):
    """Return the page of every kind with ids of its own."""
    text = re.sub(r"(the-\w+|another)$", rf"\1-{number}", text, flags=re.MULTILINE)
    text = text.replace("one-border", f"one-border-{number}").replace("\nask\n:", f"\nask-{number}\n:")
    return text.replace("objective: ask", f"objective: ask-{number}").replace(TABLES, "")


# ---------------------------------------------------------------- the course as a whole


@pytest.fixture(scope="module")
def told(in_both):
    """The page of every kind, as text."""
    folder = in_both[".md"]
    arguments = ["-q", "-b", "text", "-d", f"{folder}/doctrees", f"{folder}/source", f"{folder}/text"]
    assert build_main(arguments) == 0
    return re.sub(r"\s+", " ", (folder / "text" / "index.txt").read_text(encoding="utf-8"))


def test_the_objective_map_says_where_each_is_taught_asked_and_practised(in_both):
    page = (in_both[".md"] / "html" / "index.html").read_text(encoding="utf-8")
    table = page[page.index("Practised in") :]

    for cell in (
        '<a class="reference internal" href="#">Every kind</a>',
        '"#question-the-order">the-order (why)</a>',
        '"#exercise-another">Exercise: ask another</a>',
    ):
        assert cell in table


def test_a_misconception_lists_the_options_that_catch_it_and_what_teaches_it(in_both, told):
    page = (in_both[".md"] / "html" / "index.html").read_text(encoding="utf-8")

    assert "* the-map, option B: (26, 26)." in told
    assert re.search(r'href="#question-the-map">the-map</a>', page)
    assert re.search(r'href="#teaches-one-border">The paragraph that teaches it</a>', page)


def test_the_option_that_names_a_misconception_leads_to_what_teaches(in_both):
    page = (in_both[".md"] / "html" / "index.html").read_text(encoding="utf-8")
    feedback = page[page.index('data-for="B"') :].partition("</div></div>")[0]

    assert "Both sides shrink." in feedback
    assert 'href="#teaches-one-border">Read again</a>' in feedback


def test_hints_and_solution_are_folded_and_the_section_after_is_not(in_both):
    page = (in_both[".md"] / "html" / "index.html").read_text(encoding="utf-8")
    folded = re.findall(r'<details class="folded (\w+)"><summary>(.*?)</summary>(.*?)</details>', page, re.DOTALL)

    assert [(kind, title) for kind, title, _ in folded] == [
        ("hint", "Hint 1: Where do I begin?"),
        ("hint", "Hint 2: And then?"),
        ("solution", "Solution"),
    ]
    assert "Any question will do." in folded[2][2]
    assert "What learners get wrong" not in folded[2][2]


def test_where_nothing_can_be_clicked_hints_and_solution_stand_open(told):
    for words in ("Hint 2: And then?", "With a mistake.", "Solution", "Any question will do."):
        assert words in told


BARE = """{draft}# Page

:::{{objectives}}
alone
: **stand** alone
:::
"""


def test_an_objective_that_nothing_asks_fails_the_build(build):
    assert "objective 'alone' has 0 question(s); it needs at least 2" in str(
        build({"index.md": BARE.format(draft="")}).warnings
    )


def test_a_draft_may_have_objectives_that_nothing_asks_yet(build):
    assert build({"index.md": BARE.format(draft="---\ndraft: true\n---\n\n")}).warnings == []


def test_a_fault_that_is_mended_is_no_longer_told(build):
    """What a page said before is forgotten when it is read again."""
    assert build({"index.md": BARE.format(draft="")}).warnings
    again = build({"index.md": BARE.format(draft="---\ndraft: true\n---\n\n")})
    assert [warning for warning in again.warnings if "index.md" in warning] == []


# ---------------------------------------------------------------- text is shown, never run


class Elements(HTMLParser):
    """The elements of a page, with their attributes' names, and its text."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found, self.texts, self.data = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, *sorted(name for name, _ in attributes)))
        self.data += [value for name, value in attributes if name == "data-question"]

    def handle_endtag(self, tag):
        self.found.append((f"/{tag}",))

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def translate(tmp_path_factory):
    """Turn a question's node into HTML with the translator of a real builder."""
    source = tmp_path_factory.mktemp("translate")
    (source / "conf.py").write_text(CONF)
    (source / "index.md").write_text("# Page")
    app = SphinxTestApp("html", srcdir=source)
    app.build()
    options = get_default_settings(Parser, HTMLWriter(app.builder))

    def translated(node):
        document = new_document("index", options)
        document.settings.env = app.env
        document += node
        translator = app.builder.create_translator(document, app.builder)
        document.walkabout(translator)
        return "".join(translator.body)

    yield translated
    app.cleanup()


def asked_with(kind, texts, blank):
    """Return the node of a question that holds these texts wherever a text may stand."""
    stem, option, feedback, unit, *groups = texts
    choices = tuple(Choice(letter, option + letter, feedback, letter == "B") for letter in "AB")
    key = {
        "shape": (24, None),
        "number": 0.5,
        "sort": dict.fromkeys((c.text for c in choices), groups[0]),
        "order": {"lines": tuple(c.text for c in choices), "orders": ("BA",)},
    }.get(kind)
    blanks = ((blank,),) if kind == "blanks" else ()
    ask = Question("an-id", kind, ("ask",), "why", choices, key, unit, groups=tuple(groups), blanks=blanks)
    entries = [Entry(nodes.term("", c.text), [nodes.paragraph("", feedback)], 1) for c in choices]
    program = f"x = '{stem}' + {{{{ {blank} }}}}" if kind == "blanks" else stem
    before = [nodes.paragraph("", stem), nodes.literal_block(program, program, language="python")]
    return question_node(Asked(ask, 1, "0", 1), Parts(before, entries, [nodes.paragraph("", feedback)]))


NASTY = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "</textarea></details><svg/onload=a>",
    """"'`""",
    """" onfocus=alert(1) x=\"""",
    "' onload='a",
    "--><!--",
    "]]>",
    "&lt;b&gt;&amp;&#60;b>",
    "${alert(1)}",
    "<!DOCTYPE",
    "<?x",
]
# What XML allows, control characters included.
ALLOWED = some.characters(
    exclude_categories=["Cs"],
    exclude_characters="".join(map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])),
)
TEXT = some.lists(some.one_of(some.sampled_from(NASTY), some.text(ALLOWED, max_size=8)), max_size=4).map("".join)


@pytest.fixture(scope="module")
def tame(translate):
    """The elements that our own code makes for each kind."""
    return {kind: own(translate(asked_with(kind, ["text"] * 6, "str"))) for kind in KINDS}


def own(page):
    """Return the elements of a page but those of the highlighter."""
    return [element for element in Elements(page).found if element[0].strip("/") not in ("span", "pre")]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(kind=some.sampled_from([*KINDS]), texts=some.lists(TEXT, min_size=6, max_size=6), blank=TEXT)
def test_any_text_is_shown_and_makes_no_element(translate, tame, kind, texts, blank):
    blank = re.sub(r"[{}|]|\s+", "", blank) or "str"
    texts[0] = texts[0].replace("{", "")

    page = translate(asked_with(kind, texts, blank))

    shown = Elements(page)
    assert own(page) == tame[kind]
    assert texts[2] in "".join(shown.texts)
    data = json.loads(shown.data[0])
    assert data["kind"] == kind
    assert kind != "blanks" or data["key"] == [[blank]]


def test_prompts_on_a_page_that_teaches_nothing_show_what_is_typed(build):
    built = build({"index.md": "# How to begin\n\n```pycon\n>>> 1 + 1\n2\n```\n"})

    assert [said for said in built.warnings if "never run" in said] == []


def test_a_proof_that_did_not_run_fails_the_build_with_its_line(build, monkeypatch):
    """However it came to be skipped."""
    monkeypatch.setattr(DocTestBuilder, "skipped", lambda self, node: True)

    built = build({"index.md": PROVED}, "doctest")

    assert built.code == 1
    assert any("index.md:8: " in said and "its proof did not run" in said for said in built.warnings)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"doctest_default_flags": doctest.SKIP}, "doctest_default_flags holds SKIP"),
        (
            {"doctest_global_setup": "import random\nrandom.seed("},
            "doctest_global_setup, line 2: '\\(' was never closed: random.seed",
        ),
    ],
)
def test_settings_that_let_no_proof_run_are_refused(build, settings, said):
    with pytest.raises(Mistake, match=said):
        build({"index.md": PROVED}, **settings)


def test_a_setup_may_hold_more_than_imports_and_a_proof_shows_what_it_needs(build):
    setup = "import random\nimport numpy as np\nrandom.seed(1)\ndef two():\n    return random.choice([2])\n"
    page = PROVED.replace(">>> 1 + 1", ">>> two()")

    built = build({"index.md": page}, doctest_global_setup=setup)

    shown = re.sub("<[^>]*>", "", built.page())
    assert "&gt;&gt;&gt; def two():\n...     return random.choice([2])\n&gt;&gt;&gt; two()" in shown
    assert "import random" in shown
    assert "import numpy" not in shown


@pytest.mark.parametrize(
    ("page", "line", "name"),
    [
        (PROVED.replace("\n:::\n\n:::{question}", "\nweigh\n: **weigh** things\n:::\n\n:::{question}", 1), 6, "weigh"),
        (PROVED.replace("\notherwise\n: Count again.", "\n3\n: Too many.\notherwise\n: Count again."), 18, "otherwise"),
    ],
)
def test_an_entry_that_the_one_above_has_swallowed_is_named_with_its_line(build, page, line, name):
    """Without a blank line, Markdown goes on with the paragraph above."""
    built = build({"index.md": page})

    assert any(f"index.md:{line}: " in said and f"put a blank line before '{name}'" in said for said in built.warnings)
