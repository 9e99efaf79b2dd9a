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
import sysconfig
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
    process = subprocess.Popen(command, env=os.environ | {"PATH": path})
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # nox has heard it, too, and ends what it runs
            continue


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
# A compiler of 0.4 GB, which only those need who change the lab's arithmetic, and CI.
KERNEL = ROOT / ".nox" / "kernel"

# Tests that belong together (see tests/conftest.py) run in one process, which imports TensorFlow once.
SIDE_BY_SIDE = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadscope", "--no-loadscope-reorder"]
# Seconds: the longest test takes a third of it on a busy machine.
HANGS = 400

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


def missing_for_manim() -> list[str]:
    """Return what pycairo and manimpango are compiled with, and is not here."""
    headers = pathlib.Path(sysconfig.get_path("include")) / "Python.h"
    there = {
        "a C compiler": any(map(shutil.which, ("cc", "gcc", "clang"))),
        "the headers of Python": headers.exists(),
        "pkg-config": shutil.which("pkg-config"),
        "the headers of cairo": has_headers("cairo"),
        "the headers of pango": has_headers("pangocairo"),
    }
    return [name for name, found in there.items() if not found]


def has_headers(library: str) -> bool:
    """Return whether pkg-config knows how to compile with a library."""
    config = shutil.which("pkg-config")
    return config is not None and subprocess.run([config, "--exists", library], check=False).returncode == 0


def prepare_alone(session: nox.Session, folder: pathlib.Path, what: str) -> str:
    """Put the packages of one lock into an environment of their own, unless they are there; return its Python."""
    python = str(folder / BIN.name / "python")
    lock, stamp = ROOT / "requirements" / f"{folder.name}.txt", folder / "installed"
    wanted = f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {sys.version}"
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    missing = missing_for_manim() if folder == FILM else []
    if missing:
        do = "On Debian: apt-get install gcc pkg-config libcairo2-dev libpango1.0-dev python3-dev"
        session.error(f"Manim draws with cairo and pango, which are compiled here. Missing: {', '.join(missing)}. {do}")
    session.log(f"Installing {what} …")
    stamp.unlink(missing_ok=True)
    venv.create(folder, with_pip=True, clear=True)
    uv = shutil.which("uv")
    install = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    session.run(*install, "--require-hashes", "-r", str(lock), external=True)
    stamp.write_text(wanted)
    return python


def run(session: nox.Session, program: str, *arguments: str, **variables: str) -> None:
    """Run a program of the shared environment; data is embedded, unless the caller says otherwise."""
    session.run(str(BIN / program), *arguments, env={"LESSONLIB_DATA": DATA, **variables}, external=True)


def pytest_twice(session: nox.Session, *arguments: str) -> None:
    """Run tests side by side; those that fail run once more, alone, and only what fails then has failed.

    Four Chromiums and many kernels on two cores now and then wait for each other longer than a test waits.
    What passed only alone stands in the first run's report; it wants a look, and stops nobody.
    """
    # Each session has its own, so that two at a time do not take each other's failures for theirs.
    settings = {"cache_dir": BUILD / "pytest" / session.name}
    # A browser that never answers ends the worker that waits for it: that test has failed, the others go on.
    settings |= {"faulthandler_timeout": HANGS, "faulthandler_exit_on_timeout": "true"}
    options = [f"--override-ini={name}={value}" for name, value in settings.items()]
    try:
        run(session, "python", "-m", "pytest", *SIDE_BY_SIDE, *options, *arguments)
    except nox.command.CommandFailed:
        session.warn("What failed runs once more, alone, up to the first that fails again:")
        again = ["--last-failed", "--last-failed-no-failures=none", "--exitfirst"]
        run(session, "python", "-m", "pytest", *again, *options, *arguments)


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
    run(session, "python", "tests/ask_keras.py")
    session.log(f"The site is ready. Open {(SITE / 'index.html').as_uri()}")


@lesson_session
def film(session: nox.Session) -> None:
    """Render the lessons' films into docs/_build/films: those whose words, numbers or drawing changed."""
    python = prepare_alone(session, FILM, "Manim (0.4 GB; one to four minutes)")
    prepare(session)
    folder = str(BUILD / "films")
    names = [word for word in session.posargs if word != "--draft"]
    draft = ["--draft"] if "--draft" in session.posargs else []
    run(session, "python", "films/plan.py", folder, *names)
    session.run(python, "films/render.py", *draft, folder, external=True)
    session.log("The films are ready. Build the site again (session docs) to see them on the pages.")


@lesson_session
def kernel(session: nox.Session) -> None:
    """Compile the lab's arithmetic and compare it with what ships; `-- --write` ships what was compiled."""
    python = prepare_alone(session, KERNEL, "a compiler (0.4 GB; half a minute)")
    session.run(python, "tests/compile_kernel.py", *session.posargs, external=True)


@lesson_session
def doctest(session: nox.Session) -> None:
    """Prove all answers again, running no lesson that has not changed."""
    prepare(session)
    sphinx(session, "doctest", "-q", "-a")


@lesson_session
def tests(session: nox.Session) -> None:
    """Run the tests of lessonlib (all but the browser's), as many at a time as there are cores, four at most."""
    prepare(session)
    pytest_twice(session, "tests", "--ignore=tests/browser", *session.posargs)


@lesson_session
def engine(session: nox.Session) -> None:
    """Build a course on statistics in an environment that has no Keras, no TensorFlow and no data set."""
    folder, lock = ROOT / ".nox" / "engine", ROOT / "requirements" / f"py3{sys.version_info.minor}.txt"
    venv.create(folder, with_pip=True, clear=True)
    python = str(folder / BIN.name / "python")
    wanted = [f"lessonlib[sphinx] @ {ROOT.as_uri()}", "hatchling", "hypothesis", "pytest"]
    uv = shutil.which("uv")
    install = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    session.run(*install, "--constraint", str(lock), *wanted, external=True)
    session.run(python, "-m", "pytest", "-q", "tests/test_engine.py", *session.posargs, external=True)


@lesson_session
def lint(session: nox.Session) -> None:
    """Check style, imports, types, spelling, the text of the pages, the workflows and the citation."""
    prepare(session)
    run(session, "ruff", "check", ".")
    run(session, "ruff", "format", "--check", ".")
    run(session, "lint-imports", "--cache-dir", str(BUILD / "imports"))
    run(session, "mypy")
    run(session, "codespell")
    run(session, "sphinx-lint", "-i", "docs/locales", "docs")
    workflows = [str(file) for file in sorted((ROOT / ".github" / "workflows").glob("*.yml"))]
    run(session, "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows)
    run(session, "zizmor", "--offline", "--quiet", *workflows)
    run(session, "check-jsonschema", "--builtin-schema", "vendor.citation-file-format", "CITATION.cff")
    lint_scripts(session)


def lint_scripts(session: nox.Session) -> None:
    """Check the pages' scripts with Biome, which Node runs, or say that Node is missing."""
    npm = shutil.which("npm")
    if npm is None:
        session.warn("npm is not installed, so the pages' scripts are NOT checked (apt install npm)")
        return
    lock, installed = ROOT / "package-lock.json", ROOT / "node_modules" / "installed"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        session.run(npm, "ci", "--silent", external=True)
        shutil.copyfile(lock, installed)
    session.run(npm, "exec", "--offline", "--", "biome", "lint", "--error-on-warnings", external=True)


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
    pytest_twice(session, "tests/browser", *session.posargs)


@lesson_session
def torture(session: nox.Session) -> None:
    """Break off builds in each of five ways, damage caches, edit at random, try properties on thousands of inputs."""
    prepare(session)
    names = ("broken_builds", "edits", "mistakes", "output_folder", "stock_kernels")
    files = [f"tests/test_{name}.py" for name in names]
    run(session, "python", "-m", "pytest", "-s", *files, *session.posargs, LESSONLIB_KILLS="30")
    wide = ("attempts", "checks", "handed_in", "notebook_pages", "question_pages", "questions", "shapes")
    properties = [f"tests/test_{name}.py" for name in (*wide, "strange_site")]
    run(session, "python", "-m", "pytest", *SIDE_BY_SIDE, *properties, LESSONLIB_THOROUGH="1")


@lesson_session
def bench(session: nox.Session) -> None:
    """Measure builds beside stock ones, two hours; or alone what `-- --live`, `--lab`, `--phone`, `--many` names."""
    prepare(session)
    alone = {"--live", "--lab", "--phone", "--many"}
    options = [word for word in session.posargs if word not in alone]
    named = [word.removeprefix("--") for word in session.posargs if word in alone]
    for name in named:
        run(session, "python", f"bench/{name}.py", *options)
    if named:
        return
    run(session, "python", "bench/compare.py", *options)
    run(session, "python", "bench/live.py")
    if (SITE / "index.html").exists():
        timed = ["-q", "-s", "tests/browser/test_digits.py", "-k", "milliseconds"]
        run(session, "python", "-m", "pytest", *timed, LESSONLIB_TIMES="yes")
        run(session, "python", "bench/lab.py")


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
def languages(session: nox.Session) -> None:
    """Update the translations, count what they lack, build the site in all languages (`-- fr` begins one)."""
    prepare(session)
    run(session, "python", "-m", "lessonlib.sphinxext.languages", "docs", str(BUILD), *session.posargs)


@lesson_session
def words(session: nox.Session) -> None:
    """Collect lessonlib's own words from its sources into its catalogs, and compile these."""
    prepare(session)
    run(session, "python", "tests/make_words.py", *session.posargs)


@lesson_session
def stacks(session: nox.Session) -> None:
    """Ask the installed Keras again about all that holds the widgets to it, and about 10,000 stacks."""
    prepare(session)
    for asked in ("stacks", "gradients", "windows", "descents"):
        run(session, "python", f"tests/make_{asked}.py")
    thorough = ["tests/browser/test_random_judges.py", "-q", *session.posargs]
    run(session, "python", "-m", "pytest", *thorough, LESSONLIB_THOROUGH="1")


@lesson_session
def live(session: nox.Session) -> None:
    """Rebuild and reload in the browser while you write."""
    prepare(session)
    where = ["-j", str(os.cpu_count()), "-d", str(BUILD / "doctrees"), "docs", str(SITE)]
    program = ["python", "-m", "lessonlib.sphinxext.live"]
    strict = ["--open-browser", "-D", "nitpicky=1", "--watch", "src/lessonlib"]
    # Control-C lets a build that runs end first, however long that takes.
    patient = {"interrupt_timeout": None, "terminate_timeout": None}
    command = [str(BIN / "python"), *program[1:], *strict, *session.posargs, *where]
    session.run(*command, env={"LESSONLIB_DATA": DATA}, external=True, **patient)


@lesson_session
def lock(session: nox.Session) -> None:
    """Pin every package anew, with hashes (needs the network and uv)."""
    pin = ["uv", "pip", "compile", "--upgrade", "--universal", "--generate-hashes"]
    plain = ["--no-emit-index-url", "--no-annotate", "--no-header", "--quiet"]
    everything = ["pyproject.toml", "--extra", "keras", "--extra", "sphinx", "--group", "dev"]
    for name, minor, wanted in [
        ("runner", 11, ["--group", "runner"]),
        ("film", 11, ["--group", "film"]),
        ("kernel", 11, ["--group", "kernel"]),
        ("py311", 11, everything),
        ("py312", 12, everything),
        ("py313", 13, everything),
    ]:
        where = ["--python-version", f"3.{minor}", "-o", f"requirements/{name}.txt"]
        session.run(*pin, *plain, *wanted, *where, external=True)


if __name__ == "__main__":
    nox.main()
