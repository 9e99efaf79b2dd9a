"""Each page in `tests/pages` has one fault; its first line says which line and message the build must give."""

import pathlib
import re

import pytest

PAGES = sorted((pathlib.Path(__file__).parent / "pages").iterdir())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_malformed_page_fails_the_build_naming_file_line_and_what_to_do(path, build):
    first, _, text = path.read_text(encoding="utf-8").partition("\n")
    line, message = re.fullmatch(r"(?:%|\.\.) expect (\d+): (.*)", first).groups()
    builder = "doctest" if message == "Failed example" else "dummy"

    built = build({f"index{path.suffix}": "\n" + text}, builder)

    if builder == "doctest":
        assert built.code == 1
        assert f'File "index{path.suffix}", line {line}' in built.status
    else:
        wanted = [w for w in built.warnings if f"index{path.suffix}:{line}:" in w and message in w]
        assert wanted, f"no warning for line {line} with {message!r} among:\n" + "\n".join(built.warnings)
