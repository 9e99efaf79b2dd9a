"""The clinic shows errors of the real Keras, trimmed, and notices when an explanation is stale."""

import keras
import numpy as np
import pytest
from keras import layers

from lessonlib.clinic import StaleExplanation, expect_error


def classifier(classes: int) -> keras.Model:
    """Return a compiled network for 4×4 images."""
    model = keras.Sequential([keras.Input((4, 4)), layers.Flatten(), layers.Dense(classes)])
    model.compile(loss="sparse_categorical_crossentropy")
    return model


def test_the_last_lines_of_an_error_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with expect_error():
        layers.Conv2D(16, 3)(keras.Input((28, 28)))

    shown = capsys.readouterr().out
    assert shown.startswith("ValueError: Input 0")
    assert "Traceback" not in shown


def test_a_traceback_in_full_has_the_own_line_and_no_path_of_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    image = keras.Input((28, 28))
    with expect_error(in_full=True) as error:
        layers.Conv2D(16, 3)(image)

    first, where, line, *inside = capsys.readouterr().out.splitlines()
    assert first == "Traceback (most recent call last):"
    assert where.startswith("  Your cell, line ")
    assert line == "    layers.Conv2D(16, 3)(image)"
    assert inside[0].startswith('  File "keras/')
    assert "clinic" not in str(inside)
    assert "\n".join(inside).replace("\n", " ").endswith(error.message.splitlines()[-1])


def test_colours_and_arguments_are_cut(capsys: pytest.CaptureFixture[str]) -> None:
    with expect_error():
        layers.MaxPooling2D(4)(keras.Input((3, 3, 8)))

    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "Arguments received" not in shown


def test_no_path_of_this_machine_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """An error inside a compiled graph carries a page of stack frames with absolute paths."""
    with expect_error() as error:
        classifier(5).fit(np.zeros((8, 4, 4)), np.full(8, 9), verbose=0)

    assert "File" not in capsys.readouterr().out
    error.must_say("Received a label value of 9")


def test_lines_fit_a_narrow_page(capsys: pytest.CaptureFixture[str]) -> None:
    with expect_error():
        layers.Conv2D(16, 32)(keras.Input((28, 28, 1)))

    assert max(map(len, capsys.readouterr().out.splitlines())) <= 76


def test_an_explanation_holds_while_the_message_has_its_parts() -> None:
    with expect_error() as error:
        layers.Conv2D(16, 3)(keras.Input((28, 28)))

    error.must_say("expected min_ndim=4", "found ndim=3")


def test_another_wording_makes_the_explanation_stale() -> None:
    with expect_error() as error:
        layers.Conv2D(16, 3)(keras.Input((28, 28)))

    with pytest.raises(StaleExplanation, match=r"relies on 'four axes'.*but Keras says: ValueError"):
        error.must_say("four axes")


def test_code_that_no_longer_fails_makes_the_explanation_stale() -> None:
    with pytest.raises(StaleExplanation, match="nothing was raised"), expect_error():
        layers.Conv2D(16, 3)(keras.Input((28, 28, 1)))


def test_an_interrupt_is_no_error_to_explain() -> None:
    with pytest.raises(KeyboardInterrupt), expect_error():
        raise KeyboardInterrupt
