"""The words of the films, and that what is drawn is what Keras computes on the lesson's page."""

import ast
import json
import pathlib
import re
import runpy

import keras
import numpy as np
import pytest

from lessonlib.sphinxext.core.source import Directive, blocks
from lessonlib.sphinxext.widgets.film import films_of
from lessonlib.widgets import narration

ROOT = pathlib.Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs" / "lessons").glob("*.md"))
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
CUE = re.compile(r"(\d\d):(\d\d):(\d\d\.\d{3}) --> (\d\d):(\d\d):(\d\d\.\d{3})\n(.+)", re.DOTALL)
WORDS = "A kernel is a small grid of numbers, and it slides over the image. " * 12


def computed(name: str) -> dict:
    """Run a film's module of numbers; return what it defines."""
    return runpy.run_path(str(ROOT / "films" / "computed" / f"{name}.py"))


def page(number: int, *wanted: str) -> dict:
    """Run the code cells of a lesson's page that hold a wanted text; return what they define."""
    scope: dict = {"keras": keras, "np": np, "layers": keras.layers}
    cells = [b.content for b in blocks(PAGES[number - 1].read_text(encoding="utf-8")) if is_cell(b)]
    chosen = [cell for cell in cells if any(text in cell for text in wanted)]
    assert len(chosen) >= len(wanted), "the page has changed: name other cells"
    for cell in chosen:
        exec(cell, scope)
    return scope


def is_cell(block: object) -> bool:
    return isinstance(block, Directive) and block.name == "code-cell"


@pytest.fixture(params=PAGES, ids=lambda path: path.stem)
def said(request) -> narration.Narration:
    (only,) = films_of(request.param)
    return only


def cues_of(said: narration.Narration) -> list[tuple[float, float, list[str]]]:
    """Read the captions as a browser would."""
    head, *cues = narration.webvtt(said).strip().split("\n\n")
    assert head == "WEBVTT"
    found = []
    for cue in cues:
        h1, m1, s1, h2, m2, s2, text = CUE.fullmatch(cue).groups()
        start, end = (3600 * int(h) + 60 * int(m) + float(s) for h, m, s in ((h1, m1, s1), (h2, m2, s2)))
        found.append((start, end, text.split("\n")))
    return found


def test_captions_can_be_read(said):
    last = 0.0
    for start, end, lines in cues_of(said):
        assert last <= start < end
        assert len(lines) <= 2
        assert max(map(len, lines)) <= 42
        assert len(" ".join(lines)) / (end - start) <= 17
        last = end
    assert 45 <= last <= 120


def test_captions_say_the_transcript_word_for_word(said):
    captions = " ".join(line for _, _, lines in cues_of(said) for line in lines)

    assert captions == " ".join(scene.text for scene in said.scenes)


def test_each_paragraph_has_its_scene(said):
    tree = ast.parse((ROOT / "films" / "scenes" / f"{said.name.replace('-', '_')}.py").read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    drawn = [each for each in functions if any(getattr(mark, "id", "") == "scene" for mark in each.decorator_list)]

    assert len(drawn) == len(said.scenes)


def test_scenes_write_no_number_of_their_own(said):
    """All numbers come from Keras; only the names of layers hold a digit."""
    text = (ROOT / "films" / "scenes" / f"{said.name.replace('-', '_')}.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            left = re.sub(r"Conv2D|MaxPooling2D|Lesson \d", "", node.value)
            assert not NUMBER.search(left), f"line {node.lineno}: {node.value!r}"


def test_numbers_in_the_words_are_computed(said):
    """A number that the narration says stands among those that Keras gave. The trained ones are kept between runs."""
    plan = runpy.run_path(str(ROOT / "films" / "plan.py"))
    found = plan["numbers"](said.name, ROOT / "docs" / "_build" / "films", plan["state"]())
    known = set(NUMBER.findall(json.dumps(found)))
    known |= {f"{float(each):g}" for each in known if "," not in each and each.count(".") < 2}

    for number in NUMBER.findall(" ".join(scene.text for scene in said.scenes)):
        assert number in known


def test_the_flower_passes_as_on_the_page():
    there = page(1, "flower = keras.Input", "iris = load_iris", "weights, biases = layer")
    found = computed("forward_pass")["numbers"]()

    assert [float(each) for each in found["outputs"]] == pytest.approx(there["answer"][0], abs=0.005)
    assert found["flower"] == [f"{each:g}" for each in there["one_flower"][0]]
    assert found["chosen"] == 0
    assert float(found["sum"]) == pytest.approx(float(there["by_keras"]), abs=0.005)


def test_the_kernel_slides_as_on_the_page():
    there = page(2, "bar = np.zeros", "kernel = np.array([[-1, 0, 1]", "def convolve")
    found = computed("sliding_kernel")["numbers"]()

    assert found["map"] == there["convolve"](there["bar"], there["kernel"]).astype(int).tolist()
    assert found["image"] == there["bar"].tolist()
    assert found["answer"] == there["convolve"](np.full((3, 3), found["sky"]), np.array(found["edge"])).item()


def test_the_pooled_map_is_that_of_the_page():
    there = page(3, "answers = np.array")
    found = computed("pooling")["numbers"]()

    assert found["pooled"] == np.array(there["pooled"])[0, :, :, 0].astype(int).tolist()
    assert found["row"] == np.ravel(there["pooled"]).astype(int).tolist()
    windows = np.array(found["one"], "float32").reshape(1, 2, 2, 1)
    assert found["average"] == keras.layers.AveragePooling2D(2)(windows).numpy().item()


def test_the_network_that_learns_is_that_of_the_page():
    there, here = page(4, "def build_cnn"), computed("learning")
    models = []
    for build in (there["build_cnn"], here["build_cnn"]):
        keras.utils.set_random_seed(1)
        models.append(build())

    assert [w.tolist() for w in models[0].get_weights()[:2]] == [w.tolist() for w in models[1].get_weights()[:2]]
    assert [shape(layer) for layer in models[0].layers] == [shape(layer) for layer in models[1].layers]
    lesson = (ROOT / "docs" / "lessons" / "04-first-cnn.md").read_text(encoding="utf-8")
    assert f"train(build_cnn, seed=1, epochs={here['EPOCHS']})" in lesson


def shape(layer: keras.Layer) -> tuple:
    """Return what makes a layer what it is, but not its name."""
    return type(layer), layer.output.shape, getattr(getattr(layer, "activation", None), "__name__", "")


def test_the_errors_are_those_of_keras():
    found = computed("following_shapes")["numbers"]()
    with pytest.raises(ValueError, match=r"expected min_ndim=4, found ndim=3") as raised:
        keras.layers.Conv2D(16, 3)(keras.Input((28, 28)))

    assert found["expected"][1] in str(raised.value)
    assert found["found"][1] in str(raised.value)
    assert [step["side"] for step in found["steps"]] == [26, 13, 11, 5, 3, 1]
    assert found["mended"] == "(None, 28, 28, 1)"


def test_the_networks_that_meet_the_moved_digit_are_those_of_the_page():
    there, here = page(6, "def compiled", "def moved"), computed("moved_digit")

    for name in ("dense", "cnn"):
        assert list(map(shape, there[f"build_{name}"]().layers)) == list(map(shape, here[name]().layers))


def test_the_network_that_learns_by_heart_is_that_of_the_page():
    cell = next(
        b.content
        for b in blocks(PAGES[6].read_text(encoding="utf-8"))
        if is_cell(b) and "def build_network" in b.content
    )
    scope: dict = {"keras": keras, "layers": keras.layers, "compiled": lambda model: model}
    exec(cell, scope)

    assert list(map(shape, scope["build_network"]().layers)) == list(
        map(shape, computed("overfitting")["network"]().layers)
    )


def test_a_film_made_of_other_words_is_not_fresh(tmp_path):
    said = narration.narration("bar", "A bar", WORDS)
    assert not narration.is_fresh(tmp_path, said)

    (tmp_path / "bar.mp4").touch()
    (tmp_path / "bar.json").write_text(json.dumps({"words": narration.webvtt(said)}))

    assert narration.is_fresh(tmp_path, said)
    assert not narration.is_fresh(tmp_path, narration.narration("bar", "A bar", WORDS + "One more."))
