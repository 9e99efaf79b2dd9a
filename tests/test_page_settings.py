"""What myst-nb's settings mean, they mean for the pages that we run; what cannot be obeyed is refused by name."""

import json
import sys
from pathlib import Path

import nbformat
import pytest
from lean_site import LeanSite, cell, ran
from myst_nb.core.config import NbParserConfig

from lessonlib.sphinxext.execution.inputs import Places
from lessonlib.sphinxext.execution.sources import Page

FAIL = "raise SystemError('this ran')"
SLOW = "import time\ntime.sleep(30)"
ERROR = "1 / 0\n```\n\n```{code-cell}\nprint('went on')"
CHILD = "import subprocess\nprint(subprocess.run(['cat'], capture_output=True, timeout=20))"
# A kernel in another language, whose every cell says what it was given.
SHOUT = """
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel


class Shout(Kernel):
    implementation, implementation_version, banner = "shout", "1", "shout"
    language_info = {"name": "text", "mimetype": "text/plain", "file_extension": ".txt"}

    def do_execute(self, code, silent, *_, **__):
        if not silent:
            self.send_response(self.iopub_socket, "stream", {"name": "stdout", "text": code.upper()})
        return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}


IPKernelApp.launch_instance(kernel_class=Shout)
"""
READER = """
import nbformat


def reads(text, greeting):
    cells = [nbformat.v4.new_markdown_cell("# Custom"), nbformat.v4.new_code_cell(f"print({greeting!r}, {text!r})")]
    return nbformat.v4.new_notebook(cells=cells)
"""
CONF = """
import sys
sys.path.insert(0, ".")
nb_execution_excludepatterns = ["drafts/*"]
nb_kernel_rgx_aliases = {"whisp.*": "shout"}
nb_custom_formats = {".notebook": ["reader.reads", {"greeting": "hello"}]}
nb_merge_streams = True
"""


def notebook(*, outputs: list) -> str:
    """Return a stored notebook of one cell."""
    code = nbformat.v4.new_code_cell("print('in a notebook')", outputs=outputs)
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A notebook"), code])
    return nbformat.writes(book)


def setting(text: str) -> str:
    return f"mystnb: {{{text}}}"


def other(page: str, kernel: str) -> str:
    return page.replace("name: python3", f"name: {kernel}")


PAGES = {
    "off.md": cell(FAIL, front=setting("execution_mode: 'off'")),
    "off_elsewhere.md": other(cell(FAIL, front=setting("execution_mode: 'off'")), "fortran, language: fortran"),
    "drafts/excluded.md": cell(FAIL),
    "errors.md": cell(ERROR, front=setting("execution_allow_errors: true")),
    "inline.md": cell("half = 0.5", front=setting("execution_mode: inline")) + "\nInline: {eval}`half`.\n",
    "temp.md": cell("import os\nprint(os.listdir('.'))", front=setting("execution_in_temp: true")),
    "loads.md": cell("", tags="x").replace(":tags: [x]", ":load: loaded.py"),
    "loaded.py": "print('loaded from a file')",
    "fresh.ipynb": notebook(outputs=[]),
    "stored.ipynb": notebook(outputs=[nbformat.v4.new_output("stream", name="stdout", text="stored long ago")]),
    "custom.notebook": "world",
    "shouts.md": other(cell("louder"), "shout"),
    "whispers.md": other(cell("quietly", front="depends: []"), "whisper"),
    "child.md": cell(CHILD, front=setting("execution_timeout: 30")),
    "shown.md": "# How to write a page\n\n````md\n```{code-cell}\nraise SystemError\n```\n````\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("settings")
    (folder / "reader").mkdir()
    (folder / "reader" / "reader.py").write_text(READER)
    kernel = folder / "jupyter" / "kernels" / "shout"
    kernel.mkdir(parents=True)
    (kernel / "shout.py").write_text(SHOUT)
    argv = [sys.executable, str(kernel / "shout.py"), "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Shout", "language": "text"}))
    site = LeanSite(folder, PAGES, CONF.replace('"."', repr(str(folder / "reader"))))
    environment = {"JUPYTER_PATH": str(folder / "jupyter")}
    return site, site.build(**environment), environment


@pytest.mark.parametrize(
    ("page", "shows"),
    [
        ("errors", "ZeroDivisionError"),
        ("errors", "went on"),
        ("inline", "Inline: 0.5."),
        ("temp", "[]"),
        ("loads", "loaded from a file"),
        ("fresh", "in a notebook\n"),
        ("stored", "stored long ago"),
        ("custom", "hello world"),
        ("shouts", "LOUDER"),
        ("whispers", "QUIETLY"),
        ("child", "returncode=0, stdout=b''"),
        ("shown", "{code-cell}"),
    ],
)
def test_a_page_shows_what_its_settings_ask_for(built, page, shows):
    assert shows in built[0].html(page)


@pytest.mark.parametrize("page", ["off", "off_elsewhere", "drafts/excluded", "stored", "inline"])
def test_a_page_that_is_not_ours_to_run_is_not_run(built, page):
    assert page not in ran(built[1])


def test_a_page_on_another_kernel_runs_in_each_build_unless_it_declares_what_it_uses(built):
    site, first, environment = built
    assert "shouts runs in each build: its kernel 'shout' does not tell" in first.stdout

    assert ran(site.build(**environment)) == {"shouts"}


def test_a_file_that_a_cell_is_loaded_from_runs_its_page_again(built):
    site, _, environment = built
    site.write({"loaded.py": "print('loaded again')"})

    assert "loads" in ran(site.build(**environment))
    assert "loaded again" in site.html("loads")


REFUSED = {
    "a kernel that is not installed": (
        {"page.md": other(cell("1"), "fortran")},
        "page.md:1: ERROR: the page asks for the kernel 'fortran', which is not installed here",
    ),
    "a cell between colons": (
        {"page.md": cell("1") + "\n:::{code-cell}\n2\n:::\n"},
        "page.md:12: ERROR: a code-cell between colons does not run",
    ),
    "a file that is not there": (
        {"page.md": cell("1", front="depends: nowhere.csv")},
        "page.md:1: ERROR: depends: there is no file 'nowhere.csv'",
    ),
    "a setting of a wrong type": (
        {"page.md": cell("1", front=setting("execution_timeout: soon"))},
        "page.md:1: ERROR: this page cannot be read: 'execution_timeout' must be",
    ),
    "a cell that takes longer than its page allows": (
        {"page.md": cell(SLOW, front=setting("execution_timeout: 1"))},
        "page.md:10: ERROR: a cell failed:\nA cell timed out",
    ),
    "a page that checks itself": (
        {"page.md": cell("from lessonlib.checks import check\ncheck('size', 1)")},
        "RuntimeError: check() stands on a page",
    ),
    "a page that asks for a hint": (
        {"page.md": cell("from lessonlib.checks import hint\nhint('size')")},
        "RuntimeError: hint() stands on a page, which is built before it can be asked: it is for notebooks",
    ),
    "inline for the whole site": (
        {"conf": "nb_execution_mode = 'inline'"},
        "nb_execution_mode = 'inline' goes cell by cell",
    ),
    "nothing that reads notebooks": (
        {"conf": "extensions = ['myst_parser', 'lessonlib.sphinxext']"},
        "lessonlib.sphinxext needs 'myst_nb', which reads the pages: add it to extensions in place of 'myst_parser'",
    ),
    "a failing cell as a warning": (
        {"conf": "nb_execution_raise_on_error = False"},
        "nb_execution_raise_on_error = False: a cell that fails ends the build",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_obeyed_is_refused_by_name(tmp_path, name):
    files, said = REFUSED[name]

    built = LeanSite(tmp_path, files, files.get("conf", "")).build(fails=True)

    assert said in built.stdout + built.stderr


@pytest.mark.parametrize(("page", "site", "limit"), [(60, 3, 60), (-1, 3, None), (None, 3, 3), (None, -1, None)])
def test_the_time_that_a_cell_may_take_is_its_pages_or_else_the_sites(page, site, limit):
    said = {} if page is None else {"execution": {"timeout": page}}  # as stored notebooks say it
    book = nbformat.v4.new_notebook(metadata=said)
    folder = Path.cwd()

    assert Page("page", folder, Places(folder, folder), book, NbParserConfig(execution_timeout=site)).limit == limit


@pytest.mark.parametrize(
    ("conf", "ours"),
    [
        ("lessonlib_execution = None\nnb_execution_mode = 'off'", True),  # as before there was this setting
        ("lessonlib_execution = None", False),
        ("lessonlib_execution = False\nnb_execution_mode = 'cache'", False),
        ("course_execution = False\nnb_execution_mode = 'cache'", False),  # its earlier name
        ("nb_execution_mode = 'cache'", True),
        ("nb_execution_mode = 'off'", False),
    ],
)
def test_lessonlib_execution_says_who_runs_the_pages(tmp_path, conf, ours):
    page = cell("import os\nprint('run by', os.environ.get('LESSONLIB_BUILD'))")
    site = LeanSite(tmp_path, {"page.md": page}, conf)

    built = site.build()

    assert (ran(built) == {"page"}) is ours
    assert ("run by 1" in site.html("page")) is ours
    assert ("run by None" in site.html("page")) is (not ours and "off" not in conf)


def test_a_site_that_forces_execution_runs_a_page_whenever_it_is_read(tmp_path):
    site = LeanSite(tmp_path, {"page.md": cell("1 + 1")}, "nb_execution_mode = 'force'")
    site.build()

    assert ran(site.build()) == set()
    site.write({"page.md": cell("1 + 1") + "\nA sentence.\n"})
    assert ran(site.build()) == {"page"}


def test_a_kernel_that_does_not_start_is_named_and_nothing_else_is_said(tmp_path):
    kernel = tmp_path / "jupyter" / "kernels" / "mute" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    argv = [sys.executable, "-c", "raise SystemExit(3)", "{connection_file}"]
    kernel.write_text(json.dumps({"argv": argv, "display_name": "Mute", "language": "text"}))
    site = LeanSite(tmp_path, {"page.md": other(cell("1"), "mute")})

    said = site.build(fails=True, JUPYTER_PATH=str(tmp_path / "jupyter")).stderr

    assert "its kernel did not start" in said
    assert "Traceback" not in said


# A kernel that hangs when it is started for the first time.
HANGS_ONCE = """
import pathlib, sys, time
begun = pathlib.Path(__file__).with_name("begun")
if not begun.exists():
    begun.touch()
    time.sleep(1000)
from ipykernel.kernelapp import IPKernelApp
IPKernelApp.launch_instance(sys.argv[1:])
"""
IMPATIENT = "import lessonlib.sphinxext.execution.executor\nlessonlib.sphinxext.execution.executor.BEGIN = 25\n"


def test_another_kernel_takes_the_place_of_one_that_does_not_begin(tmp_path):
    kernel = tmp_path / "jupyter" / "kernels" / "sometimes"
    kernel.mkdir(parents=True)
    (kernel / "sometimes.py").write_text(HANGS_ONCE)
    argv = [sys.executable, str(kernel / "sometimes.py"), "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Sometimes", "language": "python"}))
    site = LeanSite(tmp_path, {"page.md": other(cell("print('at', 'last')"), "sometimes")}, IMPATIENT)

    site.build(JUPYTER_PATH=str(tmp_path / "jupyter"))

    assert "at last" in site.html("page")
