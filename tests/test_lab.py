"""The lab as a build makes it: pages, images, scripts. What a learner does with it is in browser/test_lab.py."""

import gzip
import json
import struct

import numpy as np
import pytest

from lessonlib import datasets
from lessonlib.sphinxext.core.files import MadeFrom
from lessonlib.sphinxext.networks.lab import data, scripts

PAGE = """
# Page

```{lab}
:settings: epochs=3 rate=0.01

28x28x1
Flatten
Dense 10 softmax
```
"""


@pytest.fixture
def build(build):
    """Build a small site with the widgets for networks."""
    extensions = ["lessonlib.sphinxext", "lessonlib.sphinxext.networks", "myst_nb"]
    return lambda pages, builder="html": build(pages, builder, extensions=extensions)


@pytest.fixture(autouse=True)
def embedded(monkeypatch):
    monkeypatch.setenv("LESSONLIB_DATA", "embedded")


def parts_of(file: bytes) -> tuple[dict, np.ndarray, np.ndarray]:
    body = gzip.decompress(file)
    assert body[:4] == data.MAGIC
    (length,) = struct.unpack("<I", body[4:8])
    head = json.loads(body[8 : 8 + length])
    count, rest = head["train"] + head["test"], np.frombuffer(body[8 + length :], np.uint8)
    return head, rest[:count], rest[count:].reshape(count, head["side"], head["side"])


@pytest.mark.parametrize("name", data.COUNTS)
def test_the_images_are_those_of_the_lessons_in_their_order(name):
    train, test = data.COUNTS[name]
    loaded = datasets.load(name)

    head, labels, images = parts_of(data.packed(data.body_of(loaded, train=train, test=test)))

    (x_train, y_train), (x_test, y_test) = loaded
    assert (head["train"], head["test"]) == (len(x_train), len(x_test))
    assert head["classes"] == list(loaded.class_names)
    np.testing.assert_array_equal(labels, np.concatenate([y_train, y_test]))
    np.testing.assert_array_equal(images, np.concatenate([x_train, x_test]))


def test_of_the_whole_data_the_same_sizes_are_taken():
    images = np.zeros((70, 28, 28), np.uint8)
    labels = np.arange(70, dtype=np.uint8) % 10
    whole = datasets.Dataset("mnist", tuple("0123456789"), datasets.Source("x"), (images, labels), (images, labels))

    head, found, _ = parts_of(data.packed(data.body_of(whole, train=40, test=10)))

    assert (head["train"], head["test"]) == (40, 10)
    assert found.tolist() == [*labels[:40], *labels[:10]]


def test_the_files_are_small_and_the_same_each_time(tmp_path):
    for folder in ("first", "second"):
        data.write(tmp_path / folder, MadeFrom(tmp_path / f"{folder}.json"), "state")
    cut = tmp_path / "second" / "mnist.bin"
    cut.write_bytes(cut.read_bytes()[:99])
    data.write(tmp_path / "second", MadeFrom(tmp_path / "second.json"), "state")

    for name in map(data.file_of, data.COUNTS):
        file = (tmp_path / "first" / name).read_bytes()
        assert file == (tmp_path / "second" / name).read_bytes()
        assert len(file) < 850_000


def test_small_sets_are_read_again_only_when_the_library_or_a_package_has_changed(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_DATA", "embedded")
    read = []
    images_of = data.images_of
    monkeypatch.setattr(data, "images_of", lambda name: read.append(name) or images_of(name))

    for state, times in (("a", 2), ("a", 2), ("b", 4)):
        data.write(tmp_path / "lab", MadeFrom(tmp_path / "made.json"), state)
        assert len(read) == times


def test_a_page_with_a_lab_loads_it_and_another_does_not(build):
    built = build({"index.md": f"{PAGE}\n```{{toctree}}\nother\n```\n", "other.md": "# Other\n"})

    assert built.warnings == []
    page = built.page()
    assert 'data-settings="epochs=3 rate=0.01"' in page
    assert "With JavaScript you could train this stack here" in page
    assert "lab/lab.js" in page
    assert "lab/lab.js" not in built.page("other.html")
    assert {"lab.js", "worker.js", "kernel.wasm", "lab.css", "mnist.bin", "fashion-mnist.bin"} <= {
        file.name for file in (built.out / "_static" / "lab").iterdir()
    }


def test_a_site_without_a_lab_gets_no_images(build):
    built = build({"index.md": "# Page\n"})

    assert not list((built.out / "_static").rglob("*.bin"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (PAGE.replace("Dense 10", "Dense ten"), "index.md:9: WARNING: stack-explorer: 'ten' is not a size"),
        (PAGE.replace("epochs=3", "epochs = 3"), "are no settings; write them as epochs=5 batch=64"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(build, wrong, said):
    built = build({"index.md": wrong})

    assert len(built.warnings) == 1
    assert said in built.warnings[0]
    assert "index.md:" in built.warnings[0]


@pytest.mark.parametrize("builder", ["text", "latex", "epub"])
def test_where_no_script_runs_stand_a_sentence_and_a_table(build, builder):
    built = build({"index.md": PAGE}, builder)

    texts = [
        file.read_text(encoding="utf-8")
        for suffix in ("txt", "tex", "xhtml")
        for file in built.out.rglob(f"*.{suffix}")
    ]
    assert any("With JavaScript you could train this stack here" in " ".join(text.split()) for text in texts)
    assert not any("cnn-lab" in text for text in texts)


def test_the_playgrounds_address_leads_on(build):
    moved = "---\norphan: true\n---\n# Old\n\n```{moved-to} index\n```\n"
    built = build({"index.md": PAGE, "playground.md": moved})

    assert built.warnings == []
    page = built.page("playground.html")
    assert 'href="index.html"' in page
    assert "lab/moved.js" in page


def test_scripts_keep_their_code_when_comments_go():
    for name, text in scripts.bundles().items():
        assert "/*" not in text
        assert text.count("(() => {") >= len(scripts.BUNDLES[name])
    assert scripts.version() == scripts.version()
