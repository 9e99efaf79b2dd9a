"""The command in the language of the courses at hand: its help, and what click says itself."""

import gettext
import inspect
import os
from typing import Any

import click

from lessonlib.locale import ENGLISH, FOLDER, WORDS, localised, noted
from lessonlib.quiz.courses import speak_of

OF_CLICK = (
    noted("Usage:"),
    noted("Options"),
    noted("Commands"),
    noted("Positional arguments"),
    noted("Show this message and exit."),
    noted("Show the version and exit."),
    noted("Error: {message}"),
    noted("Try '{command} {option}' for help."),
    noted("Invalid value for {param_hint}: {message}"),
    noted("Missing argument"),
    noted("Missing command."),
    noted("No such option {name!r}."),
    noted("No such command {name!r}."),
    noted("{name} {filename!r} does not exist."),
    noted("{name} {filename!r} is a directory."),
)
"""What click says to learners; it takes its words from the catalogs of the process."""

_written: dict[click.Command | click.Option, str] = {}


class Spoken(click.Group):
    """A group of commands that speaks the language of the courses at hand."""

    def main(self, *args: Any, **settings: Any) -> Any:
        """Choose the language, then run the command."""
        language = speak_of()
        if language != ENGLISH:
            gettext.bindtextdomain(WORDS, str(FOLDER))
            gettext.textdomain(WORDS)
            os.environ["LANGUAGE"] = language
        say_help(self)
        return super().main(*args, **settings)


def say_help(command: click.Command) -> None:
    """Say what a command, its options and the commands below it are for; what has no translation stays English."""
    for each in (command, *command.params):
        if isinstance(each, click.Command | click.Option) and each.help:
            each.help = localised(_written.setdefault(each, inspect.cleandoc(each.help)))
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        say_help(below)
