"""Random stacks that Keras judged hold lessonlib.networks.stacks, and lessonlib.shapes in it, to Keras."""

import json
import pathlib
from functools import partial

import pytest
from ask_keras import has_agreed
from make_stacks import FIXTURE, ask_keras

from lessonlib import shapes
from lessonlib.networks import stacks

JUDGED = json.loads(FIXTURE.read_text(encoding="utf-8"))


def kind_of_error(judged):
    """The first words of an error: one of each kind is asked again."""
    return judged.get("error", "")[:60]


def test_the_fixture_holds_two_thousand_stacks_of_all_kinds():
    texts = " ".join(judged["stack"] for judged in JUDGED["stacks"])

    assert len(JUDGED["stacks"]) >= 2000
    assert sum("error" not in judged for judged in JUDGED["stacks"]) >= 500
    assert all(word in texts for word in [*stacks.NUMBERS, "same", "nobias", "strides=2", "strides=3x2"])


def test_shapes_and_parameters_agree_with_keras_on_every_stack():
    for judged in JUDGED["stacks"]:
        if "error" in judged:
            with pytest.raises(shapes.ShapeError):
                stacks.rows(stacks.parse(judged["stack"]))
        else:
            found = stacks.rows(stacks.parse(judged["stack"]))[1:]
            given = [list(row.shape) for row in found], [row.params for row in found]
            assert given == (judged["shapes"], judged["params"]), judged["stack"]


@pytest.mark.skipif(has_agreed(), reason="a build of the site has asked this Keras about these stacks")
def test_the_installed_keras_still_judges_a_sample_alike():
    import keras

    each_error = {kind_of_error(judged): judged for judged in JUDGED["stacks"]}
    for judged in [*JUDGED["stacks"][::60], *each_error.values()]:
        now = json.loads(json.dumps(ask_keras(judged["stack"])))
        assert now == judged, (
            f"Keras {keras.__version__} judges {judged['stack']} otherwise than Keras {JUDGED['keras']} did. "
            "Run nox -s stacks, then mend static/stacks.js and lessonlib/stacks.py until their tests pass."
        )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not an input"),
        ("28x28", "28x28x1"),
        ("28x28x1/Conv3D,3", "Conv2D, MaxPooling2D"),
        ("28x28x1/Conv2D,16", "filters and kernel_size"),
        ("28x28x1/Conv2D,16,big", "whole number"),
        ("28x28x1/Dropout,lots", "write a number such as 0.25"),
        ("28x28x1/Flatten,same", "takes nothing"),
        ("28x28x1/Conv2D,16,3,activation=relu", "'activation=relu' is not understood"),
        ("28x28x1/Conv2D,16,3,same=no", "'same=no' is not understood"),
        ("28x28x1/Conv2D,1234567890,3", "nine digits"),
        ("28x28x1/Conv2D,\u0663,3", "whole number"),
        ("28x28x1/Dropout,0.12345", "four decimals"),
        ("28x28x1/Conv2D,16\u00a03", "whole number"),
        ("28x28x1" + 31 * "/Flatten", "30 are the most"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_can(text, said):
    with pytest.raises(ValueError, match=said):
        stacks.parse(text)


def test_the_code_of_a_layer_gives_keras_the_options_that_were_read():
    for judged in JUDGED["stacks"][:300]:
        stack = stacks.parse(judged["stack"])
        for layer in stack.layers:
            called = eval(stacks.call(layer), {layer.kind: lambda *bare, **named: (bare, named)})
            bare = [name for name in stacks.NUMBERS[layer.kind] if name not in stacks.SIZES]
            named = {name: value for name, value in layer.options.items() if name not in bare}
            assert called == (tuple(layer.options[name] for name in bare), named)


@pytest.fixture
def build(build):
    """Build a small site of a course that has opted in to the widgets for networks."""
    return partial(build, extensions=["lessonlib.sphinxext", "lessonlib.sphinxext.networks", "myst_nb"])


def test_a_page_shows_the_stack_without_javascript(build):
    built = build({"index.md": "# Page\n\n```{stack-explorer}\n28x28x1\nConv2D 16 3\n```\n"})

    page = built.page()
    assert built.warnings == []
    assert 'data-stack="28x28x1/Conv2D,16,3"' in page
    assert "26 × 26 × 16" in page
    assert "<polygon" in page


def test_the_scripts_load_only_where_an_explorer_is_shown(build):
    pages = {"index.md": "# Page\n\n```{toctree}\nother\n```\n", "other.md": "# Other\n\n```{stack-explorer}\n```\n"}
    built = build(pages)

    assert "explorer.js" not in built.page()
    assert "explorer.js" in built.page("other.html")


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        ("28x28x1\nConv9D 16 3\n", 5, "'Conv9D' is not a layer of the explorer; it knows Conv2D, MaxPooling2D"),
        ("28x28\nFlatten\n", 4, "'28x28' is not an input; write height, width, channels: 28x28x1"),
        ("28x28x1\nConv2D 16 3\nConv2D 16\nDense ten\n", 6, "Conv2D needs filters and kernel_size: 'Conv2D 16'"),
        ("28x28x1 / Flatten / Dense ten\n", 4, "'ten' is not a size; write a whole number"),
    ],
)
def test_a_stack_that_cannot_be_read_is_named_with_file_and_line(build, content, line, said):
    built = build({"index.md": f"# Page\n\n```{{stack-explorer}}\n{content}```\n"})

    assert [warning for warning in built.warnings if f"index.md:{line}: " in warning and said in warning]


def test_in_restructuredtext_the_line_is_right_too(build):
    built = build({"index.rst": "Page\n====\n\n.. stack-explorer::\n\n   28x28x1\n   Dense ten\n"})

    assert [warning for warning in built.warnings if "index.rst:7: " in warning and "'ten'" in warning]


@pytest.mark.parametrize("builder", ["text", "latex", "epub"])
def test_other_builders_show_the_table(build, builder):
    built = build({"index.md": "# Page\n\n```{stack-explorer}\n28x28x1\nConv2D 16 3\n```\n"}, builder)

    written = [file.read_text(encoding="utf-8") for file in pathlib.Path(built.out).glob("index.*")]
    written += [file.read_text(encoding="utf-8") for file in pathlib.Path(built.out).glob("*.tex")]
    assert any("26 × 26 × 16" in text for text in written)
