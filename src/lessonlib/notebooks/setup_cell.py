"""The first cell of a notebook: it installs the course from the site that the notebook comes from, or nothing."""

INSTALLING = """\
# Run this first. Where the library of the course is missing, as on Colab, it is
# installed: the very file that was made with this notebook, known by its digest.
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
TELLING = """\
# Run this first. It needs the library of the course, and installs nothing.
try:
    from lessonlib.checks import ____, another, check, course, hint

    course("{name}")
except ImportError as error:
    raise ModuleNotFoundError(
        "The library of this course is not installed here. Install the files "
        "….whl that lie in the folder downloads of the course's site, as "
        "its page \\"Set up\\" says, and run this cell again."
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
    return (INSTALLING if wheel else TELLING).format(name=course, wheel=wheel)
