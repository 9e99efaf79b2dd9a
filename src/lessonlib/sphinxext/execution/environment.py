"""What lessons run on, and what may change what they print: Python, the processor, variables, packages."""

import importlib.util
import platform
from functools import cache
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from sphinx.application import Sphinx
from sphinx.config import Config

from lessonlib.runtime.preloading import KernelSettings
from lessonlib.sphinxext.core.errors import mistake
from lessonlib.sphinxext.core.files import LIBRARY, digest
from lessonlib.sphinxext.execution.packages import brings


def kernel_settings(config: Config) -> KernelSettings:
    """Return what the course says of its kernels."""
    return KernelSettings(tuple(config.lessonlib_preload), dict(config.lessonlib_environment))


def check(app: Sphinx, config: Config) -> None:
    """Refuse modules that are not there.

    Raises:
        Mistake: a kernel would find no such module; the message names it.
    """
    for name in config.lessonlib_preload:
        if importlib.util.find_spec(str(name).partition(".")[0]) is None:
            said = f"lessonlib_preload names {name!r}, which is not installed here; install it, or take it out"
            raise mistake(said, app.confdir / "conf.py")


def environment(settings: KernelSettings) -> str:
    """Return a digest of Python, the processor, and the variables of the environment that matter to lessons."""
    said = [f"{name}={value}" for name, value in settings.in_force().items()]
    kernel = (LIBRARY / "runtime" / "kernels" / "lesson" / "kernel.json").read_bytes()
    return digest(platform.python_implementation(), platform.python_version(), platform.machine(), kernel, *said)


def state_of_the_machine(settings: KernelSettings) -> str:
    """Return a digest of what changes a result and stands in no page, not in the library, and not in the data."""
    return digest(environment(settings), *packages_at_work(settings.modules))


@cache
def packages_at_work(modules: tuple[str, ...]) -> tuple[str, ...]:
    """Return name and version of what lessons run with: lessonlib, the kernel, modules, and all that these require."""
    versions: dict[str, str] = {}
    waiting = ["lessonlib", "ipykernel", *(package for name in modules for package in brings(name.partition(".")[0]))]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in versions:
            continue
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # required, but not installed: what needs it will say so
            versions[name] = "missing"
            continue
        versions[name] = package.version
        needed = map(Requirement, package.requires or ())
        waiting += [each.name for each in needed if each.marker is None or each.marker.evaluate({"extra": ""})]
    return tuple(sorted(f"{name}=={version}" for name, version in versions.items()))


def setup(app: Sphinx) -> None:
    app.add_config_value("lessonlib_preload", (), "", (list, tuple))
    app.add_config_value("lessonlib_environment", {}, "", dict)
    app.connect("config-inited", check, priority=50)
