"""Pages that jupytext reads, scripts in Python, say: they run as stock pages run, and show the same."""

import re
import subprocess
import sys

import pytest
from lean_site import LeanSite, ran

CONF = """
nb_custom_formats = {".py": ["jupytext.reads", {"fmt": "py"}], ".Rmd": ["jupytext.reads", {"fmt": "Rmd"}]}
exclude_patterns = ["_build", "conf.py", "beside.py"]
"""
HEAD = """# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: %s}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---
"""
PERCENT = (
    HEAD % "percent"
    + """
# %% [markdown]
# # Percent
#
# :::{objectives}
# doubles
# : **calculate** a double
# :::

# %%
import beside

double = 2 * beside.NUMBER
double

# %% tags=["raises-exception"]
1 / 0

# %% [markdown]
# :::{question} double-of-21
# :objective: doubles
# :asks: predict
# :kind: number
# :unit: none
#
# What is the double of 21?
#
# 21
# : That is the number itself.
#
# otherwise
# : Add it to itself.
#
# ```pycon
# >>> 2 * 21
# 42
# ```
#
# Twice.
# :::

# %%
print("the last cell of", __name__)
"""
)
LIGHT = HEAD % "light" + "\n# # Light\n#\n# A text.\n\nimport math\n\nprint(math.floor(41.9))\n"
MARKDOWN = """---
jupyter: {kernelspec: {name: python3, display_name: Python 3}}
---

# In R Markdown

```{python}
6 * 7
```
"""
PAGES = {"percent.py": PERCENT, "light.py": LIGHT, "markdown.Rmd": MARKDOWN, "beside.py": "NUMBER = 21\n"}
RULES = "lessonlib_rules = {'questions': False, 'exercises': False}\n"
CELLS = re.compile(r'<div class="cell.*?(?=<section|</section>|<div class="question|<footer)', re.DOTALL)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    site = LeanSite(tmp_path_factory.mktemp("jupytext"), PAGES, CONF + RULES)
    site.write({"index.md": "# Home\n\n```{toctree}\npercent\nlight\nmarkdown\n```\n"})
    return site, site.build()


def test_they_run_on_kernels_that_are_forked(built):
    site, first = built

    assert ran(first) == {"percent", "light", "markdown"}
    assert "the last cell of __main__" in site.html("percent")
    assert "ZeroDivisionError" in site.html("percent")


def test_they_show_what_stock_pages_show(built, tmp_path):
    site, _ = built
    stock = ["-D", "lessonlib_execution=no", "-D", "nb_execution_mode=force", "-d", tmp_path / "trees"]
    command = [sys.executable, "-m", "sphinx", "-W", "-q", *map(str, stock), site.source, tmp_path / "html"]
    subprocess.run(command, check=True)

    for name in ("percent", "light", "markdown"):
        ours, theirs = (
            CELLS.findall((folder / f"{name}.html").read_text(encoding="utf-8"))
            for folder in (site.folder / "_build" / "html", tmp_path / "html")
        )
        assert ours, name
        assert ours == theirs, name


def test_a_page_runs_again_when_what_it_imports_changes_and_only_then(built):
    site, _ = built
    site.write({"light.py": LIGHT.replace("A text.", "Another text.")})
    assert ran(site.build()) == set()

    site.write({"beside.py": "NUMBER = 22\n"})
    assert ran(site.build()) == {"percent"}
    assert "44" in site.html("percent")


def test_their_questions_are_proved(built):
    site, _ = built

    assert "What is the double of 21?" in site.html("percent")
    assert "Proved the answers of 1 questions" in site.build("-b", "doctest").stdout
