"""What the finished site is: strict, light, and the same at every build. Real Sphinx, real theme."""

import base64
import hashlib
import re
import shutil
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp

from lessonlib.sphinxext import icons, site

DOCS = Path(__file__).parents[1] / "docs"
PAGE = r"""
# A page

Prose with $\lfloor n/s \rfloor + 1$.

$$
x = 1
$$ (unity)

Equation {eq}`unity`.
"""


def build(folder: Path, page: str = PAGE, builder: str = "html") -> SphinxTestApp:
    """Build a page and another one with the site's own settings; return what Sphinx made and said."""
    folder.mkdir(exist_ok=True)
    (folder / "conf.py").write_text(
        f"exec(open({str(DOCS / 'conf.py')!r}, encoding='utf-8').read())\n"
        "extensions = ['myst_parser', 'lessonlib.sphinxext.maths', 'lessonlib.sphinxext.site',\n"
        "              'notfound.extension', 'sphinxext.opengraph']\n"
        # Left to its default, Sphinx takes the suffixes of an earlier build in the same process.
        "source_suffix = {'.md': 'markdown'}\n"
    )
    for name in ("_static", "_templates"):
        shutil.copytree(DOCS / name, folder / name, dirs_exist_ok=True)
    (folder / "index.md").write_text(page + "\n```{toctree}\nother\n```\n", encoding="utf-8")
    (folder / "other.md").write_text("# Another page\n")
    app = SphinxTestApp(builder, srcdir=folder)
    app.build()
    app.cleanup()
    return app


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> SphinxTestApp:
    return build(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def page(built) -> str:
    return (Path(built.outdir) / "index.html").read_text(encoding="utf-8")


def policies(page: str) -> str:
    return re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]


def test_every_page_has_a_policy_that_allows_exactly_its_own_scripts(built):
    site_folder = Path(built.outdir)

    for file in (site_folder / name for name in ("index.html", "other.html", "search.html", "404.html")):
        page = file.read_text(encoding="utf-8")
        bodies = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
        hashes = {base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in bodies}
        allowed = re.search("script-src ([^;]*)", policies(page))[1]
        assert set(re.findall("sha256-([^']*)", allowed)) == hashes
        assert "unsafe" not in allowed


def test_no_tag_carries_a_handler(page):
    assert re.findall(r"<[a-z][^<>]* on[a-z]+=", page) == []


def test_a_page_that_is_finished_stays_as_it_is(page):
    assert site.finish_page(page) == page


def test_the_icon_script_and_the_source_maps_are_gone(built):
    static = Path(built.outdir) / "_static"

    assert [*static.rglob("*.map"), *static.rglob("fontawesome.js*")] == []
    assert "fontawesome.js" not in (static.parent / "index.html").read_text(encoding="utf-8")


def test_the_cut_icon_fonts_hold_the_icons_shown_and_are_small(built):
    static = Path(built.outdir) / "_static"
    rules = (static / "icons.css").read_text(encoding="utf-8")

    magnifying_glass = "U+f002"
    assert magnifying_glass in rules
    assert sum(font.stat().st_size for font in static.glob("icons-*.woff2")) < 10_000


def test_an_icon_is_known_by_each_of_its_names():
    style = '.fa-magnifying-glass,.fa-search{--fa:"\\f002"}.fa-rocket{--fa:"\\f135"}'

    assert icons.codes_used(['<i class="fa-solid fa-search">'], style=style) == {0xF002}


def test_the_site_map_lists_all_pages_in_order(built):
    app = built
    addresses = re.findall("<loc>(.*?)</loc>", (Path(app.outdir) / "sitemap.xml").read_text(encoding="utf-8"))

    assert addresses == [app.config.html_baseurl + name for name in ("index.html", "other.html")]


def test_two_builds_in_different_folders_give_the_same_bytes(tmp_path):
    def written(folder: Path) -> dict[str, bytes]:
        site_folder = Path(build(folder).outdir)
        files = [file for file in site_folder.rglob("*") if file.is_file()]
        return {file.relative_to(site_folder).as_posix(): file.read_bytes() for file in files}

    first, second = (written(tmp_path / name) for name in ("one", "two"))

    assert [name for name in first if first[name] != second.get(name)] == []
    assert first.keys() == second.keys()


def test_the_search_index_is_that_of_a_clean_build_when_one_page_is_written_alone(build, tmp_path):
    home = "# Home\n\n{}\n\n```{{toctree}}\nother\n```\n"
    other = "# Other\n\n```{index} single: kernel; of a filter\n```\n\n```{index} see: window; kernel\n```\n\nText.\n"
    build({"index.md": home.format("Once."), "other.md": other})

    alone = build({"index.md": home.format("Twice.")}).page("searchindex.js")
    shutil.rmtree(tmp_path / "build")
    clean = build({}).page("searchindex.js")

    assert "of a filter" in clean
    assert alone == clean


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            "https://colab/github/a/b/blob/main/docs/lessons/04.md",
            "https://colab/github/a/b/blob/notebooks/lessons/04.ipynb",
        ),
        (
            "https://binder/v2/gh/a/b/main?urlpath=lab/tree/docs/lessons/04.md",
            "https://binder/v2/gh/a/b/notebooks?urlpath=lab/tree/lessons/04.ipynb",
        ),
    ],
)
def test_launch_buttons_lead_to_notebooks(given, expected):
    assert site.notebook_url(given) == expected


def test_formulas_are_mathml_with_their_number_and_no_script(page):
    assert page.count("<math ") == 2
    assert '<span class="eqno">(1)' in page
    assert not re.search("<script[^>]*mathjax", page, re.IGNORECASE)


def test_a_formula_that_cannot_be_converted_is_a_warning_at_its_line(tmp_path):
    app = build(tmp_path, "# A page\n\nText.\n\n$$\n\\nonsense x\n$$\n")

    assert 'formula not understood: Unknown LaTeX command "\\nonsense"' in app.warning.getvalue()
    assert "index.md:5" in app.warning.getvalue()


def test_formulas_are_valid_xml_in_an_epub(tmp_path):
    app = build(tmp_path, "# A page\n\n$\\operatorname{softmax}(z)$\n", builder="epub")

    assert "&ApplyFunction;" not in (Path(app.outdir) / "index.xhtml").read_text(encoding="utf-8")
    assert "Content-Security-Policy" not in (Path(app.outdir) / "index.xhtml").read_text(encoding="utf-8")
