"""While an author writes, text is changed on the open page: it is then what a page that is loaded anew would be.

And what scripts hold of it is the same: here widgets, and what stands right behind one.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from playwright.sync_api import Browser, Page

from lessonlib.sphinxext import live

SOURCE = Path(live.__file__).parent / "static" / "in_place.js"
# What scripts make of a page: widgets, formulas, buttons on titles, addresses of some links.
LOADED = """
window.loaded = (page) => {
  page.querySelectorAll("x-widget").forEach((widget) => {
    const drawn = document.createElement("p");
    drawn.textContent = widget.textContent;
    widget.append(drawn);
  });
  page.querySelectorAll(".math").forEach((formula) => formula.replaceChildren(document.createElement("svg")));
  page.querySelectorAll("h2").forEach((title) => title.append(document.createElement("button")));
  page.querySelectorAll(".review a").forEach((link) => link.setAttribute("href", "?review"));
};
window.html = (page) => page.documentElement.outerHTML.replaceAll("\\n", "");
window.changed = ([before, after]) => {
  const { change, parse } = lessonlib.inPlace;
  const fresh = (text) => new DOMParser().parseFromString(text, "text/html");
  document.documentElement.replaceWith(document.importNode(fresh(before).documentElement, true));
  loaded(document);
  const was = html(document);
  const widgets = [...document.querySelectorAll("x-widget")];
  const behind = widgets.map((widget) => widget.nextElementSibling);
  const done = change(parse(before), parse(after));
  const anew = fresh(after);
  loaded(anew);
  const stayed = widgets.every((widget, place) => widget.isConnected && widget.nextElementSibling === behind[place]);
  return { done, is: html(document), was, anew: html(anew), stayed };
};
"""
HEAD = '<meta name="description" content="{0}"><script type="application/ld+json">{{"about": "{0}"}}</script>'
TEXT = (
    "<p>{}</p>",
    "<ul><li>{}</li><li>fixed</li></ul>",
    "<p>fixed <em>{}</em> <code>{}</code></p>",
    "<p>{} <em>a</em></p>",
)
SPACED, CLOSE = "<div><em>a</em> <em>{}</em></div>", "<div><em>a</em><em>{}</em></div>"
WIDGET = "<x-widget>{}</x-widget>"
HANDLED = "<p><a onclick='{}'>fixed</a></p>"
OTHER = (
    "<h2>{}</h2>",
    WIDGET,
    "<p>fixed <span class='math'>{}</span></p>",
    "<div class='review'><a href='{}'>{}</a></div>",
    "<pre>{}</pre>",
    HANDLED,
    "<template><p>{}</p></template>",
    "<section><p>fixed</p><x-widget>{}</x-widget></section>",
    "<script type='application/json'>{}</script>",
    "<meta http-equiv='Content-Security-Policy' content='img-src {}'>",
)


@pytest.fixture(scope="module")
def scripts(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        page = context.new_page()
        page.add_script_tag(content=SOURCE.read_text())
        page.add_script_tag(content=LOADED)
        yield page


def source(blocks: list[tuple[str, str]]) -> str:
    """Return a page of blocks: each is a form and a word."""
    words = " ".join(word for _, word in blocks)
    body = "\n".join(form.replace("{}", word) for form, word in blocks)
    return f"<!DOCTYPE html><html><head>{HEAD.format(words)}</head><body><main>{body}</main></body></html>"


FORMS = some.sampled_from((SPACED, CLOSE, *TEXT, *OTHER))
BLOCKS = some.lists(some.tuples(FORMS, some.sampled_from("abc")), max_size=7)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(before=BLOCKS, changes=some.data())
def test_a_page_that_is_changed_is_what_it_is_when_it_is_loaded(scripts, before, changes):
    begin = changes.draw(some.integers(0, len(before)))
    end = changes.draw(some.integers(begin, len(before)))
    after = before[:begin] + changes.draw(BLOCKS) + before[end:]

    found = scripts.evaluate("(pages) => changed(pages)", [source(before), source(after)])

    if found["done"]:
        assert found["is"] == found["anew"]
        assert found["stayed"]
    else:  # and is loaded
        assert found["is"] == found["was"]


AROUND = [(OTHER[0], "a"), (TEXT[0], "a"), (WIDGET, "b"), (TEXT[0], "a")]
CHANGES = [
    *(("a", "b", place) for place in range(len(AROUND) + 1)),
    *((old, new, place) for old, new in (("a", None), (None, "a"), (None, "b")) for place in (1, 2, 4)),
]


@pytest.mark.parametrize("form", TEXT)
@pytest.mark.parametrize(("old", "new", "place"), CHANGES)
def test_text_that_comes_goes_or_changes_does_so_in_place(scripts, form, old, new, place):
    before, after = (
        source([*AROUND[:place], *([(form, word)] if word else []), *AROUND[place:]]) for word in (old, new)
    )

    found = scripts.evaluate("(pages) => changed(pages)", [before, after])

    assert found["done"]
    assert found["is"] == found["anew"]
    assert found["stayed"]


CLOSER = CLOSE.replace("</div>", "<em>b</em></div>")
LOADED_ANEW = [
    *(pytest.param([(form, "a")], [(form, "b")], id=form) for form in OTHER),
    pytest.param([(SPACED, "a")], [(CLOSE, "a")], id="a space goes"),
    pytest.param([(SPACED, "a")], [(CLOSER, "a")], id="a space goes, a word comes"),
    pytest.param([("<div>a</div>", "")], [("<div>b <em>c</em></div>", "")], id="text between the elements"),
    pytest.param([(TEXT[0], "a")], [(TEXT[0], "a"), (HANDLED, "a")], id="a handler comes"),
    pytest.param([(WIDGET, "a")], [(WIDGET, "a"), (TEXT[0], "b")], id="text comes below a widget"),
    pytest.param([(WIDGET, "a"), (TEXT[0], "b")], [(WIDGET, "a")], id="text below a widget goes"),
    pytest.param([(WIDGET, "a"), (TEXT[0], "a")], [(WIDGET, "a"), (TEXT[0], "b")], id="a script has made the same"),
]


@pytest.mark.parametrize(("before", "after"), LOADED_ANEW)
def test_what_may_be_more_than_text_is_loaded(scripts, before, after):
    found = scripts.evaluate("(pages) => changed(pages)", [source([*before, *AROUND]), source([*after, *AROUND])])

    assert not found["done"]
    assert found["is"] == found["was"]
