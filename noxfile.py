"""What an author does, one session each; `python noxfile.py -l` lists them.

Run as a script, this file needs nothing but Python: it first puts nox and uv into
`.nox/runner`. Where nox is installed, plain `nox` reads it as usual.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tomllib
import venv

ROOT = pathlib.Path(__file__).resolve().parent

# Without bytecode each TensorFlow import takes 12 s instead of 5, and uv writes none by itself.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ.setdefault("UV_COMPILE_BYTECODE", "1")


def run_with_own_nox() -> int:
    """Return the exit code of this file, run by a nox that is installed for it alone."""
    runner = ROOT / ".nox" / "runner"
    python = runner / ("Scripts" if os.name == "nt" else "bin") / "python"
    ready = runner / "ready"
    if not ready.exists():
        print("Putting nox into .nox/runner (once, some 20 seconds) …", flush=True)
        venv.create(runner, with_pip=True, clear=True)
        needs = ["--quiet", "--require-hashes", "-r", ROOT / "requirements" / "runner.txt"]
        subprocess.run([python, "-m", "pip", "install", *needs], check=True)
        ready.touch()
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    command = [python, "-m", "nox", "-f", __file__, *sys.argv[1:]]
    return subprocess.run(command, env=os.environ | {"PATH": path}, check=False).returncode


try:
    import nox
except ModuleNotFoundError:
    if __name__ != "__main__":
        raise
    nox = None  # type: ignore[assignment]

if nox is None:
    sys.exit(run_with_own_nox())

nox.options.sessions = ["docs"]

# The same pages everywhere, without network: say LESSONLIB_DATA=full for the whole data sets.
DATA = os.environ.get("LESSONLIB_DATA", "embedded")
BUILD = ROOT / "docs" / "_build"
SITE = BUILD / "html"
LESSONS = ROOT / ".nox" / "lessons"
BIN = LESSONS / ("Scripts" if os.name == "nt" else "bin")
# Manim would weigh on the environment of the lessons, and draws only what that one has computed.
FILM = ROOT / ".nox" / "film"

# All sessions share one environment (TensorFlow alone is 2 GB), so nox makes none of its own.
lesson_session = nox.session(venv_backend="none")


def prepare(session: nox.Session) -> None:
    """Put the pinned packages and lessonlib into `.nox/lessons`, unless this very set is there."""
    lock = ROOT / "requirements" / f"py3{sys.version_info.minor}.txt"
    if not lock.exists():
        session.error(f"lessonlib needs Python 3.11, 3.12 or 3.13; this is {sys.version.split()[0]}")
    stamp = LESSONS / "installed"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = hashlib.sha256(lock.read_bytes() + repr(project).encode()).hexdigest()
    wanted += f" {sys.version}"
    if not stamp.exists() or stamp.read_text() != wanted:
        session.log("Installing TensorFlow, Sphinx and the rest (2.8 GB; one to three minutes) …")
        stamp.unlink(missing_ok=True)
        venv.create(LESSONS, with_pip=True, clear=True)
        python = str(BIN / "python")
        uv = shutil.which("uv")
        install = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
        session.run(*install, "--require-hashes", "-r", str(lock), external=True)
        session.run(*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT), external=True)
        stamp.write_text(wanted)


def prepare_film(session: nox.Session) -> str:
    """Put Manim into `.nox/film`, unless it is there; return the Python that has it."""
    python = str(FILM / BIN.name / "python")
    lock, stamp = ROOT / "requirements" / "film.txt", FILM / "installed"
    wanted = f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {sys.version}"
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    config = shutil.which("pkg-config")
    if config is None or subprocess.run([config, "--exists", "cairo"], check=False).returncode:
        needs = "a C compiler, pkg-config and cairo (on Debian: apt-get install gcc pkg-config libcairo2-dev)"
        session.error(f"Manim draws with pycairo, which is compiled here and needs {needs}")
    session.log("Installing Manim (0.4 GB; one to four minutes) …")
    stamp.unlink(missing_ok=True)
    venv.create(FILM, with_pip=True, clear=True)
    uv = shutil.which("uv")
    install = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    session.run(*install, "--require-hashes", "-r", str(lock), external=True)
    stamp.write_text(wanted)
    return python


def run(session: nox.Session, program: str, *arguments: str, **variables: str) -> None:
    """Run a program of the shared environment; data is embedded, unless the caller says otherwise."""
    session.run(str(BIN / program), *arguments, env={"LESSONLIB_DATA": DATA, **variables}, external=True)


def sphinx(session: nox.Session, builder: str, *options: str) -> None:
    """Build the site with one builder into `docs/_build/<builder>`, every warning an error."""
    strict = ["-n", "-W", "--keep-going", "-j", "auto", "-d", str(BUILD / "doctrees")]
    run(session, "python", "-m", "sphinx", "-b", builder, *strict, *options, "docs", str(BUILD / builder))


@lesson_session
def docs(session: nox.Session) -> None:
    """Run every lesson, build the site into docs/_build/html, and prove its answers."""
    prepare(session)
    sphinx(session, "html", *session.posargs)
    sphinx(session, "doctest", "-q")
    # The playground says what Keras would say: a Keras that says otherwise must not be published.
    run(session, "python", "-m", "pytest", "-q", "tests/test_stacks.py", "-k", "installed_keras")
    session.log(f"The site is ready. Open {(SITE / 'index.html').as_uri()}")


@lesson_session
def film(session: nox.Session) -> None:
    """Render the lessons' films into docs/_build/films: those whose words, numbers or drawing changed."""
    prepare(session)
    python = prepare_film(session)
    folder = str(BUILD / "films")
    names = [word for word in session.posargs if word != "--draft"]
    draft = ["--draft"] if "--draft" in session.posargs else []
    run(session, "python", "films/plan.py", folder, *names)
    session.run(python, "films/render.py", *draft, folder, external=True)
    session.log("The films are ready. Build the site again (session docs) to see them on the pages.")


@lesson_session
def doctest(session: nox.Session) -> None:
    """Prove the answers again, running no lesson that has not changed."""
    prepare(session)
    sphinx(session, "doctest", "-q")


@lesson_session
def tests(session: nox.Session) -> None:
    """Run the tests of lessonlib (all but the browser's)."""
    prepare(session)
    run(session, "python", "-m", "pytest", "tests", "--ignore=tests/browser", *session.posargs)


@lesson_session
def lint(session: nox.Session) -> None:
    """Check style, types, spelling, the text of the pages, the workflows and the citation."""
    prepare(session)
    run(session, "ruff", "check", ".")
    run(session, "ruff", "format", "--check", ".")
    run(session, "mypy")
    run(session, "codespell")
    run(session, "sphinx-lint", "docs")
    workflows = [str(file) for file in sorted((ROOT / ".github" / "workflows").glob("*.yml"))]
    run(session, "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows)
    run(session, "check-jsonschema", "--builtin-schema", "vendor.citation-file-format", "CITATION.cff")


@lesson_session
def linkcheck(session: nox.Session) -> None:
    """Try every outside link (needs the network)."""
    prepare(session)
    sphinx(session, "linkcheck")


@lesson_session
def browser(session: nox.Session) -> None:
    """Open every page of the built site in Chromium: accessibility, console, requests, widgets."""
    prepare(session)
    if not (SITE / "index.html").exists():
        session.error("no site in docs/_build/html: build it first, with the session docs")
    run(session, "python", "-m", "pytest", "tests/browser", *session.posargs)


@lesson_session
def torture(session: nox.Session) -> None:
    """Kill thirty builds, damage caches, fill disks: each next build must be right (some fifteen minutes)."""
    prepare(session)
    files = ["tests/test_broken_builds.py", "tests/test_stock_kernels.py"]
    run(session, "python", "-m", "pytest", "-s", *files, *session.posargs, LESSONLIB_KILLS="30")


@lesson_session
def bench(session: nox.Session) -> None:
    """Measure builds beside stock ones, and the playground: 90 minutes, half of it with `-- --bounds-only`."""
    prepare(session)
    run(session, "python", "bench/compare.py", *session.posargs)
    if (SITE / "index.html").exists():
        timed = ["-q", "-s", "tests/browser/test_digits.py", "-k", "milliseconds"]
        run(session, "python", "-m", "pytest", *timed, LESSONLIB_TIMES="yes")


@lesson_session
def book(session: nox.Session) -> None:
    """Make the EPUB and the PDF of the whole course; a site that is built afterwards offers them."""
    prepare(session)
    for builder in ("epub", "pdf"):
        shutil.rmtree(BUILD / builder, ignore_errors=True)
        sphinx(session, builder)
    for file in (BUILD / "epub").glob("*.epub"):
        check_epub(session, file)
    made = [str(file) for builder in ("epub", "pdf") for file in (BUILD / builder).glob(f"*.{builder}")]
    session.log(f"The books are ready: {' and '.join(made)}")


def check_epub(session: nox.Session, file: pathlib.Path) -> None:
    """Run epubcheck, the judge of e-books, or say that it is missing."""
    checker = shutil.which("epubcheck")
    if checker is None:
        session.warn(f"epubcheck is not installed, so {file.name} is NOT checked (apt install epubcheck)")
        return
    # Debian installs a Java archive, which not every system starts by its name.
    archive = pathlib.Path(checker).read_bytes()[:2] == b"PK"
    session.run(*(["java", "-jar"] if archive else []), checker, str(file), external=True)


@lesson_session
def stacks(session: nox.Session) -> None:
    """Ask the installed Keras again about the random stacks that hold the playground to it (minutes)."""
    prepare(session)
    run(session, "python", "tests/make_stacks.py")


@lesson_session
def live(session: nox.Session) -> None:
    """Rebuild and reload in the browser while you write."""
    prepare(session)
    ignored = ["--ignore", str(BUILD), "--re-ignore", "__pycache__", "--watch", "src/lessonlib"]
    where = ["-j", "auto", "-d", str(BUILD / "doctrees"), "docs", str(SITE)]
    program = ["python", "-m", "lessonlib.sphinxext.live"]
    run(session, *program, "--open-browser", *ignored, *session.posargs, *where)


@lesson_session
def lock(session: nox.Session) -> None:
    """Pin every package anew, with hashes (needs the network and uv)."""
    pin = ["uv", "pip", "compile", "--upgrade", "--universal", "--generate-hashes"]
    plain = ["--no-emit-index-url", "--no-annotate", "--no-header", "--quiet"]
    for name, minor, wanted in [
        ("runner", 11, ["--group", "runner"]),
        ("film", 11, ["--group", "film"]),
        ("py311", 11, ["pyproject.toml", "--group", "dev"]),
        ("py312", 12, ["pyproject.toml", "--group", "dev"]),
        ("py313", 13, ["pyproject.toml", "--group", "dev"]),
    ]:
        where = ["--python-version", f"3.{minor}", "-o", f"requirements/{name}.txt"]
        session.run(*pin, *plain, *wanted, *where, external=True)


if __name__ == "__main__":
    nox.main()
