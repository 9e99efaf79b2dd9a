"""What a question shows, as the XHTML that QTI allows: paragraphs, lists, tables, code, formulas.

Links lead nowhere in another system, so their words stand there alone; a picture is its description.
"""

from collections.abc import Callable, Iterable
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from docutils import nodes

from lessonlib.sphinxext.outputs.maths import mathml
from lessonlib.sphinxext.questions.misconceptions import misconception_mark, yields_mark
from lessonlib.sphinxext.questions.nodes import question_program

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
WORDS: dict[type[nodes.Node], str] = {
    nodes.literal: "code",
    nodes.emphasis: "em",
    nodes.strong: "strong",
    nodes.subscript: "sub",
    nodes.superscript: "sup",
}
BLOCKS: dict[type[nodes.Node], str] = {
    nodes.bullet_list: "ul",
    nodes.enumerated_list: "ol",
    nodes.list_item: "li",
    nodes.block_quote: "blockquote",
    nodes.table: "table",
    nodes.thead: "thead",
    nodes.tbody: "tbody",
    nodes.row: "tr",
    nodes.entry: "td",
}
SILENT = (nodes.comment, nodes.colspec, misconception_mark, yields_mark)

Program = Callable[[question_program], Element]


def element(name: str, attributes: dict[str, str] | None = None, *inside: "Element | str") -> Element:
    """Return an element with texts and elements inside.

    >>> ET.tostring(element("p", {}, "Yes: ", element("code", {}, "24"), ".")).decode()
    '<p>Yes: <code>24</code>.</p>'
    """
    made = Element(name, attributes or {})
    for part in inside:
        if isinstance(part, Element):
            made.append(part)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + _legal(part)
        else:
            made.text = (made.text or "") + _legal(part)
    return made


def _legal(text: str) -> str:
    """Return a text without the control characters that XML forbids."""
    return "".join(mark for mark in text if mark >= " " or mark in "\n\t")


def words(children: Iterable[nodes.Node]) -> list[Element | str]:
    """Return what stands within a sentence."""
    found: list[Element | str] = []
    for child in children:
        if isinstance(child, nodes.Text):
            found.append(child.astext())
        elif isinstance(child, nodes.math):
            found.append(ET.fromstring(mathml(child)))
        elif isinstance(child, nodes.image):
            found.append(child.get("alt", ""))
        elif not isinstance(child, SILENT):
            name = next((name for kind, name in WORDS.items() if isinstance(child, kind)), "")
            inside = words(child.children)
            found += [element(name, {}, *inside)] if name else inside
    return found


def without_space(parts: list[Element | str]) -> list[Element | str]:
    """Return parts of a sentence without the blanks at its begin, as those behind a mark that is not shown."""
    while parts and isinstance(parts[0], str) and not parts[0].strip():
        parts = parts[1:]
    return [parts[0].lstrip(), *parts[1:]] if parts and isinstance(parts[0], str) else parts


def blocks(children: Iterable[nodes.Node], program: Program | None = None) -> list[Element]:
    """Return paragraphs, lists, code and the like; `program` writes one that the learner completes."""
    found: list[Element] = []
    for child in children:
        if isinstance(child, question_program) and program:
            found.append(program(child))
        elif isinstance(child, nodes.FixedTextElement) and not isinstance(child, (nodes.math_block, nodes.comment)):
            found.append(element("pre", {}, child.astext()))
        elif isinstance(child, nodes.math_block):
            found.append(element("p", {}, ET.fromstring(mathml(child))))
        elif isinstance(child, nodes.TextElement):
            found.append(element("p", {}, *without_space(words(child.children))))
        elif not isinstance(child, SILENT):
            name = next((name for kind, name in BLOCKS.items() if isinstance(child, kind)), "")
            inside = blocks(child.children, program)
            found += [element(name, {}, *inside)] if name else inside
    return found


def text(node: Element) -> str:
    """Return a document as XML."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(node, encoding="unicode") + "\n"
