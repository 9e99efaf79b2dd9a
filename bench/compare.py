"""Build the site in many ways, in turn, and print how long each takes beside the others.

`nox -s bench` runs this; `-- --pages 01,03 --runs 1` measures less. Every way gets the same environment; stock kernels
import Keras when they start, through settings of IPython. Nothing else should run on the machine.
"""

import filecmp
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import click
import pages
import weights
from memory import Peak

from lessonlib.networks.kernels import KERAS
from lessonlib.sphinxext.execution.executor import cores, warm_kernels

ENVIRONMENT = KERAS.environment() | {
    "LESSONLIB_BUILD": "1",
    "LESSONLIB_DATA": "embedded",
    "MPLBACKEND": "Agg",
}
STOCK = ("-D", "nb_execution_mode=force", "-D", "lessonlib_execution=no", "-D", "lessonlib_balance_reading=0")
OPTIONAL = SCRIPTS, STOCK_ALONE = "plain scripts, one after another", "stock -j 1"  # no bound depends on them
NOT_PUBLISHED = {".buildinfo", ".buildinfo.bak"}


class Bench:
    """A folder to measure in, and the seconds that were measured: name → one number a run."""

    def __init__(self, folder: Path, names: list[str], *, bounds_only: bool) -> None:
        self.folder, self.names, self.bounds_only = folder, names, bounds_only  # the last page is the one to edit
        self.seconds: dict[str, list[float]] = {}
        self.peak = Peak()  # of our builds, their kernels included
        self.differing: dict[str, set[str]] = {}
        pages.copy_site(folder / "site", names)
        pages.empty_site(folder / "empty")
        pages.write_scripts(folder / "scripts", names)
        self.stock = os.environ | {"IPYTHONDIR": str(pages.quiet_start(folder / "ipython"))}

    def note(self, name: str, seconds: float) -> None:
        self.seconds.setdefault(name, []).append(seconds)
        click.echo(f"  {name}: {seconds:.1f} s")

    def median(self, name: str) -> float:
        return statistics.median(self.seconds[name])

    def build(self, name: str, *options: str, source: str = "site", out: str = "ours", new: bool = False) -> None:
        """Build a site, anew or on what is there, and note its seconds."""
        made = self.folder / out
        if new:
            shutil.rmtree(made, ignore_errors=True)
        places = ["-d", str(made / "doctrees"), str(self.folder / source), str(made / "html")]
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", *options, *places]
        environment = self.stock if out == "stock" else None
        with (self.folder / "log.txt").open("a") as log:
            begin = time.perf_counter()
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
            with self.peak.watched(process) if out == "ours" else nullcontext():
                failed = process.wait()
            if failed:
                raise SystemExit(f"{name}: the build failed:\n{self.end_of_log()}")
        self.note(name, time.perf_counter() - begin)

    def compare(self, name: str, one: str, other: str) -> None:
        """Note the files that differ between two folders, in this run or in one before."""
        self.differing.setdefault(name, set()).update(differing(self.folder / one, self.folder / other))

    def end_of_log(self) -> str:
        """Return the last that builds and scripts said."""
        return (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace")[-3000:]

    def script(self, name: str) -> subprocess.Popen[str]:
        """Start a script in the folder of the lessons."""
        command = [sys.executable, str(self.folder / "scripts" / name)]
        with (self.folder / "log.txt").open("a") as log:
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": log, "text": True}
            return subprocess.Popen(command, cwd=self.folder / "site" / "lessons", **pipes)

    def finish(self, process: subprocess.Popen[str], said: str = "") -> None:
        """Wait for a script, which must succeed."""
        process.communicate(said)
        if process.returncode:
            raise SystemExit(f"{process.args[-1]} failed:\n{self.end_of_log()}")

    def plain_scripts(self) -> None:
        """Run the pages' code as plain scripts, one after another, each with its own imports."""
        total = 0.0
        for name in self.names:
            begin = time.perf_counter()
            self.finish(self.script(f"{name}.py"))
            total += time.perf_counter() - begin
        self.note(SCRIPTS, total)

    def code(self, names: list[str], at_once: int) -> float:
        """Return the seconds that pages' code takes, imports taken out, the longest first."""
        waiting = []
        for name in names:
            process = self.script(f"{name}-waits.py")
            assert process.stdout is not None
            while process.stdout.readline() not in {"ready\n", ""}:
                pass
            waiting.append(process)
        begin = time.perf_counter()
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(lambda process: self.finish(process, "\n"), waiting))  # raises what a script raised
        return time.perf_counter() - begin

    def floor(self) -> None:
        """Measure what no build can undercut: one import, and the code on all cores."""
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import keras"], stderr=subprocess.DEVNULL, check=True)
        imported = time.perf_counter() - begin
        self.note("one import of Keras", imported)
        self.note(f"code of {self.names[-1]}", self.code(self.names[-1:], 1))
        self.note("the floor", imported + self.code(self.names, cores()))

    def edits(self) -> None:
        """Change nothing, prose, code; then undo it all, and look whether the site is as at first."""
        shutil.rmtree(self.folder / "cold", ignore_errors=True)
        shutil.copytree(self.folder / "ours" / "html", self.folder / "cold")
        file = self.folder / "site" / "lessons" / f"{self.names[-1]}.md"
        text = file.read_text(encoding="utf-8")
        self.build("no-op", "-j", "auto")
        file.write_text(f"{text}\nA new sentence.\n", encoding="utf-8")
        self.build("prose edit", "-j", "auto")

        def edit_code() -> None:
            file.write_text(text.replace("\nimport ", f"\n# {time.time()}\nimport ", 1), encoding="utf-8")

        edit_code()
        self.build("code edit", "-j", "auto")
        with warm_kernels(KERAS):
            edit_code()
            self.build("code edit in live", "-j", "auto")
        file.write_text(text, encoding="utf-8")
        self.build("undone", "-j", "auto")
        self.compare("after edits", "cold", "ours/html")

    def run(self) -> None:
        """Measure everything once."""
        self.floor()
        self.build("ours, cold", "-j", "auto", new=True)
        self.build("stock -j 2", *STOCK, "-j", "2", out="stock", new=True)
        self.compare("fast and stock", "stock/html", "ours/html")
        if not self.bounds_only:
            self.plain_scripts()
            self.build(STOCK_ALONE, *STOCK, "-j", "1", out="stock", new=True)
        self.build("empty project", "-j", "auto", source="empty", out="nothing", new=True)
        self.edits()


def differing(one: Path, other: Path) -> list[str]:
    """Return the files that two sites do not share byte for byte."""
    names = {str(file.relative_to(site)) for site in (one, other) for file in site.rglob("*") if file.is_file()}
    _, unequal, missing = filecmp.cmpfiles(one, other, names - NOT_PUBLISHED, shallow=False)
    return sorted(unequal + missing)


def table(bench: Bench) -> str:
    """Return what was measured, what it is measured against, and the bound."""
    cold, floor, no_op, empty = map(bench.median, ("ours, cold", "the floor", "no-op", "empty project"))
    own, imported = bench.median(f"code of {bench.names[-1]}"), bench.median("one import of Keras")
    rows = [(name, f"{bench.median(name):.1f} s", "") for name in bench.seconds]

    def ratio(name: str, value: float, bound: float | None = None) -> None:
        held = "" if bound is None else f"{'held' if value <= bound else 'MISSED'}: at most {bound:.2f}"
        rows.append((name, f"{value:.2f}", held))

    ratio("cold / floor", cold / floor, 1.25)
    for name in ("stock -j 2", *(() if bench.bounds_only else OPTIONAL)):
        ratio(f"cold / {name}", cold / bench.median(name))
    ratio("overhead / overhead of stock -j 2", (cold - floor) / (bench.median("stock -j 2") - floor), 0.3)
    ratio("no-op, seconds", no_op, max(3.5, 1.2 * empty))
    ratio("prose edit / no-op", bench.median("prose edit") / no_op, 1.5)
    code, live = bench.median("code edit") - own - no_op, bench.median("code edit in live") - own - no_op
    ratio("code edit less (own code, no-op), seconds", code)
    ratio("... less one import of Keras", code - imported, 3)
    ratio("code edit in live less (own code, no-op)", live, 3)
    ratio("peak memory of the build, GB", bench.peak.bytes / 1e9, 6)
    page = bench.names[-1]
    ours = weights.first_view(bench.folder / "ours" / "html", f"lessons/{page}.html")
    pages.bare_site(bench.folder / "bare-site", page)
    bench.build("bare theme", source="bare-site", out="bare", new=True)
    bare = weights.first_view(bench.folder / "bare" / "html", "index.html")
    if ours and bare:
        ratio(f"first view of {page}, kB (bare theme: {bare:.0f})", ours, 230)
    for name, files in bench.differing.items():
        rows.append((f"same bytes, {name}", "yes" if not files else "NO", ", ".join(sorted(files))))
    return "\n".join(f"{name:<48} {value:>9}   {note}" for name, value, note in rows)


@click.command()
@click.option("--pages", "wanted", default="all", help='Numbers of lessons, "01,03" say.')
@click.option("--runs", default=3, show_default=True, help="How often everything is measured; medians are printed.")
@click.option("--bounds-only", is_flag=True, help=f"Leave out what no bound depends on: {', '.join(OPTIONAL)}.")
@click.option("--folder", type=click.Path(path_type=Path), help="An empty folder to keep what is built.")
def main(wanted: str, runs: int, *, bounds_only: bool, folder: Path | None) -> None:
    """Measure all ways in turn and print the table."""
    names = pages.lessons(wanted)
    os.environ.update(ENVIRONMENT)
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(folder or Path(place), names, bounds_only=bounds_only)
        for number in range(runs):
            click.echo(f"run {number + 1} of {runs}, {len(names)} pages, {cores()} cores")
            bench.run()
        click.echo(f"\nMedians of {runs}:\n\n{table(bench)}")
    if any(bench.differing.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
