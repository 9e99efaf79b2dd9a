"""The command `lessonlib`: get data and notebooks, check answers, look what is there."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path

import click

from lessonlib.cli import authoring, doctor, reports, runner
from lessonlib.cli.runner import FileError
from lessonlib.cli.spoken import Spoken
from lessonlib.locale import localised, noted
from lessonlib.quiz.bank import BankError
from lessonlib.quiz.courses import Course, courses, with_bank
from lessonlib.quiz.registry import ChecksError
from lessonlib.quiz.results import Result

COLOURS = {
    "correct": "green",
    "incorrect": "yellow",
    "not attempted": None,
    "compare it yourself": "blue",
    noted("ok"): "green",
    noted("fault"): "red",
    noted("note"): "yellow",
}


GROUP = "lessonlib.commands"
"""The entry points by which a course adds commands of its own (click's)."""


@click.group(cls=Spoken, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="lessonlib")
def main() -> None:
    """Take the lessons with you: data, notebooks, and checks of your answers.

    Begin with `lessonlib doctor`: it says what is there, and what to do.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console of Windows may lack a letter


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--force", is_flag=True, help="Overwrite notebooks that are there, with your answers in them.")
def notebooks(folder: Path, force: bool) -> None:
    """Write the notebooks of all lessons, to be filled in, into DIR. Needs no network.

    A notebook that is there already is left alone: it may hold your answers. Folders of the course are kept apart; of
    several courses, each has a folder of its own.
    """
    try:
        found = with_bank(courses())
    except BankError as error:
        raise click.ClickException(str(error)) from error
    stubs = {target: file for each in found for target, file in _stubs(each, folder, apart=len(found) > 1)}
    kept = 0
    for target, stub in stubs.items():
        if target.exists() and not force:
            kept += 1
            click.echo(localised("{file} is there already: left alone (--force overwrites it)", file=target))
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(stub.read_bytes())
        except OSError as error:
            raise click.ClickException(
                localised("{file} cannot be written ({why}). Name another folder.", file=target, why=error.strerror)
            ) from error
        click.echo(f"{target}")
    how = localised("Open one with: python -m pip install notebook, then jupyter notebook")
    click.echo(f"{localised('{number} written.', number=len(stubs) - kept)} {how}")


def _stubs(course: Course, folder: Path, *, apart: bool) -> Iterator[tuple[Path, Path]]:
    """Yield where each notebook of a course goes, and where it lies; several courses each have a folder of theirs."""
    found = [file for file in sorted(course.content.rglob("*.ipynb")) if not file.stem.endswith("-solution")]
    shared = Path(os.path.commonpath([file.parent for file in found])) if found else course.content
    for file in found:
        yield (folder / course.name if apart else folder) / file.relative_to(shared), file


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--watch", is_flag=True, help="Check again whenever the file is saved, until Ctrl+C.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="JSON",
    help="Also write the verdicts to JSON, a file that the course's page “Review” loads.",
)
def check(file: Path, watch: bool, report: Path | None) -> None:
    """Run FILE, a notebook or a Python file, and say what its checks say.

    FILE is executed, as Jupyter would execute it, in its own folder: check only files that you trust.

    The exit code is 0 when every check in FILE was run and is correct, and no cell failed; 1 when not; 2 when FILE
    cannot be read or checks nothing. A text, which only its writer can compare, counts as neither right nor wrong.
    """
    if not watch:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the kernel is ended, too
        sys.exit(_check_once(file, report))
    # `-P`: a module of the learner's beside the file must not stand in for one that this command needs.
    reporting = ["--report", str(report)] if report else []
    command = [sys.executable, "-P", "-m", "lessonlib.cli", "check", str(file), *reporting]
    click.echo(localised("Watching {file}. Ctrl+C ends it.", file=file))
    try:
        runner.watch(file, lambda: _again(command), lambda: time.sleep(0.5))
    except KeyboardInterrupt:
        click.echo(f"\n{localised('Ended.')}")


def _again(command: list[str]) -> Callable[[], None]:
    """Check in a process of its own; return what ends it, should it still run."""
    click.echo(f"\n{time.strftime('%H:%M:%S')}")
    process = subprocess.Popen(command)

    def end() -> None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    return end


def _check_once(file: Path, report: Path | None) -> int:
    if report and report.resolve() == file.resolve():
        raise click.UsageError(localised("the report would overwrite {file}: name another file", file=file))
    try:
        attempt = runner.run(file, tell=lambda text: click.echo(text, nl=False))
    except FileError as error:
        raise click.UsageError(str(error)) from error
    if report:
        _write_report(report, attempt.results)
    for failure in attempt.errors:
        click.secho(failure, fg="yellow")
    texts = attempt.count("compare it yourself")
    outcomes = ("correct", "incorrect", "not attempted", *["compare it yourself"] * bool(texts))
    if not attempt.results:
        what = localised('{file} checks nothing: it has no line such as check("five-layers", model)', file=file)
        click.echo(what)
        return 2
    for result in attempt.results:
        click.secho(f"{localised(result.outcome):14}{result.id}", fg=COLOURS[result.outcome])
    stopped = localised("; code that stopped: {number}", number=len(attempt.errors)) if attempt.errors else ""
    click.echo(", ".join(f"{attempt.count(outcome)} {localised(outcome)}" for outcome in outcomes) + stopped)
    return 0 if attempt.right else 1


def _write_report(file: Path, results: list[Result]) -> None:
    """Write the verdicts to a file; two on one id would be one record, so the last of them counts."""
    try:
        asking = {each.bank.title for each in with_bank(courses()) if any(one.id in each.ids() for one in results)}
        title = asking.pop() if len(asking) == 1 else ""
        reports.write(file, {result.id: result for result in results}.values(), title)
    except (OSError, BankError, ChecksError) as error:
        raise click.UsageError(localised("the report {file} cannot be written: {why}", file=file, why=error)) from error


@main.command(name="doctor")
def see_doctor() -> None:
    """Say what is installed, what data is there, what will be slow, and what to do.

    The exit code is 1 when something has to be mended.
    """
    found = [*doctor.examine()]
    for finding in found:
        click.echo(click.style(f"{localised(finding.state):6}", fg=COLOURS[finding.state]) + finding.said)
        if finding.todo:
            click.echo(f"      {finding.todo}")
    faults = sum(finding.state == "fault" for finding in found)
    click.echo(localised("{number} to mend.", number=faults) if faults else localised("Ready for the lessons."))
    sys.exit(1 if faults else 0)


for _command in authoring.COMMANDS:
    main.add_command(_command)
for _entry in entry_points(group=GROUP):
    main.add_command(_entry.load())
