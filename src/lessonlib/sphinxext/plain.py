"""Questions in standard nodes, with the answers at the end: for print, and for every builder but html."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from lessonlib.questions import BLANK, fill
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
    """Put the answers at the end of the page: for print on HTML pages, for reading everywhere else."""

    default_priority = 400

    def run(self, **kwargs: Any) -> None:
        questions = list(self.document.findall(question))
        if not questions:
            return
        live = self.app.builder.name in ("html", "dirhtml", "singlehtml")
        end = nodes.container("", nodes.rubric("", "Answers"), classes=["answers-at-the-end"])
        for node in questions:
            end += self._answer(node)
            if not live:
                node.replace_self(self._plain(node))
        holder: nodes.Element = next(self.document.findall(nodes.section), self.document)
        holder.append(end)

    def _title(self, asked: Asked) -> nodes.paragraph:
        return nodes.paragraph("", "", nodes.strong("", f"Question {asked.number}"))

    def _answer(self, node: nodes.Element) -> nodes.container:
        """Return a copy of a question's answer, in standard nodes."""
        answer = next(node.findall(question_answer)).deepcopy()
        for part in answer.findall(nodes.Element):
            part["ids"] = []
        shown = nodes.container("", self._title(node["asked"]))
        says = nodes.definition_list()
        for feedback in list(answer.findall(question_feedback)):
            choice = feedback["choice"]
            label = f"{choice.letter}: {choice.text}" if feedback["kind"] in ("choice", "several") else choice.text
            says += nodes.definition_list_item(
                "", nodes.term("", "", nodes.Text(label)), nodes.definition("", *feedback.children)
            )
            answer.remove(feedback)
        answer.insert(1, says)
        shown += answer.children
        return shown

    def _plain(self, node: nodes.Element) -> nodes.container:
        """Return a question without its answer, in standard nodes."""
        asked: Asked = node["asked"]
        stem = next(node.findall(question_stem))
        for program in list(stem.findall(question_program)):
            count = len(BLANK.findall(program["code"]))
            code = fill(program["code"], [f"__{number}__" for number in range(1, count + 1)])
            program.replace_self(nodes.literal_block(code, code, language="text"))
        plain = nodes.container("", self._title(asked), *stem.children, ids=node["ids"])
        options = list(node.findall(question_option))
        for option in options if asked.question.kind != "text" else []:
            letter = "" if asked.question.kind == "sort" else f"{option['choice'].letter}. "
            plain += nodes.paragraph("", "", nodes.Text(letter), *option.children)
        if asked.question.groups:
            plain += nodes.paragraph("", "Groups: " + ", ".join(asked.question.groups))
        return plain


def setup(app: Sphinx) -> None:
    app.add_post_transform(PlainQuestions)
