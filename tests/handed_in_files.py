"""Files that learners hand to `lessonlib check`: those that are right, and those that must not pass.

Each is a name and a content: the text or the bytes of a script, or the cells of a notebook (a text each, or a whole
cell). `BESIDE` are files that lie in the same folder. The course has one question, "size", and its answer is 24.
"""

import json

IMPORT = "from lessonlib.checks import ____, check\n"
RIGHT_CALL = 'check("size", 24)\n'
GOOD = IMPORT + RIGHT_CALL

BESIDE = {
    "helper.py": "ANSWER = 24\n",
    "parcel/__init__.py": "from parcel.inner import ANSWER\n",
    "parcel/inner.py": "ANSWER = 24\n",
    "answer.txt": "24",
    # Names that the command itself needs.
    "click.py": 'raise SystemExit("a learner\'s own click")\n',
    "random.py": 'raise SystemExit("a learner\'s own random")\n',
    "types.py": 'raise SystemExit("a learner\'s own types")\n',
}


def notebook(*cells, **more):
    """Return the text of a notebook; a cell is its code, or a dictionary."""
    made = [
        cell if isinstance(cell, dict) else {"cell_type": "code", "metadata": {}, "outputs": [], "source": cell}
        for cell in cells
    ]
    book = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more
    return json.dumps({key: value for key, value in book.items() if value is not None})


def tagged(source, *tags):
    return {"cell_type": "code", "metadata": {"tags": [*tags]}, "outputs": [], "source": source}


V3 = {"cell_type": "code", "language": "python", "outputs": [], "input": GOOD.splitlines(keepends=True)}

RIGHT_SCRIPTS = {
    "plain": GOOD,
    "byte order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "lines of Windows": GOOD.replace("\n", "\r\n").encode(),
    "lines of an old Mac": GOOD.replace("\n", "\r").encode(),
    "Latin-1": ("# -*- coding: latin-1 -*-\n# é\n" + GOOD).encode("latin-1"),
    "letters of all kinds": '# 图像 é\nname = "größe"\n' + GOOD,
    "a future import below a docstring": '"""Mine."""\nfrom __future__ import annotations\n' + GOOD,
    "a dataclass": "from dataclasses import dataclass\n\n\n@dataclass\nclass Size:\n    side: int = 24\n\n\n"
    + IMPORT
    + 'check("size", Size().side)\n',
    "a module beside it": f'from helper import ANSWER\n{IMPORT}check("size", ANSWER)\n',
    "a package beside it": f'import parcel\n{IMPORT}check("size", parcel.ANSWER)\n',
    "a file beside it": f'from pathlib import Path\n{IMPORT}check("size", int(Path("answer.txt").read_text()))\n',
    "its own name": f'import os\n{IMPORT}assert os.path.isfile(__file__)\ncheck("size", 24)\n',
    "its own arguments": f"import sys\n{IMPORT}assert sys.argv == [__file__]\n{RIGHT_CALL}",
    "a main guard": f'{IMPORT}\n\ndef main():\n    check("size", 24)\n\n\nif __name__ == "__main__":\n    main()\n',
    "sys.exit at the end": f"import sys\n{GOOD}sys.exit(0)\n",
    "SystemExit at the end": f"{GOOD}raise SystemExit\n",
    "exit at the end": f"{GOOD}exit()\n",
    "cells": f"# %%\n{IMPORT}\n# %%\n{RIGHT_CALL}",
    "cells without a space": f"#%%\n{IMPORT}\n#%%\n{RIGHT_CALL}",
    "cells of nbconvert": f"# In[1]:\n\n{IMPORT}\n# In[ ]:\n\n{RIGHT_CALL}",
    "cells of text": f"{IMPORT}\n# %% [markdown]\n#  some indented text, check(\n\n# %%\n{RIGHT_CALL}",
    "text in a docstring": f'{IMPORT}\n# %% [markdown]\n"""\nSome text.\n"""\n\n# %%\n{RIGHT_CALL}',
    "a mark inside a string": f'{IMPORT}text = """\n# %% no cell\n"""\nassert "%%" in text\n{RIGHT_CALL}',
    "pool/of processes": f"""{IMPORT}from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def same(number):
    return number


if __name__ == "__main__":
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        check("size", list(pool.map(same, [24]))[0])
""",
    "a pickle of its own class": f"import pickle\n{IMPORT}\n\nclass A:\n    pass\n\n\npickle.dumps(A())\n{RIGHT_CALL}",
    "a check in a thread": f"""import threading
{IMPORT}
thread = threading.Thread(target=lambda: check("size", 24))
thread.start()
thread.join()
""",
    "magics": f"%matplotlib inline\n{GOOD}",
    "await": f"import asyncio\n{IMPORT}await asyncio.sleep(0)\n{RIGHT_CALL}",
    "a form feed": f"{IMPORT}\x0c\n{RIGHT_CALL}",
    "tabs": f'{IMPORT}if True:\n\tcheck("size", 24)\n',
    "no line end": GOOD.rstrip("\n"),
    "answers in a loop": f'{IMPORT}for id, answer in {{"size": 24}}.items():\n    check(id, answer)\n',
    "another name": 'from lessonlib.checks import check as right\nright("size", 24)\n',
    "a name given later": f'{IMPORT}c = check\nc("size", 24)\n',
    "the module": 'from lessonlib import checks\nchecks.check("size", 24)\n',
    "the module renamed": 'import lessonlib.checks as mine\nmine.check("size", 24)\n',
    "the whole path": 'import lessonlib.checks\nlessonlib.checks.check("size", 24)\n',
    "a star": 'from lessonlib.checks import *\ncheck("size", 24)\n',
    "an unpacked call": f'{IMPORT}check(*("size", 24))\n',
    "a call over lines": f'{IMPORT}check(\n    "size",\n    24,\n)\n',
    "two on one line": f'{IMPORT}check("size", 24); check("size", 12 + 12)\n',
    "one inside another": f'{IMPORT}print(check("size", 24), check("size", 24).outcome)\n',
    "one in a class": f'{IMPORT}\n\nclass A:\n    verdict = check("size", 24)\n',
    "a check in a comment": f'{GOOD}# check("other", 1)\n',
    "a check in a string": f"{GOOD}text = 'check(\"other\", 1)'\n",
    "caught output": f"{IMPORT}import contextlib, io\n"
    'with contextlib.redirect_stdout(io.StringIO()):\n    check("size", 24)\n',
    "a warning": f'import warnings\n{IMPORT}warnings.warn("look out")\n{RIGHT_CALL}',
}

RIGHT_NOTEBOOKS = {
    "plain": notebook(IMPORT, RIGHT_CALL),
    "byte order mark": "\ufeff" + notebook(IMPORT, RIGHT_CALL),
    "lines": notebook([*IMPORT.splitlines(keepends=True)], ["check(\n", '"size", 24)']),
    "lines of Windows": notebook(IMPORT, 'check("size",\r\n 24)'),
    "format 3": json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [V3]}]}),
    "no metadata": notebook(IMPORT, RIGHT_CALL, metadata=None, nbformat=None, nbformat_minor=None),
    "other cells": notebook({"cell_type": "markdown", "source": "# A"}, IMPORT, "", "# only a comment", RIGHT_CALL),
    "a kernel of another name": notebook(GOOD, metadata={"kernelspec": {"name": "my-venv", "language": "python"}}),
    "matplotlib": notebook(f"{IMPORT}%matplotlib inline", RIGHT_CALL),
    "an indented magic": notebook(f'{IMPORT}if True:\n    %matplotlib inline\n    x = 24\ncheck("size", x)'),
    "a shell": notebook(f"{IMPORT}!echo hello\nfiles = !ls\nassert files", RIGHT_CALL),
    "%time": notebook(IMPORT, '%time x = 24\ncheck("size", x)', '%time check("size", 24)'),
    "%%time": notebook(IMPORT, f"%%time\n{RIGHT_CALL}"),
    "%%timeit": notebook(IMPORT, f"%%timeit -n1 -r2\n{RIGHT_CALL}"),
    "%%capture": notebook(IMPORT, f"%%capture\n{RIGHT_CALL}"),
    "%%bash": notebook(IMPORT, "%%bash\nfor i in 1 2; do echo $i; done", RIGHT_CALL),
    "%%writefile": notebook(IMPORT, "%%writefile written.txt\nnot Python at all ((", RIGHT_CALL),
    "help": notebook(IMPORT, "check?", f"?check\n{RIGHT_CALL}"),
    "display": notebook(IMPORT, f'display("x")\n{RIGHT_CALL}'),
    "get_ipython": notebook(IMPORT, f'get_ipython().run_line_magic("matplotlib", "inline")\n{RIGHT_CALL}'),
    "await": notebook(IMPORT, f"import asyncio\nawait asyncio.sleep(0)\n{RIGHT_CALL}"),
    "the last value": notebook(IMPORT, "24", 'check("size", _)'),
    "a string like magics": notebook(IMPORT, f's = """\n%not a magic\n!x\n"""\nassert "!x" in s\n{RIGHT_CALL}'),
    "a line that begins with %": notebook(IMPORT, 'x = (124\n% 100)\ncheck("size", x)'),
    "a line separator in a string": notebook(IMPORT, f's = "a\u2028b\x0c"\nassert len(s) == 4\n{RIGHT_CALL}'),
    "an error on purpose": notebook(IMPORT, tagged("1 / 0", "raises-exception"), RIGHT_CALL),
    "another folder": notebook(f"%cd ..\n{IMPORT}", f"import helper\n{RIGHT_CALL}"),
    "cleared output": notebook(IMPORT, f"from IPython.display import clear_output\n{RIGHT_CALL}clear_output()"),
}

# Not 0 but 1: something was checked, or should have been.
WRONG_SCRIPTS = {
    "a wrong answer": f'{IMPORT}check("size", 26)\n',
    "one of two": f'{GOOD}check("size", 26)\n',
    "a wrong one first": f'{IMPORT}check("size", 26)\n{RIGHT_CALL}',
    "a blank": f'{IMPORT}check("size", ____)\n{RIGHT_CALL}',
    "an unknown id": f'{GOOD}check("siez", 24)\n',
    "an open bracket": f'{IMPORT}check("size", 24\n',
    "an open bracket in a cell": f'{GOOD}# %%\ncheck("other", 24\n',
    "an open string": f'{GOOD}# %%\ncheck("other, 24)\n',
    "a wrong indent": f'{GOOD}# %%\n  check("other", 24)\n check("other", 24)\n',
    "a null byte": GOOD + "# %%\nx = 1\0\n",
    "an error before": f'{GOOD}# %%\n1 / 0\ncheck("size", 24)\n',
    "an error after": f"{GOOD}1 / 0\n",
    "a missing module": f'{GOOD}# %%\nimport nosuchmodule\nid = "size"\ncheck(id, 24)\n',
    "another name, after an error": "from lessonlib import checks as c\nc.check('size', 24)\n"
    "# %%\n1 / 0\nc.check('size', 24)\n",
    "os._exit at once": f"import os\n{GOOD}os._exit(0)\n",
    "os._exit before": f"import os\n{GOOD}# %%\nos._exit(0)\n# %%\n{RIGHT_CALL}",
    "a killed process": f"import os, signal\n{GOOD}os.kill(os.getpid(), signal.SIGKILL)\n",
    "sys.exit before": f"import sys\n{IMPORT}sys.exit()\n{RIGHT_CALL}",
    "exit in a cell before": f"{GOOD}# %%\nexit()\n# %%\n{RIGHT_CALL}",
    "an exit code": f"import sys\n{GOOD}sys.exit(3)\n",
    "an interrupt": f"{GOOD}# %%\nraise KeyboardInterrupt\n",
    "a recursion": f"{GOOD}# %%\ndef f():\n    f()\n\nf()\n{RIGHT_CALL}",
    "a condition": f'{GOOD}if False:\n    check("size", 24)\n',
    "a function never called": f'{GOOD}\n\ndef later():\n    check("size", 24)\n',
    "a loop over nothing": f"{GOOD}for id in []:\n    check(id, 24)\n",
    "a short cut": f'{GOOD}False and check("size", 24)\n',
    "the other choice": f'{IMPORT}check("size", 24) if True else check("size", 25)\n',
    "a swallowed error": f'{GOOD}try:\n    1 / 0\n    check("size", 24)\nexcept ZeroDivisionError:\n    pass\n',
    "a generator nobody reads": f'{GOOD}(check("size", n) for n in [24])\n',
    "a coroutine nobody awaits": f"{GOOD}\n\nasync def later():\n    check('size', 24)\n\n\nlater().close()\n",
    "a question to the keyboard": f'{GOOD}# %%\ncheck("size", int(input()))\n',
    "a reload": f"{IMPORT}import importlib, lessonlib.checks\nimportlib.reload(lessonlib.checks)\n"
    "from lessonlib.checks import check\ncheck('size', 26)\n",
}

WRONG_NOTEBOOKS = {
    "a cell that cannot be parsed": notebook(GOOD, 'check("other", 5 +'),
    "an error before": notebook(GOOD, "1 / 0\n" + RIGHT_CALL),
    "an id by its name": notebook(GOOD, '1 / 0\ncheck(id="size")'),
    "%time with an error": notebook(GOOD, '%time check("size", 1 / 0)'),
    "%%time with an error": notebook(GOOD, f"%%time\n1 / 0\n{RIGHT_CALL}"),
    "%%capture with an error": notebook(GOOD, f"%%capture\n1 / 0\n{RIGHT_CALL}"),
    "an unknown magic": notebook(GOOD, f"%%nosuchmagic\n{RIGHT_CALL}"),
    "a skipped cell": notebook(GOOD, tagged(RIGHT_CALL, "skip-execution")),
    "an error on purpose, before": notebook(GOOD, tagged("1 / 0\n" + RIGHT_CALL, "raises-exception")),
}

# 2: nothing to check, or nothing to read.
UNREADABLE = {
    "nothing.py": "print(1)\n",
    "empty.py": "",
    "comment.py": '# from lessonlib.checks import check; check("size", 24)\n',
    "another-check.py": "def check(*answer):\n    return True\n\n\ncheck('size', 24)\n",
    "faked.py": "from lessonlib import checks\nfrom lessonlib.quiz.model import Verdict\n"
    "from lessonlib.quiz.results import Result\n"
    "for each in checks.listeners:\n    each(Result('size', Verdict('correct')))\n",
    "written.ipynb": notebook(f"%%writefile mine.py\n{GOOD}"),
    "utf16.py": GOOD.encode("utf-16"),
    "text.txt": GOOD,
    "empty.ipynb": "",
    "no-json.ipynb": "no json",
    "list.ipynb": "[]",
    "null.ipynb": "null",
    "number.ipynb": '{"cells": 5}',
    "numbers.ipynb": '{"cells": [5]}',
    "no-source.ipynb": '{"cells": [{"cell_type": "code"}]}',
    "deep.ipynb": '{"cells": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "r.ipynb": notebook("x <- 1", metadata={"kernelspec": {"name": "ir", "language": "R"}}),
}
