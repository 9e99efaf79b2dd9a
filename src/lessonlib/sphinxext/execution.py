"""How pages are run: by a kernel of our own, kept in a cache that knows all that can change a result.

jupyter-cache looks at a page's cells only. So each state of the library, the packages and the
data has a cache of its own: its folder is named by a digest of all of them.
"""

import hashlib
import os
import pathlib
import platform
import shutil
from importlib import metadata

from sphinx.application import Sphinx
from sphinx.config import Config

HERE = pathlib.Path(__file__).parent
LIBRARY = HERE.parent
MATTERS = ("LESSONLIB_DATA", "KERAS_HOME", "KERAS_BACKEND", "TF_ENABLE_ONEDNN_OPTS", "OMP_NUM_THREADS")


def digest_of(files: list[pathlib.Path], *more: str) -> str:
    """Return a short digest of files and texts."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.name.encode() + file.read_bytes())
    digest.update("\n".join(more).encode())
    return digest.hexdigest()[:16]


def state_of_the_machine() -> list[str]:
    """Return what changes results and stands in no page: Python, packages, environment."""
    packages = {f"{each.name}=={each.version}" for each in metadata.distributions()}
    return [platform.python_version(), *sorted(packages), *(f"{n}={os.environ.get(n)}" for n in MATTERS)]


def choose_cache(app: Sphinx, config: Config) -> None:
    """Point myst-nb to the cache of this very state, and forget those of states gone by."""
    machine = state_of_the_machine()
    helpers = [file for file in LIBRARY.rglob("*.py") if HERE not in file.parents]
    caches = pathlib.Path(app.outdir).parent / "executed"
    cache = caches / digest_of(helpers, *machine)
    for other in caches.glob("*"):
        if other != cache:
            shutil.rmtree(other, ignore_errors=True)
    config.nb_execution_cache_path = str(cache)
    config.nb_kernel_rgx_aliases = config.nb_kernel_rgx_aliases or {".*": "lesson"}
    config.lessonlib_digest = digest_of([*LIBRARY.rglob("*.py")], *machine)


def setup(app: Sphinx) -> None:
    # Read anew every page when the library changes: a rendered question may depend on any of it.
    app.add_config_value("lessonlib_digest", "", "env")
    paths = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
    if str(LIBRARY) not in paths:
        os.environ["JUPYTER_PATH"] = os.pathsep.join([str(LIBRARY), *filter(None, paths)])
    app.connect("config-inited", choose_cache, priority=100)
