"""How one kind of question is read from a page, and how it stands there, in print, on a slide, in a notebook."""

import html
from typing import Any, ClassVar

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from lessonlib.locale import localised
from lessonlib.quiz.model import Choice, Question
from lessonlib.quiz.parsing import QuestionError, read_literal
from lessonlib.sphinxext.core.directives import Parts
from lessonlib.sphinxext.core.domain import Asked
from lessonlib.sphinxext.questions import proofs
from lessonlib.sphinxext.questions.nodes import question_option

Options = dict[str, Any]
Choices = tuple[Choice, ...]


class Renderer:
    """What all kinds have in common. The kinds stand in `lessonlib.sphinxext.questions.kinds`."""

    option_spec: ClassVar[dict[str, Any]] = {}
    """Options of the directive that this kind has for itself."""
    invitation: ClassVar[str]
    """What the learner is to do, behind the number of the question."""
    script: ClassVar[str]
    """The name of the kind's script, and of its style if it has one, in `static/kinds`."""
    style: ClassVar[bool] = False
    shows_options: ClassVar[bool] = False
    """Whether the question's list is shown as options to act on."""
    lists_options: ClassVar[bool] = True
    """Whether options are listed in print and on slides; where they would give the answer away, they are not."""
    notebook_options: ClassVar[bool] = False
    """Whether options are listed in a notebook, above the cell that checks the answer."""
    varies: ClassVar[bool] = False
    """Whether such a question may have variants with other numbers."""
    answer_apart: ClassVar[bool] = False
    """Whether the answer has a slide of its own."""

    # Reading

    def key(self, options: Options, choices: Choices, key_text: str, parts: Parts) -> dict[str, Any]:
        """Return the parts of a `Question` that this kind has.

        Args:
            options: of the directive.
            choices: the entries of the question's list.
            key_text: the last value that the answer's doctest prints.
            parts: the directive's content.

        Raises:
            QuestionError: what the author wrote makes no question of this kind.
        """
        raise NotImplementedError

    def prove(self, question: Question, parts: Parts, proof: nodes.Element, line: int) -> None:
        """Mark what the doctest builder is to run; `line` is the proof's."""
        proofs.prove(proof, self.group(question), line)

    def group(self, question: Question) -> str:
        """Return the name of the doctest group that decides what is right: it must have run."""
        return question.id

    # The page

    def said(self, ask: Question) -> str:
        """Return what is right, in short."""
        raise NotImplementedError

    def right(self, ask: Question) -> str:
        """Return one line that says what is right."""
        return localised("Right: {answer}.", answer=self.said(ask))

    def answer(self, ask: Question) -> list[nodes.Node]:
        """Return what the answer shows below that line."""
        return []

    def line(self, ask: Question) -> str:
        """Return what is right for a table, where the page is not at hand."""
        return self.said(ask)

    def client(self, ask: Question) -> dict[str, Any]:
        """Return what the page's script needs to judge, beside id and version."""
        return {"key": ask.key}

    def dress_stem(self, ask: Question, stem: nodes.Element) -> None:
        """Change what is asked for the page."""

    def options(self, asked: Asked, parts: Parts) -> list[nodes.Node]:
        """Return what the learner acts on."""
        if not self.shows_options:
            return []
        pairs = zip(asked.question.choices, parts.entries, strict=True)
        return [question_option("", "", *e.term.deepcopy().children, asked=asked, choice=choice) for choice, e in pairs]

    def fields(self, ask: Question) -> str:
        """Return the HTML of what stands before the options."""
        return ""

    def open_option(self, ask: Question, choice: Choice) -> str:
        """Return the HTML before the text of an option."""
        raise NotImplementedError

    def close_option(self, ask: Question, choice: Choice) -> str:
        """Return the HTML behind the text of an option."""
        return "</span></label></li>\n"

    def program(self, translator: HTML5Translator, node: nodes.Element) -> str:
        """Return the HTML of a program that the learner completes."""
        raise NotImplementedError

    # Print, slides, notebooks

    def print_program(self, node: nodes.Element) -> nodes.Node:
        """Return a program that the learner completes in standard nodes."""
        raise NotImplementedError

    def print_option(self, option: nodes.Element) -> nodes.paragraph:
        """Return an option in print."""
        return nodes.paragraph("", "", nodes.Text(f"{option['choice'].letter}. "), *option.children)

    def print_more(self, ask: Question) -> list[nodes.Node]:
        """Return what stands below the options in print and on a slide."""
        return []

    def slide_list(self, items: list[nodes.list_item]) -> nodes.Element:
        """Return the options on a slide."""
        return nodes.enumerated_list("", *items, enumtype="upperalpha", suffix=".")

    def slide_answer(self, ask: Question) -> list[nodes.Node]:
        """Return what a slide shows below the line that says what is right."""
        return []


def attribute(text: str) -> str:
    """Return a text as the value of an attribute in HTML."""
    return html.escape(text, quote=True)


def program_in(children: list[nodes.Node]) -> nodes.literal_block | None:
    """Return the first program among the parts of a question."""
    return next((block for child in children for block in child.findall(nodes.literal_block)), None)


def literal_or_none(text: str) -> Any:
    """Return a 1-tuple with the literal's value, or None where the text is a sentence."""
    try:
        return (read_literal(text),)
    except QuestionError:
        return None
