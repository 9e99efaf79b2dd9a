"""Every word can be translated: a course in a language that nobody speaks, and in German."""

import ast
import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from make_words import made, template
from pseudo import LANGUAGE, english_in, strange, texts_of, translate

from conftest import CONF, Built
from lessonlib.locale import SCRIPTS, WORDS, grouped, localised, speak
from lessonlib.locale.sources import in_python
from lessonlib.sphinxext.languages import Count, update

TESTS = Path(__file__).parent
COURSE = TESTS / "many_words"
PAGES = {
    "index.md": (COURSE / "index.md").read_text(encoding="utf-8"),
    "kinds.md": (TESTS / "every_kind" / "index.md").read_text(encoding="utf-8"),
}
# Both pages of questions teach; only one may describe what learners get wrong, and show all tables.
PAGES["kinds.md"] = PAGES["kinds.md"].partition("## What learners get wrong")[0].replace("draft: false", "orphan: true")
SETTINGS = {
    "extensions": [
        *("lessonlib.sphinxext", "lessonlib.sphinxext.networks", "lessonlib.sphinxext.outputs.downloads"),
        *("lessonlib.sphinxext.outputs.offline", "lessonlib.sphinxext.outputs.qti", "lessonlib.sphinxext.outputs.site"),
        *("lessonlib.sphinxext.teaching.slides", "myst_nb", "sphinx.ext.extlinks"),
    ],
    "lessonlib_execution": True,
    "nb_execution_mode": "auto",
    "project": "A course with many words",
    "html_title": "Many words",
    "gettext_compact": False,
    "lessonlib_rules": {
        "references": False,
        "exercises": False,
        "core_questions": False,
        "questions": False,
        "reasons": False,
    },
}
# What is no word of a reader's language: names of languages and layers, code and what it printed, words of Sphinx.
NAMES = frozenset(
    ["English", "Esperanto", "Conv", "Flatten", "None", "Note", "ceil", "digits", "floor", "four", "half", "images"]
    + ["conv", "lessonlib", "width"]
)


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    """The course, in a folder of its own."""
    folder = tmp_path_factory.mktemp("course")
    settings = "".join(f"{name} = {value!r}\n" for name, value in SETTINGS.items())
    (folder / "conf.py").write_text(CONF + settings, encoding="utf-8")
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copy(COURSE / "picture.svg", folder)
    shutil.copytree(COURSE / "checks", folder / "checks")
    return folder


def sphinx(source: Path, out: str, *options: str, builder: str = "html") -> Built:
    """Build the course, every warning an error; return what came out."""
    made = source.parent / f"{source.name}-{out}"
    command = ["-n", "-W", "--keep-going", "-b", builder, "-d", f"{made}-trees", *options]
    cache = f"nb_execution_cache_path={source.parent}"
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *command, "-D", cache, source, made],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Built(made, [], done.stdout, 0)


@pytest.fixture(scope="module")
def course(source) -> Built:
    """The course in the language that nobody speaks, from the catalogs that its own pages gave."""
    translate(sphinx(source, "gettext", builder="gettext").out, source)
    return sphinx(source, "strange", "-D", f"language={LANGUAGE}", "-D", f"lessonlib_languages=en,{LANGUAGE}")


@pytest.fixture(scope="module")
def original(source) -> Built:
    """The course as it is written."""
    return sphinx(source, "english")


def ids_in(page: str) -> set[str]:
    """Return the words of ids that a page shows as names."""
    named = re.findall(r'(?:id|href)="[^"]*?((?:question|exercise|objective|misconception|answer)-[\w-]+)"', page)
    return {word for each in named for word in each.split("-")}


@pytest.mark.parametrize("place", ["index.html", "kinds.html"])
def test_no_english_is_left_on_a_page(course, place):
    page = course.page(place)

    left = english_in(texts_of(page, "article"), NAMES | ids_in(page))

    assert left == []


def test_numbers_stay_in_translated_sentences(course):
    said = BeautifulSoup(course.page(), "html.parser").get_text(" ")

    assert f"{strange('The page has computed')} 0.9 ," in re.sub(r"\s+", " ", said)
    assert re.search(rf"{strange('Each of the')}\s+5\s+{strange('things has a place')}", said)


def test_no_english_is_left_on_slides_and_in_notebooks(course):
    deck = (course.out / "slides" / "index.html").read_text(encoding="utf-8")
    book = json.loads((course.out / "downloads" / "index-solution.ipynb").read_text(encoding="utf-8"))
    texts = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "markdown"]
    comments = [
        line for cell in book["cells"] for line in "".join(cell["source"]).splitlines() if line.startswith("# ")
    ]
    plain = (re.sub(r"`[^`]*`|\]\([^)]*\)|<[^<>]*>|\$[^$]*\$", "", text) for text in [*texts, *comments])

    names = NAMES | ids_in(course.page())
    assert english_in(texts_of(deck), names) == []
    assert english_in(plain, names) == []


def test_scripts_have_all_their_words_in_the_language_of_the_page(course):
    file = (course.out / "_static" / "translations.js").read_text(encoding="utf-8")
    (messages,) = re.findall(r"messages: (\{.*?\}), plural", file)

    said = [
        text
        for message in json.loads(messages).values()
        for text in ([message] if isinstance(message, str) else message)
    ]

    assert len(said) > 150
    assert (
        english_in(
            (re.sub(r"\{\w+\}", "", text) for text in said),
            NAMES | {"Dense", "Flatten", "Keras", "None", "Pool", "Python"},
        )
        == []
    )


def test_pages_name_themselves_in_other_languages(course):
    page = BeautifulSoup(course.page("kinds.html"), "html.parser")

    assert {link["hreflang"]: link["href"] for link in page.select('link[rel="alternate"][hreflang]')} == {
        "en": "../kinds.html",
        LANGUAGE: f"../{LANGUAGE}/kinds.html",
    }
    assert [link["href"] for link in page.select("nav.languages a")] == ["../kinds.html", f"../{LANGUAGE}/kinds.html"]
    assert page.html["lang"] == LANGUAGE


def test_what_has_no_translation_says_that_it_is_english(build, tmp_path):
    folder = tmp_path / "source" / "locales" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "index.po").write_text('msgid ""\nmsgstr ""\n\nmsgid "One."\nmsgstr "Eins."\n', encoding="utf-8")

    page = build({"index.md": "# Title\n\nOne.\n\nTwo.\n"}, language="de", lessonlib_languages=["en", "de"]).page()

    shown = BeautifulSoup(page, "html.parser").find("article")
    assert {p.get_text(): p.get("lang") for p in shown.find_all("p")} == {"Eins.": None, "Two.": "en"}


def test_what_is_shown_again_says_its_language_there_too(build, tmp_path):
    (tmp_path / "source" / "locales" / "de" / "LC_MESSAGES").mkdir(parents=True)
    pages = {
        "index.md": "# Home\n\n```{toctree}\nmore\n```\n\n```{progress}\n```\n",
        "more.md": (TESTS / "varying" / "index.md").read_text(encoding="utf-8").replace("# ", "# More of ", 1),
    }

    page = BeautifulSoup(build(pages, language="de", lessonlib_languages=["en", "de"]).page(), "html.parser")

    entry = page.select_one("article .toctree-wrapper a")
    assert entry.get_text().startswith("More of")
    assert entry.span["lang"] == "en"
    goal = page.select_one('article td a[href="more.html#objective-ask"]')
    assert (goal.get_text(), goal.find(lang="en").get_text()) == ("ask a question with other numbers",) * 2


def test_a_fuzzy_translation_is_not_shown(build, tmp_path):
    folder = tmp_path / "source" / "locales" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    fuzzy = 'msgid ""\nmsgstr ""\n\n#, fuzzy\nmsgid "One."\nmsgstr "Zwei."\n'
    (folder / "index.po").write_text(fuzzy, encoding="utf-8")

    assert "<p>One.</p>" in build({"index.md": "# Title\n\nOne.\n"}, language="de").page()


def test_a_translation_with_a_number_that_its_original_has_not_is_named(build, tmp_path):
    folder = tmp_path / "source" / "locales" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    asked = "How many parameters have {f} filters of {k}×{k}?"
    po = f'msgid ""\nmsgstr ""\n\nmsgid "{asked}"\nmsgstr "Wie viele {{q}}?"\n'
    (folder / "index.po").write_text(po, encoding="utf-8")
    page = (TESTS / "varying" / "index.md").read_text(encoding="utf-8")

    (warning,) = build({"index.md": page}, language="de").warnings

    assert re.search(r"index\.md:\d+: WARNING: question 'the-weights': has a translation with \{q\}", warning)


def test_a_course_without_translations_has_no_trace_of_them(original):
    assert "translations.js" not in original.page()
    assert "languages" not in original.page()
    assert not (original.out / "_static" / "translations.js").exists()
    assert not (original.out / "_static" / "languages.css").exists()


def test_no_page_runs_again_in_another_language(course, original):
    assert not re.search("^ran ", course.status + original.status, re.MULTILINE)


def test_answers_and_versions_are_the_same_in_each_language(course, original):
    translated, written = (asked_on(built.page("kinds.html")) for built in (course, original))

    assert translated.keys() == written.keys()
    for id, question in written.items():
        assert (id, translated[id]["version"]) == (id, question["version"])
        if question["kind"] in {"choice", "several", "number", "shape", "blanks"}:
            assert translated[id]["key"] == question["key"]


def asked_on(page: str) -> dict[str, dict]:
    found = [json.loads(html.unescape(text)) for text in re.findall(r'data-question="([^"]*)"', page)]
    return {each["id"]: each for each in found}


# ---------------------------------------------------------------- lessonlib's own words


def test_the_catalogs_are_what_the_sources_say():
    assert [str(file) for file, content in made() if not file.exists() or file.read_bytes() != content] == []


@pytest.mark.parametrize("name", [WORDS, SCRIPTS])
def test_german_lacks_no_word_and_keeps_all_fields(name):
    file = Path(sys.modules["lessonlib.locale"].__file__).parent / "de" / "LC_MESSAGES" / f"{name}.po"
    with file.open("rb") as opened:
        catalog = read_po(opened)
    fields = re.compile(r"\{\w*")

    for message in catalog:
        if message.id:
            pairs = (
                [(message.id, message.string)]
                if isinstance(message.id, str)
                else zip(message.id, message.string, strict=True)
            )
            for original, said in pairs:
                assert said, original
                assert not message.fuzzy, original
                assert sorted(fields.findall(original)) == sorted(fields.findall(said)), original


def test_words_are_said_in_the_language_that_is_spoken():
    speak("de")
    try:
        assert localised("Question {number}", number=3) == "Frage 3"
        assert localised("nobody has translated this") == "nobody has translated this"
    finally:
        speak("en")
    assert localised("Question {number}", number=3) == "Question 3"


def test_checks_and_the_command_line_speak_the_language_of_their_course(source, tmp_path):
    built = sphinx(source, "german", "-D", "language=de")
    file = tmp_path / "answers.py"
    file.write_text(
        'from lessonlib.checks import ____, check\ncheck("the-map", "B")\ncheck("the-map", ____)\n', encoding="utf-8"
    )
    known = os.environ | {"LESSONLIB_COURSE": str(built.out / "downloads"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "lessonlib.cli", "check", str(file)]

    done = subprocess.run(command, capture_output=True, text=True, check=False, env=known, encoding="utf-8")

    assert "the-map: noch nicht richtig" in done.stdout, done.stdout + done.stderr
    assert "0 richtig, 1 noch nicht richtig" in done.stdout


def test_what_the_checks_of_a_course_say_travels_with_it_in_its_language(course, original, tmp_path):
    downloads = course.out / "downloads"
    (tmp_path / "checks").mkdir()
    for file in (COURSE / "checks").glob("*.py"):  # a course that is installed holds both
        shutil.copy(file, tmp_path / "checks")
    shutil.copy(downloads / "bank.json", tmp_path)
    shutil.copytree(downloads / "locales", tmp_path / "locales")
    code = "from lessonlib.checks import check; check('again', 9_000); check('again', '')"
    known = os.environ | {"LESSONLIB_COURSE": str(tmp_path), "PYTHONUTF8": "1"}

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=known)

    assert strange("it is large") in done.stdout, done.stdout + done.stderr
    assert f"again: {strange('incorrect')}" in done.stdout
    assert strange("{number:,} is small. Say more.").replace("{number:,}", "9,000") in done.stdout
    assert '"words"' not in (original.out / "downloads" / "bank.json").read_text(encoding="utf-8")


def test_numbers_are_written_as_the_language_writes_them():
    speak("de")
    try:
        assert (grouped(12810), grouped(0.125, ".1%")) == ("12.810", "12,5%")
        assert localised("{n:,} of {x:g} and {text}", n=12810, x=0.5, text="1,000") == "12.810 of 0,5 and 1,000"
    finally:
        speak("en")
    assert (grouped(12810), grouped(0.125, ".1%")) == ("12,810", "12.5%")


@pytest.fixture(scope="module")
def german(source) -> Built:
    """The course in German, which nobody has translated."""
    return sphinx(source, "german-pages", "-D", "language=de", "-D", "lessonlib_languages=en,de")


def test_slides_of_a_lesson_that_nobody_has_translated_say_its_own_language(german, course):
    assert '<html lang="en"' in (german.out / "slides" / "index.html").read_text(encoding="utf-8")
    assert f'<html lang="{LANGUAGE}"' in (course.out / "slides" / "index.html").read_text(encoding="utf-8")


def test_help_speaks_the_language_of_the_course(german):
    known = os.environ | {"LESSONLIB_COURSE": str(german.out / "downloads"), "PYTHONUTF8": "1"}

    def called(*arguments: str) -> str:
        command = [sys.executable, "-m", "lessonlib.cli", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=known, encoding="utf-8")
        return done.stdout + done.stderr

    said = called("check", "--help")
    assert all(words in said for words in ("Aufruf:", "Führt FILE aus", "Zeigt diese Hilfe")), said
    assert "gibt es nicht" in called("check", "nowhere.py")
    assert "Nimm die Lektionen mit" in called("--help")


# What authors see, code that Keras reads and errors that it raises, a file that is lost: these are English.
ENGLISH_SCRIPTS = {"reload.js", "service-worker.js", "taken.js", "stacks.js"}
LOST = "The file of the images is not there"  # a worker, which has no catalogs, says the status of the answer
SENTENCE = re.compile(r'(["`])([A-Z][a-z’]*[ ,][^"`\n]*[a-z][^"`\n]*)\1')


def test_no_script_says_a_sentence_without_the_catalogs():
    ids = [message.id for message in template(SCRIPTS) if message.id]
    said = {text for each in ids for text in ([each] if isinstance(each, str) else each)}
    scripts = [
        file for file in (TESTS.parent / "src").rglob("*.js") if file.name not in ENGLISH_SCRIPTS | {"judging.js"}
    ]
    code = (re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL) for file in scripts)
    texts = {text for script in code for _, text in SENTENCE.findall(script)}

    assert len(texts & said) > 150
    assert sorted(text for text in texts - said if not text.startswith(LOST)) == []


def test_no_check_of_this_course_says_a_sentence_without_the_catalogs():
    files = sorted((TESTS.parent / "docs" / "checks").glob("*.py"))
    codes = [file.read_text(encoding="utf-8") for file in files]
    known = {text for code in codes for _, text in in_python(code)}
    trees = [ast.parse(code) for code in codes]
    documented = {
        ast.get_docstring(node, clean=False)
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
    }
    said = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    sentences = {text for text in said if isinstance(text, str) and re.search(r"[a-z] [a-z].*[.?]$", text)}

    assert len(known) > 200
    assert sorted(sentences - known - documented) == []


# ---------------------------------------------------------------- catalogs


def test_an_update_begins_a_language_keeps_what_is_there_and_counts(build, tmp_path):
    templates = build(
        {"index.md": "# Title\n\nOne.\n\nTwo.\n", "more.md": "---\norphan: true\n---\n\n# More\n"},
        "gettext",
        gettext_compact=False,
    )
    made_of = [
        (file.relative_to(templates.out).with_suffix(".po"), read_po(file.open("rb")))
        for file in sorted(templates.out.rglob("*.pot"))
    ]

    first = update(tmp_path, "de", made_of)
    file = tmp_path / "locales" / "de" / "LC_MESSAGES" / "index.po"
    file.write_text(
        file.read_text(encoding="utf-8").replace('msgid "One."\nmsgstr ""', 'msgid "One."\nmsgstr "Eins."'),
        encoding="utf-8",
    )

    assert (first.missing, first.fuzzy) == (first.all, 0)
    assert first.all >= 4
    assert update(tmp_path, "de", made_of) == Count(first.all, first.all - 1, 0)
    assert "Eins." in file.read_text(encoding="utf-8")
