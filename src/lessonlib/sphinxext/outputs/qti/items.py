"""A question as an item of QTI 2.1: what is asked, what is right, and the feedback on each mistake."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from docutils import nodes

from lessonlib.locale import localised
from lessonlib.quiz.model import Question
from lessonlib.quiz.variants import Variant
from lessonlib.sphinxext.core.domain import Asked
from lessonlib.sphinxext.outputs.qti import interactions
from lessonlib.sphinxext.outputs.qti.content import NAMESPACE, blocks, element
from lessonlib.sphinxext.outputs.qti.interactions import FEEDBACK, RIGHT
from lessonlib.sphinxext.questions.nodes import (
    question_answer,
    question_feedback,
    question_option,
    question_stem,
)
from lessonlib.sphinxext.questions.varying import filled, varied, varied_block


@dataclass(frozen=True)
class Item:
    """An item with its name in the package and its title."""

    name: str
    title: str
    content: Element


def items_of(node: nodes.Element) -> list[Item]:
    """Return the item of a question's node; of a question that varies, one for each variant."""
    asked: Asked = node["asked"]
    name = f"q-{asked.question.id}"
    if not asked.variants:
        return [_item(node, asked.question, name)]
    return [
        _item(_of_variant(node, variant), variant.question, f"{name}-{number}")
        for number, variant in enumerate(asked.variants, start=1)
    ]


def _of_variant(node: nodes.Element, variant: Variant) -> nodes.Element:
    """Return a copy of a question's node with the texts of a variant, and its list in that variant's order."""
    copy = node.deepcopy()
    for text in list(copy.findall(varied)):
        if text["place"] < len(variant.texts):  # the last one is the line that says what is right
            text.replace_self(nodes.Text(variant.texts[text["place"]]))
    for block in list(copy.findall(varied_block)):
        block.replace_self(nodes.literal_block("", filled(block["marked"], variant.texts)))
    kinds: tuple[type[nodes.Element], ...] = (question_option, question_feedback)
    for kind in kinds:
        listed = list(copy.findall(kind))
        for place, old in zip(variant.order, listed, strict=False):
            old.replace_self(listed[place].deepcopy())
    return copy


def _item(node: nodes.Element, ask: Question, name: str) -> Item:
    stem = next(iter(node.findall(question_stem)))
    answer = next(iter(node.findall(question_answer)))
    parts = interactions.KINDS[ask.kind](ask, list(node.findall(question_option)))
    title = localised("Question {number}: {name}", number=node["asked"].number, name=node["asked"].name)
    item = element(
        "assessmentItem",
        {"xmlns": NAMESPACE, "identifier": name, "title": title, "adaptive": "false", "timeDependent": "false"},
        *parts.declarations,
        element("outcomeDeclaration", {"identifier": "SCORE", "cardinality": "single", "baseType": "float"}),
        element("outcomeDeclaration", {"identifier": FEEDBACK, "cardinality": "multiple", "baseType": "identifier"}),
        element("itemBody", {}, *blocks(stem.children, parts.program), *parts.body),
        element("responseProcessing", {}, *parts.processing),
        *feedback(ask, answer),
    )
    return Item(name, title, item)


def feedback(ask: Question, answer: nodes.Element) -> Iterator[Element]:
    """Yield what is said of each entry of the question's list, and of the right answer."""
    entries = list(answer.findall(question_feedback))
    for place, entry in enumerate(entries):
        yield _modal(interactions.feedback_name(place), blocks(entry.children))
    explained = [child for child in answer.children[1:] if not isinstance(child, question_feedback)]
    shown = blocks(explained)
    right = element("p", {}, interactions.right(ask))
    yield _modal(RIGHT, [right, *shown])


def _modal(name: str, shown: list[Element]) -> Element:
    attributes = {"outcomeIdentifier": FEEDBACK, "identifier": name, "showHide": "show"}
    return element("modalFeedback", attributes, *shown)
