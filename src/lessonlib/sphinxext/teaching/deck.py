"""A lesson → slides: what there is to see goes on them, what there is to say goes into the speaker's notes.

Figures, code, key sentences, questions and formulas are shown; the prose is what the instructor says.
What a code cell prints, and the answer to a question, come one key press later.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from docutils import nodes

from lessonlib.locale import localised
from lessonlib.quiz.kinds import kind_of
from lessonlib.quiz.model import named
from lessonlib.sphinxext.core.translating import originals
from lessonlib.sphinxext.core.widgets import widget
from lessonlib.sphinxext.lessons.exercises import exercise, folded
from lessonlib.sphinxext.lessons.predictions import on_a_slide, prediction
from lessonlib.sphinxext.questions.kinds import renderer_of
from lessonlib.sphinxext.questions.nodes import question, question_answer, question_feedback, question_option
from lessonlib.sphinxext.questions.printing import stem_of
from lessonlib.sphinxext.teaching.notes import instructor_note, shown

# What a slide holds beside its title, in lines; a line of text has some 70 letters.
LINES, LETTERS = 16, 70
SKIPPED = {"lesson-minutes", "lesson-downloads", "answers-at-the-end"}
ASKS = re.compile(r"[^.?!]*\?")
SENTENCES, SHORT = re.compile(r"(?<=[.?!]) "), 12  # letters of a sentence that says nothing alone
SEEN = (
    *(nodes.bullet_list, nodes.enumerated_list, nodes.definition_list, nodes.block_quote, nodes.table),
    *(nodes.math_block, nodes.image, nodes.literal_block, widget),
)
LED_TO = (nodes.bullet_list, nodes.enumerated_list, nodes.math_block)
UNSEEN = (nodes.target, nodes.system_message, nodes.raw)


@dataclass
class Slide:
    """One slide: what is there at once, what the next key press shows, what the instructor says."""

    title: str
    body: list[nodes.Node] = field(default_factory=list)
    later: list[nodes.Node] = field(default_factory=list)
    notes: list[nodes.Node] = field(default_factory=list)
    kind: str = ""
    lines: int = 0
    optional: bool = False
    anchor: str = ""  # of the section on the lesson's page
    on_the_page: list[str] = field(default_factory=list)  # what it shows there, and no slide can


class Deck:
    """Cuts one lesson; `slides` are the result."""

    def __init__(self, lesson: nodes.section) -> None:
        self.slides: list[Slide] = []
        self.title, self.anchor, self.optional = "", "", False
        self._section(lesson, kind="title")

    @property
    def last(self) -> Slide:
        return self.slides[-1]

    def _new(
        self, title: str, body: list[nodes.Node] | None = None, *, optional: bool = False, **options: Any
    ) -> Slide:
        """Return a new last slide of the section."""
        optional = optional or self.optional
        mark = localised(" (optional)")
        title += mark if optional and not title.endswith(mark) else ""
        self.slides.append(Slide(title, body or [], optional=optional, anchor=self.anchor, **options))
        return self.last

    def _section(self, section: nodes.section, kind: str = "") -> None:
        outer = self.optional
        self.optional = outer or "optional-section" in section["classes"]
        self.title = self._new(section[0].astext(), kind=kind).title
        self.last.anchor = self.anchor = section["ids"][0] if section["ids"] else ""
        prompt: list[nodes.Node] = []
        lead: list[nodes.Node] = []
        for node in section.children[1:]:
            if isinstance(node, nodes.section):
                self._section(node)
            elif lead and isinstance(node, LED_TO) and self.last.kind != "title":
                self._show(*lead, node, lines=2 + lines_of(node))
            elif isinstance(node, nodes.paragraph):
                prompt = self._paragraph(node)
            elif isinstance(node, prediction):
                self.last.notes.append(node.deepcopy())
                prompt = [*on_a_slide(node)]
            elif isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
                self._cell(node, prompt)
                prompt = []
            elif isinstance(node, nodes.Element):
                self._other(node)
            lead = lead if isinstance(node, UNSEEN) else leads(node)
        self.optional = outer

    def _show(self, *body: nodes.Node, lines: int, kind: str = "") -> Slide:
        """Return a slide for what is to be shown: the last one, if there is room on it."""
        free = self.last.title == self.title and not self.last.later and self.last.lines + lines <= LINES
        if (not free and self.last.body) or self.last.title != self.title:
            self._new(self.title)
        self.last.kind = self.last.kind or kind
        self.last.body += body
        self.last.lines += lines
        return self.last

    def _paragraph(self, node: nodes.paragraph) -> list[nodes.Node]:
        """Put a paragraph into the notes, its key sentence on the slide; return what it asks before a cell."""
        if SKIPPED & set(node["classes"]):
            return []
        if self.last.kind == "title":
            self.last.body.append(node)
            return []
        strong = next((child for child in node.children if isinstance(child, nodes.strong)), None)
        said = strong.astext() if strong is not None else ""
        written = next((child.astext() for child in originals(node) if isinstance(child, nodes.strong)), "")
        if strong is not None and written.startswith("Predict"):
            self.last.notes.append(node.deepcopy())
            return [nodes.paragraph("", "", *(child.deepcopy() for child in node.children[node.index(strong) :]))]
        if strong is not None and said.endswith((".", "?")) and node.astext().startswith(said):
            key = nodes.paragraph("", "", strong.deepcopy(), classes=["key-sentence"])
            self._show(key, lines=2 * lines_of(key))
        self.last.notes.append(node)
        asked = ASKS.findall(node.astext())
        return [nodes.paragraph("", asked[-1].strip())] if asked else []

    def _cell(self, cell: nodes.container, prompt: list[nodes.Node]) -> None:
        """Show the code of a cell under what was asked, and then what it printed or drew."""
        code, printed = (
            [part for part in cell.findall(nodes.container) if kind in part["classes"]]
            for kind in ("cell_input", "cell_output")
        )
        for paragraph in prompt:
            assert isinstance(paragraph, nodes.paragraph)
            paragraph["classes"].append("prompt")
        height = sum(len(part.astext().splitlines()) for part in code) + 2 * len(prompt)
        slide = self._show(*prompt, *code, lines=height, kind="long" if height > LINES else "")
        output = sum(len(part.astext().splitlines()) for part in printed)
        drawn = any(list(part.findall(nodes.image)) for part in printed)
        if printed and (drawn or slide.lines + output > LINES + 2):
            self._new(self.title, [*printed], kind="figure" if drawn else "long", lines=LINES)
        else:
            slide.later += printed

    def _other(self, node: nodes.Element) -> None:
        if SKIPPED & set(node.get("classes", [])) or isinstance(node, UNSEEN):
            return
        if isinstance(node, instructor_note):
            self.last.notes += shown(node)
        elif isinstance(node, question):
            self._question(node)
        elif isinstance(node, exercise):
            self._exercise(node)
        elif said := localised("the solution") if isinstance(node, folded) else getattr(node, "on_slide", ""):
            self.last.on_the_page.append(localised(said))
        elif self.last.kind == "title":
            self.last.body.append(node)
        elif isinstance(node, SEEN):
            whole = isinstance(node, nodes.table | widget)
            kind = "window" if isinstance(node, widget) else ""
            self._show(node, lines=LINES if whole else lines_of(node), kind=kind)
        else:
            self.last.notes.append(node)

    def _exercise(self, node: exercise) -> None:
        """Show a task; its hints are for the instructor to give."""
        hints = [part for part in node.children if isinstance(part, folded)]
        slide = self._show(*(part for part in node.children if part not in hints), lines=LINES)
        for hint in hints:
            slide.notes += [nodes.paragraph("", "", nodes.strong("", hint["title"])), *hint.children]

    def _question(self, node: question) -> None:
        """Show a question; its answer comes with the next key press, and what to say to each choice is in the notes."""
        asked = node["asked"]
        answer = next(node.findall(question_answer)).deepcopy()
        notes: list[nodes.Node] = [nodes.paragraph("", "", nodes.strong("", localised("What to say to each answer:")))]
        for feedback in list(answer.findall(question_feedback)):
            choice = feedback["choice"]
            label = nodes.paragraph("", "", nodes.strong("", named(kind_of(asked.question).mark(choice))))
            notes += [label, *feedback.children]
            answer.remove(feedback)
        slide = self._new(
            localised("Question {number}", number=asked.number),
            asks(node),
            notes=notes,
            kind="question",
            optional=asked.optional,
        )
        renderer = renderer_of(asked.question)
        answer[1:1] = renderer.slide_answer(asked.question)
        if renderer.answer_apart:
            self._new(
                localised("Answer {number}", number=asked.number), answer.children, kind="long", optional=asked.optional
            )
        else:
            slide.later = answer.children


def leads(node: nodes.Node) -> list[nodes.Node]:
    """Return what leads to the formula or list below a paragraph: its last sentence, if it is not ended."""
    said = node.astext().strip() if isinstance(node, nodes.paragraph) else ""
    if not said or said[-1] in ".?!":
        return []
    *others, last = SENTENCES.split(said)
    return [nodes.paragraph("", " ".join([*others[-1:], last] if len(last) < SHORT else [last]))]


def lines_of(node: nodes.Element) -> int:
    """Return how many lines a list or another block of text takes on a slide, at most about right."""
    blocks = [block.astext() for block in node.findall(nodes.TextElement) if not isinstance(block, nodes.Inline)]
    return sum(len(line) // LETTERS + 1 for block in blocks for line in block.splitlines())


def asks(node: question) -> list[nodes.Node]:
    """Return what a question asks and its options, as nodes that need no script."""
    ask = node["asked"].question
    renderer = renderer_of(ask)
    options = list(node.findall(question_option)) if renderer.lists_options else []
    items = [nodes.list_item("", nodes.paragraph("", "", *option.deepcopy().children)) for option in options]
    return [*stem_of(node), *([renderer.slide_list(items)] if items else []), *renderer.print_more(ask)]
