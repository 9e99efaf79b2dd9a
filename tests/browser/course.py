"""A small course of every kind of question, built with Sphinx and served on this machine alone."""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

from sphinx.cmd.build import build_main

from served import Handler

CONF = """
project, version, copyright = "Test", "1", "the authors"
extensions = ["lessonlib.sphinxext", "myst_nb"]
myst_enable_extensions = ["colon_fence", "deflist"]
html_theme = "sphinx_book_theme"
nb_execution_mode = "off"
"""
EVERY_KIND = (Path(__file__).parents[1] / "every_kind" / "index.md").read_text(encoding="utf-8")
HOME = """
# Home

```{toctree}
lessons/kinds
lessons/nasty
```

```{progress}
```

```{review}
```

```{progress-file}
```
"""
NASTY = r"""
# Nasty

:::{question} nasty-choice
:objective: ask
:asks: why
:right: A

What does <img src=x onerror="window.ran = 1"> or `</script><script>window.ran = 2</script>` do?

<img src=x onerror="window.ran = 3"> stays as it is
: <svg onload="window.ran = 4"></svg> "quotes", 'quotes' and `` `backticks` ``

`"><script>window.ran = 5</script>`
: </script><script>window.ran = 6</script> ends

```pycon
>>> "<script>window.ran = 7</script>"
'<script>window.ran = 7</script>'
```

<script>window.ran = 8</script>
:::

:::{question} nasty-sort
:objective: ask
:asks: why
:kind: sort
:groups: a"><script>window.ran = 9</script>, b' onfocus='window.ran = 10

Sort.

`"><img src=x onerror=window.ran=11>`
: <iframe src="javascript:window.ran = 12"></iframe> A

```pycon
>>> {'"><img src=x onerror=window.ran=11>': 'a"><script>window.ran = 9</script>'}
{'"><img src=x onerror=window.ran=11>': 'a"><script>window.ran = 9</script>'}
```
:::

:::{question} nasty-number
:objective: ask
:asks: why
:kind: number
:unit: u"><script>window.ran = 13</script>

How many?

otherwise
: <img src=x onerror="window.ran = 14"> no

```pycon
>>> 1 + 1
2
```
:::

:::{question} nasty-blanks
:objective: ask
:asks: why
:kind: blanks

Fill.

```python
text = "<img src=x onerror=window.ran=15>" + {{ str | "<script>window.ran = 16</script>" }}(1)
```

blank 1: "><script>window.ran = 17</script>
: <img src=x onerror="window.ran = 18"> no

```pycon
>>> text
2
```
:::
"""


def build_course(folder: Path) -> Path:
    """Build the course, every warning an error, and return the folder of its pages."""
    lessons = folder / "source" / "lessons"
    lessons.mkdir(parents=True)
    (folder / "source" / "conf.py").write_text(CONF)
    (folder / "source" / "index.md").write_text(HOME, encoding="utf-8")
    (lessons / "kinds.md").write_text(EVERY_KIND, encoding="utf-8")
    (lessons / "nasty.md").write_text(NASTY, encoding="utf-8")
    out = folder / "html"
    assert build_main(["-q", "-W", "--keep-going", "-b", "html", str(folder / "source"), str(out)]) == 0
    return out


@contextmanager
def serve_course(folder: Path) -> Iterator[str]:
    """Serve the course below a prefix, and give its address."""
    handler = functools.partial(Handler, prefix="/a/course/", directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/a/course/"
        server.shutdown()
