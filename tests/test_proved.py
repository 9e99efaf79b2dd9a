"""Answers that were proved are not proved again, while nothing has changed that could make them wrong."""

from pathlib import Path

import pytest
from lean_site import LeanSite, change

from conftest import PROVED

PAGE = PROVED.replace(
    ">>> 1 + 1", ">>> from pathlib import Path\n>>> import beside\n>>> beside.half(int(Path(beside.FILE).read_text()))"
)
KNOWN = "Nothing has changed since."
SETUP = "\ndoctest_global_setup = 'import math'\n"
CONF = SETUP + "lessonlib_rules = {'questions': False, 'exercises': False}\n"
BESIDE = "FILE = {!r}\n\ndef half(number):\n    return number // 2\n"


@pytest.fixture
def site(tmp_path: Path) -> LeanSite:
    site = LeanSite(tmp_path, {"page.md": PAGE}, CONF)
    site.write({"number.txt": "4"})
    (site.library.parent / "beside.py").write_text(BESIDE.format(str(site.source / "number.txt")))
    site.build()
    return site


def prove(site: LeanSite, *options: str, **given) -> str:
    return site.build("-b", "doctest", *options, **given).stdout


def test_nothing_is_proved_twice_unless_all_is_asked_for(site):
    first, second, third = prove(site), prove(site), prove(site, "-a")

    assert KNOWN not in first
    assert KNOWN in second
    assert "Proved the answers of 1 questions (pages: 1). " + KNOWN in second
    assert KNOWN not in third


CHANGES = {
    "a file that a proof reads": ("source/number.txt", "4", "5\n"),
    "a module that a proof imports": ("library/beside.py", "number // 2", "number / 2 and 2"),
    "the library": ("library/lessonlib/shapes.py", "def conv_size", "# New.\ndef conv_size"),
    "the setup of all proofs": ("source/conf.py", "import math", "import cmath"),
    "another setting of proofs": ("source/conf.py", SETUP, SETUP + "doctest_default_flags = 0\n"),
    "the question": ("source/page.md", "How many?", "How many, then?"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_has_changed_is_proved_again(site, what):
    prove(site)
    assert KNOWN in prove(site)
    place, old, new = CHANGES[what]

    change(site.folder / place, old, new)

    assert KNOWN not in prove(site)
    assert KNOWN in prove(site)


def test_what_is_wrong_now_fails_each_time(site):
    prove(site)
    change(site.source / "number.txt", "4", "8")

    for _ in range(2):
        assert "Expected:\n    2\nGot:\n    4" in prove(site, fails=True)

    change(site.source / "number.txt", "8", "4")
    assert "Proved the answers of 1 questions" in prove(site)


def test_a_damaged_note_is_none(site):
    prove(site)
    note = site.folder / "_build" / "doctrees" / "proved.json"
    note.write_text(note.read_text(encoding="utf-8")[:-20], encoding="utf-8")

    assert KNOWN not in prove(site)
