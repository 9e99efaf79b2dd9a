"""The `question` directive: text in, a `Question`, its nodes and its proofs out."""

import hashlib
import re
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from lessonlib import questions
from lessonlib.questions import BLANK, Choice, Question, QuestionError
from lessonlib.sphinxext import proofs, render
from lessonlib.sphinxext.course import Asked, course_of
from lessonlib.sphinxext.flat import Entry, Flat, FlatDirective
from lessonlib.sphinxext.misconceptions import misconception_mark, yields_mark


def _names(argument: str) -> tuple[str, ...]:
    """Read names separated by commas."""
    return tuple(name.strip() for name in argument.split(",") if name.strip())


def _choice(known: tuple[str, ...]) -> Any:
    return lambda argument: directives.choice(argument, known)


class QuestionDirective(FlatDirective):
    """Ask a question; CONTRIBUTING.md describes its parts."""

    option_spec: ClassVar[dict[str, Any]] = {
        "objective": _names,
        "asks": _choice(questions.ASKS),
        "kind": _choice(questions.KINDS),
        "right": _names,
        "unit": directives.unchanged_required,
        "tolerance": float,
        "groups": _names,
    }

    def run(self) -> list[nodes.Node]:
        flat = self.parse_flat()
        try:
            proof = proofs.proof_in(flat.after)
            question = self._question(flat, proof)
        except QuestionError as error:
            self.complain(str(error), error.line)
            return []
        self._mark(question, flat, proof)
        asked = self._register(question, flat)
        return [render.question_node(asked, flat)]

    def _question(self, flat: Flat, proof: nodes.Element) -> Question:
        """Return the question, or say what is wrong with it."""
        kind = self.options.get("kind", "choice")
        for option in ("objective", "asks"):
            if not self.options.get(option):
                raise QuestionError(f"has no :{option}:; see CONTRIBUTING.md for what to write")
        if not flat.before:
            raise QuestionError("asks nothing: write the question before the list")
        if not flat.entries:
            raise QuestionError("has no list of options (a term, then an indented ': feedback')")
        _refuse_split_list(flat)
        key_text = questions.printed_key(proof.astext())
        choices = tuple(self._choice(kind, number, entry) for number, entry in enumerate(flat.entries))
        judged = JUDGED[kind](self, choices, key_text, flat)
        return Question(
            id=self.id,
            kind=kind,
            objectives=self.options["objective"],
            asks=self.options["asks"],
            **judged,
        )

    def _choice(self, kind: str, number: int, entry: Entry) -> Choice:
        """Return one entry of the list, with what its feedback refers to."""
        if not any(node.astext().strip() for node in entry.text):
            raise located(
                f"'{entry.name}' has no feedback; say what this choice gets wrong, or why it is right",
                entry.line,
            )
        misconceptions = [mark["id"] for node in entry.text for mark in node.findall(misconception_mark)]
        yields = [mark.astext() for node in entry.text for mark in node.findall(yields_mark)]
        return Choice(
            letter=chr(ord("A") + number),
            text=entry.name,
            feedback=" ".join(node.astext() for node in entry.text).strip(),
            misconception=misconceptions[0] if misconceptions else None,
            yields=yields[0] if yields else None,
        )

    def judge_choice(self, choices: tuple[Choice, ...], key_text: str, flat: Flat) -> dict[str, Any]:
        """Mark the right options: the ones equal to the key, or, among sentences, those named."""
        several = self.options.get("kind") == "several"
        if len(choices) < 2:
            raise QuestionError("offers fewer than two options")
        values = [_literal_or_none(choice.text) for choice in choices]
        if all(value is not None for value in values):
            key = questions.read_literal(key_text)
            if "right" in self.options:
                raise QuestionError(
                    "names the right option by hand; its options are literals, so the doctest decides: remove :right:"
                )
            if several and not isinstance(key, list):
                raise QuestionError(
                    f"has several right options, but its doctest prints {key_text}; print a list of them"
                )
            wanted = key if several else [key]
            letters = [
                c.letter
                for c, (value,) in zip(choices, values, strict=True)
                if any(questions.same(value, k) for k in wanted)
            ]
            missing = [k for k in wanted if not any(questions.same(value, k) for (value,) in values)]
            if missing:
                raise QuestionError(f"no option equals the key {missing[0]!r}, which the doctest prints")
        else:
            letters = list(self.options.get("right", ()))
            key = None
            unknown = set(letters) - {choice.letter for choice in choices}
            if not letters:
                raise QuestionError(
                    "no option is right: options are sentences, so name the right one, as in ':right: B'"
                )
            if unknown:
                raise QuestionError(f"has no option {', '.join(sorted(unknown))}; it has A to {choices[-1].letter}")
        if not several and len(letters) > 1:
            raise QuestionError(f"options {' and '.join(letters)} are both right; leave one, or say ':kind: several'")
        marked = tuple(_replace(choice, right=choice.letter in letters) for choice in choices)
        return {"choices": marked, "key": key}

    def judge_value(self, choices: tuple[Choice, ...], key_text: str, flat: Flat) -> dict[str, Any]:
        """A number or a shape: the key is the value, the list holds what is wrong."""
        kind = self.options["kind"]
        key = questions.read_literal(key_text)
        wanted = (int, float) if kind == "number" else (tuple,)
        if type(key) not in wanted:
            raise QuestionError(f"is of kind {kind}, but its doctest prints {key_text}")
        if kind == "number" and not self.options.get("unit"):
            raise QuestionError("asks for a number without a unit; say ':unit: parameters', or ':unit: none'")
        tolerance = self.options.get("tolerance", 0.0)
        if choices[-1].text != "otherwise":
            raise QuestionError("ends its list without 'otherwise', the feedback for a wrong answer you did not expect")
        for choice in choices[:-1]:
            if questions.same(questions.read_literal(choice.text), key, tolerance):
                raise QuestionError(f"lists {choice.text} as wrong, but it is the key")
        unit = "" if self.options.get("unit") == "none" else self.options.get("unit", "")
        return {"choices": choices, "key": key, "unit": unit, "tolerance": tolerance}

    def judge_sort(self, choices: tuple[Choice, ...], key_text: str, flat: Flat) -> dict[str, Any]:
        """Things to put into groups: the key is a dict."""
        key = questions.read_literal(key_text)
        groups = self.options.get("groups", ())
        if not isinstance(key, dict):
            raise QuestionError(f"sorts things, so its doctest must print a dict of thing: group, not {key_text}")
        things = {choice.text for choice in choices}
        if things != set(key):
            raise QuestionError(f"lists {sorted(things)}, but its doctest sorts {sorted(key)}")
        strange = set(key.values()) - set(groups)
        if strange or len(groups) < 2:
            raise QuestionError(
                f"needs ':groups:' that name every group of the key; missing: {', '.join(sorted(strange))}"
            )
        return {"choices": choices, "key": key, "groups": groups}

    def judge_blanks(self, choices: tuple[Choice, ...], key_text: str, flat: Flat) -> dict[str, Any]:
        """A program with blanks: the accepted spellings stand in place."""
        program = program_in(flat.before)
        if program is None or not BLANK.search(program.astext()):
            raise QuestionError("has no blanks: write {{ relu }} in a python block before the list")
        text = program.astext()
        if text.count("{{") != text.count("}}") or len(BLANK.findall(text)) != text.count("{{"):
            raise QuestionError("has a blank that is not closed; a blank is {{ one | another }} on one line")
        blanks = tuple(tuple(part.strip() for part in found.split("|")) for found in BLANK.findall(text))
        for number, accepted in enumerate(blanks, start=1):
            if not all(accepted):
                raise QuestionError(f"blank {number} is empty; write what belongs there")
        for choice in choices:
            named = re.fullmatch(r"blank (\d+)(:.+)?", choice.text)
            if not named or not 1 <= int(named[1]) <= len(blanks):
                raise QuestionError(
                    f"'{choice.text}' names no blank; write 'blank 1' to 'blank {len(blanks)}', or 'blank 1: Dense'"
                )
        return {"choices": choices, "key": _literal_or_none(key_text), "blanks": blanks}

    def judge_text(self, choices: tuple[Choice, ...], key_text: str, flat: Flat) -> dict[str, Any]:
        """Free text: the learner compares with the model answer, point by point."""
        return {"choices": choices}

    def _mark(self, question: Question, flat: Flat, proof: nodes.Element) -> None:
        """Mark the proofs for the doctest builder, each with its line."""
        line = self.line_of(proof.astext())
        if question.kind == "blanks":
            program = program_in(flat.before)
            assert program is not None
            flat.after += proofs.prove_blanks(question, program.astext(), proof, line)
        else:
            proofs.prove(proof, question.id, line)
        for choice, entry in zip(question.choices, flat.entries, strict=True):
            if choice.yields:
                flat.after.append(proofs.prove_value(choice.yields, choice.text, question.id, entry.line + 1))
        for part in flat.after:
            for block in part.findall(proofs.is_proof):
                block.source = str(self.env.doc2path(self.env.docname))

    def _register(self, question: Question, flat: Flat) -> Asked:
        page = course_of(self.env).page(self.env.docname)
        page.mentions += [
            (choice.misconception, entry.line)
            for choice, entry in zip(question.choices, flat.entries, strict=True)
            if choice.misconception
        ]
        asked_text = "\n".join(node.astext().strip() for node in flat.before)
        version = hashlib.sha256(f"{question}\n{asked_text}".encode()).hexdigest()[:8]
        asked = Asked(question, len(page.questions) + 1, version, self.lineno)
        page.questions.append(asked)
        return asked


JUDGED: dict[str, Any] = {
    "choice": QuestionDirective.judge_choice,
    "several": QuestionDirective.judge_choice,
    "number": QuestionDirective.judge_value,
    "shape": QuestionDirective.judge_value,
    "sort": QuestionDirective.judge_sort,
    "blanks": QuestionDirective.judge_blanks,
    "text": QuestionDirective.judge_text,
}


def _refuse_split_list(flat: Flat) -> None:
    """An option without feedback is read as a paragraph, and splits the list or hides before it."""
    last = flat.before[-1].astext()
    if isinstance(flat.before[-1], nodes.paragraph) and _literal_or_none(last):
        raise QuestionError(f"'{last}' has no feedback; say what this choice gets wrong, or why it is right")
    if any(isinstance(node, nodes.definition_list) for node in flat.after):
        raise QuestionError("has two lists; an option without feedback splits the list of options")


def program_in(children: list[nodes.Node]) -> nodes.literal_block | None:
    """Return the program with blanks among the parts of a question."""
    return next((block for child in children for block in child.findall(nodes.literal_block)), None)


def located(message: str, line: int) -> QuestionError:
    """Return an error that knows its line."""
    error = QuestionError(message)
    error.line = line
    return error


def _literal_or_none(text: str) -> Any:
    """Return a 1-tuple with the literal's value, or None where the text is a sentence."""
    try:
        return (questions.read_literal(text),)
    except QuestionError:
        return None


def _replace(choice: Choice, **changes: Any) -> Choice:
    return Choice(**(choice.__dict__ | changes))
