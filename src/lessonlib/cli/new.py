"""A new course, and a new lesson: files from templates, and what is left to do."""

import json
import re
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from lessonlib.wheels import build_engine

TEMPLATES = Path(__file__).parent / "templates"
DOTTED = ("github", "gitignore")
"""What is called so in a wheel, which leaves out what begins with a dot."""

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
KERAS = """\
What kernels begin with, and what learners install besides: Keras.
from lessonlib.networks.kernels import ENVIRONMENT as lessonlib_environment  # noqa: E402
from lessonlib.networks.kernels import PRELOAD as lessonlib_preload  # noqa: E402

lessonlib_extras = ["keras"]"""
PLAIN = """\
What kernels import once for all pages, and what learners install besides lessonlib.
lessonlib_preload = ["numpy"]
lessonlib_requires = ["numpy>=2"]"""


class NewError(ValueError):
    """What was asked for cannot be made; the message says why, and what to write."""


def new_course(folder: Path, *, keras: bool) -> list[Path]:
    """Write a course into a new folder, called as the folder is; return its files.

    Raises:
        NewError: the name can be no course's, or there is something in the folder.
    """
    name = folder.resolve().name
    if not NAME.fullmatch(name):
        raise NewError(f"“{name}” can be no course's name: take small letters, digits and hyphens, such as my-course")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NewError(f"{folder} is there already, and not empty: name a folder that is not there yet")
    try:
        there = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        there = None
    if there is not None:
        raise NewError(f"“{name}” is a package that is installed here: give the course a name of its own")
    words = {"TITLE": name.replace("-", " ").capitalize(), "KERAS": KERAS if keras else PLAIN}
    words["ENGINE"] = pinned_engine(folder, "keras,sphinx" if keras else "sphinx")
    return written(TEMPLATES / "course", folder, words)


def new_lesson(root: Path, title: str) -> list[Path]:
    """Write a lesson with this title, and its checks, into the course whose folder is `root`; return its files.

    Raises:
        NewError: there is no course, or such a lesson is there already.
    """
    docs = root if (root / "conf.py").is_file() else root / "docs"
    if not (docs / "conf.py").is_file():
        raise NewError(f"there is no course in {root.resolve()}: no docs/conf.py. Call this in the folder of a course")
    slug = "-".join(re.findall(r"[a-z0-9]+", title.lower()))
    if not NAME.fullmatch(slug):
        raise NewError(f"“{title}” gives no name for a file: begin the title with a letter of a to z")
    numbers = [int(found[1]) for file in (docs / "lessons").glob("*") if (found := re.match(r"(\d+)-", file.name))]
    if [*(docs / "lessons").glob(f"*-{slug}.md")] or (docs / "checks" / f"{slug.replace('-', '_')}.py").exists():
        raise NewError(f"there is a lesson “{slug}” already: give this one another title")
    words = {"TITLE": title, "SLUG": slug, "MODULE": slug.replace("-", "_")}
    return written(TEMPLATES / "lesson", docs, words | {"NUMBER": f"{max(numbers, default=0) + 1:02}"})


def pinned_engine(folder: Path, extras: str) -> str:
    """Return by what pip installs the very lessonlib that is running: where it came from, as far as that is known.

    Where it came from a place that only this machine has, or from one that is not known, the course takes a wheel of it
    along. An index of packages is asked for no name that anybody may have taken there.
    """
    said = json.loads(metadata.distribution("lessonlib").read_text("direct_url.json") or "{}")
    url, commit = str(said.get("url", "")), said.get("vcs_info", {}).get("commit_id")
    digest = said.get("archive_info", {}).get("hashes", {}).get("sha256")
    if url.startswith("https://") and digest:
        return f"lessonlib[{extras}] @ {url}#sha256={digest}"
    if url.startswith("https://") and commit:
        return f"lessonlib[{extras}] @ {said['vcs_info']['vcs']}+{url}@{commit}"
    return f"./engine/{build_engine(folder / 'engine').name}[{extras}]"


def written(template: Path, folder: Path, words: Mapping[str, str]) -> list[Path]:
    """Write the files of a template into a folder, with words in place of `@WORD@`, also in their names.

    Raises:
        NewError: they cannot be written.
    """
    made = []
    for file in sorted(file for file in template.rglob("*") if file.is_file() and file.suffix != ".pyc"):
        inside = file.relative_to(template).as_posix()
        target = folder / _filled(f".{inside}" if inside.startswith(DOTTED) else inside, words)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_filled(file.read_text(encoding="utf-8"), words), encoding="utf-8", newline="\n")
        except OSError as error:
            raise NewError(f"{target} cannot be written ({error.strerror}): name another folder") from error
        made.append(target)
    return made


def _filled(text: str, words: Mapping[str, str]) -> str:
    for name, word in words.items():
        text = text.replace(f"@{name}@", word)
    return text
