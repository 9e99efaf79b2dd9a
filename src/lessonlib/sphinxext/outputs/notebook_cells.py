"""A page's nodes → the cells of its two notebooks: the stub, to be filled in, and the solution.

Everything of the page is there, but for what a notebook cannot hold:

- a widget is a sentence with a link to it, and an image a link to the site's;
- buttons and fields of questions: a cell with `check` stands in their place;
- feedback on answers, and hints: `check` and `hint` say them;
- in the stub, answers, solutions and what cells print;
- cells with the tag `remove-cell`, notes to the instructor, the links to downloads.

Code with the tag `remove-input`, which the page keeps to itself, stands in the notebook: it could not run without it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from docutils import nodes

from lessonlib.locale import counted, localised
from lessonlib.notebooks.writer import Cell, answered, code_cell, text_cell, unanswered, verdict
from lessonlib.quiz.kinds import kind_of
from lessonlib.quiz.registry import Exercise
from lessonlib.sphinxext.core.domain import Asked
from lessonlib.sphinxext.lessons.exercises import exercise, folded, hints_of
from lessonlib.sphinxext.markdown.blocks import Markdown, joined, listed
from lessonlib.sphinxext.markdown.inline import escaped
from lessonlib.sphinxext.questions.kinds import renderer_of
from lessonlib.sphinxext.questions.nodes import question, question_answer, question_feedback, question_option
from lessonlib.sphinxext.questions.printing import stem_of

# What the site adds to a page for its own sake.
OF_THE_SITE = {"answers-at-the-end", "lesson-downloads"}


class Cells:
    """Collects the cells of one notebook.

    `executed` are those of the page as the build ran it, `exercises` what the exercises of the course ask.
    """

    def __init__(
        self, markdown: Markdown, executed: Sequence[Any], exercises: Mapping[str, Exercise], *, solved: bool
    ) -> None:
        self.markdown, self.executed, self.exercises, self.solved = markdown, executed, exercises, solved
        self.made: list[Cell] = []
        self.reached = 0

    def of(self, page: nodes.document) -> list[Cell]:
        """Return the cells of a whole page."""
        self.add(page.children)
        self._run_up_to(len(self.executed))
        return self.made

    def add(self, children: Iterable[nodes.Node]) -> None:
        """Add what nodes become, in their order."""
        for node in children:
            if isinstance(node, question):
                self._question(node)
            elif isinstance(node, exercise):
                self._exercise(node)
            elif isinstance(node, folded) and is_solution(node):
                self._solution(node)
            elif is_code(node):
                self._run_up_to(node["cell_index"] + 1)  # type: ignore[index]
            elif not isinstance(node, nodes.Element) or not OF_THE_SITE & {*node.get("classes", [])}:
                self._other(node)

    def _other(self, node: nodes.Node) -> None:
        """Add a node as text, or what it holds, if that is more than text."""
        if isinstance(node, nodes.Element) and any(map(is_more_than_text, node.findall())):
            self.add(node.children)
        else:
            self._text(self.markdown.blocks([node]))

    def _text(self, blocks: Iterable[str]) -> None:
        """Add Markdown; what follows on other Markdown joins it."""
        text = joined(blocks)
        if text and self.made and self.made[-1]["cell_type"] == "markdown":
            self.made[-1]["source"] = joined([self.made[-1]["source"], text])
        elif text:
            self.made.append(text_cell(text))

    def _list(self, items: Iterable[str]) -> None:
        self._text([listed([("-", [item]) for item in items])])

    def _run_up_to(self, end: int) -> None:
        """Add the page's cells of code up to a place; some are shown nowhere on the page, and needed all the same."""
        for cell in self.executed[self.reached : end]:
            tags = cell["metadata"].get("tags", [])
            alt = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt", "")
            if cell["cell_type"] == "code" and "remove-cell" not in tags:
                outputs = cell.get("outputs", []) if self.solved else ()
                self.made.append(code_cell(cell["source"], outputs, tags, alt))
        self.reached = max(self.reached, end)

    def _question(self, node: question) -> None:
        """Add what is asked, and the cell that checks the answer."""
        asked: Asked = node["asked"]
        ask = asked.question
        number = localised("Question {number}.", number=asked.number)
        self._text([f"**{number}**{' ' + localised('Optional.') if asked.optional else ''}"])
        self._text(self.markdown.blocks(stem_of(node)))
        if renderer_of(ask).notebook_options:
            options = [*node.findall(question_option)]
            self._list(f"**{each['choice'].letter}.** {self.markdown.line(each)}" for each in options)
        if not self.solved:
            self.made.append(code_cell(unanswered(ask, varies=bool(asked.variants))))
            return
        answer = kind_of(ask).right(ask)
        if answer is not None:
            self.made.append(code_cell(answered(ask), [verdict(ask, answer)]))
        self._answer(next(node.findall(question_answer)), every=answer is None)

    def _answer(self, answer: nodes.Element, *, every: bool) -> None:
        """Add the answer; with `every`, what it should mention, too."""
        says = [node for node in answer.children if isinstance(node, question_feedback)]
        first, *rest = [node for node in answer.children if node not in says]
        self._text([*self.markdown.blocks([first])])
        if every:
            self._list(f"**{escaped(each['choice'].text)}**: {self.markdown.text(each.children)}" for each in says)
        self._text(self.markdown.blocks(rest))

    def _exercise(self, node: exercise) -> None:
        """Add the task; its hints wait to be asked for."""
        hints = hints_of(node)
        for child in node.children:
            if child not in hints:
                self._other(child)
            elif child is hints[-1] and not self.solved:
                said = counted(
                    "{number} hint waits for you: run {call} in a cell.",
                    "{number} hints wait for you: run {call} in a cell.",
                    len(hints),
                    call=f'`hint("{node["of"]}")`',
                )
                self._text([f"*{said}*"])

    def _solution(self, node: folded) -> None:
        """Add the solution and the cell that checks it; in the stub, the cell to begin with."""
        task = self.exercises.get(node["of"])
        if self.solved:
            self._text([f"**{node['title']}**"])
            self.add(node.children)
        else:
            shown = [each["cell_index"] for each in node.findall(is_code)]  # type: ignore[index]
            self.reached = max([self.reached, *(number + 1 for number in shown)])
        if task:
            self.made.append(code_cell(task.solved if self.solved else task.starter))


def is_code(node: nodes.Node) -> bool:
    """Return whether a node shows a cell of code."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def is_more_than_text(node: nodes.Node) -> bool:
    """Return whether a node makes cells of its own."""
    return isinstance(node, (question, exercise)) or is_code(node) or is_solution(node)


def is_solution(node: nodes.Node) -> bool:
    """Return whether a node is the folded solution of an exercise."""
    return isinstance(node, folded) and node["kind"] == "solution"
