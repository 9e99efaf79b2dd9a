"""Cells that print what a page may not do, each on a page of its own, and what is plain text or data."""

from pathlib import Path

from lean_site import LeanSite, cell

NAMED = "an inline script (window.harm = 1 ...)"
TABLE = """class Table:
    def _repr_html_(self):
        return '<table></table><scr' + 'ipt>window.harm = 1</scr' + 'ipt>'
Table()"""
GLUED = """from IPython.display import HTML
from myst_nb import glue
glue('it', HTML('<script>window.harm = 1</script>'), display=False)"""
SITE = """
extensions += ["lessonlib.sphinxext.outputs.maths", "lessonlib.sphinxext.outputs.site"]
html_math_renderer = "mathml"
"""
HTML = "from IPython.display import HTML\nHTML({!r})"
# Each would set `harm`, was it allowed; the words say what the build calls it, nothing if it is harmless.
CELLS = {
    "html": (HTML.format("<b>x</b><script>window.harm = 1</script>"), NAMED),
    "magic": ("%%html\n<script>window.harm = 1</script>", NAMED),
    "javascript": (
        "from IPython.display import Javascript\nJavascript('window.harm = 1')",
        NAMED,
    ),
    "markdown": (
        "from IPython.display import Markdown\nMarkdown('words\\n\\n<script>window.harm = 1</script>')",
        NAMED,
    ),
    "table": (TABLE, NAMED),
    "drawing": (HTML.format("<svg><script>window.harm = 1</script></svg>"), NAMED),
    "glued": (GLUED, NAMED),
    "handler": (HTML.format('<img alt="x" src="x" onerror="window.harm = 1">'), "a handler inside a tag (onerror)"),
    "link": (HTML.format('<a id="press" href="javascript:window.harm = 1">x</a>'), "a link that is a script"),
    "frame": (HTML.format('<iframe srcdoc="<script>parent.harm = 1</script>"></iframe>'), "a frame (the tag iframe)"),
    "data": (
        HTML.format('<script src="data:text/javascript,window.harm = 1"></script>'),
        "what this site does not have (data:text/javascript,window.harm = 1)",
    ),
    "elsewhere": (
        HTML.format('<script src="https://example.org/a.js"></script>'),
        "what this site does not have (https://example.org/a.js)",
    ),
    "picture": (
        HTML.format('<img alt="x" src="https://example.org/a.png">'),
        "what this site does not have (https://example.org/a.png)",
    ),
    "printed": ("print('<script>window.harm = 1</script>', '<img src=x onerror=alert()>')", ""),
    "said": ("import sys\nprint('<script>window.harm = 1</script>', file=sys.stderr)", ""),
    "formula": ("from IPython.display import Latex\nLatex('$x$ <script>window.harm = 1</script>')", ""),
    "json": (HTML.format('<script type="application/json">{"onclick": 1}</script><a href="https://a.org/">x</a>'), ""),
    "raised": ("#raises\nraise ValueError('<script>window.harm = 1</script>')", ""),
}
LISTED = "listed"  # the page whose script conf.py lists
WANTED = "window.wanted = 1"


def build(folder: Path, wanted: str) -> tuple[LeanSite, str]:
    """Build a site of these pages that lists the hash `wanted`; return it and what the build warned of."""
    pages = {
        f"{name}.md": cell(code, tags="raises-exception" if code.startswith("#raises") else "")
        for name, (code, _) in CELLS.items()
    }
    pages["glued.md"] += "\nIt: {glue:}`it`.\n"
    pages[f"{LISTED}.md"] = cell(HTML.format(f"<script>{WANTED}</script>"))
    site = LeanSite(folder, pages, f"{SITE}lessonlib_inline_scripts = [{wanted!r}]\n")
    return site, site.build(fails=True).stderr
