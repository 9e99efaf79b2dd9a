"""Questions on the page: real HTML first, which `static/questions.js` makes live."""

import html
import json
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from lessonlib.locale import localised
from lessonlib.quiz.kinds import kind_of
from lessonlib.quiz.model import named
from lessonlib.quiz.variants import Variant
from lessonlib.sphinxext.core import builders
from lessonlib.sphinxext.core.compat import builder_of
from lessonlib.sphinxext.core.directives import Parts
from lessonlib.sphinxext.core.domain import Asked
from lessonlib.sphinxext.questions.kinds import RENDERERS, renderer_of
from lessonlib.sphinxext.questions.nodes import (
    question,
    question_answer,
    question_feedback,
    question_of,
    question_option,
    question_options,
    question_program,
    question_proof,
    question_stem,
)
from lessonlib.sphinxext.questions.proofs import is_session
from lessonlib.sphinxext.questions.varying import in_the_language, varied


def question_node(asked: Asked, parts: Parts) -> question:
    """Return the node of a question."""
    ask = asked.question
    renderer = renderer_of(ask)
    stem = question_stem("", *parts.before)
    renderer.dress_stem(ask, stem)
    options = question_options("", *renderer.options(asked, parts), asked=asked)
    answer = question_answer("", asked=asked)
    right: nodes.TextElement = nodes.strong("", renderer.right(ask))
    if asked.variants:
        place = len(asked.variants[0].texts)
        right = nodes.strong("", "", varied("", renderer.right(ask), place=place))
    right["support_smartquotes"] = False  # it may be code, whose quotes are to stay straight
    answer += nodes.paragraph("", "", right)
    answer += renderer.answer(ask)
    for choice, entry in zip(ask.choices, parts.entries, strict=True):
        shown = nodes.container("", *entry.text)
        answer += question_feedback("", shown, choice=choice, asked=asked)
    answer += parts.after
    source = next((part.source for part in parts.before if part.source), None)
    for part in (stem, options, answer):
        for code in part.findall(is_code):  # what we have made says what is wrong with it where the question begins
            code.source, code.line = code.source or source, code.line or asked.line
    return question("", stem, options, answer, asked=asked, ids=[f"question-{ask.id}"], names=[f"question-{ask.id}"])


def is_code(node: nodes.Node) -> bool:
    """Return whether a node is shown in the colours of its language."""
    return isinstance(node, (nodes.literal, nodes.literal_block, question_program))


class FoldProofs(SphinxPostTransform):
    """Fold an answer's doctest, below the words that explain: it is for who wants to see the answer computed."""

    default_priority = 410  # after answers were copied for print

    def run(self, **kwargs: Any) -> None:
        if builder_of(self.env).name not in builders.LIVE:
            return
        for answer in self.document.findall(question_answer):
            for block in list(answer.findall(is_session)):
                block.parent.remove(block)
                answer.append(question_proof("", block))


def client_data(asked: Asked) -> dict[str, Any]:
    """Return what the page's script needs to judge."""
    ask = asked.question
    known = {"id": ask.id, "version": asked.version, "kind": ask.kind, **renderer_of(ask).client(ask)}
    return known | ({"variants": [variant_data(each) for each in asked.variants]} if asked.variants else {})


def variant_data(variant: Variant) -> dict[str, Any]:
    """Return what the page's script needs to ask a variant, and to judge it.

    `texts` are what stands at the places that vary: those of the question, then the line that says what is right.
    Options that have letters are put into another `order`; what else is listed has other `marks`.
    """
    ask = variant.question
    renderer, kind = renderer_of(ask), kind_of(ask)
    listed = {"order": variant.order} if kind.lettered else {"marks": [kind.mark(each) for each in ask.choices]}
    texts = [*map(in_the_language, variant.texts), renderer.right(ask)]
    return {"name": variant.name, "texts": texts, **listed, **renderer.client(ask)}


def visit_question(self: HTML5Translator, node: nodes.Element) -> None:
    asked: Asked = node["asked"]
    data = html.escape(json.dumps(client_data(asked), ensure_ascii=False), quote=True)
    anchor = html.escape(f"question-{asked.question.id}", quote=True)
    self.body.append(
        f'<lesson-question class="question" id="{anchor}" data-question="{data}">\n'
        f'<fieldset aria-describedby="{anchor}-stem"><legend>{localised("Question {number}", number=asked.number)}'
        f' <span class="q-invitation">{localised("Optional.") + " " if asked.optional else ""}'
        f"{localised(renderer_of(asked.question).invitation)}</span></legend>\n"
        f'<div class="q-stem" id="{anchor}-stem">\n'
    )


def depart_question(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</details>\n</lesson-question>\n")


def depart_stem(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</div>\n")


def visit_options(self: HTML5Translator, node: nodes.Element) -> None:
    ask = question_of(node)
    self.body.append(renderer_of(ask).fields(ask))
    self.body.append(f'<ul class="q-options q-{ask.kind}">\n' if node.children else "")


def depart_options(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</ul>\n" if node.children else "")
    self.body.append(
        '</fieldset>\n<div class="q-actions" hidden></div>\n'
        '<div class="q-verdict" role="status" aria-live="polite"></div>\n'
        f'<details class="q-answer"><summary>{localised("Answer")}</summary>\n'
    )


def visit_option(self: HTML5Translator, node: nodes.Element) -> None:
    ask = question_of(node)
    self.body.append(renderer_of(ask).open_option(ask, node["choice"]))


def depart_option(self: HTML5Translator, node: nodes.Element) -> None:
    ask = question_of(node)
    self.body.append(renderer_of(ask).close_option(ask, node["choice"]))


def visit_program(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(RENDERERS[node["kind"]].program(self, node))
    raise nodes.SkipNode


def visit_feedback(self: HTML5Translator, node: nodes.Element) -> None:
    choice, label = node["choice"], kind_of(question_of(node)).mark(node["choice"])
    right = " right" if choice.right else ""
    shown = localised("Any other answer") if label == "otherwise" else named(label)
    self.body.append(
        f'<div class="q-feedback{right}" data-for="{html.escape(label, quote=True)}">'
        f'<p class="q-for">{html.escape(shown)}</p><div class="q-says">'
    )


def depart_feedback(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</div></div>\n")


def visit_proof(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(f'<details class="q-proof"><summary>{localised("The proof, in Python")}</summary>\n')


def depart_proof(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</details>\n")


def _nothing(self: HTML5Translator, node: nodes.Element) -> None:
    pass


def load_kinds(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Load the script of each kind of question, and its style if it has one, where such a question stands.

    So with the script of questions that vary.
    """
    asked = [node["asked"] for node in doctree.findall(question)] if doctree else []
    renderers = {renderer_of(each.question).script: renderer_of(each.question) for each in asked}
    if any(each.variants for each in asked):
        app.add_js_file("variants.js", loading_method="defer")
    for name, renderer in sorted(renderers.items()):
        app.add_js_file(f"kinds/{name}.js", loading_method="defer")
        if renderer.style:
            app.add_css_file(f"kinds/{name}.css")


def setup(app: Sphinx) -> None:
    app.add_node(question, html=(visit_question, depart_question))
    app.add_node(question_stem, html=(_nothing, depart_stem))
    app.add_node(question_options, html=(visit_options, depart_options))
    app.add_node(question_option, html=(visit_option, depart_option))
    app.add_node(question_program, html=(visit_program, None))
    app.add_node(question_answer, html=(_nothing, _nothing))
    app.add_node(question_feedback, html=(visit_feedback, depart_feedback))
    app.add_node(question_proof, html=(visit_proof, depart_proof))
    app.add_post_transform(FoldProofs)
    app.connect("html-page-context", load_kinds)
