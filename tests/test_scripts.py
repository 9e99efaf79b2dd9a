"""Notebooks as Python files: they can be run, whatever only a notebook understands."""

import base64
import re
import subprocess
import sys

import pytest

from lessonlib.notebooks.writer import answered, code_cell, notebook, script, text_cell, unanswered
from lessonlib.quiz.model import Choice, Question

CELLS = {
    "a magic": ("%matplotlib inline\nx = 1", "# %matplotlib inline\nx = 1"),
    "an indented magic": ("if True:\n    x = 1\n    %matplotlib inline", "    x = 1\n#     %matplotlib inline"),
    "a magic alone in a block": ("if True:\n    %matplotlib inline", "# Only a notebook runs this cell."),
    "a magic beside a string like one": ('%time x = 1\ns = """\n%no\n"""', '# %time x = 1\ns = """\n%no\n"""'),
    "a shell": ("!pip list\nx = 1", "# !pip list\nx = 1"),
    "a shell's answer": ("files = !ls", "# files = !ls"),
    "help": ("check?", "# check?"),
    "a timed cell": ("%%time\nx = 1", "# %%time\nx = 1"),
    "a cell of another language": ("%%bash\nls", "# Only a notebook runs this cell.\n# %%bash\n# ls"),
    "await": ("import asyncio\nawait asyncio.sleep(0)", "# Only a notebook runs this cell."),
    "await in a function": ("async def f():\n    await g()", "async def f():\n    await g()"),
    "a string like a magic": ('s = """\n%no\n"""', 's = """\n%no\n"""'),
    "a line that begins with a sign": ("x = (7\n% 7)", "x = (7\n% 7)"),
}


@pytest.mark.parametrize(("source", "wanted"), CELLS.values(), ids=[*CELLS])
def test_what_only_a_notebook_runs_is_a_comment(source, wanted):
    text = script(notebook([code_cell(source)]))

    compile(text, "a.py", "exec")
    assert wanted in text


def test_a_cell_that_fails_on_purpose_does_not_end_the_file(tmp_path):
    failing = 'text = """\nas it is\n"""\nassert text == "\\nas it is\\n"\nif text:\n    1 / 0'
    file = tmp_path / "a.py"
    file.write_text(script(notebook([code_cell(failing, tags=["raises-exception"]), code_cell("print('after')")])))

    done = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, check=True)

    assert done.stdout == "ZeroDivisionError: division by zero\nafter\n"


def test_text_is_a_comment_line_by_line():
    assert script(notebook([text_cell("# Title\n\n% text\u2028x")])) == "# %% [markdown]\n# # Title\n#\n# % text\n# x\n"


def test_tags_and_what_images_show_are_kept_and_no_process_is_named():
    said = {"output_type": "stream", "name": "stderr", "text": "/tmp/ipykernel_508/1006.py:2: UserWarning: x"}
    shown = {"output_type": "display_data", "data": {"image/png": "", "text/plain": "x"}, "metadata": {"a": 1}}

    cell = code_cell("x", [said, shown], ["raises-exception"], "a picture")

    assert cell["metadata"] == {"tags": ["raises-exception"]}
    assert cell["outputs"][0]["text"] == "this cell: UserWarning: x"
    assert cell["outputs"][1]["metadata"] == {"image/png": {"alt": "a picture"}}


def test_a_drawing_is_a_picture_with_words_where_jupyterlab_shows_no_svg():
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text>a</text></svg>'
    shown = {"output_type": "execute_result", "data": {"image/svg+xml": svg, "text/plain": 'the letter "a"'}}

    (made,) = code_cell("x", [shown])["outputs"]
    (named,) = code_cell("x", [shown], alt="A & B")["outputs"]

    source = re.fullmatch(
        r'<img alt="the letter &quot;a&quot;" src="data:(.*);base64,(.*)" style=.*>', made["data"]["text/html"]
    )
    assert source[1] == "image/svg+xml"
    assert base64.b64decode(source[2]).decode() == svg
    assert made["data"] | shown["data"] == made["data"]
    assert 'alt="A &amp; B"' in named["data"]["text/html"]


LONG = [f"a thing of many words, number {number}" for number in range(4)]
GIVEN = [
    ("number", 24),
    ("blanks", ["Conv2D", "relu"]),
    ("blanks", LONG),
    ("sort", dict.fromkeys(LONG[:1], "one")),
    ("sort", dict.fromkeys(LONG, "one")),
]


@pytest.mark.parametrize(("kind", "answer"), GIVEN)
def test_the_cell_that_gives_an_answer_is_no_wider_than_a_cell(kind, answer):
    blanks = tuple((each,) for each in answer) if kind == "blanks" else ()
    groups = ("one", "two") if kind == "sort" else ()
    choices = (Choice("A", "otherwise", "Count again."),)
    code = answered(Question("it", kind, (), "calculate", choices, key=answer, blanks=blanks, groups=groups))
    given = []

    exec(code, {"check": lambda id, value: given.append((id, value))})

    assert given == [("it", answer)]
    assert max(map(len, code.splitlines())) <= 84
    assert ("\n" in code) is (len(str(answer)) > 84)


@pytest.mark.parametrize("number", [1, 4, 12, 40])
def test_the_cell_that_waits_for_blanks_is_no_wider_than_a_cell(number):
    choices = (Choice("A", "blank 1", "Look again."),)
    code = unanswered(Question("fill-in-it", "blanks", (), "calculate", choices, blanks=(("x",),) * number))
    given = []

    exec(code, {"check": lambda *values: given.append(values), "____": None})

    assert given == [("fill-in-it", None if number == 1 else [None] * number)]
    assert max(map(len, code.splitlines())) <= 84
