"""Whatever an author does while `live` runs, the site is in the end that of a clean build, byte for byte.

A few edits here; `nox -s torture` makes two hundred.
"""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from watched import Live

import lessonlib
from conftest import CONF
from lessonlib.sphinxext.execution.kernels import CAN_FORK

EDITS, EACH = (200, 10) if os.environ.get("LESSONLIB_KILLS") else (6, 6)  # each so many, a clean build
EXTENSIONS = (
    '["lessonlib.sphinxext", "lessonlib.sphinxext.outputs.site", "lessonlib.sphinxext.teaching.slides", "myst_nb"]'
)
SETTINGS = (
    CONF.replace('["lessonlib.sphinxext", "myst_nb"]', EXTENSIONS)
    + """
exclude_patterns = ["_build"]
html_static_path = ["_static"]
html_css_files = ["own.css"]
html_baseurl = "https://example.org/"
"""
)
HOME = "# Home\n\n```{toctree}\n:glob:\n\npages/*\n```\n\n```{objectives-map}\n```\n"
PAGE = """---
file_format: mystnb
kernelspec: {{name: python3}}
draft: true
---

(label-{name})=
# {title}

:::{{objectives}}
sizes-{name}
: **count** places
:::

A word: {word}. See {{ref}}`label-{other}` and {{doc}}`{other}`.

![A picture](picture.svg)

## A section on {section}

```{{code-cell}}
print("number", {number})
```

:::{{question}} places-{name}
:objective: sizes-{name}
:asks: calculate
:kind: number
:unit: places

How many {word}?

otherwise
: {feedback}

```pycon
>>> 4 * {key}
{product}
```
:::
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="{}"/></svg>\n'
MISTAKES = {
    "an unknown kind": (":kind: number", ":kind: riddle"),
    "a failing cell": ('print("number"', '1 / 0; print("number"'),
    "an unknown term": ("A word:", "{term}`nothing` A word:"),
    "a missing image": ("picture.svg", "no-picture.svg"),
    "a directive that stays open": (":::{objectives}", "::::{objectives}"),
}


class Course:
    """Sources that change at random."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance, self.count = folder, chance, 0
        self.pages: dict[str, dict[str, object]] = {}
        (folder / "pages").mkdir(parents=True)
        (folder / "_static").mkdir()
        (folder / "conf.py").write_text(SETTINGS)
        (folder / "index.md").write_text(HOME)
        (folder / "_static" / "own.css").write_text("h1 { color: teal; }")
        self.picture()
        for _ in range(3):
            self.add()

    def new(self) -> str:
        """Return a word that was never there."""
        self.count += 1
        return f"w{self.count}"

    def write(self) -> None:
        """Write the pages that are not as they should be."""
        for name, page in self.pages.items():
            others = sorted(self.pages)
            other = others[(others.index(name) + 1) % len(others)]
            text = PAGE.format(name=name, other=other, product=4 * page["key"], **page)
            file = self.folder / "pages" / f"{name}.md"
            if not file.exists() or file.read_text() != text:
                file.write_text(text)

    def one(self) -> dict[str, object]:
        return self.pages[self.chance.choice(sorted(self.pages))]

    def add(self) -> None:
        key = self.chance.randint(2, 99)
        words = {field: self.new() for field in ("title", "word", "section", "feedback")}
        self.pages[f"page-{self.new()}"] = {**words, "number": key, "key": key}
        self.write()

    def delete(self) -> None:
        if len(self.pages) > 2:
            name = self.chance.choice(sorted(self.pages))
            del self.pages[name]
            (self.folder / "pages" / f"{name}.md").unlink()
            self.write()

    def rename(self) -> None:
        name = self.chance.choice(sorted(self.pages))
        self.pages[f"page-{self.new()}"] = self.pages.pop(name)
        (self.folder / "pages" / f"{name}.md").unlink()
        self.write()

    def change(self, field: str) -> None:
        self.one()[field] = self.chance.randint(2, 99) if field in ("number", "key") else self.new()
        self.write()

    def picture(self) -> None:
        (self.folder / "pages" / "picture.svg").write_text(PICTURE.format(self.chance.randint(1, 99)))

    def style(self) -> None:
        (self.folder / "_static" / "own.css").write_text(f"h1 {{ margin: {self.chance.randint(1, 99)}px; }}")

    def static(self) -> None:
        extra = self.folder / "_static" / "extra.txt"
        if extra.exists():
            extra.unlink()
        else:
            extra.write_text(self.new())


KINDS: dict[str, Callable[[Course], None]] = {
    **{
        f"another {field}": lambda course, field=field: course.change(field)
        for field in ("word", "title", "section", "feedback", "number", "key")
    },
    **{f"{name} a page": getattr(Course, name) for name in ("add", "delete", "rename")},
    **{f"another {name}": getattr(Course, name) for name in ("picture", "style", "static")},
}


def published(site: Path) -> dict[str, bytes]:
    files = (file for file in site.rglob("*") if file.is_file() and not file.name.startswith("."))
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in files}


def clean(course: Course, made: Path, environment: dict[str, str]) -> dict[str, bytes]:
    """Return what a clean build of the sources publishes."""
    shutil.rmtree(made, ignore_errors=True)
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-d",
        str(made / "doctrees"),
        str(course.folder),
        str(made / "html"),
    ]
    subprocess.run(command, env=os.environ | environment, check=True)
    return published(made / "html")


@pytest.mark.skipif(not CAN_FORK, reason="the way of systems that cannot fork is tested in the browser")
def test_after_any_edits_the_site_is_that_of_a_clean_build(tmp_path):
    library = tmp_path / "library"
    ours = Path(lessonlib.__file__).parent
    shutil.copytree(ours, library / "lessonlib", ignore=shutil.ignore_patterns("__pycache__"))
    environment = {"PYTHONPATH": str(library), "LESSONLIB_DATA": "embedded"}
    chance = random.Random(16)
    course = Course(tmp_path / "source", chance)
    live = Live(course.folder, tmp_path / "_build", **environment)
    try:
        live.wait(lambda: live.builds() == 1)
        done: list[str] = []
        for number in range(1, EDITS + 1):
            kind = chance.choice(sorted(KINDS))
            if chance.random() < 0.25:  # a mistake first
                file = chance.choice(sorted((course.folder / "pages").glob("*.md")))
                mistake = chance.choice(sorted(MISTAKES))
                right = file.read_text()
                file.write_text(right.replace(*MISTAKES[mistake]))
                live.settle()
                file.write_text(right)
                done.append(mistake)
            KINDS[kind](course)
            live.settle()
            done.append(kind)
            if number % EACH == 0:
                right_bytes, found = clean(course, tmp_path / "clean", environment), published(live.site)
                differing = [name for name in right_bytes | found if right_bytes.get(name) != found.get(name)]
                assert differing == [], (done, live.said()[-3000:])
                print(f"{number} of {EDITS} edits: right")
                done.clear()
    finally:
        live.stop()
