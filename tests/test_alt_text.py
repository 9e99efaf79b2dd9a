"""No image reaches a page without words that say what it shows."""

import re
import subprocess
import sys

import nbformat
import pytest

CONF = """
extensions = ["lessonlib.sphinxext.lessons.alt_text", "myst_nb"]
nb_execution_mode = "force"
nb_execution_raise_on_error = True
"""
CELL = """
# A page

```{code-cell} python3
from lessonlib import figures
figures.learning_curves({"accuracy": [0.5, 0.9], "loss": [1.0, 0.25]})
```
"""
FRONT = "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="


@pytest.fixture
def build(tmp_path):
    """Build one page as `nox -s docs` would, every warning an error; return exit code, messages, HTML."""

    def run(page, *, name="index.md", conf=CONF):
        (tmp_path / "src").mkdir()
        (tmp_path / "src" / "conf.py").write_text(conf)
        (tmp_path / "src" / "pixel.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
        (tmp_path / "src" / name).write_text(page)
        command = [sys.executable, "-m", "sphinx", "-qnW", "--keep-going", "-b", "html", "src", "out"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        html = tmp_path / "out" / "index.html"
        return done.returncode, done.stderr, html.read_text(encoding="utf-8") if html.exists() else ""

    return run


def notebook(text_plain, metadata=None):
    """Return an executed notebook whose one cell shows an image, with the given words beside it."""
    output = nbformat.v4.new_output("display_data", data={"image/png": PIXEL, "text/plain": text_plain}, metadata={})
    cell = nbformat.v4.new_code_cell("draw()", outputs=[output], metadata=metadata or {})
    language = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    title = nbformat.v4.new_markdown_cell("# A page")
    return nbformat.writes(nbformat.v4.new_notebook(cells=[title, cell], metadata=language))


OFF = CONF.replace("force", "off")


def test_a_figure_of_lessonlib_says_what_it_shows(build):
    code, messages, html = build(FRONT + CELL)

    said = (
        "Accuracy over 2 epochs: training rises from 50 % to 90 %. "
        "Loss over 2 epochs: training falls from 1.00 to 0.25."
    )
    assert code == 0, messages
    assert re.findall(r'<img alt="([^"]*)"', html) == [said]


def test_a_bare_matplotlib_figure_fails_the_build_and_names_the_page(build):
    code, messages, _ = build(notebook("<Figure size 640x480 with 1 Axes>"), name="index.ipynb", conf=OFF)

    assert code != 0
    assert re.search(r"index\.ipynb:\d+: WARNING: this image has no alt text: say in words", messages)


def test_words_with_markup_in_them_stay_words(build):
    code, _, html = build(notebook('weights "a" & b > 0 </script>'), name="index.ipynb", conf=OFF)

    assert code == 0
    assert 'alt="weights &quot;a&quot; &amp; b &gt; 0 &lt;/script&gt;"' in html


def test_the_option_of_a_cell_goes_before_the_words_of_its_output(build):
    words = {"mystnb": {"image": {"alt": "A black square."}}}
    code, _, html = build(notebook("something else", words), name="index.ipynb", conf=OFF)

    assert code == 0
    assert 'alt="A black square."' in html


@pytest.mark.parametrize(
    "image",
    [
        "![](pixel.svg)",
        "Text and ![](pixel.svg) text",
        "```{image} pixel.svg\n```",
        "```{figure} pixel.svg\n\nA caption is no alt text.\n```",
        "```{image} pixel.svg\n:alt: ' '\n```",
    ],
)
def test_an_image_without_alt_text_fails_the_build_and_names_page_and_line(build, image):
    code, messages, _ = build(f"{FRONT}# A page\n\n{image}\n", conf=OFF)

    assert code != 0
    # The image stands in line 7; MyST-NB counts one too many below a page's front matter.
    assert re.search(r"index\.md:[78]: WARNING: this image has no alt text", messages)


def test_an_image_with_alt_text_passes(build):
    code, messages, _ = build(f"{FRONT}# A page\n\n![A red dot](pixel.svg)\n", conf=OFF)

    assert code == 0, messages
