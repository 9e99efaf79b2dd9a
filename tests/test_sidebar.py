"""The links to all pages are made once in a build; each page has them as its theme would have made them for it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sphinx.testing.util import SphinxTestApp

from conftest import CONF
from lessonlib.sphinxext.outputs import sidebar

COURSE = {
    "index.md": """# Home

```{toctree}
:caption: First & <b>
a/index
b
Titled <c>
Outside <https://example.org/a#b>
self
```

```{toctree}
:caption: Second
:hidden:
d/one
b
```
""",
    "a/index.md": "# A *em* `code` & x\n\n## Sub\n\n```{toctree}\nx/deep\ny z\n```\n",
    "a/x/deep.md": "# Deep\n\n```{toctree}\ndeeper/1\n```\n",
    "a/x/deeper/1.md": '# Deepest "q" \\\\1 <t>\n',
    "a/y z.md": "# With a space\n",
    "b.md": "# Twice in the contents\n\n## Below\n",
    "c.md": "# C\n",
    "d/one.md": "# One\n\n```{toctree}\ntwo\n```\n",
    "d/two.md": "# Two\n",
    "lonely.md": "---\norphan: true\n---\n\n# In no contents\n",
}
OPTIONS: list[dict[str, Any]] = [{}, {"show_navbar_depth": 2}, {"show_navbar_depth": 0}, {"collapse_navbar": True}]


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Callable[..., dict[str, str]]]:
    """Build the course into a folder of its own, and return its pages."""
    apps = []
    for name, text in {**COURSE, "conf.py": CONF}.items():
        file = tmp_path / "source" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def build(name: str, builder: str, **settings: Any) -> dict[str, str]:
        places = {"srcdir": tmp_path / "source", "builddir": tmp_path / name}
        apps.append(SphinxTestApp(builder, **places, confoverrides=settings))
        apps[-1].build()
        out = Path(apps[-1].outdir)
        return {str(file.relative_to(out)): file.read_text(encoding="utf-8") for file in out.rglob("*.html")}

    yield build
    for app in apps:
        app.cleanup()


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("options", OPTIONS)
def test_each_page_has_the_links_that_its_theme_makes_for_it(written, monkeypatch, options, builder):
    ours = written("ours", builder, html_theme_options=options)

    monkeypatch.setattr(sidebar, "connect", lambda _app: None)
    theirs = written("theirs", builder, html_theme_options=options)

    assert len(ours) > len(COURSE)
    assert ours == theirs


def test_the_theme_makes_the_links_once_for_all_pages(written, monkeypatch):
    asked = []
    once = sidebar.toctree_of
    monkeypatch.setattr(sidebar, "toctree_of", lambda *given, **options: asked.append(given) or once(*given, **options))

    assert len(written("site", "html")) > len(COURSE)
    assert len(asked) == 1


def test_a_theme_made_of_this_one_gets_what_it_takes_apart(written, tmp_path):
    theme = tmp_path / "source" / "themes" / "apart"
    theme.mkdir(parents=True)
    (theme / "theme.conf").write_text("[theme]\ninherit = sphinx_book_theme\n")
    (theme / "layout.html").write_text(
        '{% extends "sphinx_book_theme/layout.html" %}\n{% block docs_body %}{{ super() }}'
        '<p>{{ generate_toctree_html("sidebar", startdepth=0, collapse=False).find_all("a") | length }} links</p>'
        "{% endblock %}\n"
    )

    page = written("site", "html", html_theme="apart", html_theme_path=["themes"])["b.html"]

    assert re.search(r"<p>\d links</p>", page)
