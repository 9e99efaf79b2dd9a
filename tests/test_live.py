"""While an author writes: what is made before a save is used only if it is right, and nothing that is served is old."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.request import Request, urlopen

import pytest
from watched import Live

from conftest import CONF

SITE = CONF.replace('"myst_nb"]', '"lessonlib.sphinxext.outputs.site", "myst_nb"]') + 'html_static_path = ["_static"]\n'
HOME = "# Home\n\nThe first word.\n\n```{toctree}\none\ntwo\n```\n"
READY = 1.5  # seconds in which the app for the next build is made
WAYS = [pytest.param("yes", id="forked"), pytest.param("no", id="unforked")]


@pytest.fixture
def start(tmp_path, request):
    """Start `live` on a site with some settings; the site is there when it returns."""
    started: list[Live] = []

    def run(settings: str = SITE) -> Live:
        source = tmp_path / "source"
        (source / "_static").mkdir(parents=True)
        (source / "_static" / "own.css").write_text("h1 { color: teal; }")
        (source / "conf.py").write_text(settings + 'html_css_files = ["own.css"]\n')
        (source / "index.md").write_text(HOME)
        for name in ("one", "two"):
            (source / f"{name}.md").write_text(f"# Page {name}\n\nText.\n")
        way = getattr(request, "param", "yes")
        started.append(Live(source, tmp_path / "_build", LESSONLIB_FORK=way, LESSONLIB_DATA="embedded"))
        started[0].wait(lambda: started[0].builds() == 1)
        time.sleep(READY)
        return started[0]

    yield run
    for live in started:
        assert live.stop() == 0, live.said()


def save(live: Live, file: str, text: str) -> str:
    """Save a source, and return what the build of it has said."""
    said, builds = live.said(), live.builds()
    (live.source / file).write_text(text)
    live.wait(lambda: live.builds() > builds, live.source / file)
    live.settle()
    time.sleep(READY)
    return live.said()[len(said) :]


@pytest.mark.parametrize("start", WAYS, indirect=True)
def test_a_page_that_the_settings_read_changes_the_settings(start: Callable[..., Live]):
    reads = "from pathlib import Path\nhtml_title = Path(__file__).with_name('one.md').read_text().split('\\n')[2]\n"
    live = start(SITE + reads)
    assert "<title>Page two &#8212; Text.</title>" in (live.site / "two.html").read_text()

    save(live, "one.md", "# Page one\n\nAnother title.\n")

    assert "<title>Page two &#8212; Another title.</title>" in (live.site / "two.html").read_text()


@pytest.mark.parametrize("start", WAYS, indirect=True)
def test_what_another_build_has_left_meanwhile_counts(start: Callable[..., Live]):
    live = start()
    doctrees = live.site.parent / "doctrees"
    other = ["-m", "sphinx", "-q", "-E", "-D", "html_title=Other", "-d", doctrees, live.source, live.site]
    subprocess.run([sys.executable, *other], check=True)
    assert "Other" in (live.site / "two.html").read_text()

    save(live, "one.md", "# Page one\n\nAnother word.\n")

    assert "Other" not in (live.site / "two.html").read_text()
    assert "Another word." in (live.site / "one.html").read_text()


def test_what_was_damaged_meanwhile_is_read_again(start: Callable[..., Live]):
    live = start()
    (live.site.parent / "doctrees" / "two.doctree").write_bytes(b"no doctree")

    said = save(live, "one.md", "# Another title\n\nText.\n")

    assert "not built" not in said
    assert "Another title" in (live.site / "two.html").read_text()  # in its sidebar


def test_the_first_save_writes_no_other_page_again(start: Callable[..., Live]):
    live = start()

    def written() -> dict[str, int]:
        """Return when pages were written; what is published is a copy of what has another content."""
        return {file.stem: file.stat().st_mtime_ns for file in live.site.parent.glob("doctrees/sites/html.*/*.html")}

    before = written()
    for word in ("second", "third"):
        save(live, "one.md", f"# Page one\n\nThe {word} word.\n")
        assert written()["one"] > before["one"]
        assert written()["two"] == before["two"]


def test_a_site_without_lessonlib_is_built_at_each_save(start: Callable[..., Live]):
    live = start('project = "Plain"\nextensions = ["myst_parser"]\nhtml_static_path = ["_static"]\n')

    said = save(live, "one.md", "# Page one\n\nAnother word.\n")

    assert "not built" not in said
    assert "Another word." in (live.site / "one.html").read_text()


def test_a_browser_keeps_what_its_address_names_and_nothing_else(start: Callable[..., Live]):
    live = start()

    def get(address: str) -> tuple[str, str]:
        with urlopen(Request(live.address + address)) as answer:
            return answer.read().decode(), answer.headers["Cache-Control"]

    page, kept = get("index.html")
    assert kept == "no-store"
    style = re.search(r'href="(_static/own\.css\?live=\w+)"', page)[1]
    assert get(style) == ("h1 { color: teal; }", "max-age=31536000, immutable")
    assert get("_static/own.css") == ("h1 { color: teal; }", "no-store")

    save(live, "_static/own.css", "h1 { color: navy; }")

    assert get(style) == ("h1 { color: navy; }", "no-store")
    again = re.search(r'href="(_static/own\.css\?live=\w+)"', get("index.html")[0])[1]
    assert again != style
    assert get(again) == ("h1 { color: navy; }", "max-age=31536000, immutable")
    save(live, "two.md", '# Page two\n\n<img src="//[1.png">\n')
    assert 'src="//[1.png"' in get("two.html")[0]
    loaded = re.findall(r'(?:src|href)="([^":]+\.(?:css|js))[?"]', page)
    assert len(loaded) > 10
    stamped = re.findall(r'(?:src|href)="([^":]+\.(?:css|js))\?live=', page)
    assert stamped == loaded


def test_sheets_that_load_each_other_are_served(start: Callable[..., Live]):
    live = start()
    (live.source / "_static" / "own.css").write_text('@import "other.css";\n')
    save(live, "_static/other.css", '@import "own.css";\nh1 { color: navy; }')

    with urlopen(f"{live.address}index.html") as answer:
        style = re.search(r'href="(_static/own\.css\?live=\w+)"', answer.read().decode())[1]
    with urlopen(live.address + style) as answer:
        assert re.fullmatch(r'@import "other\.css\?live=\w+";\n', answer.read().decode())
        assert "immutable" in answer.headers["Cache-Control"]
