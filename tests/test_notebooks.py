"""The notebooks of the built site, each run in a fresh kernel: some minutes, so only when asked for.

Build the site, then: LESSONLIB_RUN_NOTEBOOKS=docs/_build/html python noxfile.py -s tests -- -k test_notebooks
"""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

SITE = os.environ.get("LESSONLIB_RUN_NOTEBOOKS", "")
LESSONS = Path(SITE, "downloads", "lessons").absolute()
STUBS = sorted(file for file in LESSONS.glob("*.ipynb") if not file.stem.endswith("-solution"))

pytestmark = pytest.mark.skipif(not SITE, reason="runs for minutes; LESSONLIB_RUN_NOTEBOOKS names a built site")


def run(file, folder):
    book = nbformat.read(file, as_version=4)
    NotebookClient(book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    return book


def test_there_are_seven_stubs():
    assert len(STUBS) == 7


@pytest.mark.parametrize("stub", STUBS, ids=lambda file: file.stem)
def test_a_solution_runs_from_top_to_bottom_and_every_check_is_correct(stub, tmp_path):
    book = run(stub.with_name(f"{stub.stem}-solution.ipynb"), tmp_path)

    for cell in (cell for cell in book.cells if cell.source.rpartition("\n")[2].startswith("check(")):
        said = "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)
        assert said.splitlines()[0].endswith(": correct"), said


@pytest.mark.parametrize("stub", STUBS, ids=lambda file: file.stem)
def test_a_stub_runs_to_its_first_blank_and_says_what_to_do(stub, tmp_path):
    book = nbformat.read(stub, as_version=4)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    first = next(number for number, cell in enumerate(code[1:], 2) if "____" in cell.source)
    client = NotebookClient(book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}})

    with pytest.raises(CellExecutionError) as stopped:
        client.execute()

    assert stopped.value.ename == "Unfilled"
    assert "in place of ____, then run this cell again." in stopped.value.evalue
    assert client.code_cells_executed == first
    (said,) = (each for each in code[first - 1].outputs if each.output_type == "error")
    assert said.traceback == [stopped.value.evalue]
