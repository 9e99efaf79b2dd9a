"""What the finished site is: strict, light, and the same at every build. Real Sphinx, real theme."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp

from lessonlib.sphinxext.core.errors import Mistake
from lessonlib.sphinxext.core.files import digest
from lessonlib.sphinxext.outputs import icons, site
from lessonlib.sphinxext.outputs.content_security import Scripts, script_hash
from lessonlib.sphinxext.outputs.search import Sizes

DOCS = Path(__file__).parents[1] / "docs"
PAGE = r"""
# A page

Prose with $\lfloor n/s \rfloor + 1$.

$$
x = 1
$$ (unity)

Equation {eq}`unity`.
"""


ADDRESS = "https://course.example/of/ours/"


def build(folder: Path, page: str = PAGE, builder: str = "html", address: str = ADDRESS) -> SphinxTestApp:
    """Build a page and another one with the site's own settings; return what Sphinx made and said."""
    folder.mkdir(exist_ok=True)
    (folder / "conf.py").write_text(
        f"exec(open({str(DOCS / 'conf.py')!r}, encoding='utf-8').read())\n"
        "extensions = ['myst_parser', 'lessonlib.sphinxext.outputs.maths', 'lessonlib.sphinxext.outputs.site',\n"
        "              'notfound.extension', 'sphinxext.opengraph']\n"
        f"html_baseurl = ogp_site_url = {address!r}\n"
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


def build_with(folder: Path, text: str, **settings: object) -> tuple[str, list[str]]:
    """Return a page with this text, and what the build warned of."""
    folder.mkdir(exist_ok=True)
    (folder / "conf.py").write_text(
        "project, author, copyright = 'P', 'A', 'C'\nextensions = ['myst_parser', 'lessonlib.sphinxext.outputs.site']\n"
        "source_suffix = {'.md': 'markdown'}\nhtml_theme = 'sphinx_book_theme'\n"
    )
    (folder / "index.md").write_text(text)
    app = SphinxTestApp("html", srcdir=folder, confoverrides=settings)
    app.build()
    app.cleanup()
    warned = [line for line in app.warning.getvalue().splitlines() if "refused by" in line]
    return (Path(app.outdir) / "index.html").read_text(encoding="utf-8"), warned


POLICIES = ["Content-Security-Policy", '<meta http-equiv="Content-Security-Policy" content="">', "# <head> </head>"]


@pytest.mark.parametrize("words", [*POLICIES, *(f"`{words}`" for words in POLICIES)])
def test_no_word_of_a_page_takes_its_policy_away(tmp_path, words):
    page, _ = build_with(tmp_path, f"# A page\n\n{words}\n")

    assert re.search(r"<head>\s*<meta http-equiv=.Content-Security-Policy. content=.default-src 'none'", page)
    assert "icons.css" in page[: page.index("<title>") + 9999].partition("</head>")[0]


RAW = {
    "a block": "<script>window.harm = 1</script>",
    "within a line": "words <script>window.harm = 1</script> and words",
    "a module": '<div><script type="module">window.harm = 1</script></div>',
    "in capitals": "<SCRIPT>window.harm = 1</SCRIPT>",
    "after a lie": "<!-- <script src='x'> --><script>window.harm = 1</script>",
}


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_a_script_in_raw_html_is_refused_and_named_with_its_line(tmp_path, raw):
    page, warned = build_with(tmp_path, f"# A page\n\nText.\n\n{raw}\n")

    harm = script_hash("window.harm = 1")
    assert harm not in policies(page)
    assert len(warned) == 1
    assert "index.md:5: WARNING: refused by the page's Content-Security-Policy" in warned[0]
    assert f"list '{harm}' in lessonlib_inline_scripts" in warned[0]


ELSEWHERE = {
    "a page that leads elsewhere by itself": '<meta http-equiv="refresh" content="0;url=https://example.org">',
    "a link that is a script, in disguise": '<a href="javascript&#58;alert(1)">here</a>',
}


@pytest.mark.parametrize("raw", ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_leads_readers_elsewhere_is_named_with_its_page(tmp_path, raw):
    _, warned = build_with(tmp_path, f"# A page\n\nText.\n\n{raw}\n")

    assert len(warned) == 1
    assert "index.md:" in warned[0]


def test_a_script_that_the_author_lists_is_allowed_where_it_stands(tmp_path):
    listed = [script_hash("window.wanted = 1"), script_hash("window.elsewhere = 1")]

    page, warned = build_with(
        tmp_path, "# A page\n\n<script>window.wanted = 1</script>\n", lessonlib_inline_scripts=listed
    )

    assert warned == []
    assert [listed[0] in policies(page), listed[1] in policies(page)] == [True, False]


def test_a_listed_script_that_is_no_hash_is_refused_as_a_setting(tmp_path):
    with pytest.raises(Mistake, match=r"lessonlib_inline_scripts lists 'window.x = 1'"):
        build_with(tmp_path, "# A page\n", lessonlib_inline_scripts=["window.x = 1"])


def test_data_and_comments_are_no_scripts_to_refuse(tmp_path):
    raw = '<script type="application/json">{"a": 1}</script>\n<!-- <script>window.harm = 1</script> -->'

    _, warned = build_with(tmp_path, f"# A page\n\n{raw}\n")

    assert warned == []


def test_the_parser_finds_the_scripts_that_a_browser_runs():
    page = "<script>a</script><script src=x>b</script><script type=text/x>c</script>&lt;script>d<script\n>e</script >"

    assert Scripts(page).found == ["a", "e"]


def test_no_tag_carries_a_handler(page):
    assert re.findall(r"<[a-z][^<>]* on[a-z]+=", page) == []


def test_the_icon_script_and_the_source_maps_are_gone(built):
    static = Path(built.outdir) / "_static"

    assert [*static.rglob("*.map"), *static.rglob("fontawesome.js*")] == []
    assert "fontawesome.js" not in (static.parent / "index.html").read_text(encoding="utf-8")


def test_the_arrow_that_opens_pages_below_a_page_is_named_as_the_page_is():
    link = '<a class="reference internal" href="a.html">Write <code>"a"</code></a><details open="open">'

    named = site.ARROW.sub(site.name_arrow, f'{link}<summary><span class="toctree-toggle"></span></summary>')

    assert f'{link}<summary aria-label="Pages below “Write &quot;a&quot;”"><span' in named


def test_no_script_but_two_small_ones_halts_the_reading_of_a_page(built):
    out = Path(built.outdir)
    for name in ("index.html", "search.html"):
        page = (out / name).read_text(encoding="utf-8")
        halting = re.findall(r'<script src="[^"]*?([\w.-]+)\.js', page)
        assert halting == ["mode", "documentation_options"]

    assert "searchindex.js" not in (out / "index.html").read_text(encoding="utf-8")
    assert "searchindex.js" in (out / "search.html").read_text(encoding="utf-8")


def test_the_address_of_a_style_sheet_says_its_content(built):
    """A browser that has one in memory may not ask again."""
    out = Path(built.outdir)
    sheets = re.compile(r'(?:<link (?=[^>]*stylesheet)[^>]*href=|@import )"([^"]*)"')
    named = {
        file: sheets.findall(file.read_text(encoding="utf-8"))
        for file in (out / "index.html", out / "_static" / "styles" / "theme.css")
    }

    assert all(named.values())
    assert [each for addresses in named.values() for each in addresses if "?" not in each] == []
    for file, addresses in named.items():
        for sheet, content in (each.split("?d=") for each in addresses if "?d=" in each):
            assert content == digest((file.parent / sheet).read_bytes())[:8]


STYLES_WITH_ICONS = ("styles/pydata-sphinx-theme.css", "icons.css")


def test_the_cut_icon_fonts_hold_the_icons_shown_and_are_small(built):
    static = Path(built.outdir) / "_static"
    rules = (static / "icons.css").read_text(encoding="utf-8")

    magnifying_glass = "U+f002"
    assert magnifying_glass in rules
    assert sum(font.stat().st_size for font in static.glob("icons-*.woff2")) < 10_000


def test_only_the_icons_that_are_shown_are_named(built):
    static = Path(built.outdir) / "_static"
    named = [icons.ICON_CODE.findall((static / file).read_text(encoding="utf-8")) for file in STYLES_WITH_ICONS]

    assert named[0] == []
    shown = {selector.strip(".") for selectors, _ in named[1] for selector in selectors.split(",")}
    assert {"fa-magnifying-glass", "fa-xmark"} <= shown  # the second is put there by the theme's script
    assert "fa-rocket" not in shown


def test_an_icon_is_known_by_each_of_its_names():
    style = '.fa-magnifying-glass,.fa-search{--fa:"\\f002"}.fa-rocket{--fa:"\\f135"}'

    assert icons.codes_used(['<i class="fa-solid fa-search">'], style=style) == {0xF002}


def test_the_site_map_lists_all_pages_in_order(built):
    app = built
    addresses = re.findall("<loc>(.*?)</loc>", (Path(app.outdir) / "sitemap.xml").read_text(encoding="utf-8"))

    assert addresses == [app.config.html_baseurl + name for name in ("index.html", "other.html")]


def test_a_build_that_is_told_no_address_knows_none(tmp_path, monkeypatch):
    for name in ("LESSONLIB_REPOSITORY", "LESSONLIB_BASEURL"):
        monkeypatch.delenv(name, raising=False)
    settings = {}
    exec((DOCS / "conf.py").read_text(encoding="utf-8"), settings)
    options = settings["html_theme_options"]

    app = build(tmp_path, address="")

    assert [settings[name] for name in ("repository", "html_baseurl")] == ["", ""]
    assert not any(options[name] for name in options if name.startswith("use_") and name != "use_download_button")
    assert options["launch_buttons"] == {}
    assert settings["epub_identifier"].startswith("urn:uuid:")
    assert not (Path(app.outdir) / "sitemap.xml").exists()
    assert app.warning.getvalue() == ""


@pytest.mark.parametrize(
    ("repository", "provider", "colab"),
    [
        ("https://github.com/some/course", "", True),
        ("https://gitlab.com/some/course", "", False),
        ("https://git.example.org/some/course", "gitlab", False),
        ("https://git.example.org/some/course", "github", True),
    ],
)
def test_a_course_may_live_anywhere(tmp_path, monkeypatch, repository, provider, colab):
    monkeypatch.setenv("LESSONLIB_REPOSITORY", repository)
    monkeypatch.setenv("LESSONLIB_PROVIDER", provider)
    settings = {}
    exec((DOCS / "conf.py").read_text(encoding="utf-8"), settings)

    app = build(tmp_path)

    assert app.warning.getvalue() == ""
    assert f'href="{repository}"' in (Path(app.outdir) / "index.html").read_text(encoding="utf-8")
    assert ("colab_url" in settings["html_theme_options"]["launch_buttons"]) == colab


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


SEARCHED = "An image of 28×28, a kernel of 3 x 3, $5 \\times 5$, 101,770 or `12_544` parameters."


def test_the_search_index_has_sizes_and_large_numbers_as_they_are_typed(tmp_path):
    folder = tmp_path / "site"
    build(folder, f"# A page\n\n{SEARCHED}\n")
    index = (folder / "_build" / "html" / "searchindex.js").read_text(encoding="utf-8")

    terms = json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))["terms"]

    assert {"28x28", "3x3", "5x5", "101770_", "12544_"} <= terms.keys()


@pytest.mark.skipif(not shutil.which("node"), reason="Node runs what the browser would")
@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("28x28", ["28x28"]),
        ("a 3 × 3 kernel", ["a", "3x3", "kernel"]),
        ("28×28x1", ["28x28x1"]),
        ("101770", ["101770_"]),
        ("101,770 parameters", ["101770_", "parameters"]),
        ("max-pooling 2", ["max", "pooling", "2"]),
    ],
)
def test_a_query_is_cut_as_the_index_is(typed, searched):
    code = f"{Sizes.js_splitter_code}\nconsole.log(JSON.stringify(splitQuery({json.dumps(typed)})))"

    done = subprocess.run(["node", "-e", code], capture_output=True, text=True, check=True)

    assert json.loads(done.stdout) == searched


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
