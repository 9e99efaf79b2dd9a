"""Questions that show a program with blanks: a field for each blank."""

import re
from typing import Any

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from lessonlib.locale import localised, noted
from lessonlib.quiz.kinds.blanks import BLANK, fill
from lessonlib.quiz.model import Question
from lessonlib.quiz.parsing import QuestionError
from lessonlib.sphinxext.core.directives import Parts
from lessonlib.sphinxext.questions import proofs
from lessonlib.sphinxext.questions.nodes import question_program
from lessonlib.sphinxext.questions.renderer import Choices, Options, Renderer, literal_or_none, program_in


class Blanks(Renderer):
    """A program with blanks: the accepted spellings stand in place."""

    invitation, script = noted("Fill in the blanks."), "blanks"
    answer_apart = True

    def key(self, options: Options, choices: Choices, key_text: str, parts: Parts) -> dict[str, Any]:
        program = program_in(parts.before)
        if program is None or not BLANK.search(program.astext()):
            raise QuestionError("has no blanks: write {{ relu }} in a python block before the list")
        text = program.astext()
        if text.count("{{") != text.count("}}") or len(BLANK.findall(text)) != text.count("{{"):
            raise QuestionError("has a blank that is not closed; a blank is {{ one | another }} on one line")
        blanks, together = spellings_in(BLANK.findall(text))
        for number, accepted in enumerate(blanks, start=1):
            if not all(accepted):
                raise QuestionError(f"blank {number} is empty; write what belongs there")
        for choice in choices:
            named = re.fullmatch(r"blank (\d+)(:.+)?", choice.text)
            if not named or not 1 <= int(named[1]) <= len(blanks):
                wanted = f"write 'blank 1' to 'blank {len(blanks)}', or 'blank 1: Dense'"
                raise QuestionError(f"'{choice.text}' names no blank; {wanted}")
        return {"choices": choices, "key": literal_or_none(key_text), "blanks": blanks, "together": together}

    def prove(self, question: Question, parts: Parts, proof: nodes.Element, line: int) -> None:
        """Have each spelling give the key, and the starter fail."""
        block = program_in(parts.before)
        assert block is not None
        program = block.astext()
        first = [accepted[0] for accepted in question.blanks]
        group = self.group(question)
        proofs.prove(proof, group, line)
        parts.after.append(proofs.hidden(fill(program, first), group, line, "testsetup"))
        alone = [((number, text),) for number, accepted in enumerate(question.blanks, start=1) for text in accepted[1:]]
        for spellings in [*alone, *question.together]:
            group = f"{question.id}, {' and '.join(f'blank {number} as {text}' for number, text in spellings)}"
            fillings = [dict(spellings).get(number, text) for number, text in enumerate(first, start=1)]
            parts.after.append(proofs.hidden(fill(program, fillings), group, line, "testsetup"))
            parts.after.append(proofs.hidden(proof.astext(), group, line))
        starter = fill(program, ["____"] * len(first))
        code = f">>> from lessonlib.quiz.kinds.blanks import fails\n>>> fails({starter!r})\nTrue\n"
        # The import takes one line.
        parts.after.append(proofs.hidden(code, f"{question.id}, unfilled", line - 1))

    def group(self, question: Question) -> str:
        return f"{question.id}, as first spelled"

    def said(self, ask: Question) -> str:
        return "; ".join(f"({n}) {accepted[0]}" for n, accepted in enumerate(ask.blanks, start=1))

    def client(self, ask: Question) -> dict[str, Any]:
        return {"key": ask.blanks} | ({"together": ask.together} if ask.together else {})

    def dress_stem(self, ask: Question, stem: nodes.Element) -> None:
        block = program_in(stem.children)
        assert block is not None
        block.replace_self(question_program("", code=block.astext(), id=ask.id, kind=ask.kind))

    def program(self, translator: HTML5Translator, node: nodes.Element) -> str:
        """Highlight the program, then put a field where each blank was."""
        widths = [max(map(len, found.split("|"))) for found in BLANK.findall(node["code"])]
        marked = fill(node["code"], [f"BLANK_{number}_" for number in range(1, len(widths) + 1)])
        shown = translator.highlighter.highlight_block(marked, "python", location=node)

        def field(found: re.Match[str]) -> str:
            number = int(found[1])
            label = localised("Blank {number}", number=number)
            return (
                f'<input type="text" class="q-blank" aria-label="{label}" placeholder="{number}"'
                f' size="{max(widths[number - 1], 4)}" autocomplete="off" autocapitalize="off" spellcheck="false">'
            )

        return re.sub(r"BLANK_(\d+)_", field, shown)

    def print_program(self, node: nodes.Element) -> nodes.Node:
        """Return the program with a number for each blank."""
        count = len(BLANK.findall(node["code"]))
        code = fill(node["code"], [f"__{number}__" for number in range(1, count + 1)])
        return nodes.literal_block(code, code, language="text")


def spellings_in(blanks: list[str]) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[tuple[int, str], ...], ...]]:
    """Return what is accepted for each blank by itself, and what is right together only, as (blank, spelling).

    >>> spellings_in(["MaxPooling || MaxPool", "a | b", "MaxPooling2D || MaxPool2D"])
    ((('MaxPooling',), ('a', 'b'), ('MaxPooling2D',)), (((1, 'MaxPool'), (3, 'MaxPool2D')),))
    """
    each = [[part.strip() for part in found.split("||")] for found in blanks]
    groups = range(1, max(map(len, each)))
    together = tuple(
        tuple((number, parts[group]) for number, parts in enumerate(each, start=1) if len(parts) > group)
        for group in groups
    )
    return tuple(tuple(part.strip() for part in first.split("|")) for first, *_ in each), together
