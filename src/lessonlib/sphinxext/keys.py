"""The key of a question: what its doctest prints decides, or, among sentences, what its author marks.

Each function reads one kind of question and returns the parts of a `Question` that this kind has.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from docutils import nodes

from lessonlib.questions import BLANK, Choice
from lessonlib.reading import QuestionError, read_literal, same
from lessonlib.sphinxext.flat import Flat

Options = dict[str, Any]
Choices = tuple[Choice, ...]


def key_of_choice(options: Options, choices: Choices, key_text: str, flat: Flat) -> dict[str, Any]:
    """Mark the right options: the ones equal to the key, or, among sentences, those named."""
    several = options.get("kind") == "several"
    if len(choices) < 2:
        raise QuestionError("offers fewer than two options")
    values = [literal_or_none(choice.text) for choice in choices]
    if all(value is not None for value in values):
        key = read_literal(key_text)
        if "right" in options:
            raise QuestionError(
                "names the right option by hand; its options are literals, so the doctest decides: remove :right:"
            )
        if several and not isinstance(key, list):
            raise QuestionError(f"has several right options, but its doctest prints {key_text}; print a list of them")
        wanted = key if several else [key]
        letters = [c.letter for c, (value,) in zip(choices, values, strict=True) if any(same(value, k) for k in wanted)]
        missing = [k for k in wanted if not any(same(value, k) for (value,) in values)]
        if missing:
            raise QuestionError(f"no option equals the key {missing[0]!r}, which the doctest prints")
    else:
        letters = list(options.get("right", ()))
        key = None
        unknown = set(letters) - {choice.letter for choice in choices}
        if not letters:
            raise QuestionError("no option is right: options are sentences, so name the right one, as in ':right: B'")
        if unknown:
            raise QuestionError(f"has no option {', '.join(sorted(unknown))}; it has A to {choices[-1].letter}")
    if not several and len(letters) > 1:
        raise QuestionError(f"options {' and '.join(letters)} are both right; leave one, or say ':kind: several'")
    marked = tuple(replace(choice, right=choice.letter in letters) for choice in choices)
    return {"choices": marked, "key": key}


def key_of_value(options: Options, choices: Choices, key_text: str, flat: Flat) -> dict[str, Any]:
    """A number or a shape: the key is the value, the list holds what is wrong."""
    kind = options["kind"]
    key = read_literal(key_text)
    wanted = (int, float) if kind == "number" else (tuple,)
    if type(key) not in wanted:
        raise QuestionError(f"is of kind {kind}, but its doctest prints {key_text}")
    if kind == "number" and not options.get("unit"):
        raise QuestionError("asks for a number without a unit; say ':unit: parameters', or ':unit: none'")
    tolerance = options.get("tolerance", 0.0)
    if choices[-1].text != "otherwise":
        raise QuestionError("ends its list without 'otherwise', the feedback for a wrong answer you did not expect")
    for choice in choices[:-1]:
        if same(read_literal(choice.text), key, tolerance):
            raise QuestionError(f"lists {choice.text} as wrong, but it is the key")
    unit = "" if options.get("unit") == "none" else options.get("unit", "")
    return {"choices": choices, "key": key, "unit": unit, "tolerance": tolerance}


def key_of_sort(options: Options, choices: Choices, key_text: str, flat: Flat) -> dict[str, Any]:
    """Things to put into groups: the key is a dict."""
    key = read_literal(key_text)
    groups = options.get("groups", ())
    if not isinstance(key, dict):
        raise QuestionError(f"sorts things, so its doctest must print a dict of thing: group, not {key_text}")
    things = {choice.text for choice in choices}
    if things != set(key):
        raise QuestionError(f"lists {sorted(things)}, but its doctest sorts {sorted(key)}")
    strange = set(key.values()) - set(groups)
    if strange or len(groups) < 2:
        raise QuestionError(f"needs ':groups:' that name every group of the key; missing: {', '.join(sorted(strange))}")
    return {"choices": choices, "key": key, "groups": groups}


def key_of_blanks(options: Options, choices: Choices, key_text: str, flat: Flat) -> dict[str, Any]:
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
    return {"choices": choices, "key": literal_or_none(key_text), "blanks": blanks}


def key_of_text(options: Options, choices: Choices, key_text: str, flat: Flat) -> dict[str, Any]:
    """Free text: the learner compares with the model answer, point by point."""
    return {"choices": choices}


KEYS: dict[str, Callable[[Options, Choices, str, Flat], dict[str, Any]]] = {
    "choice": key_of_choice,
    "several": key_of_choice,
    "number": key_of_value,
    "shape": key_of_value,
    "sort": key_of_sort,
    "blanks": key_of_blanks,
    "text": key_of_text,
}


def program_in(children: list[nodes.Node]) -> nodes.literal_block | None:
    """Return the program with blanks among the parts of a question."""
    return next((block for child in children for block in child.findall(nodes.literal_block)), None)


def literal_or_none(text: str) -> Any:
    """Return a 1-tuple with the literal's value, or None where the text is a sentence."""
    try:
        return (read_literal(text),)
    except QuestionError:
        return None
