"""A page runs again when something changed that can change what it prints, and only then.

The library is a copy, so that its modules can be changed; its kernels do not import Keras, which takes long.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lean_site import change
from watched import Live

import lessonlib
from lessonlib.networks.kernels import KERAS
from lessonlib.sphinxext.execution.environment import packages_at_work
from lessonlib.sphinxext.execution.kernels import CAN_FORK
from lessonlib.sphinxext.execution.stable_outputs import joined, tidy, without_cell_files

CONF = """
project, version, copyright = "Test", "1", "the authors"
extensions = ["lessonlib.sphinxext", "lessonlib.sphinxext.teaching.slides", "myst_nb"]
myst_enable_extensions = ["colon_fence", "deflist"]
nb_execution_mode = "off"
exclude_patterns = ["_build"]
doctest_global_setup = "from lessonlib import shapes"
lessonlib_environment = {"LESSONLIB_DATA": None, "KERAS_HOME": None}
"""
PAGE = """---
file_format: mystnb
kernelspec: {name: python3}
draft: true
---

# Page

:::{objectives}
sizes
: **count** places
:::

```{code-cell}
import os
from lessonlib import shapes

with open(os.environ["RUNS"], "a") as runs:
    print(os.getppid(), file=runs)
print("places:", shapes.conv_size(28, kernel=5))
```

```{list-table} A table with a title
* - one
```

:::{question} places
:objective: sizes
:asks: calculate
:kind: number
:unit: places

How many?

otherwise
: Count again.

```pycon
>>> shapes.conv_size(28, kernel=5)
24
```
:::
"""


class Site:
    """One page and a library of its own."""

    def __init__(self, folder: Path) -> None:
        self.page = folder / "source" / "index.md"
        self.page.parent.mkdir()
        (folder / "source" / "conf.py").write_text(CONF)
        self.page.write_text(PAGE)
        self.page.with_name("room.md").write_text("---\norphan: true\n---\n\n# Key\n\n```{answer-key}\n```\n")
        self.library = folder / "library" / "lessonlib"
        shutil.copytree(Path(lessonlib.__file__).parent, self.library, ignore=shutil.ignore_patterns("__pycache__"))
        self.counted = folder / "runs.txt"
        self.folder = folder

    def build(
        self, builder: str = "html", *options: str, check: bool = True, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sphinx", "-n", "-W", "-b", builder, *options, *self.places(builder)],
            env=self.environment() | environment,
            capture_output=True,
            text=True,
            check=check and builder != "doctest",
        )

    def places(self, builder: str) -> list[str]:
        made = self.folder / "_build"
        return ["-d", str(made / "doctrees"), str(self.page.parent), str(made / builder)]

    def environment(self) -> dict[str, str]:
        settings = {"PYTHONPATH": str(self.library.parent), "RUNS": str(self.counted), "LESSONLIB_DATA": "embedded"}
        return os.environ | settings

    def runs(self) -> int:
        """Return how often the page has run."""
        return len(self.parents())

    def parents(self) -> list[int]:
        """Return the process that started each run's kernel."""
        return [int(line) for line in self.counted.read_text().splitlines()] if self.counted.exists() else []

    def html(self, name: str = "index") -> str:
        return (self.folder / "_build" / "html" / f"{name}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    built = Site(tmp_path_factory.mktemp("execution"))
    built.build()
    return built


def test_an_unchanged_page_does_not_run_again(site):
    before = site.runs()

    built = site.build()

    assert site.runs() == before > 0
    assert "no targets are out of date" in built.stdout


def test_a_page_whose_prose_changed_does_not_run_again(site):
    before = site.runs()
    change(site.page, "# Page", "# Page\n\nNew prose.")

    built = site.build()

    assert site.runs() == before
    assert "New prose." in site.html()
    assert "room" not in built.stdout


def test_a_page_made_from_others_is_written_again_when_what_it_shows_has_changed(site):
    assert "24 places" in site.html("room")
    change(site.page, ":unit: places", ":unit: spots")

    site.build()

    assert "24 spots" in site.html("room")


def test_a_page_whose_code_changed_runs_again(site):
    before = site.runs()
    change(site.page, '"places:"', '"all places:"')

    site.build()

    assert site.runs() == before + 1
    assert "all places: 24" in site.html()


def test_the_authors_own_ipython_neither_enters_a_page_nor_is_written_to(site, tmp_path):
    start = tmp_path / "profile_default" / "startup" / "start.py"
    start.parent.mkdir(parents=True)
    start.write_text("print('good morning')\n")
    change(site.page, '"all places:"', '"the places:"')

    site.build(IPYTHONDIR=str(tmp_path))

    assert "the places: 24" in site.html()
    assert "good morning" not in site.html()
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["start.py"]


def test_another_data_setting_runs_the_page_again_and_the_old_one_is_remembered(site):
    before = site.runs()

    site.build(LESSONLIB_DATA="auto")
    assert site.runs() == before + 1

    site.build(LESSONLIB_DATA="embedded")
    assert site.runs() == before + 1


def test_the_doctest_builder_runs_no_page(site):
    before = site.runs()

    proved = site.build("doctest", "-q")

    assert proved.returncode == 0, proved.stderr
    assert proved.stdout == "Proved the answers of 1 questions (pages: 1).\n"
    assert site.runs() == before


def test_a_changed_part_that_only_sphinx_uses_reads_pages_anew_and_runs_none(site):
    before = site.runs()
    change(site.library / "sphinxext" / "questions" / "kinds" / "value.py", "Type a number.", "Type one number.")

    built = site.build()

    assert "config changed ('lessonlib_state')" in built.stdout
    assert "Type one number." in site.html()
    assert site.runs() == before


def test_a_changed_script_gets_a_new_stamp_on_pages_that_have_not_changed(site):
    def stamp():
        return re.search(r"questions\.js\?v=(\w+)", site.html())[1]

    before = stamp(), site.runs()
    script = site.library / "sphinxext" / "questions" / "static" / "questions.js"
    script.write_text(script.read_text(encoding="utf-8") + "// changed\n", encoding="utf-8")

    site.build()

    assert stamp() != before[0]
    assert site.runs() == before[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "---\norphan: true\n---\n\n# Plain\n\n```{code-cell}\n1 + 1\n```\n",
            "plain.md:7: ERROR: a code-cell stands on a page that does not run",
        ),
        ("---\n---\n\n# Plain\n", "plain.md:1: ERROR: the front matter is empty; fill it"),
    ],
)
def test_a_page_that_cannot_be_run_is_refused_with_its_line(site, text, said):
    plain = site.page.with_name("plain.md")
    plain.write_text(text)

    built = site.build(check=False)
    plain.unlink()

    assert built.returncode == 2
    assert said in built.stderr


def test_kernels_that_do_not_start_fail_the_build_and_say_so(site):
    imported = 'importlib.import_module("ipykernel.kernelapp")'
    change(site.library / "runtime" / "fork_server.py", imported, "raise SystemExit(3)")

    built = site.build(check=False)
    change(site.library / "runtime" / "fork_server.py", "raise SystemExit(3)", imported)

    assert built.returncode == 2
    assert not CAN_FORK or "no kernels could be forked (exit code 3" in built.stderr
    assert "index.md:1: ERROR: a cell failed:\nits kernel did not start" in built.stderr


@pytest.mark.skipif(not CAN_FORK, reason="elsewhere kernels listen on ports")
def test_no_two_builds_can_give_their_kernels_the_same_address(site):
    """A port that is free when a build looks may be taken when its kernel begins; a socket's name is its own."""
    asked = "from ipykernel import connect\nprint('by', connect.get_connection_info(unpack=True)['transport'])"
    change(site.page, "from lessonlib import shapes", f"from lessonlib import shapes\n{asked}")

    site.build()

    assert "by ipc" in site.html()


def test_without_network_a_page_shows_no_warning_about_data_and_the_author_is_told(site, tmp_path):
    load = "from lessonlib import datasets, shapes\ndatasets.load('mnist')\nos.write(2, b'another trouble')"
    change(site.page, "from lessonlib import shapes", load)
    nowhere = "http://127.0.0.1:9"

    built = site.build(LESSONLIB_DATA="auto", KERAS_HOME=str(tmp_path), https_proxy=nowhere, HTTPS_PROXY=nowhere)

    assert "DataWarning" not in site.html()
    assert "another trouble" in site.html()
    assert "index: mnist.npz" in built.stdout
    assert "A small set is used instead" in built.stdout


def test_the_count_of_bytes_does_not_show_on_a_page():
    said = "\rmnist.npz (example.org): 0.1 of 11.5 MB\rmnist.npz (example.org): 11.5 of 11.5 MB\n"
    output = {"output_type": "stream", "name": "stderr", "text": said}

    assert tidy(output) is None
    assert tidy(output | {"text": f"{said}RuntimeWarning: overflow\n"})["text"] == "RuntimeWarning: overflow\n"
    assert tidy(output | {"name": "stdout"}) == output | {"name": "stdout"}


def test_a_large_picture_is_looked_through_at_once():
    picture = {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo" * 300_000}, "metadata": {}}
    begin = time.perf_counter()

    assert tidy(picture) == picture
    assert time.perf_counter() - begin < 5


def test_a_changed_helper_runs_pages_again_and_fails_the_proof_of_an_answer_that_changed(site):
    before = site.runs()
    change(site.library / "shapes.py", "def conv_size", "def old_conv_size")
    with (site.library / "shapes.py").open("a") as shapes:
        print("\n\ndef conv_size(size, *, kernel):\n    return size - kernel", file=shapes)

    built = site.build()
    proved = site.build("doctest")

    assert "config changed ('lessonlib_state')" in built.stdout
    assert site.runs() == before + 1
    assert "places: 23" in site.html()
    line = site.page.read_text().splitlines().index(">>> shapes.conv_size(28, kernel=5)") + 1
    assert proved.returncode == 1
    assert f'File "index.md", line {line}, in places' in proved.stdout


@pytest.mark.skipif(not CAN_FORK, reason="no kernels are forked here")
def test_live_builds_share_one_fork_server_while_it_is_that_of_the_library(site):
    page, library = site.page, site.library / "runtime" / "fork_server.py"
    live = Live(page.parent, site.folder / "_build", "--watch", str(site.library), **site.environment())

    def started_by(file: Path, old: str, new: str) -> int:
        """Change a file, wait until the page has run and is built, and return what started its kernel."""
        runs, builds = site.runs(), live.builds()
        change(file, old, new)
        live.wait(lambda: site.runs() > runs and live.builds() > builds, file)
        assert site.runs() == runs + 1
        return site.parents()[-1]

    try:
        live.wait(lambda: live.builds() == 1)
        kept = started_by(page, "print(os", "print( os")
        assert started_by(page, "print( os", "print(  os") == kept
        assert started_by(library, "import json\n", "import json  # a change\n") != kept
        renewed = started_by(page, "print(  os", "print(   os")
        assert renewed != kept
        assert started_by(page, "print(   os", "print(    os") == renewed
        os.kill(renewed, signal.SIGKILL)
        assert started_by(page, "print(    os", "print(     os") != renewed
    finally:
        code = live.stop()
    assert code == 0, live.said()


def test_a_page_depends_on_what_lessons_run_with_and_on_no_tool_of_authors():
    packages = {each.partition("==")[0] for each in packages_at_work(KERAS.modules)}

    assert {"lessonlib", "keras", "tensorflow", "numpy", "ipykernel"} <= packages
    assert not {"sphinx", "pytest", "ruff"} & packages


PIECES = st.lists(st.tuples(st.sampled_from(["stdout", "stderr"]), st.text("ab\r\n", max_size=6)), max_size=6)


@given(PIECES)
@example([("stdout", "x" * 3_000_000), ("stdout", "\r" * 300_000)])
def test_what_arrives_in_pieces_is_one_text_whose_lines_have_their_last_state(pieces):
    streams = [nbformat.v4.new_output("stream", name=name, text=text) for name, text in pieces]

    found = {each.name: each.text for each in joined(streams)}

    for name in {name for name, _ in pieces}:
        whole = "".join(text for each, text in pieces if each == name)
        states = [re.split(r"\r(?=.)", line)[-1] for line in whole.split("\n")]
        assert found[name] == "\n".join(states)
    assert [*found] == sorted(found, reverse=True)


def test_a_long_line_keeps_all_but_the_name_of_its_cell():
    long = "x" * 200_000

    assert (
        without_cell_files(f"{long} ipykernel_ /tmp/ipykernel_5/7.py, {long}") == f"{long} ipykernel_ cell.py, {long}"
    )
