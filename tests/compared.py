"""A page of the site and a notebook, each taken apart into blocks: what a reader sees, and where links lead.

A notebook's text is rendered by markdown-it, as JupyterLab does it: CommonMark, GitHub's tables, formulas between
dollars. The page is taken from its HTML. Both become lists of `Block`, which can be compared.

What a notebook cannot hold (`lessonlib.sphinxext.outputs.notebook_cells` lists it), and what Markdown lacks, is
translated on the page's side, in `translated`: each of its rules is a difference that is meant.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urljoin

from bs4 import BeautifulSoup, NavigableString, Tag
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from markdown_it import MarkdownIt
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
AROUND = ("ul", "ol", "blockquote", "table")
BLOCKS = {*HEADINGS, *AROUND, "p", "pre", "li", "td", "th", "tr", "thead", "tbody", "div", "hr", "dl", "dt", "dd"}
BLOCKS |= {"section", "aside", "figure", "figcaption", "details", "summary", "article", "caption", "main", "colgroup"}
ADDRESS = "https://example.org/course/"


@dataclass(frozen=True)
class Block:
    """One block: what it stands in, what it is, its words, its links and images, and its marked words."""

    within: tuple[str, ...]
    kind: str
    words: str
    links: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()


def formula(text: str, *, block: bool) -> str:
    """Return the signs of a formula, as the site's MathML shows them."""
    plain = re.sub(r"\\tag\{(.*?)\}", "", text)
    number = re.search(r"\\tag\{(.*?)\}", text)
    try:
        shown = BeautifulSoup(str(tex2mathml(plain.strip(), as_block=block)), "html.parser").get_text()
    except MathError:  # as the page does
        shown = text
    return "".join(shown.split()) + (f" ({number[1]})" if number else "")


def rendered(text: str) -> Tag:
    """Return a cell of Markdown as a notebook shows it."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_space=True, allow_digits=True, double_inline=True).use(amsmath_plugin)
    for name, block in (
        ("math_inline", False),
        ("math_inline_double", True),
        ("math_block", True),
        ("amsmath", True),
    ):

        def show(renderer, tokens, index, options, env, block=block):
            kind = "div" if block else "span"
            return f'<{kind} class="math formula">{escape(formula(tokens[index].content, block=block))}</{kind}>'

        parser.add_render_rule(name, show)
    return BeautifulSoup(parser.render(text), "html.parser")


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def notebook_blocks(book: dict) -> list[Block]:
    """Return the blocks of a notebook, without the cells that only a notebook has."""
    found: list[Block] = []
    for cell in book["cells"][1:]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            found += blocks_of(rendered(source), "")
        elif not is_check(source):
            # Code that a page keeps to itself stands in its notebook, which could not run without it.
            is_shown = "remove-input" not in cell["metadata"].get("tags", ())
            found.append(Block((), "cell", source.strip() if is_shown else ""))
    return [block for block in found if not HINTS.fullmatch(block.words)]


HINTS = re.compile(r"\d+ hints? waits? for you: run .* in a cell\.")


def is_check(source: str) -> bool:
    """Whether a cell stands for a question's buttons, or is an exercise's starter."""
    return "check(" in source or "____" in source


def page_blocks(html: str, address: str, *, solved: bool) -> list[Block]:
    """Return the blocks of a page, translated to what a notebook shows of it."""
    soup = BeautifulSoup(html, "html.parser")
    body = soup.select_one("article") or soup.select_one("div.body")
    translated(soup, body, solved=solved)
    return blocks_of(body, address)


def new(soup: BeautifulSoup, name: str, *children: object) -> Tag:
    tag = soup.new_tag(name)
    for child in children:
        tag.append(child)
    return tag


def content(tag: Tag | None) -> list:
    return [child.extract() for child in list(tag.contents)] if tag is not None else []


def translated(soup: BeautifulSoup, body: Tag, *, solved: bool) -> None:
    """Change a page into what its notebook shows."""
    _without_the_site(body)
    for question in body.select("lesson-question"):
        _question(soup, question, solved=solved)
    for fold in body.select("details.folded.solution"):
        _solution(soup, fold, solved=solved)
    for cell in body.select("div.cell"):
        code = cell.select_one("div.cell_input pre")
        cell.replace_with(new(soup, "cell", code.get_text() if code else ""))
    for widget in body.select(
        "lesson-stepper, lesson-descent, cnn-lab, stack-explorer, draw-a-digit, details.film-words > summary"
    ):
        widget.replace_with(new(soup, "p", "WIDGET"))
    _titles(soup, body)
    for listed in reversed(body.select("dl")):
        _definitions(soup, listed)
    for note in body.select("aside.footnote, div.citation"):
        note.p.insert(0, f"{note.select_one('span.label').extract().get_text()} ")
    for quote in body.select("blockquote p.attribution"):
        quote.string = quote.get_text()
    for block in body.select("div.line-block"):
        if block.find_parent("div", class_="line-block") is None:
            lines = [[*line.contents, new(soup, "br")] for line in block.select("div.line")]
            block.replace_with(new(soup, "p", *(node for line in lines for node in line)))


# What belongs to the site: its links, scripts, lists of contents, downloads, and what it shows of films.
OF_THE_SITE = """a.headerlink, script, style, button, .lesson-downloads, .answers-at-the-end, .cell_output,
.folded.hint, .toctree-wrapper, nav.contents, div.contents, figure.lesson-film > :not(details)"""


def _without_the_site(body: Tag) -> None:
    for gone in body.select(OF_THE_SITE):
        gone.decompose()
    for back in body.select("a.toc-backref"):
        back.unwrap()


def _titles(soup: BeautifulSoup, body: Tag) -> None:
    """An admonition is a quotation; a title that is no heading is bold, and stands above what it names."""
    for quoted in body.select("div.admonition, aside.topic, aside.sidebar, div.topic, div.sidebar"):
        quoted.name = "blockquote"
    for title in body.select("p.admonition-title, p.topic-title, p.sidebar-title, p.rubric"):
        _embolden(soup, title)
    for caption in body.select("table > caption"):
        title = new(soup, "p", *content(caption.select_one(".caption-text") or caption))
        caption.parent.insert_before(title)
        caption.decompose()
        _embolden(soup, title)
    for caption in body.select("div.code-block-caption"):
        caption.name = "p"
        for left in caption.select("span.caption-number"):
            left.decompose()


def _embolden(soup: BeautifulSoup, title: Tag | None) -> None:
    if title is not None:
        title.append(new(soup, "strong", *content(title)))


def _definitions(soup: BeautifulSoup, listed: Tag) -> None:
    """A definition list becomes bullets that begin with the term."""
    items: list[Tag] = []
    terms: list[Tag] = []
    for child in listed.find_all(["dt", "dd"], recursive=False):
        if child.name == "dt":
            kinds = [f" : {each.extract().get_text()}" for each in child.select(".classifier")]
            for colon in child.select(".classifier-before, .colon"):
                colon.decompose()
            terms.append((new(soup, "strong", *content(child)), "".join(kinds)))
            continue
        if not terms:  # a second definition of the same terms
            items[-1].extend(content(child))
            continue
        first = child.find(True, recursive=False)
        named: list = []
        for number, (term, kinds) in enumerate(terms):
            named += [", "] if number else []
            named += [term, kinds]
        named.append(":")
        if first is not None and first.name == "p":
            begun = [" ", *content(first)]
            first.decompose()
        else:
            begun = []
        items.append(new(soup, "li", new(soup, "p", *named, *begun), *content(child)))
        terms = []
    listed.replace_with(new(soup, "ul", *items))


def _question(soup: BeautifulSoup, question: Tag, *, solved: bool) -> None:
    """A question is its number, its text and its options; solved, its answer without feedback on others."""
    legend = question.legend.get_text()
    number, invitation = re.match(r"(Question \d+)\s*(.*)", legend, re.DOTALL).groups()
    title = new(soup, "p", new(soup, "strong", f"{number}."), " Optional." if "Optional." in invitation else "")
    parts: list = [title, *_stem(soup, question)]
    kind = re.search(r'"kind": "(\w+)"', question["data-question"])[1]
    if kind in ("choice", "several", "order"):
        parts.append(new(soup, "ul", *(_option(soup, option) for option in question.select("ul.q-options > li"))))
    if solved:
        answer = question.select_one("details.q-answer")
        answer.summary.decompose()
        for proof in answer.select("details.q-proof"):
            proof.summary.decompose()
            proof.unwrap()
        points = []
        for said in answer.select("div.q-feedback"):
            name = said.select_one("p.q-for").get_text()
            says = content(said.select_one("div.q-says"))
            said.decompose()
            points.append(_point(soup, name, says))
        rest = content(answer)
        first = next(index for index, each in enumerate(rest) if isinstance(each, Tag))
        parts += rest[: first + 1] + ([new(soup, "ul", *points)] if kind == "text" else []) + rest[first + 1 :]
    question.replace_with(new(soup, "div", *parts))


def _stem(soup: BeautifulSoup, question: Tag) -> list:
    stem = question.select_one("div.q-stem")
    for number, blank in enumerate(stem.select("input.q-blank"), start=1):
        blank.replace_with(f"__{number}__")
    return content(stem)


def _option(soup: BeautifulSoup, option: Tag) -> Tag:
    letter = option.select_one(".q-letter").get_text()
    return new(soup, "li", new(soup, "strong", f"{letter}."), " ", *content(option.select_one(".q-text")))


def _point(soup: BeautifulSoup, name: str, says: list) -> Tag:
    holder = new(soup, "div", *says)
    while (
        (only := [each for each in holder.contents if str(each).strip()]) and len(only) == 1 and only[0].name == "div"
    ):
        holder = only[0]
    first = holder.p
    first.insert(0, ": ")
    first.insert(0, new(soup, "strong", name))
    return new(soup, "li", *content(holder))


def _solution(soup: BeautifulSoup, fold: Tag, *, solved: bool) -> None:
    if not solved:
        fold.decompose()
        return
    fold.summary.replace_with(new(soup, "p", new(soup, "strong", fold.summary.get_text())))
    fold.name = "div"


def blocks_of(tag: Tag, address: str) -> list[Block]:
    """Return the blocks of HTML in order."""
    return [block for block in _walk(tag, (), address) if block.words or block.links or block.kind in ("hr", "cell")]


def _walk(tag: Tag, within: tuple[str, ...], address: str) -> Iterator[Block]:
    inline: list = []
    for child in tag.children:
        if isinstance(child, Tag) and (child.name in BLOCKS or child.name == "cell" or _is_formula(child)):
            yield from _flushed(inline, within, address)
            inline = []
            yield from _block(child, within, address)
        elif isinstance(child, Tag) and child.find(lambda each: each.name in BLOCKS or each.name == "cell"):
            yield from _flushed(inline, within, address)
            inline = []
            yield from _walk(child, within, address)
        elif type(child) in (NavigableString, Tag):  # no comment
            inline.append(child)
    yield from _flushed(inline, within, address)


def _is_formula(tag: Tag) -> bool:
    return tag.name == "div" and "math" in tag.get("class", [])


def _block(tag: Tag, within: tuple[str, ...], address: str) -> Iterator[Block]:
    if tag.name == "pre":
        yield Block(within, "code", tag.get_text().strip("\n"))
    elif tag.name == "cell":
        yield Block(within, "cell", tag.get_text().strip())
    elif tag.name == "hr":
        yield Block(within, "hr", "")
    elif _is_formula(tag):
        yield Block(within, "formula", _signs(tag))
    elif tag.name in (*HEADINGS, "p", "td", "th"):
        if tag.name in ("td", "th") and not tag.find(BLOCKS):
            yield from _flushed([*tag.children], (*within, "table"), address)
        elif tag.name in ("td", "th"):
            yield from _flushed(_cell(tag), (*within, "table"), address)
        else:
            kind = tag.name if tag.name in HEADINGS else "text"
            yield from _flushed([*tag.children], within, address, kind)
    elif tag.name in ("ul", "ol"):
        for number, item in enumerate(tag.find_all("li", recursive=False)):
            begun = int(tag.get("start", 1)) + number
            yield from _walk(item, (*within, f"{begun}." if tag.name == "ol" else "-"), address)
    else:
        yield from _walk(tag, (*within, ">") if tag.name == "blockquote" else within, address)


def _cell(tag: Tag) -> list:
    """Return what a cell holds as one line: Markdown's tables hold no blocks."""
    found: list = []
    for leaf in tag.find_all(["p", "pre", "div"]):
        if leaf.find(["p", "pre", "li", "div"]) is None:
            found += [" ", *leaf.children]
    return found or [*tag.children]


def _flushed(inline: list, within: tuple[str, ...], address: str, kind: str = "text") -> Iterator[Block]:
    words, links, marked = "", [], []
    for node in inline:
        if type(node) is NavigableString:
            words += node
        elif isinstance(node, Tag):
            words += _said(node, links, marked, address)
    text = " ".join(words.split())
    if text or links:
        if WIDGET.match(text) or text == "WIDGET":
            text, links, marked = "WIDGET", [], []
        yield Block(within, kind, text, tuple(links), tuple(marked))


WIDGET = re.compile(r"On the page, |The film “.*” is on the page\. It says:")
MARKED = {"em": "em", "cite": "em", "i": "em", "strong": "strong", "b": "strong", "code": "code", "kbd": "code"}
MARKED |= {"sub": "sub", "sup": "sup"}


def _signs(tag: Tag) -> str:
    number = tag.select_one("span.eqno")
    text = f" {number.extract().get_text().strip()}" if number else ""
    shown = tag.get_text()
    if "formula" in tag.get("class", []):
        return shown
    found = re.fullmatch(r"\\[(\[](.*)\\[)\]]", shown.strip(), re.DOTALL)  # what MathJax would read
    return (formula(found[1], block=_is_formula(tag)) if found else "".join(shown.split())) + text


def _said(node: Tag, links: list, marked: list, address: str) -> str:
    """Return the words of an inline element, noting links and marks."""
    noted = marked
    if node.name == "br":
        return " "
    if node.name == "math" or "math" in node.get("class", []):
        return _signs(node)
    if node.name == "img":
        links.append(f"image {_resolved(node.get('src', ''), address)} {node.get('alt', '')}")
        return ""
    words = ""
    if node.name in ("code", "kbd"):  # a code span is all code
        marked = []
    if node.name == "a" and node.get("href") and "image-reference" not in node.get("class", []):
        links.append(_resolved(node["href"], address))
    for child in node.children:
        if type(child) is NavigableString:
            words += child
        elif isinstance(child, Tag):
            words += _said(child, links, marked, address)
    if node.name in MARKED and words.strip():
        noted.append(f"{MARKED[node.name]} {' '.join(words.split())}")
    return words


def _resolved(target: str, address: str) -> str:
    return unquote(urljoin(address, target))
