"""Questions in standard nodes, with the answers at the end: for print, and for every builder but html."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from lessonlib.locale import localised
from lessonlib.quiz.kinds import kind_of
from lessonlib.quiz.model import named
from lessonlib.sphinxext.core import builders
from lessonlib.sphinxext.core.compat import builder_of
from lessonlib.sphinxext.core.domain import Asked
from lessonlib.sphinxext.questions.kinds import RENDERERS, renderer_of
from lessonlib.sphinxext.questions.nodes import (
    question,
    question_answer,
    question_feedback,
    question_of,
    question_option,
    question_program,
    question_stem,
)

# In a page's metadata: it shows the answers.
ANSWERS = "shows-answers"


class PlainQuestions(SphinxPostTransform):
    """Put the answers at the end: of the page, or of the book if it has a page with all answers."""

    default_priority = 400

    def run(self, **kwargs: Any) -> None:
        questions = list(self.document.findall(question))
        if not questions:
            return
        builder = builder_of(self.env).name
        elsewhere = page_with_answers(self.env) if builder in builders.BOOKS else None
        end = nodes.container("", nodes.rubric("", localised("Answers")), classes=["answers-at-the-end"])
        for node in questions:
            end += answer_of(node, title_of(node["asked"]))
            if builder not in builders.LIVE:
                plain = self._plain(node)
                plain += self._link(elsewhere, node["asked"]) if elsewhere else []
                node.replace_self(plain)
        if not elsewhere:
            holder: nodes.Element = next(self.document.findall(nodes.section), self.document)
            holder.append(end)

    def _link(self, docname: str, asked: Asked) -> nodes.paragraph:
        """Return the way from a question to its answer."""
        anchor = f"answer-{asked.question.id}"
        said = nodes.Text(localised("Answer to question {number}", number=asked.number))
        link = make_refnode(builder_of(self.env), self.env.docname, docname, anchor, said)
        return nodes.paragraph("", "", link, classes=["to-the-answer"])

    def _plain(self, node: nodes.Element) -> nodes.container:
        """Return a question without its answer, in standard nodes."""
        asked: Asked = node["asked"]
        plain = nodes.container("", title_of(asked), *stem_of(node), ids=node["ids"], classes=["plain-question"])
        renderer = renderer_of(asked.question)
        options = list(node.findall(question_option)) if renderer.lists_options else []
        plain += [renderer.print_option(option) for option in options]
        plain += renderer.print_more(asked.question)
        return plain


def stem_of(node: nodes.Element) -> list[nodes.Node]:
    """Return a copy of what a question asks, in standard nodes."""
    stem = next(node.findall(question_stem)).deepcopy()
    for program in list(stem.findall(question_program)):
        program.replace_self(RENDERERS[program["kind"]].print_program(program))
    return stem.children


def title_of(asked: Asked) -> nodes.paragraph:
    """Return the line that names a question."""
    return nodes.paragraph("", "", nodes.strong("", localised("Question {number}", number=asked.number)))


def answer_of(node: nodes.Element, title: nodes.Node) -> nodes.container:
    """Return a copy of a question's answer under a title, in standard nodes."""
    answer = next(node.findall(question_answer)).deepcopy()
    for part in answer.findall(nodes.Element):
        part["ids"] = []
    says = nodes.definition_list()
    for feedback in list(answer.findall(question_feedback)):
        choice, kind = feedback["choice"], kind_of(question_of(feedback))
        label = f"{choice.letter}: {choice.text}" if kind.lettered else named(choice.text)
        says += nodes.definition_list_item(
            "", nodes.term("", "", nodes.Text(label)), nodes.definition("", *feedback.children)
        )
        answer.remove(feedback)
    answer.insert(1, says)
    return nodes.container("", title, *answer.children)


def page_with_answers(env: BuildEnvironment) -> str | None:
    """Return the page that shows all answers, if the course has one."""
    return next((name for name in sorted(env.found_docs) if ANSWERS in env.metadata.get(name, {})), None)


def setup(app: Sphinx) -> None:
    app.add_post_transform(PlainQuestions)
