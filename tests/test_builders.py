"""Builders share what was read; what each has written is its own."""

import json

from sphinx.testing.util import SphinxTestApp

HOME = "# Home\n\n```{toctree}\nother\n```\n"


def test_what_another_builder_has_read_is_written_all_the_same(build):
    build({"index.md": HOME, "other.md": "# An old title\n\nOld words.\n"})
    build({"other.md": "# A new title\n\nNew words.\n"}, "text")

    built = build({})

    assert "A new title" in built.page()
    assert "New words." in built.page("other.html")


def test_a_title_that_other_pages_show_is_written_again_there(build):
    build(
        {
            "index.md": HOME + "\n{doc}`other`\n",
            "other.md": "# An old title\n",
            "far.md": "---\norphan: true\n---\n\n# Far\n",
        }
    )

    built = build({"other.md": "# A new title\n"})

    assert "An old title" not in built.page() + built.page("far.html")
    assert built.page("far.html").count("A new title") > 0


def test_what_a_lenient_build_has_warned_of_fails_a_strict_one(build, tmp_path):
    build({"index.md": "# Home\n\n{term}`nothing`\n"})

    strict = SphinxTestApp("html", srcdir=tmp_path / "source", builddir=tmp_path / "build", warningiserror=True)
    strict.build()
    said, code = strict.warning.getvalue(), strict.statuscode
    strict.cleanup()

    assert "term not in glossary: 'nothing'" in said
    assert code == 1


def test_a_second_build_says_as_the_first_that_the_one_file_stays_on_the_server(build):
    """A site that is kept on a device asks the server for what it lists so, and for nothing else."""
    parts = ["lessonlib.sphinxext", "lessonlib.sphinxext.outputs.downloads", "lessonlib.sphinxext.outputs.offline"]
    settings = {"extensions": [*parts, "myst_nb"]}
    first = build({"index.md": "# Home\n"}, **settings).page("offline.json")

    built = build({}, **settings)

    assert "downloads/site.zip" in json.loads(first)["apart"]
    assert built.page("offline.json") == first
    assert (built.out / "downloads" / "site.zip").is_file()
