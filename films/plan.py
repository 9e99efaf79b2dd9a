"""Plan the films: words from the pages, numbers from Keras. `python films/plan.py FOLDER [NAME …]`.

Runs in the lessons' environment; render.py then draws the plans in its own. A film's numbers are computed again
only if what computes them, the packages or the data have changed. A plan's key changes with all that can be seen.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import sys
from collections.abc import Iterator
from typing import Any

from lessonlib.data.keras_data import cache_folder
from lessonlib.networks.kernels import KERAS, import_keras_quietly
from lessonlib.sphinxext.core.files import LIBRARY, digest, digest_of_files, write_atomically
from lessonlib.sphinxext.execution.environment import state_of_the_machine
from lessonlib.sphinxext.execution.helpers import helpers_of
from lessonlib.sphinxext.widgets.film import films_of
from lessonlib.widgets.narration import FilmError, Narration, webvtt

FILMS = pathlib.Path(__file__).resolve().parent
ROOT = FILMS.parent


def narrations(pages: pathlib.Path) -> Iterator[Narration]:
    """Yield the films of all pages, in the order of the lessons."""
    for page in sorted(pages.glob("*.md")):
        try:
            yield from films_of(page)
        except FilmError as error:
            raise SystemExit(f"{page}: {error}") from error


def source(kind: str, name: str) -> pathlib.Path:
    """Return the file that computes or draws a film."""
    file = FILMS / kind / f"{name.replace('-', '_')}.py"
    if not file.exists():
        raise SystemExit(f"the film {name!r} needs {file.relative_to(ROOT)}")
    return file


def numbers_of(name: str) -> dict[str, Any]:
    """Return the numbers of a film, computed by Keras."""
    import_keras_quietly()
    spec = importlib.util.spec_from_file_location(f"computed_{name}", source("computed", name))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: dict[str, Any] = module.numbers()
    return found


def state() -> str:
    """Return a digest of what changes a number and stands in no file of ours: packages, and Keras's cached data."""
    folder = cache_folder("mnist")
    data = sorted(file for file in folder.rglob("*") if file.is_file())
    embedded = os.environ.get("LESSONLIB_DATA") == "embedded"
    known = [] if embedded else [f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in data]
    return digest(state_of_the_machine(KERAS), *known)


def numbers(name: str, folder: pathlib.Path, state: str) -> dict[str, Any]:
    """Return the numbers of a film, from the last time if nothing that makes them has changed."""
    file = source("computed", name)
    key = digest(state, digest_of_files(helpers_of(file.read_text(encoding="utf-8")), LIBRARY), file.read_bytes())
    kept = folder / f"{name}.numbers.json"
    try:
        last = json.loads(kept.read_text(encoding="utf-8"))
        if last["key"] == key:
            return dict(last["numbers"])
    except (OSError, ValueError, KeyError):
        pass  # never computed, or damaged: compute
    print(f"{name}: computing its numbers …", file=sys.stderr, flush=True)
    found = numbers_of(name)
    write_atomically(kept, json.dumps({"key": key, "numbers": found}))
    return dict(json.loads(kept.read_text(encoding="utf-8"))["numbers"])


def plan(said: Narration, found: dict[str, Any]) -> dict[str, Any]:
    """Return all that the drawing needs."""
    from matplotlib import get_data_path

    scenes = [{"start": scene.start, "end": scene.end, "text": scene.text} for scene in said.scenes]
    shared = [FILMS / "drawing.py", FILMS / "charts.py", FILMS / "render.py", source("scenes", said.name)]
    drawing = digest_of_files([*shared, ROOT / "requirements" / "film.txt"], ROOT)
    return {
        "name": said.name,
        "title": said.title,
        "words": webvtt(said),
        "scenes": scenes,
        "numbers": found,
        # The frame before the middle scene ends: by then there is something to see.
        "poster": said.scenes[len(scenes) // 2].end - 0.5,
        "font": str(pathlib.Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"),
        "key": digest(json.dumps([said.title, scenes, found], sort_keys=True), drawing),
    }


def main() -> None:
    """Write a plan for each film, and the list of those planned."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("names", nargs="*", help="only these films")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    said = {each.name: each for each in narrations(ROOT / "docs" / "lessons")}
    unknown = set(asked.names) - set(said)
    if unknown:
        raise SystemExit(f"no film is called {', '.join(sorted(unknown))}; there are {', '.join(said)}")
    now = state()
    for name in asked.names or said:
        made = plan(said[name], numbers(name, asked.folder, now))
        write_atomically(asked.folder / f"{name}.plan.json", json.dumps(made))
        write_atomically(asked.folder / f"{name}.vtt", made["words"])
    write_atomically(asked.folder / "planned.json", json.dumps(asked.names or list(said)))


if __name__ == "__main__":
    main()
