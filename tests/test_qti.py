"""Questions for other systems: items that an independent reader of QTI 2.1 takes, and judges as this site does."""

import re
import zipfile
from pathlib import Path

import pytest
from pyslet.qtiv2.tests import AssessmentItemRef, AssessmentSection
from pyslet.qtiv2.variables import ItemSessionState
from pyslet.qtiv2.xml import QTIDocument
from sphinx.cmd.build import build_main

EVERY_KIND = (Path(__file__).parent / "every_kind" / "index.md").read_text(encoding="utf-8")
VARYING = (Path(__file__).parent / "varying" / "index.md").read_text(encoding="utf-8")
CONF = """
project, version, copyright = "Test", "1", "the authors"
extensions = ["lessonlib.sphinxext", "lessonlib.sphinxext.outputs.qti", "myst_nb"]
myst_enable_extensions = ["colon_fence", "deflist"]
html_theme = "sphinx_book_theme"
nb_execution_mode = "off"
"""
HOME = "# Home\n\n```{toctree}\nlesson\n```\n\n```{question-packages}\n```\n"


def build(folder, lesson):
    """Build a course of one lesson, and return the folder of its pages."""
    source = folder / "source"
    source.mkdir()
    (source / "conf.py").write_text(CONF)
    (source / "index.md").write_text(HOME, encoding="utf-8")
    (source / "lesson.md").write_text(lesson, encoding="utf-8")
    return build_again(folder)


def build_again(folder):
    """Build what stands in a folder, on what an earlier build has left."""
    site = folder / "html"
    assert build_main(["-q", "-W", "--keep-going", "-b", "html", str(folder / "source"), str(site)]) == 0
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The pages of a course with every kind of question."""
    return build(tmp_path_factory.mktemp("qti"), EVERY_KIND)


def unpacked(file):
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.fixture(scope="module")
def package(site):
    """The files of the package."""
    return unpacked(site / "downloads" / "qti" / "lesson.zip")


def read(text):
    document = QTIDocument()
    document.read(src=text)
    return document.root


def judge(item, **answers):
    """Return the score, and which feedback is shown, as the independent reader finds them; it shows no item itself."""
    state = ItemSessionState(item)
    state.begin_session()
    for name, answer in answers.items():
        state[name].set_value(answer)
    state.end_attempt()
    return state["SCORE"].value, set(state["FEEDBACK"].value or ())


def test_the_manifest_names_each_file_and_the_test_each_item(package):
    items = [name for name in package if name.startswith("items/")]

    assert len(items) == 10
    for name in [*items, "test.xml"]:
        assert f'href="{name}"' in package["imsmanifest.xml"]
    references = read(package["test.xml"]).find_children_depth_first(AssessmentItemRef)
    assert [str(reference.href) for reference in references] == items


def test_what_is_no_qti_is_refused_by_the_reader(package):
    """Else the tests here would say nothing."""
    with pytest.raises(Exception, match="nonsense"):
        read(package["items/q-the-map.xml"].replace("<itemBody>", "<itemBody><nonsense/>"))


@pytest.mark.parametrize(
    ("id", "answers", "score", "feedback"),
    [
        ("the-map", {"RESPONSE": "C"}, 1, {"RIGHT", "F2"}),
        ("the-map", {"RESPONSE": "B"}, 0, {"F1"}),
        ("the-order", {"RESPONSE": "A"}, 0, {"F0"}),
        ("the-even", {"RESPONSE": ["B", "D"]}, 1, {"RIGHT", "F1", "F3"}),
        ("the-even", {"RESPONSE": ["B", "C"]}, 0, {"F1", "F2"}),
        ("the-weights", {"RESPONSE": 160.0}, 1, {"RIGHT"}),
        ("the-weights", {"RESPONSE": 144.0}, 0, {"F0"}),
        ("the-weights", {"RESPONSE": 7.0}, 0, {"F1"}),
        ("the-loss", {"RESPONSE": 0.566}, 1, {"RIGHT"}),
        ("the-loss", {"RESPONSE": 0.57}, 0, {"F1"}),
        ("the-shape", {"RESPONSE": "(None, 24, 24)"}, 1, {"RIGHT"}),
        ("the-shape", {"RESPONSE": "None x 24 x 24"}, 1, {"RIGHT"}),
        ("the-shape", {"RESPONSE": "None×28×28"}, 0, {"F0"}),
        ("the-shape", {"RESPONSE": "24"}, 0, {"F1"}),
        ("the-rows", {"RESPONSE": ["T0 G0", "T1 G1", "T2 G2"]}, 1, {"RIGHT"}),
        ("the-rows", {"RESPONSE": ["T0 G0", "T1 G2", "T2 G1"]}, 0, {"F1", "F2"}),
        ("the-program", {"RESPONSE1": "trunc", "RESPONSE2": "/"}, 1, {"RIGHT"}),
        ("the-program", {"RESPONSE1": "ceil", "RESPONSE2": "/"}, 0, {"F0"}),
        ("the-program", {"RESPONSE1": "round", "RESPONSE2": "*"}, 0, {"F1", "F2"}),
        ("the-words", {"RESPONSE": "It slides."}, 0, {"RIGHT"}),
    ],
)
def test_an_independent_processor_judges_alike(package, id, answers, score, feedback):
    item = read(package[f"items/q-{id}.xml"])

    assert judge(item, **answers) == (score, feedback)


def test_lines_in_order_are_judged_alike(package):
    text = package["items/q-the-lines.xml"]
    item = read(text)
    right = [each.get_value() for each in item.ResponseDeclaration[0].CorrectResponse.get_children()]

    assert judge(item, RESPONSE=right) == (1, {"RIGHT"})
    assert judge(item, RESPONSE=[right[1], right[0], *right[2:]]) == (1, {"RIGHT"})
    assert judge(item, RESPONSE=right[::-1]) == (0, {"F2"})
    (strange,) = {each for each in "ABCDE" if each not in right}
    assert judge(item, RESPONSE=[*right[:2], strange, right[3]]) == (0, {"F0"})


def test_the_page_links_the_package(site):
    page = (site / "index.html").read_text(encoding="utf-8")

    assert 'href="downloads/qti/lesson.zip"' in page
    assert ">Every kind</a>, 10 questions" in page


def test_two_builds_give_the_same_bytes(site, tmp_path):
    again = tmp_path / "html"
    assert build_main(["-q", "-E", "-b", "html", str(site.parent / "source"), str(again)]) == 0

    files = [folder / "downloads" / "qti" / "lesson.zip" for folder in (site, again)]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_package_is_made_again_when_its_questions_have_changed_and_only_then(tmp_path):
    lesson, file = tmp_path / "source" / "lesson.md", build(tmp_path, EVERY_KIND) / "downloads" / "qti" / "lesson.zip"
    first, written = file.read_bytes(), file.stat().st_mtime_ns

    build_again(tmp_path)
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (first, written)

    lesson.write_text(f"{EVERY_KIND}\nA word below them.\n", encoding="utf-8")
    build_again(tmp_path)
    assert "A word below them." in (tmp_path / "html" / "lesson.html").read_text(encoding="utf-8")
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (first, written)

    file.write_bytes(first[:100])
    build_again(tmp_path)
    assert file.read_bytes() == first

    lesson.write_text(f"{EVERY_KIND}\nAnother word.\n", encoding="utf-8")
    file.write_bytes(first[:100])
    build_again(tmp_path)
    assert file.read_bytes() == first

    lesson.write_text(EVERY_KIND.replace("Which numbers are even?", "Which of them are even?"), encoding="utf-8")
    build_again(tmp_path)
    assert "Which of them are even?" in "".join(unpacked(file).values())
    assert "Which numbers are even?" not in "".join(unpacked(file).values())

    lesson.write_text("# No questions\n", encoding="utf-8")
    build_again(tmp_path)
    assert not file.exists()

    lesson.write_text(EVERY_KIND, encoding="utf-8")
    build_again(tmp_path)
    assert file.read_bytes() == first


@pytest.fixture(scope="module")
def varying(tmp_path_factory):
    """The files of a package whose questions vary."""
    return unpacked(build(tmp_path_factory.mktemp("varying"), VARYING) / "downloads" / "qti" / "lesson.zip")


def test_a_question_that_varies_is_a_pool_of_which_one_is_drawn(varying):
    pools = [each for each in read(varying["test.xml"]).find_children_depth_first(AssessmentSection) if each.Selection]

    assert len(pools) == 4
    for pool in pools:
        references = list(pool.find_children_depth_first(AssessmentItemRef))
        assert pool.Selection.select == 1
        assert len(references) > 1
        assert all(str(reference.href) in varying for reference in references)


def test_each_variant_has_its_own_numbers_and_its_own_right_answer(varying):
    items = [text for name, text in varying.items() if name.startswith("items/q-the-map-")]

    assert len(items) > 3
    for text in items:
        size, kernel = map(int, re.search(r"A (\d+)×\d+ image passes one (\d+)×", text).groups())
        options = dict(re.findall(r'<simpleChoice identifier="(.)">(.*?)</simpleChoice>', text))
        letters = {value: letter for letter, value in options.items()}
        left = size - kernel + 1
        score, shown = judge(read(text), RESPONSE=letters[f"({left}, {left})"])
        assert (score, "RIGHT" in shown) == (1, True)
        score, shown = judge(read(text), RESPONSE=letters[f"({size}, {size})"])
        (told,) = shown
        assert score == 0
        assert "That would need" in re.search(f'identifier="{told}" showHide="show">(.*?)</modalFeedback>', text)[1]


@pytest.mark.parametrize("id", ["the-weights", "the-shape", "the-divisors"])
def test_the_right_answer_of_each_variant_is_right(varying, id):
    items = [read(text) for name, text in varying.items() if name.startswith(f"items/q-{id}-")]

    assert len(items) > 1
    for item in items:
        declared = item.ResponseDeclaration[0]
        values = [each.get_value() for each in declared.CorrectResponse.get_children()]
        answer = float(values[0]) if id == "the-weights" else values if id == "the-divisors" else values[0]
        score, shown = judge(item, RESPONSE=answer)
        assert (score, "RIGHT" in shown) == (1, True)
