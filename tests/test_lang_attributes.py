"""Each text of a finished page that has no translation says its language, and nothing else on the page changes."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.sphinxext.outputs.lang_attributes import with_languages

TEXTS = {"Where do I begin?", "parameters", "A network", 'Say "yes"', "Grey & white"}
PAGE = '<!DOCTYPE html><html lang="de"><head><title>A network</title></head><body>{}</body></html>'


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<p>A network</p>", '<p lang="en">A network</p>'),
        ("<p>A  network\n</p>", '<p lang="en">A  network\n</p>'),
        ("<p>A network.</p>", '<p><span lang="en">A network</span>.</p>'),
        ("<p>Tipp 1: Where do I begin?</p>", '<p>Tipp 1: <span lang="en">Where do I begin?</span></p>'),
        (
            "<p><strong>Richtig: 4.020 parameters.</strong></p>",
            '<p><strong>Richtig: 4.020 <span lang="en">parameters</span>.</strong></p>',
        ),
        ("<p>Say „yes“</p>", '<p lang="en">Say „yes“</p>'),
        ("<b>Grey &amp; white</b>", '<b lang="en">Grey &amp; white</b>'),
        ("<li>A network <b>und</b></li>", '<li><span lang="en">A network</span> <b>und</b></li>'),
        ('<img alt="A network" src="x.png"/>', '<img lang="en" alt="A network" src="x.png"/>'),
        ('<input placeholder="A network" title="Ein Netz">', '<input placeholder="A network" title="Ein Netz">'),
        ('<a aria-label="Ein Netz">A network</a>', '<a aria-label="Ein Netz"><span lang="en">A network</span></a>'),
        ("<option>A network</option>", '<option lang="en">A network</option>'),
        ("<option>2 parameters</option>", "<option>2 parameters</option>"),
        ("<p>Ein Netz</p>", "<p>Ein Netz</p>"),
        ("<code>A network</code><pre>A network</pre>", "<code>A network</code><pre>A network</pre>"),
        ("<script>A network</script>", "<script>A network</script>"),
        ('<p lang="en"><b>A network</b></p>', '<p lang="en"><b>A network</b></p>'),
        ('<p lang="en"></i><b>A network</b></p>', '<p lang="en"></i><b>A network</b></p>'),
        ('<p lang="en">Hi</p><p>A network</p>', '<p lang="en">Hi</p><p lang="en">A network</p>'),
        ("<p>1 < 2<p>A network</p>", '<p>1 < 2<p lang="en">A network</p>'),
    ],
)
def test_a_text_without_translation_says_its_language(written, shown):
    assert with_languages(PAGE.format(written), TEXTS, "en") == PAGE.format(shown)


class Texts(HTMLParser):
    """What a page says, and its elements, without languages."""

    def __init__(self, page):
        super().__init__()
        self.said, self.elements = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        kept = [each for each in attrs if each[0] != "lang"]
        if tag != "span" or kept:
            self.elements.append((tag, kept))

    def handle_data(self, data):
        self.said.append(data)


WORDS = st.sampled_from(
    [*TEXTS, "Ein Netz", "1 &lt; 2", "<br>", "<b>", "</b>", "<i title='A network'>", "</i>", " ", "4 "]
)


@given(st.lists(WORDS, max_size=12))
def test_nothing_else_changes(words):
    page = PAGE.format("".join(words))

    shown = with_languages(page, TEXTS, "en")

    before, after = Texts(page), Texts(shown)
    assert "".join(after.said) == "".join(before.said)
    assert after.elements == before.elements
    assert with_languages(shown, TEXTS, "en") == shown
