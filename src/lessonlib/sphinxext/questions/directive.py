"""The `question` directive: text in, a `Question`, its nodes and its proofs out."""

from typing import Any, ClassVar, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from lessonlib.quiz import model
from lessonlib.quiz.kinds import KINDS
from lessonlib.quiz.model import Choice, Question
from lessonlib.quiz.parsing import QuestionError
from lessonlib.quiz.variants import Variant, fall_together, in_order, named, order_of, read_values, written
from lessonlib.sphinxext.core.directives import DefinitionListDirective, Entry, Parts, add_directive, file_line, names
from lessonlib.sphinxext.core.domain import Asked, course_of, in_words
from lessonlib.sphinxext.core.translating import as_written, is_translated
from lessonlib.sphinxext.questions import html, proofs, varying
from lessonlib.sphinxext.questions.kinds import RENDERERS
from lessonlib.sphinxext.questions.misconceptions import misconception_mark, yields_mark
from lessonlib.sphinxext.questions.renderer import literal_or_none
from lessonlib.sphinxext.questions.versions import version_of


class Row(NamedTuple):
    """A variant's name, and what stands at each place that varies."""

    name: str
    texts: tuple[str, ...]


def _choice(known: tuple[str, ...]) -> Any:
    return lambda argument: directives.choice(argument, known)


class QuestionDirective(DefinitionListDirective):
    """Ask a question; CONTRIBUTING.md describes its parts."""

    option_spec: ClassVar[dict[str, Any]] = {
        "objective": names,
        "optional": directives.flag,
        "asks": _choice(model.ASKS),
        "kind": _choice(tuple(KINDS)),
        "vary": directives.unchanged_required,
        "stands-there": directives.unchanged_required,
        **{name: read for renderer in RENDERERS.values() for name, read in renderer.option_spec.items()},
    }

    fields: tuple[str, ...] = ()
    """What stands in braces, if the question varies."""

    def is_words(self, term: nodes.term) -> bool:
        code = all(isinstance(child, nodes.literal) for child in term.children)
        shown = RENDERERS[self.options.get("kind", "choice")].shows_options
        text = varying.filled(term.astext().strip(), ["1"] * len(self.fields))
        return shown and not code and literal_or_none(text) is None

    def as_written(self, text: str) -> str:
        return varying.without_marks(text, self.fields)

    def as_read(self, text: str) -> str:
        return varying.with_marks(text, self.fields) if self.fields else text

    def run(self) -> list[nodes.Node]:
        try:
            rows = self._rows()
            parts = self.parse_parts()
            self.proof_line = self._proof_line(parts)
            variants = [self._variant(parts, row) for row in rows[1:]]
            if rows:
                parts = self._first(parts, rows[0])
            proof = self._proof(parts)
            question = self._question(parts, proof)
        except QuestionError as error:
            self.complain(str(error), error.line)
            return []
        self._mark(question, parts, proof)
        asked = self._register(question, parts, proof)
        if rows:
            known = [each for each in variants if each]
            parts.after += [proof for _, proofs_of in known for proof in proofs_of]
            first = Variant(rows[0].name, question, tuple(range(len(question.choices))), said(parts), rows[0].texts)
            asked.variants = (first, *(variant for variant, _ in known))
            asked.left_out = len(rows) - len(asked.variants)
        shown = html.question_node(asked, parts)
        named = (self.options.get("unit", "none"), *self.options.get("groups", ()))
        shown["messages"] = [*parts.messages, in_words(question.id), *(text for text in named if text != "none")]
        if "stands-there" in self.options:
            shown["stands_there"] = self.options["stands-there"]
        return [shown]

    def _rows(self) -> list[Row]:
        """Return the values of each variant, and leave marks in the content where they stand; nothing, if none vary."""
        if "vary" not in self.options:
            return []
        if not RENDERERS[self.options.get("kind", "choice")].varies:
            raise QuestionError(f"is of kind {self.options['kind']}, and cannot vary: remove :vary:")
        values = read_values(self.options["vary"])
        self.content, fields = varying.marked(self.content)
        self.fields = tuple(field for field, _ in fields)
        for field, index in fields:
            for each in values:
                try:
                    written(field, each)
                except QuestionError as error:
                    raise located(str(error), file_line(self, index)) from error
        return [Row(named(each), tuple(written(field, each) for field, _ in fields)) for each in values]

    def _first(self, parts: Parts, row: Row) -> Parts:
        shown = varying.first_of(parts, row.texts)
        if self._falls_together(shown, self._proof(shown)):
            raise QuestionError(f"has options that mean the same in its first variant, {row.name}")
        return shown

    def _variant(self, parts: Parts, row: Row) -> tuple[Variant, list[nodes.comment]] | None:
        """Return a variant and its proofs, or nothing where its options fall together."""
        copy = varying.variant_of(parts, row.texts)
        try:
            proof = self._proof(copy)
            if self._falls_together(copy, proof):
                return None
            question = self._question(copy, proof)
        except QuestionError as error:
            raise located(f"where {row.name}, {error}", error.line or self.lineno) from error
        self._mark(question, copy, proof)
        count = len(question.choices)
        lettered = RENDERERS[question.kind].shows_options
        order = tuple(order_of(row.name, count) if lettered else range(count))
        variant = Variant(row.name, in_order(question, order), order, said(copy), row.texts)
        return variant, proofs.of_variant(copy.after, row.name)

    def _falls_together(self, parts: Parts, proof: nodes.Element) -> bool:
        options = [entry.name for entry in parts.entries if entry.name != "otherwise"]
        if not RENDERERS[self.options.get("kind", "choice")].shows_options:  # those that are listed are all wrong
            options.append(model.printed_key(proof.astext()))
        return fall_together(options, self.options.get("tolerance", 0.0))

    def _proof(self, parts: Parts) -> nodes.Element:
        """Return the proof of the answer, or say in which line it is wrong."""
        try:
            return proofs.proof_in(parts.after)
        except QuestionError as error:
            raise located(str(error), self.proof_line) from error

    def _proof_line(self, parts: Parts) -> int:
        """Return the file's line of the one doctest, else the directive's own."""
        blocks = [block for part in parts.after for block in part.findall(proofs.is_session)]
        return self.line_of(blocks[0].astext()) if len(blocks) == 1 else self.lineno

    def _question(self, parts: Parts, proof: nodes.Element) -> Question:
        """Return the question, or say what is wrong with it."""
        kind = self.options.get("kind", "choice")
        for option in ("objective", "asks"):
            if not self.options.get(option):
                raise QuestionError(
                    f"has no :{option}:; name its objective, and say what it asks: look-up, calculate, predict or why"
                )
        if not parts.before:
            raise QuestionError("asks nothing: write the question before the list")
        if not parts.entries:
            raise QuestionError("has no list of options (a term, then an indented ': feedback')")
        _refuse_split_list(parts)
        key_text = model.printed_key(proof.astext())
        choices = tuple(self._choice(kind, number, entry) for number, entry in enumerate(parts.entries))
        judged = RENDERERS[kind].key(self.options, choices, key_text, parts)
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
        try:
            if yields:
                proofs.refuse_no_value(yields[0], entry.name)
        except QuestionError as error:
            raise located(str(error), entry.line + 1) from error
        return Choice(
            letter=chr(ord("A") + number),
            text=entry.name,
            feedback=" ".join(node.astext() for node in entry.text).strip(),
            misconception=misconceptions[0] if misconceptions else None,
            yields=yields[0] if yields else None,
        )

    def _mark(self, question: Question, parts: Parts, proof: nodes.Element) -> None:
        """Mark the proofs for the doctest builder, each with its line."""
        RENDERERS[question.kind].prove(question, parts, proof, self.proof_line)
        for choice, entry in zip(question.choices, parts.entries, strict=True):
            if choice.yields:
                parts.after.append(proofs.prove_value(choice.yields, choice.text, question.id, entry.line + 1))
        for part in parts.after:
            for block in part.findall(proofs.is_proof):
                block.source = str(self.env.doc2path(self.env.docname))

    def _register(self, question: Question, parts: Parts, proof: nodes.Element) -> Asked:
        page = course_of(self.env).page(self.env.docname)
        page.mentions += [
            (choice.misconception, entry.line)
            for choice, entry in zip(question.choices, parts.entries, strict=True)
            if choice.misconception
        ]
        version = self._version(question, parts, proof)
        asked = Asked(question, len(page.questions) + 1, version, self.lineno, optional="optional" in self.options)
        asked.name = parts.words(in_words(question.id))
        page.questions.append(asked)
        return asked

    def _version(self, question: Question, parts: Parts, proof: nodes.Element) -> str:
        """Return the version of a question, which is the same in each language."""
        if any(map(is_translated, parts.all())):
            entries = [
                Entry(as_written(each.term), list(map(as_written, each.text)), each.line) for each in parts.entries
            ]
            parts = Parts(list(map(as_written, parts.before)), entries, parts.after)
            question = self._question(parts, proof)
        return version_of(question, said(parts))


def said(parts: Parts) -> str:
    """Return what a question asks as plain text."""
    return "\n".join(node.astext().strip() for node in parts.before)


def _refuse_split_list(parts: Parts) -> None:
    """An option without feedback is read as a paragraph, and splits the list or hides before it."""
    last = parts.before[-1].astext()
    if isinstance(parts.before[-1], nodes.paragraph) and literal_or_none(last):
        raise QuestionError(f"'{last}' has no feedback; say what this choice gets wrong, or why it is right")
    if any(isinstance(node, nodes.definition_list) for node in parts.after):
        raise QuestionError("has two lists; an option without feedback splits the list of options")


def located(message: str, line: int) -> QuestionError:
    """Return an error that knows its line."""
    error = QuestionError(message)
    error.line = line
    return error


def setup(app: Sphinx) -> None:
    add_directive(app, "question", QuestionDirective)
