"""Build courses of many small pages, and print what a page costs: `nox -s bench -- --many`.

Beside the engine stand a build that runs no cell, and one that has myst-nb alone and runs none: what the theme and
the reader cost by themselves. Nothing else should run on the machine.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
from memory import Peak

BEGIN = 15  # seconds that do not count as the pages'
A_PAGE = 0.15  # seconds
PEAK = 1.2  # GB
CONF = """
project, version, copyright, author = "Many", "1", "the authors", "the authors"
extensions = ["myst_nb", "lessonlib.sphinxext"]
html_theme = "sphinx_book_theme"
lessonlib_execution = True
"""
PAGE = """---
file_format: mystnb
kernelspec: {{name: python3, language: python}}
---

# Page {number}

One number, and its square.

```{{code-cell}}
number = {number}
print(number)
```

## Its square

```{{code-cell}}
number**2
```
"""
WAYS = {
    "all": (),
    "nothing is run": ("-D", "nb_execution_mode=off"),
    "myst-nb alone, nothing is run": ("-D", "extensions=myst_nb", "-D", "nb_execution_mode=off"),
}


def make(folder: Path, number: int) -> Path:
    """Write a course of so many pages."""
    folder.mkdir()
    (folder / "conf.py").write_text(CONF)
    (folder / "index.md").write_text("# Many\n\n```{toctree}\n:glob:\n\npage*\n```\n")
    for each in range(number):
        (folder / f"page{each:04}.md").write_text(PAGE.format(number=each))
    return folder


def build(course: Path, out: Path, peak: Peak, *options: str) -> float:
    """Build a course anew, with as many processes as there are cores; return the seconds."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-j", "auto", *options]
    begin = time.perf_counter()
    process = subprocess.Popen([*command, "-d", str(out / "trees"), str(course), str(out / "html")])
    with peak.watched(process):
        if process.wait():
            raise SystemExit("the build failed")
    return time.perf_counter() - begin


@click.command()
@click.option("--pages", "numbers", default="100,500", show_default=True, help="How many pages the courses have.")
@click.option("--runs", default=3, show_default=True, help="How often everything is measured; medians are printed.")
def main(numbers: str, runs: int) -> None:
    """Measure all ways in turn and print the table."""
    for number in map(int, numbers.split(",")):
        seconds: dict[str, list[float]] = {name: [] for name in WAYS}
        peaks = {name: Peak() for name in WAYS}
        for _ in range(runs):
            for name, options in WAYS.items():
                with tempfile.TemporaryDirectory() as place:
                    course = make(Path(place) / "course", number)
                    seconds[name].append(build(course, Path(place), peaks[name], *options))
        for name in WAYS:
            median, gigabytes = statistics.median(seconds[name]), peaks[name].bytes / 1e9
            click.echo(f"{number} pages, {name}: {median:.1f} s, {gigabytes:.2f} GB")
        took, most = statistics.median(seconds["all"]), peaks["all"].bytes / 1e9
        click.echo(judged(f"seconds a page over {BEGIN}", (took - BEGIN) / number, A_PAGE))
        click.echo(judged("peak memory, GB", most, PEAK))


def judged(name: str, value: float, bound: float) -> str:
    """Return a value beside the bound that it is held to."""
    return f"{name}: {value:.3f} ({'held' if value <= bound else 'MISSED'}: at most {bound})"


if __name__ == "__main__":
    main()
