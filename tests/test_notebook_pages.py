"""Notebooks say what their pages say: random ones, and those that once came out wrong.

Every cell is rendered as CommonMark by a parser that is none of ours, and compared with the HTML of its page, block by
block: what it stands in, its words, where its links lead, its marks.
"""

import difflib
import itertools
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from compared import ADDRESS, Block, notebook_blocks, page_blocks
from hypothesis import HealthCheck, given, settings
from random_pages import pages
from sphinx.testing.util import SphinxTestApp

from conftest import CONF

HEAD = """---
file_format: mystnb
kernelspec: {name: python3}
draft: true
---

# A page

:::{objectives}
sizes
: **count** places
:::

"""
END = """

(there)=
## There

```{math}
:label: line

y = w x
```

```{figure} k.png
:name: picture
:alt: k

A picture
```
"""
OTHER = """# The *other* page

## There

```{glossary}
kernel
: a grid
```
"""
INDEX = "# Index\n\n```{toctree}\n:glob:\n*\n```\n"
QUESTION = """\
:::{question} how-many
---
objective: sizes
asks: calculate
optional: true
---

```python
layer = 1 + 1
```

- Which is it?

(1, 1)
: No.

(2, 2)
: Yes.

```pycon
>>> (1 + 1, 2)
(2, 2)
```

- Two each way.
:::

1. So it is.
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005000"
    "1ff56c72fb20000000049454e44ae426082"
)


HOW_MANY = settings().max_examples
SHOWN = 5  # of the pages that differ


def drawn(number: int) -> list[str]:
    """Return so many random pages, the same ones each time."""
    found: list[str] = []

    @settings(max_examples=number, database=None, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
    @given(pages)
    def draw(text: str) -> None:
        found.append(text)

    draw()
    return found


def with_ids(text: str, name: str) -> str:
    """Return a page whose questions have ids that no other page has."""
    numbers = itertools.count()
    return re.sub(r"\bQUESTION\b", lambda _: f"{name}-{next(numbers)}", text)


def empty_wheel(folder: Path, made: Any, *_: object) -> Path:
    """Write a file in place of a wheel: to build one takes long, and no notebook of these pages is run."""
    folder.mkdir(parents=True, exist_ok=True)
    wheel: Path = folder / made.wheel
    wheel.write_bytes(b"")
    return wheel


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build a site from pages (name → text), without what takes long; return a page's notebooks and HTML."""
    apps = []

    def build(texts: dict[str, str]) -> Path:
        source = tmp_path_factory.mktemp("source")
        conf = CONF.replace(
            '"myst_nb"]', '"myst_nb", "lessonlib.sphinxext.outputs.downloads", "lessonlib.sphinxext.outputs.maths"]'
        )
        conf = conf.replace('"deflist"]', '"deflist", "dollarmath"]').replace("sphinx_book_theme", "basic")
        conf += f'html_baseurl = "{ADDRESS}"\nhtml_math_renderer = "mathml"\nmyst_heading_anchors = 3\n'
        (source / "conf.py").write_text(conf)
        (source / "k.png").write_bytes(PIXEL)
        for name, text in {"other": OTHER, "index": INDEX, **texts}.items():
            (source / f"{name}.md").write_text(text, encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("lessonlib.wheels._build", empty_wheel)
            patch.setattr("lessonlib.sphinxext.outputs.archive.zip_site", lambda *_: None)
            apps.append(SphinxTestApp("html", srcdir=source, builddir=tmp_path_factory.mktemp("built")))
            apps[-1].build()
        return Path(apps[-1].outdir)

    yield build
    for app in apps:
        app.cleanup()


def both(site: Path, name: str, address: str = ADDRESS, *, solved: bool = True) -> tuple[list[Block], list[Block]]:
    """Return the blocks of a notebook, and those that its page asks for."""
    html = (site / f"{name}.html").read_text(encoding="utf-8")
    file = site / "downloads" / f"{name}{'-solution' if solved else ''}.ipynb"
    book = json.loads(file.read_text(encoding="utf-8"))
    return notebook_blocks(book), page_blocks(html, f"{address}{name}.html", solved=solved)


def differences(site: Path, name: str) -> str:
    """Return the blocks that differ, as lines; those of the page begin with a minus."""
    made, wanted = (list(map(repr, blocks)) for blocks in both(site, name))
    lines = difflib.unified_diff(wanted, made, n=0, lineterm="")
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def test_random_pages_and_their_notebooks_say_the_same(built):
    texts = {f"page{number}": with_ids(text, f"q{number}") for number, text in enumerate(drawn(HOW_MANY))}
    site = built({name: f"{HEAD}{text}{END}" for name, text in texts.items()})

    found = [f"{text}\n\n{said}" for name, text in texts.items() if (said := differences(site, name))]
    assert not found, f"{len(found)} of {len(texts)} pages differ\n\n" + "\n\n".join(sorted(found, key=len)[:SHOWN])


SPELT = {
    "a longer closing fence": ":::{note}\nhello\n::::\n\n## After\n\n```python\nx = 1\n````\n\n:::{tip}\nnot raw\n:::",
    "brackets that are no link": "Call `layers[0](x)`, layers\\[0\\](x), and see [b](other.md) and ![k](k.png).",
    "two lists in a row": "- a\n- b\n\n* c\n* d\n\n1. e\n\n1) f",
    "dollars": "From \\$5 to \\$6, and $x$.",
    "an answer with code and a list": QUESTION,
    "emphasis of signs": "a**“q”**b and *`x`*s and **{doc}`other`**.",
    "a formula and a block of code": "```{math}\ny = w x\n```\n\n```{code-block} python\nx = 1\n```",
    "a table with a title": "```{list-table} T\n* - a\n  - b\n```",
}


@pytest.fixture(scope="module")
def spelt(built):
    return built({f"page{number}": f"{HEAD}{text}{END}" for number, text in enumerate(SPELT.values())})


@pytest.mark.parametrize("number", range(len(SPELT)), ids=[*SPELT])
def test_what_once_was_garbled_is_not(spelt, number):
    assert differences(spelt, f"page{number}") == ""


def test_a_difference_is_found(spelt):
    """The comparison itself can fail: a word, a link, a mark, a place that is not the page's."""
    made, wanted = both(spelt, "page0")

    assert made == wanted
    assert both(spelt, "page1")[0] != wanted
    for change in (
        {"words": "other"},
        {"links": ("https://example.org/elsewhere",)},
        {"marked": ("em x",)},
        {"within": (">", ">")},
    ):
        assert [replace(made[0], **change), *made[1:]] != wanted
