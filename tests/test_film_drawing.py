"""What Manim is not allowed to draw. Runs where the session `film` has put Manim."""

import os
import pathlib
import subprocess

import pytest
from matplotlib import get_data_path

ROOT = pathlib.Path(__file__).parents[1]
PYTHON = ROOT / ".nox" / "film" / ("Scripts" if os.name == "nt" else "bin") / "python"
FONT = pathlib.Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
TRIAL = """
import sys, manim as m, drawing
drawing.prepare({font!r})
class Trial(drawing.Film):
    @drawing.scene
    def one(self):
        {body}
plan = {{"title": "t", "numbers": {{"n": 3}}, "scenes": [{{"start": 0, "end": 1, "text": "a"}}] * {scenes}}}
with m.tempconfig({{"dry_run": True, "pixel_width": 64, "pixel_height": 36, "frame_rate": 15}}):
    try:
        Trial(plan).render()
    except drawing.DrawingError as error:
        print(error)
"""


@pytest.mark.skipif(not PYTHON.exists(), reason="no Manim here: the session film installs it")
@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ('self.add(self.text("3 is known"))', ""),
        ('self.add(self.text("4 is not"))', "4 in '4 is not' is none of the numbers of this film"),
        ('self.add(self.text("word").shift(7 * m.RIGHT))', "leaves the frame"),
        ('self.add(self.text("word").shift(2.7 * m.DOWN))', "stands where the captions do"),
        ('self.add(self.text("word"), self.text("other"))', "'word' lies on 'other'"),
        ("self.wait(3)", "one draws 2.0 s longer than its words last"),
        ("pass", "2 paragraphs on the page, but 1 scenes are drawn"),
    ],
)
def test_a_film_that_breaks_its_promise_is_refused(body, refused, tmp_path):
    code = TRIAL.format(font=str(FONT), body=body, scenes=2 if body == "pass" else 1)
    run = subprocess.run(
        [PYTHON, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT / "films")},
        capture_output=True,
        text=True,
        check=True,
    )

    assert refused in run.stdout
    assert bool(refused) == bool(run.stdout.strip())
