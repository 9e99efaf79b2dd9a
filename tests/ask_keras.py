"""Ask the installed Keras about a sample of the stacks, unless this very Keras has answered for these very files.

Run by `nox -s docs`: the lab and the stepper compute what Keras would, and a Keras that does otherwise must not be
published.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from lessonlib.sphinxext.core.files import digest, write_atomically
from lessonlib.sphinxext.execution.helpers import helpers_of

HERE = Path(__file__).parent
TESTS = [HERE / f"test_{name}.py" for name in ("stacks", "gradients", "stepper", "descent")]
FIXTURES = [HERE / "data" / f"{name}.json" for name in ("stacks", "gradients", "windows", "descents")]
FIXTURES += [HERE / "data" / "gradients.f32"]
MAKERS = [HERE / f"make_{name}.py" for name in ("stacks", "gradients", "windows", "descents")] + [HERE / "generator.py"]
DECIDE = [
    *FIXTURES,
    *MAKERS,
    *TESTS,
    *helpers_of("from lessonlib.networks import stacks; from lessonlib import clinic, datasets, shapes"),
]


STAMP = HERE.parent / "docs" / "_build" / "keras-agrees"


def asked() -> str:
    """Return a digest of the installed Keras, and of all that decides what it is asked."""
    versions = [f"{name} {version(name)}" for name in ("keras", "tensorflow", "numpy")]
    return digest(*versions, *(file.read_bytes() for file in DECIDE))


def has_agreed() -> bool:
    """Return whether this very Keras has answered for these very files."""
    return STAMP.is_file() and STAMP.read_text(encoding="utf-8") == asked()


def main() -> int:
    if has_agreed():
        print(f"Keras {version('keras')} has judged a sample alike, and nothing has changed.")
        return 0
    code = pytest.main(["-q", *map(str, TESTS), "-k", "installed_keras"])
    if code == 0:
        write_atomically(STAMP, asked())
    return code


if __name__ == "__main__":
    sys.exit(main())
