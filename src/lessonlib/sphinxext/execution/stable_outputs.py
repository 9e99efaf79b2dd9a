"""Outputs without what differs from run to run: process numbers, names of widgets, the progress of downloads."""

import json
import re
from typing import Any

import nbformat

from lessonlib.sphinxext.core.files import digest
from lessonlib.sphinxext.execution.cache import Record

# Where the warning was given, what it says, and the line of code that Python repeats below it.
DATA_WARNING = re.compile(r"^.*\bDataWarning: (.*)\n(?:  .*\n?)?", re.MULTILINE)
# How lessonlib.data.fetching counts the bytes that have arrived.
PROGRESS = re.compile(r"\r[^\r\n]*: \d+\.\d+(?: of \d+\.\d+)? MB\n?")
# The file that a cell pretends to be: "/tmp/ipykernel_508/1006960720.py", where 508 is a process.
CELL_FILE = re.compile(r"\bipykernel_\d+[/\\]+\d+\.py")
# The folders before it, which do not begin in the middle of a colour.
FOLDERS = re.compile(r"(?:\x1b\[[0-9;]*m)?([^\s\"'<>()\[\],;\x1b]*)\Z")
LONGEST = 1000  # characters that they may have: an expression that looks for more is slow in long texts
# The names that plotly and pandas draw for elements of what they show.
ELEMENT = re.compile(r'\bid="(T_[0-9a-f]{5}|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})"')
WIDGETS = "application/vnd.jupyter.widget-state+json"


def steady(notebook: nbformat.NotebookNode) -> tuple[Record, list[str]]:
    """Return what a page printed, the same whenever it prints the same, and the warnings about its data."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [[each for each in map(tidy, cell.outputs) if each] for cell in cells]
    widgets = _plain(notebook.metadata.get("widgets", {}))
    drawn = [*widgets.get(WIDGETS, {}).get("state", {}), *elements(outputs)]
    for number, name in enumerate(drawn):
        outputs, widgets = _renamed([outputs, widgets], name, numbered(name, number))
    said = [notice for cell in cells for each in cell.outputs for notice in notices(each)]
    return Record(outputs, _plain(notebook.metadata["language_info"]), widgets), said


def elements(outputs: list[list[dict[str, Any]]]) -> list[str]:
    """Return the names of elements in a page's outputs that are drawn anew each time, in order."""
    shown = ["".join(each.get("data", {}).get("text/html", "")) for cell in outputs for each in cell]
    return list(dict.fromkeys(name for html in shown for name in ELEMENT.findall(html)))


def numbered(name: str, number: int) -> str:
    """Return a name of the same form that is the same each time.

    >>> numbered("T_1a2b3", 0)
    'T_338a3'
    """
    digits = iter(digest(str(number)) * 2)
    return re.sub("(?<!T)[0-9a-f]", lambda _: next(digits), name)


def _plain(node: Any) -> Any:
    return json.loads(json.dumps(node))


def _renamed(value: Any, old: str, new: str) -> Any:
    return json.loads(json.dumps(value).replace(old, new))


def tidy(output: dict[str, Any]) -> dict[str, Any] | None:
    """Return an output of a page as plain values, without what `load` says of the data; None if nothing remains.

    A small set in place of the whole one is announced by the page itself, and to the author by the build.
    """
    kept: dict[str, Any] = _named(_plain(output))
    if kept.get("name") != "stderr":
        return kept
    kept["text"] = PROGRESS.sub("", DATA_WARNING.sub("", kept["text"]))
    return kept if kept["text"].strip() else None


def join(notebook: nbformat.NotebookNode) -> None:
    """Join what the cells of a notebook have printed."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = joined(cell.outputs)


def joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Return outputs in which what a cell printed is one text, before its errors.

    It arrives in pieces, cut by the clock. Of a line that is written over and over, as a progress bar is, the last
    state remains. nbclient does the same (`coalesce_streams`), with an expression that searches a line of a million
    letters for hours.
    """
    streams: dict[str, nbformat.NotebookNode] = {}
    pieces: dict[str, list[str]] = {}
    kept = []
    for output in outputs:
        if output.output_type != "stream":
            kept.append(output)
            continue
        if output.name not in streams:
            streams[output.name] = output
            kept.append(output)
        pieces.setdefault(output.name, []).append(output.text)
    for name, stream in streams.items():
        stream.text = "\n".join(map(_last_state, "".join(pieces[name]).split("\n")))
    for place in range(len(kept) - 1):
        one, other = kept[place : place + 2]
        if (one.get("name"), other.get("name")) == ("stderr", "stdout"):
            kept[place : place + 2] = other, one
    return kept


def _last_state(line: str) -> str:
    return line[line.rfind("\r", 0, max(len(line) - 1, 0)) + 1 :]


def without_cell_files(text: str) -> str:
    r"""Return a text that calls the file of a cell `cell.py`.

    >>> without_cell_files("see /tmp/ipykernel_508/1006960720.py, or \x1b[32m/tmp/ipykernel_508/1.py")
    'see cell.py, or \x1b[32mcell.py'
    """
    pieces, begun = [], 0
    for found in CELL_FILE.finditer(text):
        if found.start() < begun:
            continue
        folders = FOLDERS.search(text, max(begun, found.start() - LONGEST), found.start())
        start = folders.start(1) if folders else found.start()
        pieces += [text[begun:start], "cell.py"]
        begun = found.end()
    return "".join([*pieces, text[begun:]])


def _named(value: Any) -> Any:
    """Return a value whose texts call the file of a cell `cell.py`."""
    if isinstance(value, str):
        return without_cell_files(value) if "ipykernel_" in value else value
    if isinstance(value, list):
        return [_named(each) for each in value]
    return {name: _named(each) for name, each in value.items()} if isinstance(value, dict) else value


def notices(output: dict[str, Any]) -> list[str]:
    """Return the warnings about data that an output holds."""
    return DATA_WARNING.findall(output["text"]) if output.get("name") == "stderr" else []
