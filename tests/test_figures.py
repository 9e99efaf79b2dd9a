"""Figures show what the data holds, and say it in words."""

import base64
import os
import subprocess
import sys
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.text import Text

from lessonlib import figures

DIGITS = np.random.default_rng(0).integers(0, 256, (6, 28, 28), dtype=np.uint8)
LABELS = np.array([5, 0, 4, 1, 9, 2])
GUESSES = np.array([5, 0, 9, 1, 9, 7])
HISTORY = {
    "accuracy": [0.61, 0.9, 0.97],
    "loss": [1.2, 0.5, 0.11],
    "val_accuracy": [0.88, 0.94, 0.95],
    "val_loss": [0.4, 0.2, 0.26],
}
PICTURES = {
    "images": lambda: figures.images(DIGITS, LABELS),
    "predictions": lambda: figures.predictions(DIGITS, LABELS, GUESSES),
    "confusion_matrix": lambda: figures.confusion_matrix(LABELS, GUESSES),
    "kernels": lambda: figures.kernels(np.random.default_rng(0).normal(size=(3, 3, 1, 16))),
    "feature_maps": lambda: figures.feature_maps(np.random.default_rng(0).random((26, 26, 16))),
    "learning_curves": lambda: figures.learning_curves(HISTORY),
    "compare_runs": lambda: figures.compare_runs({"dense": [0.9, 0.92], "CNN": [0.94, 0.96]}),
}
pictures = pytest.mark.parametrize("draw", PICTURES.values(), ids=PICTURES)


@pictures
def test_a_picture_is_small_and_brings_its_description(draw):
    data, metadata = draw()._repr_mimebundle_()
    kind = next(name for name in data if name.startswith("image/"))

    assert len(data[kind]) <= 60_000 * 4 / 3
    assert data["text/plain"] == metadata[kind]["alt"] == draw().alt
    assert len(data["text/plain"]) > 40


@pictures
def test_a_picture_drawn_twice_is_the_same_to_the_byte(draw):
    picture = draw()

    assert picture._repr_mimebundle_() == draw()._repr_mimebundle_() == picture._repr_mimebundle_()


def test_another_process_draws_the_same_bytes():
    """Hashes of strings differ from process to process, and must not reach the file."""
    code = (
        "from lessonlib import figures; "
        "print(figures.compare_runs({'a': [0.9, 0.8]})._repr_mimebundle_()[0]['image/svg+xml'])"
    )
    runs = [
        subprocess.check_output([sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    ]

    assert runs[0] == runs[1]


def test_a_small_picture_is_an_svg_of_the_width_it_is_shown_at():
    data, metadata = PICTURES["compare_runs"]()._repr_mimebundle_()
    svg = ET.fromstring(data["image/svg+xml"])

    points = float(svg.attrib["width"].removesuffix("pt"))
    assert points * 96 / 72 == pytest.approx(metadata["image/svg+xml"]["width"], abs=1)


def test_a_large_picture_is_a_png_with_two_dots_a_pixel():
    data, metadata = PICTURES["feature_maps"]()._repr_mimebundle_()
    png = base64.b64decode(data["image/png"])

    width_in_dots = int.from_bytes(png[16:20], "big")
    assert width_in_dots == pytest.approx(2 * metadata["image/png"]["width"], abs=2)


@pictures
def test_no_text_is_smaller_than_nine_points_on_a_phone(draw):
    picture = draw()
    shown = 316 / (picture.figure.get_figwidth() * 96)
    sizes = [text.get_fontsize() for text in picture.figure.findobj(Text) if text.get_text()]

    assert min(sizes, default=12) * shown >= 9


def test_images_name_their_labels():
    assert figures.images(DIGITS[:3], LABELS[:3]).alt == "3 images of 28×28 pixels, labelled 5, 0 and 4."


def test_images_take_a_channel_axis_and_colours():
    assert figures.images(DIGITS[..., None] / 255).alt == "6 images of 28×28 pixels."
    assert figures.images(np.stack([DIGITS] * 3, axis=-1)).alt == "6 images of 28×28 pixels."


def test_predictions_say_which_are_wrong():
    alt = PICTURES["predictions"]().alt

    assert alt.endswith("4 right, 2 wrong: 4 taken for 9 and 2 taken for 7.")


def test_predictions_mark_the_wrong_ones_by_sign_and_words_not_colour_alone():
    titles = [axis.get_title() for axis in PICTURES["predictions"]().figure.axes][:6]

    assert titles == ["✓ 5", "✓ 0", "✗ 9\nis 4", "✓ 1", "✓ 9", "✗ 7\nis 2"]


def test_predictions_take_the_output_of_a_network():
    output = np.eye(10)[GUESSES]

    assert figures.predictions(DIGITS, LABELS, output).alt == PICTURES["predictions"]().alt


def test_confusion_matrix_names_the_most_frequent_mistakes():
    picture = figures.confusion_matrix([0, 0, 0, 1, 1, 2], [0, 1, 1, 1, 0, 2], class_names=["cat", "dog", "owl"])

    assert picture.alt == (
        "Confusion matrix of 6 images in 3 classes: 3 on the diagonal, so right; "
        "most frequent mistakes: cat taken for dog (2) and dog taken for cat (1)."
    )


def test_learning_curves_say_where_each_begins_and_ends():
    assert figures.learning_curves(HISTORY).alt == (
        "Accuracy over 3 epochs: training rises from 61 % to 97 % and validation rises from 88 % to 95 %. "
        "Loss over 3 epochs: training falls from 1.20 to 0.11 and "
        "validation falls from 0.40 to 0.26 (best in epoch 2: 0.20)."
    )


def test_compare_runs_gives_means_and_spread():
    assert PICTURES["compare_runs"]().alt == (
        "Test accuracy by setting: dense, mean 91.0 % (90.0 % to 92.0 % in 2 runs); "
        "CNN, mean 95.0 % (94.0 % to 96.0 % in 2 runs)."
    )


def test_a_gap_is_given_in_points():
    alt = figures.compare_runs({"few": [0.14, 0.16]}, measure="gap in accuracy").alt

    assert alt == "Gap in accuracy by setting: few, mean 15.0 points (14.0 points to 16.0 points in 2 runs)."


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: figures.images(DIGITS, LABELS[:2]), "6 images, but 2 labels"),
        (lambda: figures.predictions(DIGITS, LABELS[:2], GUESSES), "6 images, 2 labels, 6 predictions"),
        (lambda: figures.confusion_matrix(LABELS, GUESSES[:2]), "6 labels, 2 predictions"),
        (lambda: figures.kernels(np.zeros((3, 3, 16))), r"shape \(3, 3, 16\).*get_weights"),
        (lambda: figures.feature_maps(np.zeros((1, 26, 26, 16))), r"shape \(1, 26, 26, 16\).*one image"),
        (lambda: figures.learning_curves({}), "train the model first"),
        (lambda: figures.compare_runs({"CNN": []}), "without runs"),
    ],
)
def test_a_picture_that_cannot_be_drawn_says_what_to_pass(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_importing_figures_loads_no_tensorflow():
    code = "import sys, lessonlib.figures; sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"

    subprocess.run([sys.executable, "-c", code], check=True)
