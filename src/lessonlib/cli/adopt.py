"""A course of Sphinx or Jupyter Book that exists: what clashes with lessonlib, and the settings that make it build.

A copy of the course is built until nothing is left that a setting can mend. Only these settings are written into the
course itself, at the end of its `conf.py`.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lessonlib.cli import imports, jupyter_book

BEGIN = "\n\n# Settings for lessonlib, written by `lessonlib adopt`.\n"
MESSAGE = re.compile(
    r"(?:(?P<file>\S[^\n]*?):(?:(?P<line>\d+):)? )?(?P<level>WARNING|ERROR|CRITICAL): "
    r"(?P<said>.*?)(?: \[(?P<type>[\w.-]+)\])?",
    re.DOTALL,
)
FAILED = "a cell failed:\n"
UNREACHED = "failed to reach any of the inventories"
NETWORK = re.compile(
    r"URLError|ConnectionError|ConnectTimeout|gaierror|name resolution|Name or service not known|URL fetch failure"
    r"|Max retries exceeded|No matching distribution|Network is unreachable|RemoteDisconnected|ProxyError",
)
ADDRESS = re.compile(r"https?://[^\s\"'<>{}()]+")
LEFT_OUT = shutil.ignore_patterns("_build", ".git", ".nox", ".venv", "node_modules", "jupyter_execute")
CELLS = 4  # digits of a line in a cell; before them stands the number of the cell
LONG = 20  # warnings
ROUNDS = 6  # of building and mending: each mends all that it sees


class AdoptError(ValueError):
    """A course that cannot be adopted; the message says why."""


@dataclass
class Found:
    """What was found out about a course, and the settings that follow from it."""

    settings: dict[str, object] = field(default_factory=dict)
    extensions: list[str] = field(default_factory=list)
    replaced: bool = False
    """Whether myst_nb takes the place of myst_parser, which it brings along."""
    named: bool = False
    """Whether `source_suffix` names the parser that is replaced."""
    said: list[str] = field(default_factory=list)
    excluded: dict[str, str] = field(default_factory=dict)
    """Page → why it is not run."""
    silenced: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    """Type of a warning → file, line and words of each."""
    left: list[str] = field(default_factory=list)
    """What no setting can silence."""

    def block(self) -> str:
        """Return the settings as lines for the end of `conf.py`."""
        added = "extensions = [name for name in extensions if name != 'myst_parser']\n" if self.replaced else ""
        if self.named:
            kinds = "'myst-nb' if kind == 'markdown' else kind"
            added += f"source_suffix = {{suffix: {kinds} for suffix, kind in source_suffix.items()}}\n"
        added += "".join(f"extensions = [*extensions, {name!r}]\n" for name in self.extensions)
        lines = [f"{name} = {value!r}\n" for name, value in self.settings.items()]
        if self.excluded:
            names = [f"    {page!r},  # {why}\n" for page, why in sorted(self.excluded.items())]
            lines.append(added_to("nb_execution_excludepatterns", f"\n{''.join(names)}"))
        own = {name.partition(".")[2]: False for name in self.silenced if name.startswith("lessonlib.")}
        if own:
            lines.append(f"lessonlib_rules = {dict(sorted(own.items()))!r}\n")
        theirs = sorted(name for name in self.silenced if not name.startswith("lessonlib."))
        if theirs:
            lines.append(added_to("suppress_warnings", " " + ", ".join(map(repr, theirs))))
        return BEGIN + added + "".join(lines)


def added_to(name: str, entries: str) -> str:
    """Return the line that adds entries to a list which `conf.py` may have already."""
    return f'{name} = [*globals().get("{name}", []),{entries}]\n'


@dataclass(frozen=True)
class Trial:
    """A build in the copy: its exit code, its seconds, and the lines of its warnings and errors."""

    code: int
    seconds: float
    lines: list[str]


def adopt(folder: Path, tell: Callable[[str], None]) -> Found:
    """Find out what a course needs, and write the settings into its `conf.py`; what is found is told as it comes.

    Raises:
        AdoptError: there is no course, or it cannot be built at all.
    """
    source = source_of(folder)
    found = Found()
    scratch = Path(tempfile.mkdtemp(prefix="lessonlib-adopt-"))
    copy = Path(shutil.copytree(source, scratch / "source", ignore=LEFT_OUT, symlinks=True))
    try:
        conf = jupyter_book.conf_of(copy) if not (copy / "conf.py").is_file() else ""
        if conf and (lacking := jupyter_book.lacking()):
            found.said.append(f"Jupyter Book brings along what is not installed here: {', '.join(lacking)}")
        original = conf or (copy / "conf.py").read_text(encoding="utf-8")
        if BEGIN in original:
            raise AdoptError(f"{source / 'conf.py'} has settings of `lessonlib adopt` already: take them out first")
        _begin(found, original, copy)
        last = _mend(found, copy, original, tell)
        _report(found, copy, last, tell)
        (source / "conf.py").write_text(original.rstrip() + found.block(), encoding="utf-8")
    finally:
        shutil.rmtree(scratch)
    return found


def source_of(folder: Path) -> Path:
    """Return the folder of the sources: the one named, or its `docs`, `source`, `lectures`, `book`, `content`.

    Raises:
        AdoptError: none has a `conf.py` or a `_config.yml`.
    """
    for name in ("", "docs", "source", "docs/source", "lectures", "book", "content"):
        if any((folder / name / settings).is_file() for settings in ("conf.py", "_config.yml")):
            return folder / name
    raise AdoptError(f"there is no conf.py and no _config.yml in {folder}: name the folder that has one")


def _begin(found: Found, conf: str, copy: Path) -> None:
    """Note the settings that any course needs."""
    names = re.findall(r"['\"]([\w.]+)['\"]", conf)
    found.extensions = [name for name in ("myst_nb", "lessonlib.sphinxext") if name not in names]
    found.replaced = "myst_parser" in names
    if found.replaced:
        found.named = bool(re.search(r"^source_suffix\s*=\s*\{[^}]*:\s*['\"]markdown['\"]", conf, re.MULTILINE))
        found.said.append("myst_nb takes the place of myst_parser: it brings it along, and runs pages")
    found.settings["lessonlib_execution"] = True
    if re.search(r"nb_execution_raise_on_error\s*=\s*False", conf):
        found.settings["nb_execution_raise_on_error"] = True
        found.said.append("nb_execution_raise_on_error was False: a cell that fails fails the build now")
    if re.search(r"nb_execution_mode\s*=\s*['\"](inline|off)['\"]", conf):
        found.settings["nb_execution_mode"] = "auto"
        found.said.append("nb_execution_mode was 'inline' or 'off': pages run before they are read now ('auto')")
    if "sphinx_exercise" in names:
        ours = "lessonlib's are `lesson-exercise` and `lesson-solution`"
        found.said.append(f"sphinx-exercise has directives `exercise` and `solution`: {ours}")
    modules = imports.worth_preloading(copy)
    if modules:
        found.settings["lessonlib_preload"] = [*modules]
        for name, (pages, seconds) in modules.items():
            found.said.append(f"{pages} pages import {name} ({seconds:.1f} s): kernels have it from the start")


def _mend(found: Found, copy: Path, conf: str, tell: Callable[[str], None]) -> Trial:
    """Build until nothing is left that a setting mends; return the last build.

    Raises:
        AdoptError: it cannot be built.
    """
    for _ in range(ROUNDS):
        (copy / "conf.py").write_text(conf.rstrip() + found.block(), encoding="utf-8")
        trial = build(copy)
        tell(f"built in {trial.seconds:.0f} s")
        if not _learn(found, copy, trial):
            break
    if trial.code:
        raise AdoptError("it does not build:\n" + "\n".join(trial.lines[-20:] or ["Sphinx says nothing of why"]))
    return trial


def build(copy: Path, *options: str) -> Trial:
    """Build the copy's site; in one process, since some extensions promise more than they can and then never end."""
    warnings, begin = copy.parent / "warnings.txt", time.perf_counter()
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-w", str(warnings), *options]
    places = ["-d", str(copy.parent / "trees"), str(copy), str(copy.parent / "html")]
    done = subprocess.run([*command, *places], capture_output=True, text=True, errors="replace", check=False)
    lines = warnings.read_text(encoding="utf-8", errors="replace").splitlines() if warnings.exists() else []
    return Trial(done.returncode, time.perf_counter() - begin, lines or done.stderr.splitlines())


def _learn(found: Found, copy: Path, trial: Trial) -> bool:
    """Note what a build says that a setting can silence; return whether there was anything new."""
    before = len(found.excluded) + len(found.silenced) + len(found.settings)
    found.left = []
    for each in messages(trial.lines):
        file, said = str(each["file"] or "").removeprefix(f"{copy}/"), each["said"]
        first, line = said.partition("\n")[0], each["line"] or ""
        if file.endswith(".ipynb") and len(line) > CELLS:  # as myst-nb counts
            line = f"cell {line[:-CELLS]}"
        if said.startswith(FAILED):
            found.excluded[file] = why_it_failed(said)
        elif each["type"]:
            found.silenced.setdefault(each["type"], []).append((file, line, first))
        elif UNREACHED in said:
            found.settings["intersphinx_mapping"] = {}
        else:
            found.left.append(f"{file}:{line} {first}")
    return len(found.excluded) + len(found.silenced) + len(found.settings) > before


def why_it_failed(said: str) -> str:
    """Return in a line why a cell failed: what it said last, or what it asked the network for."""
    if not NETWORK.search(said):
        return said.strip().splitlines()[-1][:80]
    asked = ADDRESS.search(said)
    return "needs the network" + (f": {asked[0]}" if asked else "")


def messages(lines: list[str]) -> Iterator[re.Match[str]]:
    """Yield the warnings and errors of a build, each with the lines that belong to it."""
    text = ""
    for line in [*lines, "WARNING: the end"]:
        if MESSAGE.match(line) and text:
            if match := MESSAGE.fullmatch(text):
                yield match
            text = ""
        text += f"\n{line}" if text else line


def places(where: list[tuple[str, str, str]], *, words: bool) -> list[str]:
    """Return in a line a file where warnings were given; with their words, in a line each, the longest lists cut."""
    if not words:
        files = dict.fromkeys(file for file, _, _ in where)
        return [
            f"{file}: {', '.join(dict.fromkeys(line for name, line, _ in where if name == file))}" for file in files
        ]
    lines = [*dict.fromkeys(f"{file}:{line} {said}" for file, line, said in where)]
    return lines if len(lines) <= LONG else [*lines[:LONG], f"and {len(lines) - LONG} more"]


def _report(found: Found, copy: Path, last: Trial, tell: Callable[[str], None]) -> None:
    """Tell what was found, the longest lists cut short."""
    for said in found.said:
        tell(said)
    for page, why in sorted(found.excluded.items()):
        tell(f"{page} is not run: {why}")
    if "intersphinx_mapping" in found.settings:
        tell("other sites that pages link to (intersphinx) cannot be reached: such links are left out")
    for kind, where in sorted(found.silenced.items()):
        images = kind == "lessonlib.alt_text"
        what = "images have no alt text" if images else f"warnings of the type {kind}"
        tell(f"{len(where)} {what}, switched off:")
        for line in places(where, words=not images):
            tell(f"  {line}")
    for each in found.left:
        tell(f"no setting silences this: {each}")
    for seconds in copy.parent.rglob("seconds.json"):
        for page, took in sorted(json.loads(seconds.read_text()).items(), key=lambda each: -each[1]):
            tell(f"{page} runs for {took:.1f} s")
    tell(f"a build that runs nothing takes {last.seconds:.0f} s")
