"""Save pages while `live` watches, and while a stock sphinx-autobuild does: how long until they are seen?

`nox -s bench -- --live` runs this. Both are asked in turn, from the save until Chromium's document has the change,
and until all is up to date. Stock sphinx-autobuild reloads by an inline script, which the site's policy forbids;
here Chromium does not enforce that policy for it, so that it can reload at all.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import click
import pages
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from lessonlib.sphinxext.outputs.pdf import find_chromium

LESSON = "lessons/02-convolution"
PATIENCE = 120  # seconds
OURS, STOCK = "live", "stock sphinx-autobuild"


@dataclass
class Watching:
    """A program that builds at every save, the copy of the site that it watches, and an open page."""

    name: str
    folder: Path
    process: subprocess.Popen[bytes]
    log: Path
    page: Page
    seen: dict[str, list[float]] = field(default_factory=dict)
    done: dict[str, list[float]] = field(default_factory=dict)

    def ended(self) -> int:
        """Return how many builds have ended."""
        words = r"all is up to date|not built" if self.name == OURS else r"Serving on http|build failed|Command exited"
        return len(re.findall(words, self.log.read_text(encoding="utf-8", errors="replace")))

    def shows(self, expression: str) -> bool:
        """Return whether a JavaScript expression is true on the open page; one that just reloads shows nothing."""
        try:
            return bool(self.page.evaluate(expression))
        except PlaywrightError:
            return False

    def measure(self, kind: str, change: Callable[[], None], there: str) -> None:
        """Change a source; note the seconds until a JavaScript expression is true, and until all is up to date."""
        builds = self.ended()
        begin = time.perf_counter()
        change()
        while not self.shows(there):
            if time.perf_counter() - begin > PATIENCE:
                raise SystemExit(f"{self.name}: {kind} was not seen:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.02)
        self.seen.setdefault(kind, []).append(time.perf_counter() - begin)
        while self.ended() == builds:
            if time.perf_counter() - begin > PATIENCE:
                raise SystemExit(f"{self.name}: the build did not end:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.02)
        self.done.setdefault(kind, []).append(time.perf_counter() - begin)
        click.echo(
            f"  {self.name}, {kind}: seen after {self.seen[kind][-1]:.2f} s, done after {self.done[kind][-1]:.2f} s"
        )
        time.sleep(1)


@contextmanager
def watching(name: str, folder: Path, executed: Path | None, browser: Browser) -> Iterator[Watching]:
    """Start a program on a copy of the site, wait for its first build, and open the lesson."""
    source, made, log = folder / "docs", folder / "made", folder / "log.txt"
    pages.copy_site(source, pages.lessons("all"))
    (folder / ".git").mkdir()  # so that pages have the same place in their project as here, and records are found
    if executed:
        shutil.copytree(executed, made / "doctrees" / "sites" / "executed")
    places = ["-d", str(made / "doctrees"), str(source), str(made / "html")]
    program = ["lessonlib.sphinxext.live"] if name == OURS else ["sphinx_autobuild", "-j", "auto"]
    ignored = [] if name == OURS else ["--ignore", str(made)]
    command = [sys.executable, "-u", "-m", *program, "--port", "0", *ignored, *places]
    with log.open("w") as out:
        process = subprocess.Popen(command, env=os.environ | {"LESSONLIB_DATA": "embedded"}, stdout=out, stderr=out)
    try:
        ready = "all is up to date" if name == OURS else "Waiting to detect changes"
        while ready not in log.read_text() or not re.search(r"http://[\d.:]+", log.read_text()):
            if process.poll() is not None:
                raise SystemExit(f"{name} has ended:\n{log.read_text()[-3000:]}")
            time.sleep(0.1)
        address = re.search(r"http://[\d.:]+", log.read_text())
        assert address
        with browser.new_context(bypass_csp=name == STOCK) as context:
            page = context.new_page()
            for _ in range(50):  # it says where it serves before it does
                try:
                    page.goto(f"{address[0]}/{LESSON}.html")
                    break
                except PlaywrightError:
                    time.sleep(0.2)
            yield Watching(name, source, process, log, page)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def edits(each: Watching, number: int) -> Iterator[None]:
    """Measure each kind of edit once, one at a time; all of them are undone by the last that both programs know."""
    file = each.folder / f"{LESSON}.md"
    index = each.folder / "index.md"
    text, home = file.read_text(encoding="utf-8"), index.read_text(encoding="utf-8")
    mark = f"mark{number}"
    shown = f"document.body && document.body.textContent.includes('{mark}')"

    def write(path: Path, content: str) -> Callable[[], None]:
        return lambda: path.write_text(content, encoding="utf-8") and None

    title = next(line for line in text.splitlines() if line.startswith("# "))
    prose = text.replace(title, f"{title}\n\nA word: {mark}a.", 1)
    each.measure("a word", write(file, prose), shown.replace(mark, f"{mark}a"))
    yield
    question = re.sub(r"(\n:::\{question\}.*?\n: )", rf"\1{mark}b ", text, count=1, flags=re.DOTALL)
    assert question != text
    each.measure(
        "a question's feedback", write(file, question), f"document.documentElement.innerHTML.includes('{mark}b')"
    )
    yield
    cell = re.sub(r"(```\{code-cell\}[^\n]*\n(?::[^\n]*\n)*)", rf"\1# {mark}c\n", text, count=1)
    assert cell != text
    each.measure("a cell", write(file, cell), shown.replace(mark, f"{mark}c"))
    yield
    each.measure("undone", write(file, text), f"!({shown.replace(mark, mark + 'c')})")
    yield
    new = each.folder / "new.md"

    def add() -> None:
        new.write_text(f"# New\n\n{mark}e\n", encoding="utf-8")
        index.write_text(home.replace("\nlab\n", "\nlab\nnew\n", 1), encoding="utf-8")

    each.page.goto(re.sub(r"(http://[^/]+/).*", r"\1index.html", each.page.url))
    links = "[...document.querySelectorAll('a')].some((a) => a.href.endsWith('/new.html'))"
    each.measure("a new page", add, links)
    yield

    def remove() -> None:
        new.unlink()
        index.write_text(home, encoding="utf-8")

    each.measure("it is deleted", remove, f"!({links})")
    yield
    each.page.goto(re.sub(r"(http://[^/]+/).*", rf"\1{LESSON}.html", each.page.url))
    if each.name == OURS:
        broken = text.replace(title, f"{title}\n\n{{term}}`{mark}d`\n", 1)
        problem = "document.querySelector('#live-problems')"
        each.measure("a mistake", write(file, broken), f"{problem} && {problem}.textContent.includes('{mark}d')")
        yield
        each.measure("its mending", write(file, text), f"document.body && !{problem}")


def table(ours: Watching, stock: Watching) -> str:
    """Return medians, and what they are of stock's."""
    rows = [f"{'':<24}{'seen':>8}{'of stock':>10}{'done':>8}{'of stock':>10}"]
    for kind in ours.seen:
        row = f"{kind:<24}"
        for mine, theirs in ((ours.seen, stock.seen), (ours.done, stock.done)):
            row += f"{statistics.median(mine[kind]):>6.2f} s"
            row += (
                f"{statistics.median(mine[kind]) / statistics.median(theirs[kind]):>10.2f}"
                if kind in theirs
                else " " * 10
            )
        rows.append(row)
    return "\n".join(rows)


@click.command()
@click.option("--runs", default=5, show_default=True)
@click.option(
    "--executed", type=click.Path(path_type=Path, exists=True), help="Records of an earlier build to begin with."
)
def main(runs: int, executed: Path | None) -> None:
    """Measure both in turn and print the table."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        folders = [Path(place, name) for name in ("ours", "stock")]
        for folder in folders:
            folder.mkdir()
        with (
            watching(OURS, folders[0], executed, browser) as ours,
            watching(STOCK, folders[1], executed, browser) as stock,
        ):
            for number in range(runs):
                click.echo(f"run {number + 1} of {runs}")
                for _ in zip_longest(edits(ours, number), edits(stock, number)):
                    pass
            click.echo(f"\nMedians of {runs}, from the save:\n\n{table(ours, stock)}")


if __name__ == "__main__":
    main()
