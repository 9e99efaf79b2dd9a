"""Questions in standard nodes, with the answers at the end: for print, and for every builder but html."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from lessonlib.questions import BLANK, fill
from lessonlib.sphinxext import formats
from lessonlib.sphinxext.course import Asked
from lessonlib.sphinxext.render import (
    question,
    question_answer,
    question_feedback,
    question_option,
    question_program,
    question_stem,
)


class PlainQuestions(SphinxPostTransform):
    """Put the answers at the end: of the page, or of the book if it has a page with all answers."""

    default_priority = 400

    def run(self, **kwargs: Any) -> None:
        from lessonlib.sphinxext.answers import page_with_answers

        questions = list(self.document.findall(question))
        if not questions:
            return
        builder = self.app.builder.name
        elsewhere = page_with_answers(self.env) if builder in formats.BOOKS else None
        end = nodes.container("", nodes.rubric("", "Answers"), classes=["answers-at-the-end"])
        for node in questions:
            end += answer_of(node, title_of(node["asked"]))
            if builder not in formats.LIVE:
                plain = self._plain(node)
                plain += self._link(elsewhere, node["asked"]) if elsewhere else []
                node.replace_self(plain)
        if not elsewhere:
            holder: nodes.Element = next(self.document.findall(nodes.section), self.document)
            holder.append(end)

    def _link(self, docname: str, asked: Asked) -> nodes.paragraph:
        """Return the way from a question to its answer."""
        anchor = f"answer-{asked.question.id}"
        link = make_refnode(
            self.app.builder, self.env.docname, docname, anchor, nodes.Text(f"Answer to question {asked.number}")
        )
        return nodes.paragraph("", "", link, classes=["to-the-answer"])

    def _plain(self, node: nodes.Element) -> nodes.container:
        """Return a question without its answer, in standard nodes."""
        asked: Asked = node["asked"]
        plain = nodes.container("", title_of(asked), *stem_of(node), ids=node["ids"], classes=["plain-question"])
        options = list(node.findall(question_option))
        for option in options if asked.question.kind != "text" else []:
            letter = "" if asked.question.kind == "sort" else f"{option['choice'].letter}. "
            plain += nodes.paragraph("", "", nodes.Text(letter), *option.children)
        if asked.question.groups:
            plain += nodes.paragraph("", "Groups: " + ", ".join(asked.question.groups))
        return plain


def stem_of(node: nodes.Element) -> list[nodes.Node]:
    """Return a copy of what a question asks, with numbers for the blanks of a program."""
    stem = next(node.findall(question_stem)).deepcopy()
    for program in list(stem.findall(question_program)):
        count = len(BLANK.findall(program["code"]))
        code = fill(program["code"], [f"__{number}__" for number in range(1, count + 1)])
        program.replace_self(nodes.literal_block(code, code, language="text"))
    return stem.children


def title_of(asked: Asked) -> nodes.paragraph:
    """Return the line that names a question."""
    return nodes.paragraph("", "", nodes.strong("", f"Question {asked.number}"))


def answer_of(node: nodes.Element, title: nodes.Node) -> nodes.container:
    """Return a copy of a question's answer under a title, in standard nodes."""
    answer = next(node.findall(question_answer)).deepcopy()
    for part in answer.findall(nodes.Element):
        part["ids"] = []
    says = nodes.definition_list()
    for feedback in list(answer.findall(question_feedback)):
        choice = feedback["choice"]
        label = f"{choice.letter}: {choice.text}" if feedback["kind"] in ("choice", "several") else choice.text
        says += nodes.definition_list_item(
            "", nodes.term("", "", nodes.Text(label)), nodes.definition("", *feedback.children)
        )
        answer.remove(feedback)
    answer.insert(1, says)
    return nodes.container("", title, *answer.children)


def setup(app: Sphinx) -> None:
    app.add_post_transform(PlainQuestions)
