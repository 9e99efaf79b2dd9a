"""What kernels begin with: variables of the environment, and modules that are imported before a page asks for them.

A course says both in its `conf.py`. Standard library only: the kernel begins with this.
"""

import importlib
import os
import pathlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

PRELOAD = "LESSONLIB_PRELOAD"  # the environment variable by which a kernel is told its modules, separated by commas

VARIABLES: Mapping[str, str | None] = {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": None, "TZ": None}
"""What may change the results of any page. A seed of string hashes: a set is printed in the same order each time."""


@dataclass(frozen=True)
class KernelSettings:
    """What the kernels of a course begin with.

    `modules` are imported in their order. `variables` may change results: each has a value unless the environment
    says another, or None where it shall be as it is.
    """

    modules: tuple[str, ...] = ()
    variables: Mapping[str, str | None] = field(default_factory=dict)

    def in_force(self) -> dict[str, str | None]:
        """Return all variables that may change results, with the values that kernels find."""
        return {name: os.environ.get(name, value) for name, value in {**VARIABLES, **self.variables}.items()}

    def environment(self) -> dict[str, str]:
        """Return what the environment of a kernel has to hold."""
        known = {name: value for name, value in self.in_force().items() if value is not None}
        return known | {PRELOAD: ",".join(self.modules)}

    def begin(self, modules: Iterable[str] | None = None) -> None:
        """Let this very process begin as a kernel does; with `modules`, import those in place of all."""
        for name, value in self.environment().items():
            os.environ.setdefault(name, value)
        import_quietly(self.modules if modules is None else modules)


def import_as_told() -> None:
    """Import what the environment of this kernel says."""
    import_quietly(filter(None, os.environ.get(PRELOAD, "").split(",")))


def import_quietly(names: Iterable[str]) -> None:
    """Import modules without the chatter of their start, which may heed no setting (TensorFlow's does not)."""
    for name in names:
        with stderr_silenced():
            importlib.import_module(name)


@contextmanager
def stderr_silenced() -> Iterator[None]:
    """Throw away what is written to file descriptor 2."""
    kept = os.dup(2)
    with pathlib.Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
