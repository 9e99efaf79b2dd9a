"""The lab's scripts: several small sources, which a page loads as one, and a worker as another.

Together they compress better than one by one. Comments and indentation, a fifth of what is sent, stay in the sources.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

HERE = Path(__file__).parent
# In the order in which they need one another.
OF_THE_PAGE = (
    "plan",
    "engine",
    "dom",
    "charts",
    "panels",
    "criteria",
    "settings",
    "store",
    "runs",
    "taken",
    "paper",
    "lab",
)
OF_THE_WORKER = ("generator", "plan", "trainer", "data", "exchange", "worker")
# Where a learner takes along what this browser has kept.
OF_PROGRESS = ("store", "records")
BUNDLES = {"lab.js": OF_THE_PAGE, "worker.js": OF_THE_WORKER, "records.js": OF_PROGRESS}
GLOBAL = "globalThis.lessonlib ??= {};\n"
COMMENT = re.compile(r"^[ ]*/\*.*?\*/[ ]*\n", re.DOTALL | re.MULTILINE)
BESIDE = re.compile(r"[ ]+//[ ].*$", re.MULTILINE)
DECLARED = re.compile(r"^(const |let |this\.)([^=\n]*) = ", re.MULTILINE)
INDENTATION = re.compile(r"^[ ]+|^\n", re.MULTILINE)


def source(name: str) -> Path:
    """Return the file of one part: what only the page needs lies in `page`, all else in `worker`."""
    file = HERE / "page" / f"{name}.js"
    return file if file.exists() else HERE / "worker" / f"{name}.js"


def short(text: str) -> str:
    r"""Return a script without comments, indentation, and blanks inside of braces and where something is declared.

    No string of these scripts goes over several lines; none holds two slashes between blanks, or a brace beside one.

    >>> short("/* Why. */\nif (a) {\n  const d = 1; // c\n  b({ d });\n}\n")
    'if (a) {\nconst d=1;\nb({d});\n}\n'
    """
    bare = INDENTATION.sub("", BESIDE.sub("", COMMENT.sub("", text)))
    return DECLARED.sub(r"\1\2=", bare).replace("{ ", "{").replace(" }", "}")


def bundles() -> dict[str, str]:
    """Return the scripts by the names under which they are served; each says once what their one global name is."""
    texts = {name: "".join(map(short, map(read, parts))) for name, parts in BUNDLES.items()}
    return {
        name: GLOBAL + text.replace(GLOBAL, "").replace("globalThis.lessonlib", "lessonlib")
        for name, text in texts.items()
    }


def read(name: str) -> str:
    """Return the text of one part."""
    return source(name).read_text(encoding="utf-8")


def sources() -> list[Path]:
    """Return all files that what is served is made of."""
    parts = {source(part) for bundled in BUNDLES.values() for part in bundled}
    return sorted([*parts, *(HERE / "static" / "lab").iterdir()])


def version() -> str:
    """Return a mark of all that is served, so that no browser mixes the files of two versions."""
    served = [text.encode() for text in bundles().values()]
    served += [file.read_bytes() for file in sorted((HERE / "static" / "lab").iterdir())]
    return hashlib.sha256(b"".join(served)).hexdigest()[:12]


def write(folder: Path) -> None:
    """Write the scripts into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in bundles().items():
        (folder / name).write_text(text, encoding="utf-8")
