"""A film on a page: itself where it was rendered, else a poster; its words always."""

import json
import re

import pytest

from lessonlib.widgets import narration

TEXT = "\n\n".join("A kernel is a small grid of numbers, and it slides over the image." for _ in range(12))
PAGE = f"# Page\n\n:::{{film}} bar\n:title: A bar & a kernel\n\n{TEXT}\n:::\n"


def rendered(tmp_path) -> narration.Narration:
    """Put a film of the page's words where `nox -s film` would."""
    said = narration.narration("bar", "A bar & a kernel", TEXT)
    folder = tmp_path / "build" / "films"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bar.mp4").write_bytes(b"film")
    (folder / "bar.jpg").write_bytes(b"poster")
    (folder / "bar.json").write_text(json.dumps({"words": narration.webvtt(said)}))
    return said


def test_without_a_film_there_is_a_poster_and_the_open_transcript(build):
    built = build({"index.md": PAGE})
    html = built.page()

    assert not built.warnings
    assert "<video" not in html
    assert '<details class="film-words" open>' in html
    assert html.count("and it slides over the image") == 12
    source = re.search(r'<img src="([^"]+\.svg)"', html)[1]
    assert "A bar &amp; a kernel" in (built.out / source).read_text(encoding="utf-8")


def test_a_rendered_film_plays_only_on_demand_with_captions(build, tmp_path):
    said = rendered(tmp_path)
    built = build({"index.md": PAGE})
    video = re.search(r"<video.*?</video>", built.page(), re.DOTALL)[0]

    assert not built.warnings
    assert "autoplay" not in video
    assert 'preload="none"' in video
    assert " controls " in video
    assert 'kind="captions"' in video
    for name in re.findall(r'(?:src|poster)="(_static[^"]+)"', video):
        assert (built.out / name).exists(), name
    for name in re.findall(r'href="([^"]+)" download', built.page()):
        assert (built.out / name).exists(), name
    assert (built.out / "_static/films/bar.vtt").read_text(encoding="utf-8") == narration.webvtt(said)


def test_a_film_rendered_after_the_build_is_shown_by_the_next(build, tmp_path):
    assert "<video" not in build({"index.md": PAGE}).page()
    rendered(tmp_path)

    assert "<video" in build({"index.md": PAGE}).page()


def test_a_film_drawn_anew_of_the_same_words_replaces_the_old_one(build, tmp_path):
    rendered(tmp_path)
    built = build({"index.md": PAGE})
    (tmp_path / "build" / "films" / "bar.mp4").write_bytes(b"another")
    build({"index.md": PAGE})

    assert (built.out / "_static/films/bar.mp4").read_bytes() == b"another"


def test_a_film_of_older_words_is_not_shown(build, tmp_path):
    rendered(tmp_path)
    built = build({"index.md": PAGE.replace("small grid", "smaller grid")})

    assert "<video" not in built.page()


@pytest.mark.parametrize("builder", ["text", "latex", "epub"])
def test_other_builders_show_the_words(build, tmp_path, builder):
    rendered(tmp_path)
    built = build({"index.md": PAGE}, builder)
    files = [file for file in built.out.iterdir() if file.suffix in {".txt", ".tex", ".xhtml"}]
    text = " ".join("".join(file.read_text(encoding="utf-8") for file in files).split())

    assert "What it says:" in text
    assert text.count("slides over the image") == 12
    assert "<video" not in text
