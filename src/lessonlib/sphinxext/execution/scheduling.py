"""In which order pages are read, and by how many processes: by what each costs."""

import json
import pathlib
import re

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.parallel import make_chunks

CELL = re.compile(r"^```\{code-cell\}.*?^```$", re.MULTILINE | re.DOTALL)
FEW = 2  # so many pages are read and written sooner than a second process has started


def costs_file(app: Sphinx) -> pathlib.Path:
    """Return where it stands what each page took when it last ran: beside the site."""
    return pathlib.Path(app.outdir).parent / "seconds.json"


def estimate(code: list[str]) -> float:
    """Return the seconds that a page's code may take that has never run: training is what takes time."""
    return sum(8 * cell.count("epochs") + len(cell) / 1000 for cell in code)


def read_costs(file: pathlib.Path) -> dict[str, float]:
    """Return the seconds that pages took when they last ran; a guide only, so damage costs nothing."""
    try:
        costs = json.loads(file.read_text(encoding="utf-8"))
        return {str(name): float(seconds) for name, seconds in costs.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def stay_alone(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Read and write a page or two without a second process."""
    if len(docnames) <= FEW and app.config.lessonlib_balance_reading:
        app.parallel = 1


def deal_out(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Spread the lessons over Sphinx's readers; it deals out neighbours, so all lessons to one reader."""
    if app.parallel < 2 or not app.config.lessonlib_balance_reading:
        return
    costs = read_costs(costs_file(app))
    for name in docnames:
        text = pathlib.Path(env.doc2path(name)).read_text(encoding="utf-8")
        costs.setdefault(name, estimate(CELL.findall(text)))
    room = [len(chunk) for chunk in make_chunks(docnames, app.parallel)]
    piles: list[list[str]] = [[] for _ in room]
    for name in sorted(docnames, key=costs.__getitem__, reverse=True):
        free = [pile for pile, places in zip(piles, room, strict=True) if len(pile) < places]
        min(free[: app.parallel], key=lambda pile: sum(map(costs.__getitem__, pile))).append(name)
    docnames[:] = [name for pile in piles for name in pile]


def setup(app: Sphinx) -> None:
    app.add_config_value("lessonlib_balance_reading", True, "", bool)
    app.connect("env-before-read-docs", stay_alone)
    app.connect("env-before-read-docs", deal_out)
