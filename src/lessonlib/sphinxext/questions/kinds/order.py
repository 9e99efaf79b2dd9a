"""Questions that have lines of code put in order: a place for each line, which the script turns into a list to move."""

import hashlib
import html
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from lessonlib.locale import localised, noted
from lessonlib.quiz.kinds.order import MESSAGES, marks_of
from lessonlib.quiz.model import Choice, Question
from lessonlib.quiz.parsing import QuestionError
from lessonlib.sphinxext.core.directives import Parts
from lessonlib.sphinxext.core.domain import Asked
from lessonlib.sphinxext.questions import proofs
from lessonlib.sphinxext.questions.nodes import question_option
from lessonlib.sphinxext.questions.renderer import Choices, Options, Renderer, program_in

MOST = 12  # lines: more fit on no telephone


class Order(Renderer):
    """Lines to put in order: the program stands in the question, as it is right.

    `:orders:` names other right orders by the numbers of the program's lines: "2 1 3, 2 3 1".
    """

    invitation, script, style = noted("Put the lines in order. Some may not belong."), "order", True
    answer_apart = notebook_options = True
    option_spec: ClassVar[dict[str, Any]] = {"orders": directives.unchanged_required}

    def key(self, options: Options, choices: Choices, key_text: str, parts: Parts) -> dict[str, Any]:
        program = program_in(parts.before)
        right = lines_of(program) if program is not None else []
        if len(right) < 2:
            raise QuestionError("has no lines to put in order: write a python block of two or more before the list")
        distractors = _distractors(choices, right)
        shown = _shuffled(right + distractors)
        if len({*map(str.strip, shown)}) < len(shown):
            raise QuestionError("has the same line twice, so that nobody could tell which is which")
        if len(shown) > MOST:
            raise QuestionError(f"has {len(shown)} lines; {MOST} are enough to put in order")
        orders = [[right[number] for number in numbers] for numbers in _orders(options, len(right))]
        turned = (shown[turn:] + shown[:turn] for turn in range(len(shown)))
        shown = next((lines for lines in turned if [line for line in lines if line in right] not in orders), [])
        if not shown:
            raise QuestionError("would be right in any order; ask for lines whose order matters")
        letters = {line: letter for letter, line in _lettered(shown).items()}
        spelled = tuple("".join(letters[line] for line in order) for order in orders)
        return {"choices": choices, "key": {"lines": tuple(shown), "orders": spelled}}

    def prove(self, question: Question, parts: Parts, proof: nodes.Element, line: int) -> None:
        """Have each right order give the key, and no other: neighbours exchanged, or a line that does not belong.

        That is enough: right orders that follow from which line needs which are joined by exchanges of neighbours
        (Ruskey 1992, "Generating linear extensions of posets by transpositions", doi:10.1016/0095-8956(92)90035-8).
        """
        lines, orders = _lettered(question.key["lines"]), question.key["orders"]
        for order in orders:
            group = self.group(question) if order == orders[0] else f"{question.id}, {_numbers(order, orders[0])}"
            program = "\n".join(lines[letter] for letter in order)
            parts.after.append(proofs.hidden(program, group, line, "testsetup"))
            if order == orders[0]:
                proofs.prove(proof, group, line)
            else:
                parts.after.append(proofs.hidden(proof.astext(), group, line))
        wrong = {f"lines {_numbers(order, orders[0])}": order for order in _exchanged(orders)}
        wrong |= {
            f"{lines[letter].strip()!r} in place of line {_numbers(old, orders[0])}": orders[0].replace(old, letter)
            for letter in lines
            if letter not in orders[0]
            for old in orders[0]
        }
        code = ">>> from lessonlib.quiz.kinds.order import prints\n"
        for what, order in wrong.items():
            program = "\n".join(lines[letter] for letter in order)
            code += f">>> prints({what!r}, {program!r}, {proof.astext()!r}, globals())\nFalse\n"
        parts.after.append(proofs.hidden(code, f"{question.id}, in no other order", line))

    def group(self, question: Question) -> str:
        return f"{question.id}, as written"

    def said(self, ask: Question) -> str:
        return localised(" or ").join(", ".join(order) for order in ask.key["orders"])

    def client(self, ask: Question) -> dict[str, Any]:
        return {
            "key": ask.key["orders"],
            "marks": marks_of(ask),
            "messages": {name: localised(said) for name, said in MESSAGES.items()},
        }

    def dress_stem(self, ask: Question, stem: nodes.Element) -> None:
        program = program_in(stem.children)
        assert program is not None
        program.parent.remove(program)

    def options(self, asked: Asked, parts: Parts) -> list[nodes.Node]:
        lines = _lettered(asked.question.key["lines"])
        return [
            question_option("", "", _code(line), asked=asked, choice=Choice(letter, line, ""))
            for letter, line in lines.items()
        ]

    def answer(self, ask: Question) -> list[nodes.Node]:
        lines = _lettered(ask.key["lines"])
        program = "\n".join(lines[letter] for letter in ask.key["orders"][0])
        return [nodes.literal_block(program, program, language="python")]

    def open_option(self, ask: Question, choice: Choice) -> str:
        return f'<li data-letter="{choice.letter}"><span class="q-letter">{choice.letter}</span> <span class="q-text">'

    def close_option(self, ask: Question, choice: Choice) -> str:
        places = "".join(f"<option>{number}</option>" for number, _ in enumerate(ask.key["lines"], start=1))
        label = html.escape(localised("Place of line {letter}", letter=choice.letter))
        return f'</span> <select aria-label="{label}"><option value="">–</option>{places}</select></li>\n'


def lines_of(program: nodes.literal_block) -> list[str]:
    """Return the lines of a program that are not empty."""
    return [line.rstrip() for line in program.astext().splitlines() if line.strip()]


def _lettered(lines: Sequence[str]) -> dict[str, str]:
    return {chr(ord("A") + number): line for number, line in enumerate(lines)}


def _numbers(order: str, first: str) -> str:
    """Return an order as `:orders:` names it, by the numbers of the program's lines."""
    return " ".join(str(first.index(letter) + 1) for letter in order)


def _code(line: str) -> nodes.literal:
    """Return a line as code, pushed in as it stands in its program."""
    text = line.lstrip()
    return nodes.literal("", "\N{NO-BREAK SPACE}" * (len(line) - len(text)) + text)


def _distractors(choices: Choices, right: list[str]) -> list[str]:
    """Return the lines that do not belong: the terms of the list that name no line."""
    if choices[-1].text != "otherwise":
        raise QuestionError("ends its list without 'otherwise', the feedback for a wrong order you did not expect")
    found = []
    for choice in choices[:-1]:
        named = re.fullmatch(r"line (\d+)", choice.text)
        if not named:
            found.append(choice.text)
        elif not 1 <= int(named[1]) <= len(right):
            raise QuestionError(f"'{choice.text}' names no line; the program has {len(right)}")
    return found


def _shuffled(lines: list[str]) -> list[str]:
    """Return lines in an order that looks like chance, and is the same in each build."""
    return sorted(lines, key=lambda line: hashlib.sha256(f"{lines} {line}".encode()).digest())


def _orders(options: Options, count: int) -> list[list[int]]:
    """Return the right orders, as places in the program: first the one that is written."""
    found = [list(range(count))]
    for text in filter(None, map(str.strip, options.get("orders", "").split(","))):
        numbers = [int(number) - 1 for number in text.split() if number.isdecimal()]
        if sorted(numbers) != found[0] or len(numbers) != len(text.split()):
            example = " ".join(map(str, range(1, count + 1)))
            raise QuestionError(f"':orders:' has '{text}', which is no order of its {count} lines, such as '{example}'")
        found.append(numbers)
    return found


def _exchanged(orders: tuple[str, ...]) -> list[str]:
    """Return the orders that are not right, but are when two neighbours are exchanged."""
    found = {
        order[:place] + order[place + 1] + order[place] + order[place + 2 :]
        for order in orders
        for place in range(len(order) - 1)
    }
    return sorted(found - {*orders})
