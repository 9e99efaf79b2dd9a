"""The first cell of a notebook: it installs the course from the site that the notebook comes from, or nothing."""

import json
import textwrap

from lessonlib.locale import localised, noted

INSTALLS = noted(
    "Run this first. Where the library of the course is missing, as on Colab, it is installed: the very file that was "
    "made with this notebook, known by its digest."
)
INSTALLING = """\
{comment}
import importlib
import subprocess
import sys

try:
    from lessonlib.checks import ____, another, check, course, hint

    course("{name}")
except ImportError:
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "{wheel}"], check=True)
    importlib.invalidate_caches()

    from lessonlib.checks import ____, another, check, course, hint

    course("{name}")"""

# An index of packages is not asked for a name that anybody may have taken there.
TELLS = noted("Run this first. It needs the library of the course, and installs nothing.")
MISSING = (
    "The library of this course is not installed here. Install the files ",
    "….whl that lie in the folder downloads of the course's site, as ",
    'its page "Set up" says, and run this cell again.',
)
TELLING = """\
{comment}
try:
    from lessonlib.checks import ____, another, check, course, hint

    course("{name}")
except ImportError as error:
    raise ModuleNotFoundError(
{missing}
    ) from error"""


def first_cell(course: str, wheel: str) -> str:
    """Return the code of the first cell.

    Args:
        course: the name of the course.
        wheel: what pip is told: the address of the course's wheel, with its digest; empty where nothing is to be
            installed, since the notebook lies in the wheel, or was built by somebody who named no address.

    >>> "pip" in first_cell("statistics", "")
    False
    """
    comment = localised(INSTALLS if wheel else TELLS)
    written = textwrap.fill(comment, 81, initial_indent="# ", subsequent_indent="# ")
    parts = {"name": course, "wheel": wheel, "comment": written, "missing": missing()}
    return (INSTALLING if wheel else TELLING).format(**parts)


def missing() -> str:
    """Return the lines of code that say what is missing."""
    english = "".join(MISSING)
    said = localised(
        "The library of this course is not installed here. Install the files ….whl that lie in the folder downloads of "
        'the course\'s site, as its page "Set up" says, and run this cell again.'
    )
    lines = MISSING if said == english else [f"{line} " for line in textwrap.wrap(said, 66)]
    return "\n".join(f"        {json.dumps(line, ensure_ascii=False)}" for line in lines)
