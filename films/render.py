"""Draw the planned films that have changed: `python films/render.py FOLDER`, in the environment of the films.

`--draft` draws small, quick ones. Each plan is FOLDER/NAME.plan.json; beside it come NAME.mp4, NAME.jpg (the
poster) and, last of all, NAME.json, which says from which plan and words the film was made.
"""

import argparse
import importlib
import json
import pathlib
import shutil
import sys
import tempfile
import time
from typing import Any

import av
import manim as m

from drawing import DrawingError, Film, prepare

RATE = 15  # frames a second


def film_class(name: str) -> type[Film]:
    """Return the class that draws a film."""
    module = importlib.import_module(f"scenes.{name.replace('-', '_')}")
    return next(each for each in vars(module).values() if isinstance(each, type) and each.__module__ == module.__name__)


def poster(film: pathlib.Path, at: float, to: pathlib.Path) -> None:
    """Write the frame at a second as the film's poster."""
    with av.open(str(film)) as opened:
        for frame in opened.decode(video=0):
            if float(frame.time or 0) >= at:
                frame.to_image().resize((1280, 720)).save(to, quality=80, optimize=True)
                return
    raise DrawingError(f"{film.name} ends before second {at:.0f}, which was to be its poster")


def render(plan: dict[str, Any], folder: pathlib.Path, *, draft: bool) -> None:
    """Draw one film; it takes its place only when it is whole."""
    name = plan["name"]
    width, height = (854, 480) if draft else (1920, 1080)
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        options = {"pixel_width": width, "pixel_height": height, "frame_rate": RATE, "media_dir": aside}
        with m.tempconfig({**options, "output_file": name}):
            film = film_class(name)(plan)
            film.render()
            made = pathlib.Path(film.renderer.file_writer.movie_file_path)
        picture = pathlib.Path(aside) / "poster.jpg"
        poster(made, plan["poster"], picture)
        shutil.move(picture, folder / f"{name}.jpg")
        shutil.move(made, folder / f"{name}.mp4")


def is_drawn(folder: pathlib.Path, plan: dict[str, Any]) -> bool:
    """Return whether the film has been drawn from this very plan."""
    name = plan["name"]
    try:
        done = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(done.get("key") == plan["key"]) and all((folder / f"{name}{end}").exists() for end in (".mp4", ".jpg"))


def main() -> int:
    """Draw the films; return how many failed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--draft", action="store_true")
    parser.add_argument("names", nargs="*", help="only these films")
    asked = parser.parse_args()
    names = asked.names or json.loads((asked.folder / "planned.json").read_text(encoding="utf-8"))
    # No page may show a draft.
    to = asked.folder / "drafts" if asked.draft else asked.folder
    to.mkdir(exist_ok=True)
    failed = 0
    for number, name in enumerate(names, start=1):
        plan = json.loads((asked.folder / f"{name}.plan.json").read_text(encoding="utf-8"))
        began, at = time.monotonic(), f"[{number}/{len(names)}] {name}"
        if is_drawn(to, plan):
            print(f"{at}: unchanged", flush=True)
            continue
        prepare(plan["font"])
        # A film that is being made anew is not the one that its mark speaks of.
        (to / f"{name}.json").unlink(missing_ok=True)
        print(f"{at}: drawing {plan['scenes'][-1]['end']:.0f} s …", flush=True)
        try:
            render(plan, to, draft=asked.draft)
        except DrawingError as error:
            print(f"{at}: {error}", file=sys.stderr, flush=True)
            failed += 1
            continue
        done = {"key": plan["key"], "words": plan["words"]}
        (to / f"{name}.json").write_text(json.dumps(done), encoding="utf-8")
        size = (to / f"{name}.mp4").stat().st_size / 1e6
        print(f"{at}: {size:.1f} MB in {time.monotonic() - began:.0f} s", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
