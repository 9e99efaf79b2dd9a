"""What stands inside a line: inline nodes → Markdown, with all that could be mistaken for markup escaped."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from docutils import nodes
from sphinx import addnodes

Address = Callable[[nodes.Element], str]

# Characters that could begin markup. An underscore between letters begins nothing.
MARKUP = re.compile(r"[\\`*\[\]~|]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\$")
# JupyterLab reads formulas twice, before and after Markdown: a dollar is safe from both when it stands alone.
DOLLAR = r"<span>\$</span>"
# What no notebook shows: marks, notes, what the site's machinery asks for.
SILENT = (
    nodes.Invisible,
    nodes.comment,
    nodes.system_message,
    addnodes.index,
    addnodes.toctree,
    addnodes.tabular_col_spec,
)
HARD_BREAK = re.compile(r"\s*<br\s*/?>\s*")


def escaped(text: str, before: str = "", after: str = "") -> str:
    r"""Return text in which nothing is markup, given the characters beside it.

    >>> escaped("layers[0] has *no* snake_case")
    'layers\\[0\\] has \\*no\\* snake_case'
    """
    whole, end = before + text + after, len(before + text)
    found, last = "", len(before)
    for sign in MARKUP.finditer(whole, last):
        if sign.start() < end:
            found += whole[last : sign.start()] + (DOLLAR if sign[0] == "$" else f"\\{sign[0]}")
            last = sign.end()
    return found + whole[last:end]


def code_span(text: str) -> str:
    """Return text as code, between more backticks than it holds in a row.

    >>> code_span("a `tick`")
    '`` a `tick` ``'
    """
    text = re.sub(r"\s*\n\s*", " ", text)
    if not text.strip():
        return text
    ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    padded = "`" in (text[0], text[-1]) or text[0] == text[-1] == " "
    return f"{ticks}{f' {text} ' if padded else text}{ticks}"


def may_stand(outside: str, inside: str) -> bool:
    """Return whether `*` between these two characters begins or ends emphasis.

    See "left-flanking" in https://spec.commonmark.org: what begins or ends with a sign needs a space or a sign outside.
    """
    if "*" in outside + inside:
        return False
    if unicodedata.category(inside)[0] not in "PS" or not outside or outside.isspace():
        return True
    return unicodedata.category(outside)[0] == "P" or outside in "<>|+=^"


class Spans:
    """Writes inline nodes; `address` says where a reference leads, `picture` where an image lies: "" for nowhere."""

    def __init__(self, address: Address, picture: Address) -> None:
        self.address, self.picture = address, picture
        self.bar = "|"  # in a formula; within a table it would end a cell

    def write(self, parent: nodes.Element, before: str = "", after: str = "") -> str:
        """Return what a node holds as one piece of text, given the characters beside it."""
        return self.run(parent.children, before, after)

    def run(self, children: Sequence[nodes.Node], before: str = "", after: str = "") -> str:
        """Return nodes that follow each other as one piece of text."""
        out = before
        for child, following in zip(children, [*children[1:], None], strict=False):
            out += self.one(child, out[-1:], first_sign(following) if following is not None else after)
        return out[len(before) :]

    def one(self, node: nodes.Node, before: str = "", after: str = "") -> str:
        """Return one node as text."""
        for kind in type(node).__mro__:
            if method := getattr(self, f"_{kind.__name__}", None):
                return str(method(node, before, after))
        return self.write(node, before, after) if isinstance(node, nodes.Element) else ""

    def line(self, node: nodes.Element) -> str:
        """Return what a node holds as a single line."""
        return " ".join(self.write(node).replace("\\\n", " ").split())

    def bold(self, node: nodes.Element) -> str:
        """Return the line of a title that is no heading."""
        return " ".join(self.marked(node, "**", "strong", "", "").split())

    def _Text(self, node: nodes.Text, before: str, after: str) -> str:  # noqa: N802 (the node's name)
        text = re.sub(r"[ \t]*\n[ \t]*", "\n", node.astext())
        shown = escaped(text, before, after)
        return f"{shown[:-1]}\\!" if shown.endswith("!") and after == "[" else shown

    def _Invisible(self, *_: object) -> str:  # noqa: N802
        return ""

    def _target(self, node: nodes.target, before: str, after: str) -> str:
        return self.write(node, before, after)

    def _emphasis(self, node: nodes.Element, before: str, after: str) -> str:
        return self.marked(node, "*", "em", before, after)

    def _strong(self, node: nodes.Element, before: str, after: str) -> str:
        return self.marked(node, "**", "strong", before, after)

    _title_reference = _emphasis

    def marked(self, node: nodes.Element, mark: str, tag: str, before: str, after: str) -> str:
        """Return emphasis; in HTML where Markdown would not see it, as inside a word."""
        inner = self.write(node, mark, mark)
        text = inner.strip()
        if not text:
            return inner
        lead, tail = inner[: inner.index(text[0])], inner[len(inner.rstrip()) :]
        plain = may_stand(lead[-1:] or before, text[0]) and may_stand(tail[:1] or after, text[-1])
        return f"{lead}{mark}{text}{mark}{tail}" if plain else f"{lead}<{tag}>{self.write(node).strip()}</{tag}>{tail}"

    def _literal(self, node: nodes.Element, *_: str) -> str:
        return code_span(node.astext())

    def _math(self, node: nodes.Element, *_: str) -> str:
        return f"${formula(node).replace('|', self.bar)}$"

    def _subscript(self, node: nodes.Element, *_: str) -> str:
        return f"<sub>{self.write(node)}</sub>"

    def _superscript(self, node: nodes.Element, *_: str) -> str:
        return f"<sup>{self.write(node)}</sup>"

    def _footnote_reference(self, node: nodes.Element, *_: str) -> str:
        return self.linked(escaped(f"[{node.astext()}]"), self.address(node))

    _citation_reference = _footnote_reference

    def _reference(self, node: nodes.Element, *_: str) -> str:
        return self.linked(self.write(node, "[", "]"), self.address(node))

    _download_reference = _reference

    def linked(self, text: str, address: str) -> str:
        # A link inside a link is none: the inner one counts, as it does on the page.
        inner = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
        return f"[{text}]({address})" if address and "](" not in inner else text

    def _image(self, node: nodes.Element, *_: str) -> str:
        alt, picture = escaped(node.get("alt", "")), self.picture(node)
        return f"![{alt}]({picture})" if picture else alt

    def _raw(self, node: nodes.Element, *_: str) -> str:
        text = node.astext()
        if "html" not in node["format"].split():
            return ""
        return "\\\n" if HARD_BREAK.fullmatch(text) else text.replace("\n", " ")


def formula(node: nodes.Element) -> str:
    """Return LaTeX in one line: in a list or a quotation a second line would begin with marks of Markdown."""
    return " ".join(node.astext().split())


def first_sign(node: nodes.Node) -> str:
    """Return the character with which a node will begin."""
    if isinstance(node, nodes.Text):
        return node.astext()[:1]
    if isinstance(node, (nodes.emphasis, nodes.strong, nodes.title_reference)):
        return "*"
    if isinstance(node, (nodes.inline, addnodes.pending_xref)) and node.children:
        return first_sign(node.children[0])
    return "["


def items_of(node: nodes.Element) -> list[nodes.Element]:
    """Return the children that are elements and not mere marks."""
    return [child for child in node.children if isinstance(child, nodes.Element) and not isinstance(child, SILENT)]


def stands_in_a_line(node: nodes.Node) -> bool:
    """Return whether a node is no block: text, or an inline node among blocks, such as an image."""
    return isinstance(node, (nodes.Text, nodes.Inline)) and not isinstance(node, (*SILENT, nodes.raw))
