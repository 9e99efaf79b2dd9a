"""What a cell prints is held to the page's policy: its scripts do not run, and the build names each, with its line."""

import re

import pytest
from scripting_cells import CELLS, LISTED, WANTED, build

from lessonlib.sphinxext.outputs.content_security import script_hash
from lessonlib.sphinxext.outputs.refusals import Refusals


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build(tmp_path_factory.mktemp("cells"), script_hash(WANTED))


def policy(site, name):
    page = (site.folder / "_build" / "html" / f"{name}.html").read_text(encoding="utf-8")
    return re.search(r'<head>\s*<meta http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]


@pytest.mark.parametrize(("name", "said"), [(name, said) for name, (_, said) in CELLS.items()])
def test_what_a_cell_printed_and_no_browser_takes_is_named_with_its_line(built, name, said):
    site, warned = built
    lines = (site.source / f"{name}.md").read_text(encoding="utf-8").splitlines()

    found = re.findall(rf"{name}\.md:(\d+): WARNING: refused by .*takes it: (.*?)\. (?:Put|Link)", warned)

    assert [what for _, what in found] == [said] * bool(said)
    assert all("harm" in lines[int(line) - 1] or "example.org" in lines[int(line) - 1] for line, _ in found)


@pytest.mark.parametrize("name", CELLS)
def test_no_policy_allows_what_a_cell_printed(built, name):
    allowed = policy(built[0], name)

    assert script_hash("window.harm = 1") not in allowed
    assert "unsafe" not in re.search("script-src ([^;]*)", allowed)[1]


def test_a_script_of_a_cell_that_the_author_lists_is_allowed_on_its_page_alone(built):
    site, warned = built

    assert script_hash(WANTED) in policy(site, LISTED)
    assert script_hash(WANTED) not in policy(site, "html")
    assert f"{LISTED}.md" not in warned


def is_warning(line):
    return "WARNING: " in line


def test_what_is_refused_is_said_again_until_it_is_mended(built):
    site, warned = built

    again = site.build(fails=True).stderr

    # On a busy machine a kernel may say on its way out that its sockets are gone; only warnings count.
    assert sorted(filter(is_warning, again.splitlines())) == sorted(filter(is_warning, warned.splitlines()))


@pytest.mark.parametrize(
    "harmless",
    [
        '<a href="https://example.org/">x</a>',
        '<img src="data:image/png;base64,AAAA">',
        '<img src="_images/a.png" srcset="_images/b.png 2x">',
        "<p>javascript: and onclick= in words, &lt;iframe&gt;</p>",
        '<form action="search.html"></form>',
    ],
)
def test_what_the_policy_allows_is_not_named(harmless):
    assert Refusals(harmless).found == []
