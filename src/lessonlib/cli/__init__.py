"""The command `lessonlib`."""


def main() -> None:
    """Run the command; what it needs is imported only now, since a kernel imports other modules of this package."""
    from lessonlib.cli.commands import main as run

    run()
