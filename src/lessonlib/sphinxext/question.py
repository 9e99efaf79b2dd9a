"""The `question` directive: text in, a `Question`, its nodes and its proofs out."""

import hashlib
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from lessonlib import questions
from lessonlib.questions import Choice, Question
from lessonlib.reading import QuestionError
from lessonlib.sphinxext import keys, proofs, render
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
        "optional": directives.flag,
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
        judged = keys.KEYS[kind](self.options, choices, key_text, flat)
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

    def _mark(self, question: Question, flat: Flat, proof: nodes.Element) -> None:
        """Mark the proofs for the doctest builder, each with its line."""
        line = self.line_of(proof.astext())
        if question.kind == "blanks":
            program = keys.program_in(flat.before)
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
        asked = Asked(question, len(page.questions) + 1, version, self.lineno, optional="optional" in self.options)
        page.questions.append(asked)
        return asked


def _refuse_split_list(flat: Flat) -> None:
    """An option without feedback is read as a paragraph, and splits the list or hides before it."""
    last = flat.before[-1].astext()
    if isinstance(flat.before[-1], nodes.paragraph) and keys.literal_or_none(last):
        raise QuestionError(f"'{last}' has no feedback; say what this choice gets wrong, or why it is right")
    if any(isinstance(node, nodes.definition_list) for node in flat.after):
        raise QuestionError("has two lists; an option without feedback splits the list of options")


def located(message: str, line: int) -> QuestionError:
    """Return an error that knows its line."""
    error = QuestionError(message)
    error.line = line
    return error
