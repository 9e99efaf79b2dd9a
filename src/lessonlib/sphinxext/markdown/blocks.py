"""Nodes → Markdown as notebooks show it: CommonMark with GitHub's tables, and dollars around formulas.

A page is read once, by MyST. This writes what was read, so nothing here knows the syntax of MyST. What
Markdown lacks becomes the nearest that it has: a definition list becomes bullets, an admonition a quotation,
and a widget the sentence that it carries as `in_notebook`, with a link to the page.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from docutils import nodes
from sphinx.locale import admonitionlabels

from lessonlib.sphinxext.markdown.inline import SILENT, escaped, formula, items_of, stands_in_a_line
from lessonlib.sphinxext.markdown.tables import Tables

# What would begin a block at the start of a line: heading, bullet, quotation, a line under a heading or a table's head.
OPENING = re.compile(r"#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+(?=\s*$)|-{2,}(?=\s*$)|:?-+:?(?=[\s:|-]*$)")
NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
BEGINS_LIST = re.compile(r"[-*+](?=\s|$)|\d{1,9}[.)](?=\s|$)")
# `<script>` and its like end at their closing tag, other HTML at the first blank line.
CLOSING, CLOSED = re.compile(r"(?<!\\)#$"), r"\\#"
# A block in an item that asks for blank lines around it, and a list that may follow a line of text at once.
OPENS_LOOSELY = re.compile(r"```|[|>#$]|\*\*\*$|<[a-z!/]", re.IGNORECASE)
FOLLOWS_TEXT = re.compile(r"(-|1[.)]) \S")
KEEPS_BLANK_LINES = re.compile(r"<(script|pre|style|textarea)\b", re.IGNORECASE)


def begun(text: str) -> str:
    r"""Return the text of a paragraph whose lines begin no other block.

    >>> begun("1. April" + chr(10) + "# no heading")
    '1\\. April\n\\# no heading'
    """
    return "\n".join(_begun(line.strip()) for line in text.strip().split("\n") if line.strip())


def _begun(line: str) -> str:
    if number := NUMBERED.match(line):
        return f"{number[1]}\\{line[number.start(2) :]}"
    return f"\\{line}" if OPENING.match(line) else line


def joined(blocks: Iterable[str]) -> str:
    """Return blocks one below the other. Between two lists stands a comment, or they would be one.

    >>> joined(["- a", "- b"]).splitlines()
    ['- a', '', '<!-- -->', '', '- b']
    """
    parts: list[str] = []
    for block in blocks:
        if parts and BEGINS_LIST.match(parts[-1]) and BEGINS_LIST.match(block):
            parts.append("<!-- -->")
        parts.append(block)
    return "\n\n".join(parts)


def fenced(code: str, language: str = "") -> str:
    """Return a block of code between fences that are longer than any in it."""
    ticks = "`" * (1 + max([2, *map(len, re.findall("`+", code))]))
    end = "" if code.endswith("\n") else "\n"
    return f"{ticks}{language}\n{code}{end}{ticks}"


def quoted(text: str) -> str:
    """Return text as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def item(marker: str, text: str) -> str:
    """Return text as an item of a list, all its lines as far in as the marker asks for."""
    within = " " * (len(marker) + 1)
    lines = [f"{within}{line}".rstrip() for line in text.split("\n")]
    return f"{marker} {lines[0].strip()}".rstrip() + "".join(f"\n{line}" for line in lines[1:])


class Markdown(Tables):
    """Writes block nodes, one piece of Markdown for each."""

    def text(self, children: Iterable[nodes.Node]) -> str:
        """Return nodes as one text."""
        return joined(self.blocks(children))

    def blocks(self, children: Iterable[nodes.Node]) -> Iterator[str]:
        """Yield the blocks of Markdown that nodes become; what stands inside a line makes a paragraph of its own."""
        for inside, group in groupby(children, key=stands_in_a_line):
            if inside:
                yield from filter(None, [begun(self.run([*group]))])
            else:
                for node in group:
                    yield from self.block(node)

    def block(self, node: nodes.Node) -> Iterator[str]:
        """Yield the blocks that one node becomes."""
        if isinstance(node, SILENT) or not isinstance(node, nodes.Element) or "contents" in node["classes"]:
            return
        if "in_notebook" in node:
            yield begun(self.linked(escaped(node["in_notebook"]), self.address(section_of(node))))
            return
        for kind in type(node).__mro__:
            if method := getattr(self, f"block_{kind.__name__}", None):
                yield from method(node)
                return
        if isinstance(node, nodes.TextElement):
            yield from filter(None, [begun(self.write(node))])
        else:
            yield from self.blocks(node.children)

    def block_title(self, node: nodes.Element) -> Iterator[str]:
        if not isinstance(node.parent, nodes.section):
            yield self.bold(node)
            return
        depth = min(len(sections_above(node)), 6)
        yield f"{'#' * depth} {CLOSING.sub(CLOSED, self.line(node))}"

    def block_rubric(self, node: nodes.Element) -> Iterator[str]:
        yield self.bold(node)

    def block_literal_block(self, node: nodes.Element) -> Iterator[str]:
        language = str(node.get("language", ""))
        yield fenced(node.astext(), language if re.fullmatch(r"(?!none$|default$)[\w+#.-]+", language) else "")

    def block_doctest_block(self, node: nodes.Element) -> Iterator[str]:
        yield fenced(node.astext(), "pycon")

    def block_math_block(self, node: nodes.Element) -> Iterator[str]:
        latex, number = formula(node), node.get("number")
        if node.get("no-wrap", node.get("nowrap")):
            yield latex
            return
        if r"\\" in latex and r"\begin" not in latex:
            latex = rf"\begin{{split}}{latex}\end{{split}}"
        tag = rf" \tag{{{number}}}" if number else ""
        yield f"$${latex}{tag}$$"

    def block_block_quote(self, node: nodes.Element) -> Iterator[str]:
        yield from map(quoted, filter(None, [self.text(node.children)]))

    def block_attribution(self, node: nodes.Element) -> Iterator[str]:
        yield f"—{self.line(node)}"

    def block_Admonition(self, node: nodes.Element) -> Iterator[str]:  # noqa: N802 (the class's name)
        titled = bool(node.children) and isinstance(node.children[0], nodes.title)
        label = "" if titled else f"**{admonitionlabels.get(node.tagname, node.tagname.capitalize())}**"
        yield quoted(joined([*filter(None, [label]), *self.blocks(node.children)]))

    block_topic = block_sidebar = block_Admonition

    def block_versionmodified(self, node: nodes.Element) -> Iterator[str]:
        yield from self.blocks(node.children)

    def block_raw(self, node: nodes.Element) -> Iterator[str]:
        text = node.astext().strip("\n")
        if "html" in node["format"].split() and text.strip():
            yield text if KEEPS_BLANK_LINES.match(text.lstrip()) else re.sub(r"\n\s*\n", "\n", text)

    def block_transition(self, _: nodes.Element) -> Iterator[str]:
        yield "***"

    def block_line_block(self, node: nodes.Element, depth: int = 0) -> Iterator[str]:
        space = "\N{NO-BREAK SPACE}"
        lines = [
            "\\\n".join(self.block_line_block(child, depth + 1))
            if isinstance(child, nodes.line_block)
            else space * 4 * depth + (begun(self.line(child)) or space)
            for child in node.children
            if isinstance(child, nodes.Element)
        ]
        yield "\\\n".join(lines)

    def block_footnote(self, node: nodes.Element) -> Iterator[str]:
        label, *rest = node.children
        yield from self.labelled(escaped(f"[{label.astext()}]"), rest)

    block_citation = block_footnote

    def labelled(self, label: str, children: Sequence[nodes.Node]) -> Iterator[str]:
        """Yield nodes as blocks whose first paragraph begins with a label."""
        if children and isinstance(children[0], nodes.paragraph):
            yield f"{label} {begun(self.write(children[0]))}".rstrip()
            children = children[1:]
        else:
            yield label
        yield from self.blocks(children)

    def block_bullet_list(self, node: nodes.Element) -> Iterator[str]:
        yield listed([("-", [*self.blocks(child.children)]) for child in items_of(node)])

    def block_enumerated_list(self, node: nodes.Element) -> Iterator[str]:
        numbers = range(node.get("start", 1), 10**9)
        end = ")" if node.get("suffix") == ")" else "."
        found = zip(numbers, items_of(node), strict=False)
        yield listed([(f"{number}{end}", [*self.blocks(child.children)]) for number, child in found])

    def block_definition_list(self, node: nodes.Element) -> Iterator[str]:
        yield listed([("-", [*self.labelled(self._terms(child), body_of(child))]) for child in items_of(node)])

    def _terms(self, node: nodes.Element) -> str:
        """Return the terms that a definition explains, and the colon before it."""
        terms = [
            child for child in node.children if isinstance(child, (nodes.term, nodes.field_name, nodes.option_group))
        ]
        kinds = [f" : {self.line(child)}" for child in node.children if isinstance(child, nodes.classifier)]
        return ", ".join(map(self.bold, terms)) + "".join(kinds) + ":"

    block_field_list = block_option_list = block_docinfo = block_definition_list


def listed(items: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Return marked items as a list, without blank lines where each is a paragraph, or one and a list below it."""
    tight = all(
        len(blocks) <= 2
        and not any("\n\n" in block or OPENS_LOOSELY.match(block) for block in blocks)
        and (len(blocks) < 2 or (not BEGINS_LIST.match(blocks[0]) and bool(FOLLOWS_TEXT.match(blocks[1]))))
        for _, blocks in items
    )
    if tight:
        return "\n".join(item(marker, "\n".join(blocks)) for marker, blocks in items)
    return "\n\n".join(item(marker, joined(blocks)) for marker, blocks in items)


def body_of(node: nodes.Element) -> list[nodes.Node]:
    """Return what stands in the definitions of an entry."""
    bodies = (nodes.definition, nodes.field_body, nodes.description)
    return [part for child in node.children if isinstance(child, bodies) for part in child.children]


def sections_above(node: nodes.Element) -> list[nodes.section]:
    """Return the sections in which a node stands, from the inside out."""
    found = []
    above: nodes.Element | None = node.parent
    while above is not None:
        found += [above] if isinstance(above, nodes.section) else []
        above = above.parent
    return found


def section_of(node: nodes.Element) -> nodes.reference:
    """Return a reference to the section in which a node stands."""
    ids = [id for section in sections_above(node)[:1] for id in section["ids"]]
    return nodes.reference("", "", refid=ids[0] if ids else "")


class Spoken(Markdown):
    """Writes text for a terminal: code between backticks, nothing escaped, no links."""

    def __init__(self) -> None:
        super().__init__(lambda _: "", lambda _: "")

    def _Text(self, node: nodes.Text, *_: str) -> str:  # noqa: N802 (the node's name)
        return node.astext()
