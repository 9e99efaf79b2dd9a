"""Questions that offer options: one of them is right, or several."""

import re
from typing import Any

from lessonlib.locale import localised
from lessonlib.quiz.model import Choice, Kind, Question, Verdict
from lessonlib.quiz.parsing import QuestionError, equal, read_literal, read_number, read_shape
from lessonlib.quiz.responses import FEW, LARGEST, NUMBERS, alone, words
from lessonlib.quiz.spellings import plain, quoted, say, short, unwrapped


class Options(Kind):
    """Options, named by letters."""

    lettered = True
    several: bool

    def read(self, question: Question, answer: Any) -> list[str]:
        if isinstance(answer, str):
            parts = _named(question, answer) if self.several else [answer]
        elif isinstance(answer, (set, frozenset)) or (isinstance(answer, (list, tuple)) and _is_list(question, answer)):
            if len(answer) > len(question.choices):
                raise QuestionError(
                    localised(
                        "There are {count} options, and {given:,} were given.",
                        count=len(question.choices),
                        given=len(answer),
                    )
                )
            parts = [*answer]
        else:
            parts = [answer]
        letters = [_letter(question, part) for part in parts]
        if not self.several and len({*letters}) > 1:
            raise QuestionError(localised("Choose one option only."))
        return letters

    def judge(self, question: Question, answer: str | list[str]) -> Verdict:
        letters = {*answer}
        chosen = [choice for choice in question.choices if choice.letter in letters]
        missed = [choice for choice in question.choices if choice.right and choice.letter not in letters]
        wrong = [choice for choice in chosen if not choice.right]
        if not chosen:
            return Verdict("not attempted", say("nothing chosen"))
        if wrong:
            return Verdict("incorrect", "\n".join(choice.feedback for choice in wrong))
        if missed:
            return Verdict("incorrect", say("more to choose"))
        return Verdict("correct", "\n".join(choice.feedback for choice in chosen))


class SingleChoice(Options):
    """Options of which one is right."""

    name, several = "choice", False

    def right(self, question: Question) -> str:
        return "".join(choice.letter for choice in question.choices if choice.right)

    def expects(self, question: Question) -> str:
        return localised('a letter from "A" to "{last}"', last=question.choices[-1].letter)


class Several(Options):
    """Options of which several are right."""

    name, several = "several", True
    seconds = 15

    def right(self, question: Question) -> list[str]:
        return [choice.letter for choice in question.choices if choice.right]

    def expects(self, question: Question) -> str:
        return localised('all letters that are right, such as ["A", "{last}"]', last=question.choices[-1].letter)


def _is_list(question: Question, answer: Any) -> bool:
    """Whether a list or tuple names several options, and is not one of them itself, as a shape may be."""
    if _option(question, answer) is not None or not answer:
        return False
    return question.kind == "several" or all(isinstance(part, str) for part in answer[:FEW])


def _named(question: Question, text: str) -> list[str]:
    """Return the parts of "A, B", "A and B", "AB" or "A B"; a text that is no list of letters, whole."""
    letters = "".join(choice.letter for choice in question.choices)
    words = re.split(r"[^a-z]+|\band\b", plain(text).lower())
    joined = "".join(words)
    if joined and set(joined) <= {*letters.lower()} and (len({*map(len, filter(None, words))}) == 1):
        return [*joined]
    return [text]


def _letter(question: Question, given: Any) -> str:
    """Return the letter of the option that is named by its letter, its text or its value."""
    choice = _option(question, given)
    if choice:
        return choice.letter
    last = question.choices[-1].letter
    said = f"“{quoted(given)}”" if isinstance(given, str) else short(given)
    raise QuestionError(
        localised("There is no option {said}; give a letter from A to {last}, in quotes.", said=said, last=last)
    )


def _option(question: Question, given: Any) -> Choice | None:
    """Return the option that is meant, if it is one alone."""
    by_letter = _letter_of(given) if isinstance(given, str) else ""
    for choice in question.choices:
        if by_letter == choice.letter or (isinstance(given, str) and given.strip() == choice.text):
            return choice
    for alike in (_is_value, _rounds_to):
        meant = [choice for choice in question.choices if alike(given, choice.text)]
        if len(meant) == 1:
            return meant[0]
    return None


def _letter_of(text: str) -> str:
    """Return the letter in "b", "(B)", "B)", "B.", "option B", or nothing."""
    found = re.fullmatch(r"(?:option |answer )?([a-z])[.):]?", unwrapped(plain(text)).lower())
    return found[1].upper() if found else ""


def _is_value(given: Any, text: str) -> bool:
    """Whether a value, or a text, means an option: 0 is 0.0, "(24,24)" is (24, 24), 'rise' is "rise"."""
    try:
        value = read_literal(text)
    except QuestionError:
        return isinstance(given, str) and words(given) == words(text)
    try:
        if isinstance(value, bool) or isinstance(given, bool):
            return equal(given, value) or (isinstance(given, str) and words(given) == words(text))
        if isinstance(value, (int, float)):
            return float(_as_number(given, value)) == float(value)
        if isinstance(value, tuple):
            return _as_tuple(given) == value
    except QuestionError:
        return False
    return isinstance(given, str) and words(given) == words(text)


def _as_number(given: Any, value: float) -> float | int:
    given = alone(given)
    if isinstance(given, str):
        return read_number(given, integer=isinstance(value, int))
    if isinstance(given, NUMBERS) and not isinstance(given, bool) and -LARGEST <= float(given) <= LARGEST:
        return float(given)
    raise QuestionError("no number")


def _as_tuple(given: Any) -> tuple[Any, ...]:
    if isinstance(given, str):
        try:
            given = read_literal(plain(given))
        except QuestionError:
            given = read_shape(given)
    if isinstance(given, (tuple, list)):
        return tuple(given)
    raise QuestionError("no tuple")


def _rounds_to(given: Any, text: str) -> bool:
    """Whether a computed number, such as 0.5637, is an option when it is rounded as the option is: 0.564."""
    given = alone(given)
    decimals = len(text.partition(".")[2])
    if not isinstance(given, float) or not re.fullmatch(r"-?[0-9]+\.[0-9]+", text):
        return False
    return round(given, decimals) == float(text)
