"""The command `lessonlib`: get data and notebooks, check answers, look what is there."""

import os
import subprocess
import sys
import time
import warnings
from pathlib import Path

import click

from lessonlib import attempts, bank, doctor
from lessonlib.attempts import FileError
from lessonlib.kerasdata import FILES
from lessonlib.kernel import import_quietly

COLOURS = {
    "correct": "green",
    "incorrect": "yellow",
    "not attempted": None,
    "ok": "green",
    "fault": "red",
    "note": "yellow",
}


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="lessonlib")
def main() -> None:
    """Take the lessons with you: data, notebooks, and checks of your answers.

    Begin with `lessonlib doctor`: it says what is there, and what to do.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console of Windows may lack a letter


@main.command()
@click.argument("names", nargs=-1, type=click.Choice([*FILES]))
def fetch(names: tuple[str, ...]) -> None:
    """Download the data sets that the lessons use (42 MB; NAMES picks some).

    They go where Keras keeps its own, so that nothing is downloaded twice. Each file is put in place when it
    is whole. Without them the lessons use small sets that need no network.
    """
    from lessonlib import kerasdata

    failed = False
    for name in names or FILES:
        try:
            with warnings.catch_warnings(record=True) as said:
                (train, _), (test, _) = kerasdata.load_data(name)
        except kerasdata.KerasDataError as error:
            failed = True
            click.secho(f"{name}: {error}.", fg="red", err=True)
            click.echo("  Try again with a working connection. Until then the lessons use a small set.", err=True)
            continue
        for warning in said:
            click.echo(f"  {warning.message}", err=True)
        where = kerasdata.cache_folder(name)
        click.echo(f"{name}: {len(train):,} training and {len(test):,} test images in {where}")
    sys.exit(1 if failed else 0)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--force", is_flag=True, help="Overwrite notebooks that are there, with your answers in them.")
def notebooks(folder: Path, force: bool) -> None:
    """Write the notebooks of all lessons, to be filled in, into DIR. Needs no network.

    A notebook that is there already is left alone: it may hold your answers.
    """
    try:
        inside = bank.course_folder()
    except bank.BankError as error:
        raise click.ClickException(str(error)) from error
    stubs = [file for file in sorted(inside.rglob("*.ipynb")) if not file.stem.endswith("-solution")]
    kept = 0
    for stub in stubs:
        target = folder / stub.name
        if target.exists() and not force:
            kept += 1
            click.echo(f"{target} is there already: left alone (--force overwrites it)")
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True)
            target.write_bytes(stub.read_bytes())
        except OSError as error:
            raise click.ClickException(
                f"{target} cannot be written ({error.strerror}). Name another folder."
            ) from error
        click.echo(f"{target}")
    click.echo(f"{len(stubs) - kept} written. Open one with: python -m pip install notebook, then jupyter notebook")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--watch", is_flag=True, help="Check again whenever the file is saved, until Ctrl+C.")
def check(file: Path, watch: bool) -> None:
    """Run FILE, a notebook or a script, and say what its checks say.

    The exit code is 0 when every answer is correct, 1 when one is not, 2 when FILE cannot be run.
    """
    if not watch:
        sys.exit(_check_once(file))
    command = [sys.executable, "-m", "lessonlib.cli", "check", str(file)]
    click.echo(f"Watching {file}. Ctrl+C ends it.")
    try:
        attempts.watch(file, lambda: _again(command), lambda: time.sleep(0.5))
    except KeyboardInterrupt:
        click.echo("\nEnded.")


def _again(command: list[str]) -> None:
    """Check in a fresh process: what an earlier version of the file defined is gone."""
    click.echo(f"\n{time.strftime('%H:%M:%S')}")
    subprocess.run(command, check=False)


def _check_once(file: Path) -> int:
    os.environ.setdefault("MPLBACKEND", "agg")  # no window opens
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if b"keras" in file.read_bytes():
        import_quietly()  # or TensorFlow's lines about itself would stand before the verdicts
    try:
        attempt = attempts.run(file)
    except FileError as error:
        raise click.UsageError(str(error)) from error
    for failure in attempt.errors:
        click.secho(failure, fg="yellow")
    outcomes = ("correct", "incorrect", "not attempted")
    if not attempt.results:
        click.echo(f'{file} checks nothing: it has no line such as check("five-layers", model)')
        return 2
    for result in attempt.results:
        click.secho(f"{result.outcome:14}{result.id}", fg=COLOURS[result.outcome])
    click.echo(", ".join(f"{attempt.count(outcome)} {outcome}" for outcome in outcomes))
    return 0 if attempt.count("correct") == len(attempt.results) else 1


@main.command(name="doctor")
def see_doctor() -> None:
    """Say what is installed, what data is there, what will be slow, and what to do.

    The exit code is 1 when something has to be mended.
    """
    found = [*doctor.examine()]
    for finding in found:
        click.echo(click.style(f"{finding.state:6}", fg=COLOURS[finding.state]) + finding.said)
        if finding.todo:
            click.echo(f"      {finding.todo}")
    faults = sum(finding.state == "fault" for finding in found)
    click.echo(f"{faults} to mend." if faults else "Ready for the lessons.")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
