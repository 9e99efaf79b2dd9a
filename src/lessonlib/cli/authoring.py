"""What authors type: `lessonlib new`, `lessonlib add`, `lessonlib adopt`."""

from pathlib import Path

import click

from lessonlib.cli.adopt import AdoptError
from lessonlib.cli.adopt import adopt as adopt_course
from lessonlib.cli.new import NewError, new_course, new_lesson


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="NAME")
@click.option("--keras", is_flag=True, help="The lessons use Keras: kernels begin with it, and learners install it.")
def new(folder: Path, keras: bool) -> None:
    """Begin a course: a new folder NAME with a lesson, its checks, tests and a workflow that publishes it.

    It builds as it is. Write over what is there.
    """
    try:
        made = new_course(folder, keras=keras)
    except NewError as error:
        raise click.ClickException(str(error)) from error
    for file in made:
        click.echo(f"{file}")
    click.echo(f"\nThe course is in {folder}. Its README.md says how to build it and to test it:")
    click.echo(f"  cd {folder}\n  python -m pip install -r requirements.txt")
    click.echo("  python -m sphinx -n -W --keep-going docs docs/_build/html\n  python -m pytest")


@click.group()
def add() -> None:
    """Add to a course: a lesson."""


@add.command()
@click.argument("title")
@click.option("--to", "root", type=click.Path(path_type=Path), default=Path(), help="The folder of the course.")
def lesson(title: str, root: Path) -> None:
    """Add a lesson called TITLE to the course in this folder, with a page and a module of checks."""
    try:
        page, checks = sorted(new_lesson(root, title), key=lambda file: file.suffix)
    except NewError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{page}\n{checks}\n\nThe page builds as it is. What is left to do:")
    click.echo(f"  1. Write over the page: its objectives, what it says, its questions, its exercise ({page.name}).")
    click.echo(f"  2. Write what the exercise asks, its solution and wrong attempts ({checks.name}).")
    click.echo("  3. Take `draft: true` out, so that the page is held to the rules for lessons.")
    click.echo(
        "  4. Name the page in a table of contents, unless one has `:glob:` (docs/index.md of a new course has)."
    )
    click.echo("  5. Build and test: python -m pytest")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="PATH")
def adopt(folder: Path) -> None:
    """Say what a Sphinx or Jupyter Book course at PATH needs to be built with lessonlib, and write the settings.

    A copy of it is built several times: every cell of its pages is executed. Adopt only courses that you trust. The
    settings are written at the end of its conf.py, which is made of _config.yml where there is none.
    """
    try:
        found = adopt_course(folder, click.echo)
    except AdoptError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"\nWritten at the end of conf.py:{found.block()}")


COMMANDS = (new, add, adopt)
