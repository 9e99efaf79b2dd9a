"""How each kind of question is asked and judged in QTI 2.1: interactions, and the processing of responses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from docutils import nodes

from lessonlib.locale import localised
from lessonlib.quiz.kinds import kind_of
from lessonlib.quiz.kinds.blanks import BLANK
from lessonlib.quiz.kinds.order import marks_of
from lessonlib.quiz.model import Question
from lessonlib.quiz.parsing import read_literal
from lessonlib.sphinxext.outputs.qti.content import Program, element, words
from lessonlib.sphinxext.questions.kinds import renderer_of
from lessonlib.sphinxext.questions.nodes import question_program

RESPONSE, FEEDBACK, RIGHT = "RESPONSE", "FEEDBACK", "RIGHT"


@dataclass(frozen=True)
class Parts:
    """What a kind of question adds to an item."""

    declarations: list[Element]
    body: list[Element]
    processing: list[Element]
    program: Program | None = None


def feedback_name(place: int) -> str:
    """Return the identifier of the feedback on an entry of the question's list."""
    return f"F{place}"


def right(ask: Question) -> str:
    """Return one line that says what is right; an option is named by its text, for letters stand on the page alone."""
    chosen = [choice.text for choice in ask.choices if choice.right]
    return localised("Right: {answer}", answer="; ".join(chosen)) if chosen else renderer_of(ask).right(ask)


# Expressions and rules


def value(of: str, kind: str) -> Element:
    return element("baseValue", {"baseType": kind}, of)


def given(name: str = RESPONSE) -> Element:
    return element("variable", {"identifier": name})


def correct(name: str = RESPONSE) -> Element:
    return element("match", {}, given(name), element("correct", {"identifier": name}))


def all_of(conditions: Sequence[Element]) -> Element:
    return conditions[0] if len(conditions) == 1 else element("and", {}, *conditions)


def any_of(conditions: Sequence[Element]) -> Element:
    return conditions[0] if len(conditions) == 1 else element("or", {}, *conditions)


def score() -> list[Element]:
    """Return what happens when all is right."""
    return [element("setOutcomeValue", {"identifier": "SCORE"}, value("1", "float")), say(RIGHT)]


def say(name: str) -> Element:
    """Return the rule that shows one feedback more."""
    more = element("multiple", {}, given(FEEDBACK), value(name, "identifier"))
    return element("setOutcomeValue", {"identifier": FEEDBACK}, more)


def when(condition: Element, *rules: Element) -> Element:
    """Return a rule with a condition."""
    return element("responseCondition", {}, element("responseIf", {}, condition, *rules))


def declaration(cardinality: str, kind: str, values: Sequence[str], name: str = RESPONSE) -> Element:
    """Return what a response is, and what is right."""
    attributes = {"identifier": name, "cardinality": cardinality, "baseType": kind}
    wanted = [element("correctResponse", {}, *(element("value", {}, each) for each in values))] if values else []
    return element("responseDeclaration", attributes, *wanted)


# The kinds


def choice(ask: Question, options: Sequence[nodes.Element]) -> Parts:
    """Options, one or several of which are right."""
    several = ask.kind == "several"
    letters = [each.letter for each in ask.choices if each.right]
    shown = [
        element("simpleChoice", {"identifier": each.letter}, *words(option.children))
        for each, option in zip(ask.choices, options, strict=True)
    ]
    asked = element(
        "choiceInteraction",
        {"responseIdentifier": RESPONSE, "shuffle": "false", "maxChoices": "0" if several else "1"},
        *shown,
    )
    test = "member" if several else "match"
    rules = [
        when(element(test, {}, value(each.letter, "identifier"), given()), say(feedback_name(place)))
        for place, each in enumerate(ask.choices)
    ]
    declared = declaration("multiple" if several else "single", "identifier", letters)
    return Parts([declared], [asked], [when(correct(), *score()), *rules])


def number(ask: Question, _options: Sequence[nodes.Element]) -> Parts:
    """A number: what is typed is compared within the tolerance."""

    def equal(to: Any) -> Element:
        if not ask.tolerance:
            return element("equal", {"toleranceMode": "exact"}, given(), value(str(to), "float"))
        least, most = (value(str(to + sign * ask.tolerance), "float") for sign in (-1, 1))
        return element("and", {}, element("gte", {}, given(), least), element("lte", {}, given(), most))

    unit = f" {ask.unit}" if ask.unit else ""
    field = element("textEntryInteraction", {"responseIdentifier": RESPONSE, "expectedLength": "12"})
    body = [element("p", {}, localised("Your answer:") + " ", field, unit)]
    return Parts([declaration("single", "float", [str(ask.key)])], body, [_typed(ask, equal)])


def shape(ask: Question, _options: Sequence[nodes.Element]) -> Parts:
    """A shape: its sizes in any of the spellings (24, 24), 24 x 24, 24×24, 24 24."""

    def alike(to: Any) -> Element:
        sizes = r"\s*[,x× ]\s*".join(str(size) for size in to)
        return element("patternMatch", {"pattern": rf"\s*[\(\[]?\s*{sizes}\s*,?\s*[\)\]]?\s*"}, given())

    field = element("textEntryInteraction", {"responseIdentifier": RESPONSE, "expectedLength": "20"})
    body = [element("p", {}, localised("Your answer, as in (640, 480, 3):") + " ", field)]
    return Parts([declaration("single", "string", [str(ask.key)])], body, [_typed(ask, alike)])


def _typed(ask: Question, equal: Callable[[Any], Element]) -> Element:
    """Return the rule that names the mistake which leads to a typed value."""
    rule = element("responseCondition", {}, element("responseIf", {}, equal(ask.key), *score()))
    for place, each in enumerate(ask.choices):
        if each.text == "otherwise":
            rule.append(element("responseElse", {}, say(feedback_name(place))))
        else:
            wrong = equal(read_literal(each.text))
            rule.append(element("responseElseIf", {}, wrong, say(feedback_name(place))))
    return rule


def sort(ask: Question, options: Sequence[nodes.Element]) -> Parts:
    """Things, each of which belongs to one group."""
    groups = {group: f"G{place}" for place, group in enumerate(ask.groups)}
    pairs = [f"T{place} {groups[ask.key[each.text]]}" for place, each in enumerate(ask.choices)]
    most = str(len(options))
    things = [
        element("simpleAssociableChoice", {"identifier": f"T{place}", "matchMax": "1"}, *words(option.children))
        for place, option in enumerate(options)
    ]
    kinds = [
        element("simpleAssociableChoice", {"identifier": id, "matchMax": most}, each) for each, id in groups.items()
    ]
    asked = element(
        "matchInteraction",
        {"responseIdentifier": RESPONSE, "shuffle": "false", "maxAssociations": most},
        element("simpleMatchSet", {}, *things),
        element("simpleMatchSet", {}, *kinds),
    )
    wrong = [
        when(element("not", {}, element("member", {}, value(pair, "directedPair"), given())), say(feedback_name(place)))
        for place, pair in enumerate(pairs)
    ]
    return Parts([declaration("multiple", "directedPair", pairs)], [asked], [when(correct(), *score()), *wrong])


def blanks(ask: Question, _options: Sequence[nodes.Element]) -> Parts:
    """A program with blanks: a field for each."""
    names = [f"{RESPONSE}{number}" for number in range(1, len(ask.blanks) + 1)]

    def spelled(number: int, text: str) -> Element:
        return element("stringMatch", {"caseSensitive": "true"}, given(names[number - 1]), value(text, "string"))

    def program(node: question_program) -> Element:
        pieces = BLANK.sub("\0", node["code"]).split("\0")
        fields = [
            element("textEntryInteraction", {"responseIdentifier": name, "expectedLength": "15"}) for name in names
        ]
        between = [part for piece, field in zip(pieces, fields, strict=False) for part in (piece, field)]
        return element("pre", {}, *between, pieces[-1])

    alone = [any_of([spelled(n, text) for text in accepted]) for n, accepted in enumerate(ask.blanks, start=1)]
    together = [all_of([spelled(n, text) for n, text in group]) for group in ask.together]
    expected: dict[int, list[Element]] = {}
    rules = [when(any_of([all_of(alone), *together]), *score())]
    for place, each in enumerate(ask.choices):
        name, _, filling = each.text.removeprefix("blank ").partition(":")
        if filling:
            expected.setdefault(int(name), []).append(spelled(int(name), filling.strip()))
            rules.append(when(expected[int(name)][-1], say(feedback_name(place))))
    for place, each in enumerate(ask.choices):
        if ":" not in each.text:
            number = int(each.text.removeprefix("blank "))
            fits = any_of([alone[number - 1], *expected.get(number, [])])
            rules.append(when(element("not", {}, fits), say(feedback_name(place))))
    declared = [
        declaration("single", "string", accepted[:1], name) for name, accepted in zip(names, ask.blanks, strict=True)
    ]
    return Parts(declared, [], rules, program)


def order(ask: Question, _options: Sequence[nodes.Element]) -> Parts:
    """Lines to put in order, some of which may not belong."""
    lines, orders = ask.key["lines"], ask.key["orders"]
    named, places = marks_of(ask), {kind_of(ask).mark(each): place for place, each in enumerate(ask.choices)}
    shown = [
        element("simpleChoice", {"identifier": letter}, element("code", {}, line))
        for letter, line in zip(named, lines, strict=True)
    ]
    asked = element(
        "orderInteraction",
        {"responseIdentifier": RESPONSE, "shuffle": "false", "minChoices": "1", "maxChoices": str(len(lines))},
        *shown,
    )
    rights = [
        element("match", {}, given(), element("ordered", {}, *(value(letter, "identifier") for letter in each)))
        for each in orders
    ]
    rule = element("responseCondition", {}, element("responseIf", {}, any_of(rights), *score()))
    for letter in (letter for letter in named if letter not in orders[0]):
        there = element("member", {}, value(letter, "identifier"), given())
        rule.append(element("responseElseIf", {}, there, say(feedback_name(places[named[letter]]))))
    if "otherwise" in places:
        rule.append(element("responseElse", {}, say(feedback_name(places["otherwise"]))))
    return Parts([declaration("ordered", "identifier", [*orders[0]])], [asked], [rule])


def text(ask: Question, _options: Sequence[nodes.Element]) -> Parts:
    """Words, which a person compares with the list of points."""
    field = element("extendedTextInteraction", {"responseIdentifier": RESPONSE, "expectedLines": "6"})
    return Parts([declaration("single", "string", [])], [field], [say(RIGHT)])


KINDS: dict[str, Callable[[Question, Sequence[nodes.Element]], Parts]] = {
    "choice": choice,
    "several": choice,
    "number": number,
    "shape": shape,
    "sort": sort,
    "blanks": blanks,
    "order": order,
    "text": text,
}
