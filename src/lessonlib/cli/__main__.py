"""`python -m lessonlib.cli` is the command `lessonlib`."""

from lessonlib.cli import main

main()
