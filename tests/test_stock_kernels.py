"""Pages that run on forked kernels print what stock kernels print, file by file of the site."""

import asyncio
import filecmp
import os
import subprocess
import sys
from pathlib import Path

import nbformat

from conftest import CONF
from lessonlib.kernel import SETTINGS
from lessonlib.sphinxext import execution, schedule

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
# Stock kernels import Keras while they start, as ours do, so that no page holds TensorFlow's chatter.
START = "from lessonlib.kernel import import_quietly\nimport_quietly()\ndel import_quietly\n"


def build(site: Path, out: Path, **settings: str) -> Path:
    """Build the site in a process of its own, and return where its files are."""
    options = [f"-D{name}={value}" for name, value in settings.items()]
    command = [sys.executable, "-m", "sphinx", "-W", "-b", "html", *options, str(site), str(out / "html")]
    environment = os.environ | SETTINGS | {"IPYTHONDIR": str(site.parent / "ipython")}  # of stock kernels
    environment.pop("MPLBACKEND", None)  # which makes them draw nothing
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ("forked warm" in done.stdout) is (schedule.CAN_FORK and not settings)
    return out / "html"


def published(site: Path) -> set[str]:
    names = (file.relative_to(site) for file in site.rglob("*") if file.is_file())
    return {name.as_posix() for name in names if not name.parts[0].startswith(".")}


def test_forked_kernels_give_the_bytes_of_stock_kernels(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "conf.py").write_text(CONF)
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
    monkeypatch.setenv("JUPYTER_PATH", str(execution.LIBRARY))
    job = schedule.Job("page", notebook, Path.cwd(), 1, 60)

    asyncio.run(schedule._execute(job))

    assert [output.text for output in notebook.cells[0].outputs] == ["two pieces\n"]
