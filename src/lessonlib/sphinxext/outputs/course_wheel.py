"""The wheels that a site serves, lessonlib's and the course's own: what they are called, hold and need, and where.

That of the course holds its question bank, its notebooks and what its exercises ask, and needs lessonlib. Both lie in
`downloads`, and a copy in a folder named by its digest: there the wheels of later builds lie beside it, so that a
notebook that was saved still finds the one that it was made with.
"""

import hashlib
import shutil
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version
from sphinx.application import Sphinx
from sphinx.config import Config

from lessonlib.quiz.courses import GROUP
from lessonlib.sphinxext.core import checks
from lessonlib.sphinxext.core.compat import written_in_conf
from lessonlib.sphinxext.core.errors import mistake
from lessonlib.sphinxext.core.translated_checks import own_words
from lessonlib.sphinxext.core.translating import source_language
from lessonlib.wheels import Release, build_course, engine

FOLDER = "downloads"
WHEELS = "wheels"


def wheel_address(config: Config, wheel: str, digest: str) -> str:
    """Return where the wheel with this SHA-256, which pip compares, can be had; empty where no address is known.

    That is the published site, or the folder that `lessonlib_wheel_folder` names: a release has its wheels beside it.
    """
    if config.lessonlib_wheel_folder:
        return f"{config.lessonlib_wheel_folder.rstrip('/')}/{wheel}#sha256={digest}"
    base = config.html_baseurl.rstrip("/")
    return f"{base}/{FOLDER}/{WHEELS}/{digest}/{wheel}#sha256={digest}" if base else ""


def keep_by_digest(wheel: Path) -> str:
    """Copy the wheel to where its digest names it, and return the digest."""
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    folder = wheel.parent / WHEELS / found
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(wheel, folder / wheel.name)
    return found


def course_release(config: Config) -> Release:
    """Return name and version of a course: `lessonlib_course`, or what the project is called, and its release.

    In another language than that of the pages, its name ends with that.
    """
    project = written_in_conf(config, "project") or config.project  # not what it is called in another language
    named = config.lessonlib_course or "-".join(project.split())
    translated = [] if config.language == source_language(config) else [config.language]
    return Release(
        canonicalize_name("-".join([named, *translated])),
        str(Version(config.release or config.version or "0")),
    )


def check_settings(app: Sphinx, config: Config) -> None:
    """Refuse a name or a version that no wheel can have, or that another package has here.

    Raises:
        Mistake: the message says which, and what to write.
    """
    where = app.confdir / "conf.py"
    try:
        made = course_release(config)
    except InvalidVersion as error:
        raise mistake(
            f"release = {config.release!r} is no version of a package: write one such as '1.2'", where
        ) from error
    if not made.package.isidentifier() or not made.package.isascii() or made.name == "lessonlib":
        said = f"a course cannot be called {made.name!r}: give it a name of letters, digits and hyphens"
        raise mistake(f"{said}, lessonlib_course = 'my-course'", where)
    try:
        there = metadata.distribution(made.name).entry_points
    except metadata.PackageNotFoundError:
        return
    if GROUP not in (each.group for each in there):
        said = f"the course has the name of another package that is installed here, {made.name!r}"
        raise mistake(f"{said}: give it one of its own, lessonlib_course = 'my-course'", where)


def build(app: Sphinx, folder: Path, course: Mapping[str, str], where_engine: str) -> Path:
    """Write the wheel of the course into a folder, and return it.

    Args:
        app: of the build.
        folder: where to.
        course: name → text of the bank and of the notebooks.
        where_engine: the address of lessonlib's wheel; without one the course does not say that it needs it, since
            pip would ask an index of packages for a name that anybody may have taken there.
    """
    config = app.config
    root = Path(app.confdir)
    files = {file.relative_to(root).as_posix(): file.read_bytes() for file in checks.files(app)}
    files |= {name: text.encode() for name, text in course.items()} | own_words(app)
    needs = [with_extras(config, where_engine)] if where_engine else []
    links = {"Homepage": config.html_baseurl, "Source": config.html_theme_options.get("repository_url", "")}
    said = {
        "Summary": [config.project],
        "Author": [config.author],
        "Requires-Dist": [*needs, *config.lessonlib_requires],
        "Project-URL": [f"{name}, {address}" for name, address in links.items() if address],
    }
    return build_course(folder, course_release(config), files, said)


def with_extras(config: Config, wheel: str) -> str:
    """Return what pip is told to install lessonlib, with the extras that the course uses (`lessonlib_extras`).

    Args:
        config: of the course.
        wheel: its address, or the name of the file.
    """
    extras = f"[{','.join(config.lessonlib_extras)}]" if config.lessonlib_extras else ""
    return f"{engine().name}{extras} @ {wheel}" if "://" in wheel else f"{wheel}{extras}"


def setup(app: Sphinx) -> None:
    app.add_config_value("lessonlib_course", "", "env", str)
    app.add_config_value("lessonlib_extras", (), "env", (list, tuple))
    app.add_config_value("lessonlib_requires", (), "env", (list, tuple))
    app.add_config_value("lessonlib_wheel_folder", "", "env", str)
    app.connect("config-inited", check_settings)
