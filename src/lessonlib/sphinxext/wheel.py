"""The wheel of lessonlib that a site serves: built from the source that builds the site, its questions inside."""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

from sphinx.config import Config
from sphinx.util import logging

from lessonlib import bank
from lessonlib.sphinxext.store import digest, digest_of_files

logger = logging.getLogger(__name__)

ROOT = Path(__file__).parents[3]
FOLDER = "downloads"
EPOCH = 1577836800  # 2020-01-01
FIRST = 315619200  # 1980-01-02: archives know no date before 1980, wherever one lives


def date_of_files() -> int:
    """Return the date of every file in an archive, in seconds since 1970: the same content, the same bytes.

    It is fixed, unless the environment says which one is wanted: https://reproducible-builds.org/specs/source-date-epoch/
    """
    wanted = int(os.environ.get("SOURCE_DATE_EPOCH", EPOCH))  # Sphinx has refused what is no number
    return max(wanted, FIRST)


def wheel_name() -> str:
    """Return the file name of the wheel, as its version fixes it."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return f"lessonlib-{version}-py3-none-any.whl"


def is_made_from(archive: Path, sources: str) -> bool:
    """Tell whether an archive is there, whole, and was made from sources with this digest."""
    try:
        with zipfile.ZipFile(archive) as opened:
            return opened.comment == sources.encode()
    except (OSError, zipfile.BadZipFile):
        return False


def wheel_address(config: Config) -> str:
    """Return where the published site has the wheel."""
    return f"{config.html_baseurl.rstrip('/')}/{FOLDER}/{wheel_name()}"


def build_wheel(folder: Path) -> None:
    """Build the wheel from the source that builds this site, with the bank and the stubs inside."""
    with tempfile.TemporaryDirectory() as place:
        for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-lessons"):
            shutil.copy(ROOT / name, place)
        package = Path(place, "src", "lessonlib")
        shutil.copytree(ROOT / "src" / "lessonlib", package, ignore=shutil.ignore_patterns("__pycache__", "course"))
        for file in [folder / bank.NAME, *folder.rglob("*.ipynb")]:
            if not file.name.endswith("-solution.ipynb"):
                inside = package / "course" / file.relative_to(folder)
                inside.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, inside)
        files = [file for file in Path(place).rglob("*") if file.is_file()]
        sources = digest(digest_of_files(files, Path(place)), str(date_of_files()), metadata.version("hatchling"))
        wheel = folder / wheel_name()
        if is_made_from(wheel, sources):
            return
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
        environment = os.environ | {"SOURCE_DATE_EPOCH": str(date_of_files())}
        done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        logger.warning("the wheel of lessonlib could not be built: %s", done.stderr.strip())
        return
    with zipfile.ZipFile(wheel, "a") as made:
        made.comment = sources.encode()
