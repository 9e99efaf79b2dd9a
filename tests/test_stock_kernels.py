"""Pages that run on forked kernels print what stock kernels print, file by file of the site."""

import difflib
import filecmp
import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import zmq

from conftest import CONF, FOR_KERAS
from lessonlib.networks.kernels import KERAS
from lessonlib.runtime import fork_server
from lessonlib.runtime.preloading import KernelSettings
from lessonlib.sphinxext.execution import executor, stable_outputs
from lessonlib.sphinxext.execution.pages import KERNELS

HEAD = "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n\n"
TRAINED = (
    HEAD
    + """# Trained

```{code-cell}
import keras
import numpy as np

keras.utils.set_random_seed(0)
images = np.random.default_rng(0).random((64, 8, 8, 1))
layers = [keras.layers.Conv2D(2, 3), keras.layers.Flatten(), keras.layers.Dense(1)]
model = keras.Sequential([keras.Input((8, 8, 1)), *layers])
model.compile(loss="mse")
fitted = model.fit(images, images.mean(axis=(1, 2)), verbose=0)
print(fitted.history["loss"])
model
```

```{code-cell}
model.summary()
```
"""
)
SHOWN = (
    HEAD
    + """# Shown

```{code-cell}
import sys
from pathlib import Path

print(Path.cwd().name, file=sys.stderr)
print("shown")
{"a": 1}
```

```{code-cell}
---
mystnb: {image: {alt: A line}}
---
import matplotlib.pyplot as plt

plt.plot([0, 1]);
```

```{code-cell}
:tags: [raises-exception, remove-output]
1 / 0
```

```{code-cell}
from myst_nb import glue

glue("half", 0.5, display=False)
```

Glued: {glue:text}`half:.2f`.
"""
)
# Pages of many kinds: a name, then cells; one that begins with "#raises" may fail.
KINDS = Path(__file__).with_name("kernel_pages.txt").read_text(encoding="utf-8")
SOME = ("pandas wide", "slider", "child reads", "warns", "error", "folder", "signals", "arguments")
LONG = "a-folder-whose-name-is-long/" * 6 + "très long"  # where the page "folder" runs
# Names that are drawn anew each time: of plots, of tables, of objects in memory.
DRAWN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\bT_[0-9a-f]{5}|0x[0-9a-f]+")
# Stock kernels import Keras while they start, as ours do, so that no page holds TensorFlow's chatter.
START = "import lessonlib.networks.kernels as started\nstarted.import_keras_quietly()\ndel started\n"


def build(site: Path, out: Path, **settings: str) -> Path:
    """Build the site in a process of its own, and return where its files are."""
    options = [f"-D{name}={value}" for name, value in settings.items()]
    command = [sys.executable, "-m", "sphinx", "-W", "-b", "html", *options, str(site), str(out / "html")]
    environment = os.environ | KERAS.environment() | {"IPYTHONDIR": str(site.parent / "ipython")}  # of stock kernels
    environment.pop("MPLBACKEND", None)  # which makes them draw nothing
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ("forked warm" in done.stdout) is (executor.CAN_FORK and not settings)
    return out / "html"


def published(site: Path) -> set[str]:
    names = (file.relative_to(site) for file in site.rglob("*") if file.is_file())
    return {name.as_posix() for name in names if not name.parts[0].startswith(".")}


def test_forked_kernels_give_the_bytes_of_stock_kernels(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "conf.py").write_text(CONF + FOR_KERAS)
    (site / "index.md").write_text("# Home\n\n```{toctree}\ntrained\nshown\n```\n")
    (site / "trained.md").write_text(TRAINED)
    (site / "shown.md").write_text(SHOWN)
    start = tmp_path / "ipython" / "profile_default" / "startup" / "start.py"
    start.parent.mkdir(parents=True)
    start.write_text(START)

    ours = build(site, tmp_path / "ours")
    stock = build(site, tmp_path / "stock", nb_execution_mode="force")

    assert "Total params" in (ours / "trained.html").read_text(encoding="utf-8")
    _, differing, missing = filecmp.cmpfiles(ours, stock, published(ours) | published(stock), shallow=False)
    assert (differing, missing) == ([], [])


def test_a_line_that_arrives_in_two_pieces_stays_one_line(monkeypatch):
    code = "import time\nprint('two', end='', flush=True)\ntime.sleep(0.6)\nprint(' pieces')"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    monkeypatch.setenv("JUPYTER_PATH", KERNELS)
    job, failures = executor.Job("page", notebook, Path.cwd(), 1, 60), []

    executor.run_all([job], lambda _job, failed: failures.append(failed), KernelSettings())

    assert failures == [None]
    assert [output.text for output in notebook.cells[0].outputs] == ["two pieces\n"]


TIMES = """import os, psutil, time
began = time.time()
time.sleep(1)
print(psutil.Process(os.getpid()).create_time(), began, time.time())"""


def test_cells_wait_for_a_core_and_kernels_do_not(monkeypatch):
    """While cells are at work, the next kernel begins and the last one ends; its start does not count as its page's."""
    monkeypatch.setenv("JUPYTER_PATH", KERNELS)
    monkeypatch.setattr(executor, "cores", lambda: 1)
    books = [nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(TIMES)]) for _ in range(2)]
    jobs = [executor.Job(str(number), book, Path.cwd(), 1, 60) for number, book in enumerate(books)]

    executor.run_all(jobs, lambda *_: None, KernelSettings())

    (_, first, ended), (made, second, _) = sorted(
        [[*map(float, book.cells[0].outputs[0].text.split())] for book in books], key=lambda times: times[1]
    )
    assert made < ended < second
    assert all(1 <= seconds < 2.5 for each in jobs for seconds in each.took), [each.took for each in jobs]
    assert first < ended


def kinds(names: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the pages of some kinds, or of all: name → cells."""
    pages = (page.partition("\n") for page in KINDS.removeprefix("=== ").split("\n=== "))
    found = {name: text.rstrip("\n").split("\n---\n") for name, _, text in pages}
    return {name: found[name] for name in names} or found


def job(name: str, cells: list[str], kernel: str, folder: Path) -> executor.Job:
    made = [nbformat.v4.new_code_cell(code) for code in cells]
    for each in made:
        each.metadata["tags"] = ["raises-exception"] if each.source.startswith("#raises") else []
    place = folder / (LONG if name == "folder" else "")
    place.mkdir(parents=True, exist_ok=True)
    return executor.Job(name, nbformat.v4.new_notebook(cells=made), place, 1, 60, kernel=kernel)


def printed(done: executor.Job) -> str:
    """Return what a page shows, without what is drawn anew each time."""
    record, _ = stable_outputs.steady(done.notebook)
    return DRAWN.sub("…", json.dumps([record.outputs, record.widgets], indent=1, ensure_ascii=False))


@pytest.mark.parametrize("names", [() if os.environ.get("LESSONLIB_KILLS") else SOME])
def test_pages_of_many_kinds_print_on_our_kernels_what_they_print_on_stock_ones(tmp_path, monkeypatch, names):
    monkeypatch.setenv("JUPYTER_PATH", KERNELS)
    monkeypatch.delenv("MPLBACKEND", raising=False)
    pages = kinds(names)
    ours, stock = (
        [job(name, cells, kernel, tmp_path / kernel) for name, cells in pages.items()]
        for kernel in (executor.OURS, "python3")
    )
    failed = []

    executor.run_all(
        [*ours, *stock], lambda done, error: error and failed.append((done.name, done.kernel, error)), KERAS
    )

    assert failed == []
    differing = [
        "\n".join(difflib.unified_diff(printed(two).split("\n"), printed(one).split("\n"), "stock", one.name, n=1))
        for one, two in zip(ours, stock, strict=True)
    ]
    assert [lines for lines in differing if lines] == []


@pytest.mark.skipif(not executor.CAN_FORK, reason="no kernels are forked here")
def test_a_forked_kernel_clears_up_when_it_ends(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", KERNELS)
    code = "import atexit, pathlib\natexit.register(pathlib.Path('ended').touch)\n1"

    executor.run_all([job("page", [code], executor.OURS, tmp_path)], lambda *_: None, KERAS)

    assert (tmp_path / "ended").exists()


@pytest.mark.skipif(not executor.CAN_FORK, reason="no kernels are forked here")
def test_kernels_are_forked_however_long_the_path_of_temporary_files_is(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", KERNELS)
    room = tmp_path / ("long" * 40)
    room.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(room))
    page = job("page", ["import os\nos.getppid()"], executor.OURS, tmp_path)
    errors = []

    executor.run_all([page], lambda _, error: errors.append(error), KERAS)

    assert errors == [None]
    assert page.used["opened"]


def test_a_kernel_does_not_complain_of_sockets_that_its_end_has_closed(caplog):
    stream = logging.getLogger("tornado.general")
    errors = zmq.ZMQError(zmq.ENOTSOCK), zmq.ZMQError(zmq.ETERM), ValueError("of a page")
    stream.addFilter(fork_server.says_more_than_closed)
    try:
        for error in errors:
            stream.error("Uncaught exception", exc_info=error)
    finally:
        stream.removeFilter(fork_server.says_more_than_closed)

    assert [record.exc_info[1] for record in caplog.records] == [*errors[1:]]
