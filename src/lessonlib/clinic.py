"""Run a snippet that Keras refuses, and show the error as a learner should read it."""

import re
import textwrap
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath

# What Keras and TensorFlow print around their message: colours, stack frames, graph internals.
NOISE = [
    re.compile(r"\x1b\[[0-9;]*m"),
    re.compile(r"Graph execution error:\n+Detected at node[^\n]*\n(?:\s*File [^\n]*\n|\s*\n)+"),
    re.compile(r"\n+Arguments received by .*", re.DOTALL),
    re.compile(r"\n\s*\[\[\{\{node .*", re.DOTALL),
    re.compile(r" for '\{\{node .*?\}\}[^']*'"),
]
WIDTH = 76


class StaleExplanation(AssertionError):
    """A page explains an error that the installed Keras words otherwise, or raises no more."""


class ShownError:
    """The error of a block, once it has been shown."""

    message = ""

    def must_say(self, *parts: str) -> None:
        """Return while the message has each of the parts that an explanation relies on.

        Raises:
            StaleExplanation: Keras now words the error otherwise.
        """
        for part in parts:
            if part not in self.message:
                raise StaleExplanation(
                    f"the explanation relies on {part!r}, but Keras says: {self.message}\n"
                    "Read the new message, and rewrite the explanation that follows it."
                )


def trim(message: str) -> str:
    r"""Return a message of Keras without colours, stack frames, internals or paths.

    >>> print(trim("Exception encountered when calling MaxPooling2D.call().\n\n\x1b[1mToo small.\x1b[0m"))
    Exception encountered when calling MaxPooling2D.call().
    Too small.
    """
    for noise in NOISE:
        message = noise.sub("", message)
    lines = (line.strip() for line in message.splitlines())
    return "\n".join(line for line in lines if line)


def calls(error: BaseException) -> list[str]:
    """Return the calls that were in progress, outermost first, two lines each: where, and the line of code.

    Files of a library are named from its folder on; any other is the reader's own cell. Lines are numbered within the
    cell. What lies between the first and the last call within a library is left out, and counted.
    """
    ours = {__file__, contextmanager.__code__.co_filename}
    frames = [each for each in traceback.extract_tb(error.__traceback__) if each.filename not in ours]
    inside = [place for place, each in enumerate(frames) if "site-packages" in each.filename]
    left_out = inside[1:-1]
    lines = []
    for place, frame in enumerate(frames):
        if place in left_out:
            if place == left_out[0]:
                lines.append(f"  … {len(left_out)} more calls in here …")
            continue
        parts = PurePath(frame.filename).parts
        library = "/".join(parts[parts.index("site-packages") + 1 :]) if place in inside else ""
        where = f'File "{library}"' if library else "Your cell"
        lines.append(f"  {where}, line {frame.lineno}, in {frame.name}")
        lines += [f"    {frame.line}"] if frame.line else []
    return lines


@contextmanager
def expect_error(*, in_full: bool = False) -> Iterator[ShownError]:
    """Catch the error of a block and print it trimmed, in the place where Python would stop.

    Args:
        in_full: print the calls that led to it, too, as Python's traceback does.

    Raises:
        StaleExplanation: the block raised nothing.

    >>> with expect_error() as error:
    ...     int("a digit")
    ValueError: invalid literal for int() with base 10: 'a digit'
    >>> error.must_say("invalid literal")
    """
    shown = ShownError()
    try:
        yield shown
    except Exception as error:  # noqa: BLE001 - whatever is raised is what the page explains
        shown.message = trim(f"{type(error).__name__}: {error}")
        if in_full:
            print("\n".join(["Traceback (most recent call last):", *calls(error)]))
        for line in shown.message.splitlines():
            print(textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False))
    else:
        raise StaleExplanation("an error is explained here, but nothing was raised; rewrite the section")
