"""Collect lessonlib's own words from its sources into its catalogs, and compile them (`nox -s words`).

With `--check`, change nothing, and fail where a catalog is not as it would be made.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from lessonlib.locale import SCRIPTS, WORDS
from lessonlib.locale.sources import Message, in_python
from lessonlib.quiz.spellings import shared

LIBRARY = Path(__file__).parents[1] / "src" / "lessonlib"
TEXT = r'"((?:[^"\\]|\\.)*)"'
IN_SCRIPTS = re.compile(rf"\b(?:localised|noted|button)\(\s*{TEXT}|\b(?:counted|many)\(\s*{TEXT},\s*{TEXT}")


def in_library(code: str) -> Iterator[Message]:
    """Yield the texts that are said in Python."""
    yield from (message for _, message in in_python(code))


def in_help(code: str) -> Iterator[str]:
    """Yield what commands of learners say of themselves and of their options."""
    for node in ast.walk(ast.parse(code)):
        marks = [ast.unparse(each) for each in node.decorator_list] if isinstance(node, ast.FunctionDef) else []
        if any(re.match(r"(main|click)\.(command|group)\b", mark) for mark in marks):
            yield ast.get_docstring(node)
        elif isinstance(node, ast.keyword) and node.arg == "help":
            yield node.value.value


def in_scripts(code: str) -> Iterator[Message]:
    """Yield the texts that scripts say."""
    for one, first, second in IN_SCRIPTS.findall(code):
        yield (first, second) if first else one.replace('\\"', '"')


def template(name: str) -> Catalog:
    """Return a catalog of all words, without translations."""
    suffix, read = {WORDS: (".py", in_library), SCRIPTS: (".js", in_scripts)}[name]
    found = Catalog(project="lessonlib", charset="utf-8")
    found.creation_date = datetime(2026, 1, 1, tzinfo=UTC)
    for file in sorted(LIBRARY.rglob(f"*{suffix}")):
        if "templates" not in file.parts:
            code = file.read_text(encoding="utf-8")
            for message in (*read(code), *(in_help(code) if file.name == "commands.py" else ())):
                found.add(message, flags=["python-brace-format"] if "{" in str(message) else [])
    for message in shared()["messages"].values():
        found.add(message)
    return found


def updated(file: Path, language: str, name: str) -> Catalog:
    """Return the catalog of a language with all words that there are now."""
    with file.open("rb") as opened:
        known = read_po(opened, locale=language)
    made = template(name)
    known.update(made, no_fuzzy_matching=True, update_creation_date=False)
    known.obsolete.clear()
    known.project, known.version, known.msgid_bugs_address, known.language_team = "lessonlib", "", "", ""
    known.header_comment, known.last_translator = "# The words of lessonlib.", "the lessonlib contributors"
    return known


def written(catalog: Catalog) -> bytes:
    """Return a catalog as the text of its file, in the order of the texts."""
    out = io.BytesIO()
    write_po(out, catalog, no_location=True, sort_output=True, width=110)
    return out.getvalue()


def compiled(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def made() -> Iterator[tuple[Path, bytes]]:
    """Yield the files of all languages as they should be."""
    for folder in sorted((LIBRARY / "locale").glob("*/LC_MESSAGES")):
        language = folder.parent.name
        for name in (WORDS, SCRIPTS):
            catalog = updated(folder / f"{name}.po", language, name)
            yield folder / f"{name}.po", written(catalog)
            if name == WORDS:
                yield folder / f"{name}.mo", compiled(catalog)


def main() -> None:
    for file, content in made():
        if not file.exists() or file.read_bytes() != content:
            if "--check" in sys.argv:
                sys.exit(f"{file} is not as its sources are: run nox -s words")
            file.write_bytes(content)
            print(f"{file} was written")


if __name__ == "__main__":
    main()
