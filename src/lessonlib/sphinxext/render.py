"""Questions on the page: real HTML first, which `static/questions.js` makes live."""

import html
import json
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from lessonlib.questions import BLANK, Question, fill
from lessonlib.sphinxext.course import Asked
from lessonlib.sphinxext.flat import Flat

INVITATION = {
    "choice": "Choose one.",
    "several": "Choose all that are right.",
    "number": "Type a number.",
    "shape": "Type a shape, such as 640 × 480 × 3.",
    "sort": "Give each a group.",
    "blanks": "Fill in the blanks.",
    "text": "Write your answer, then compare.",
}


class question(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """A whole question: stem, options, answer."""


class question_stem(nodes.General, nodes.Element):  # noqa: N801
    """What is asked."""


class question_options(nodes.General, nodes.Element):  # noqa: N801
    """What the learner acts on: options, fields."""


class question_option(nodes.General, nodes.TextElement):  # noqa: N801
    """The text of one option, of one thing to sort, or of one point to check."""


class question_program(nodes.General, nodes.Element):  # noqa: N801
    """A program with blanks."""


class question_answer(nodes.General, nodes.Element):  # noqa: N801
    """What is right, and why."""


class question_feedback(nodes.General, nodes.Element):  # noqa: N801
    """What to tell the learner who gave one particular answer."""


def question_node(asked: Asked, flat: Flat) -> question:
    """Return the node of a question."""
    ask = asked.question
    stem = question_stem("", *flat.before)
    for block in list(stem.findall(nodes.literal_block)) if ask.kind == "blanks" else []:
        block.replace_self(question_program("", code=block.astext(), id=ask.id))
        break
    options = question_options("", asked=asked)
    for choice, entry in zip(ask.choices, flat.entries, strict=True):
        if ask.kind in ("choice", "several", "sort", "text"):
            options += question_option("", "", *entry.term.deepcopy().children, asked=asked, choice=choice)
    answer = question_answer("", asked=asked)
    answer += nodes.paragraph("", "", nodes.strong("", right_answer(ask)))
    for choice, entry in zip(ask.choices, flat.entries, strict=True):
        shown = nodes.container("", *entry.text)
        answer += question_feedback("", shown, choice=choice, kind=ask.kind)
    answer += flat.after
    return question("", stem, options, answer, asked=asked, ids=[f"question-{ask.id}"], names=[f"question-{ask.id}"])


def right_answer(ask: Question) -> str:
    """Return one line that says what is right."""
    if ask.kind in ("choice", "several"):
        letters = [choice.letter for choice in ask.choices if choice.right]
        return f"Right: {', '.join(letters)}."
    if ask.kind == "shape":
        return f"Right: {' × '.join(map(str, ask.key))}."
    if ask.kind == "number":
        shown = f"{ask.key:,}" if isinstance(ask.key, int) else f"{ask.key}"
        return f"Right: {shown}{' ' + ask.unit if ask.unit else ''}."
    if ask.kind == "sort":
        return "Right: " + "; ".join(f"{thing}: {group}" for thing, group in ask.key.items()) + "."
    if ask.kind == "blanks":
        return "Right: " + "; ".join(f"{n}. {accepted[0]}" for n, accepted in enumerate(ask.blanks, start=1)) + "."
    return "A model answer, and what to look for in yours:"


def client_data(asked: Asked) -> dict[str, Any]:
    """Return what the page's script needs to judge."""
    ask = asked.question
    data: dict[str, Any] = {"id": ask.id, "version": asked.version, "kind": ask.kind, "key": ask.key}
    if ask.kind in ("choice", "several"):
        data["key"] = [choice.letter for choice in ask.choices if choice.right]
    elif ask.kind == "blanks":
        data["key"] = ask.blanks
    elif ask.kind == "number":
        data |= {"tolerance": ask.tolerance, "whole": isinstance(ask.key, int)}
    elif ask.kind == "text":
        data["key"] = None
    return data


def visit_question(self: HTML5Translator, node: nodes.Element) -> None:
    asked: Asked = node["asked"]
    data = html.escape(json.dumps(client_data(asked), ensure_ascii=False), quote=True)
    anchor = html.escape(node["ids"][0], quote=True)
    self.body.append(
        f'<lesson-question class="question" id="{anchor}" data-question="{data}">\n'
        f'<fieldset aria-describedby="{anchor}-stem"><legend>Question {asked.number}'
        f' <span class="q-invitation">{"Optional. " if asked.optional else ""}'
        f"{INVITATION[asked.question.kind]}</span></legend>\n"
        f'<div class="q-stem" id="{anchor}-stem">\n'
    )


def depart_question(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</details>\n</lesson-question>\n")


def visit_stem(self: HTML5Translator, node: nodes.Element) -> None:
    pass


def depart_stem(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</div>\n")


def visit_options(self: HTML5Translator, node: nodes.Element) -> None:
    ask: Question = node["asked"].question
    name = html.escape(ask.id, quote=True)
    if ask.kind in ("number", "shape"):
        unit = f' <span class="q-unit">{html.escape(ask.unit)}</span>' if ask.unit else ""
        self.body.append(
            f'<p class="q-field"><label>Your answer <input type="text" name="{name}" autocomplete="off"'
            f' spellcheck="false" size="16"></label>{unit}</p>\n'
        )
    elif ask.kind == "text":
        self.body.append(
            f'<p class="q-field"><label>Your answer<textarea name="{name}" rows="4"></textarea></label></p>\n'
            '<p class="q-checklist-title">Does your answer say this? Tick what it does.</p>\n'
        )
    self.body.append(f'<ul class="q-options q-{ask.kind}">\n' if node.children else "")


def depart_options(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</ul>\n" if node.children else "")
    self.body.append(
        '</fieldset>\n<div class="q-actions" hidden></div>\n'
        '<div class="q-verdict" role="status" aria-live="polite"></div>\n'
        '<details class="q-answer"><summary>Answer</summary>\n'
    )


def visit_option(self: HTML5Translator, node: nodes.Element) -> None:
    ask: Question = node["asked"].question
    choice = node["choice"]
    name = html.escape(ask.id, quote=True)
    if ask.kind == "sort":
        self.body.append('<li><label><span class="q-text">')
        return
    form = "radio" if ask.kind == "choice" else "checkbox"
    letter = f'<span class="q-letter">{choice.letter}</span> ' if ask.kind != "text" else ""
    self.body.append(
        f'<li><label><input type="{form}" name="{name}" value="{choice.letter}"> {letter}<span class="q-text">'
    )


def depart_option(self: HTML5Translator, node: nodes.Element) -> None:
    ask: Question = node["asked"].question
    if ask.kind == "sort":
        groups = "".join(f"<option>{html.escape(group)}</option>" for group in ask.groups)
        thing = html.escape(node["choice"].text, quote=True)
        self.body.append(
            f'</span> <select data-thing="{thing}"><option value="">…</option>{groups}</select></label></li>\n'
        )
        return
    self.body.append("</span></label></li>\n")


def visit_program(self: HTML5Translator, node: nodes.Element) -> None:
    """Highlight the program, then put a field where each blank was."""
    widths = [max(map(len, found.split("|"))) for found in BLANK.findall(node["code"])]
    marked = fill(node["code"], [f"BLANK_{number}_" for number in range(1, len(widths) + 1)])
    shown = self.highlighter.highlight_block(marked, "python")

    def field(found: re.Match[str]) -> str:
        number = int(found[1])
        return (
            f'<input type="text" class="q-blank" aria-label="Blank {number}" placeholder="{number}"'
            f' size="{max(widths[number - 1], 4)}" autocomplete="off" autocapitalize="off" spellcheck="false">'
        )

    self.body.append(re.sub(r"BLANK_(\d+)_", field, shown))
    raise nodes.SkipNode


def visit_answer(self: HTML5Translator, node: nodes.Element) -> None:
    pass


def visit_feedback(self: HTML5Translator, node: nodes.Element) -> None:
    choice = node["choice"]
    named = node["kind"] in ("choice", "several")
    label = choice.letter if named else choice.text
    mark = html.escape(choice.letter if named else choice.text, quote=True)
    right = " right" if choice.right else ""
    shown = "Any other answer" if label == "otherwise" else label
    self.body.append(
        f'<div class="q-feedback{right}" data-for="{mark}"><p class="q-for">{html.escape(shown)}</p>'
        '<div class="q-says">'
    )


def depart_feedback(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</div></div>\n")


def _nothing(self: HTML5Translator, node: nodes.Element) -> None:
    pass


def setup(app: Sphinx) -> None:
    app.add_node(question, html=(visit_question, depart_question))
    app.add_node(question_stem, html=(visit_stem, depart_stem))
    app.add_node(question_options, html=(visit_options, depart_options))
    app.add_node(question_option, html=(visit_option, depart_option))
    app.add_node(question_program, html=(visit_program, None))
    app.add_node(question_answer, html=(visit_answer, _nothing))
    app.add_node(question_feedback, html=(visit_feedback, depart_feedback))
    app.add_js_file("questions.js", loading_method="defer")
    app.add_css_file("questions.css")
