"""Questions that have lines of code put in order (Parsons problems), among them lines that do not belong.

Such problems take less time than writing code, and teach as much (Ericson, Margulieux and Rick 2017,
doi:10.1145/3141880.3141895).
"""

import doctest
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from lessonlib.locale import localised, noted
from lessonlib.quiz.model import Kind, Question, Verdict
from lessonlib.quiz.parsing import QuestionError, normal_code
from lessonlib.quiz.spellings import plain, quoted, short

MESSAGES = {
    "no line": noted("No line is placed yet."),
    "lines missing": noted("These lines belong there, and so do others."),
}


class Order(Kind):
    """Lines, named by letters; some of them, in one of some orders, make the program that is asked for.

    The key holds `lines`, as they are shown, and `orders`, the letters of all that are right: ("CAB", "ACB").
    """

    name = "order"

    def read(self, question: Question, answer: Any) -> list[str]:
        if isinstance(answer, str):
            named = [mark for mark in plain(answer).upper() if mark.isalpha()]
            answer = named if {*named} <= {*_letters(question)} else [answer]
        if not isinstance(answer, (list, tuple)):
            raise QuestionError(
                localised("{answer} names no lines; give their letters in order, such as “BAC”.", answer=short(answer))
            )
        if len(answer) > len(question.key["lines"]):
            raise QuestionError(
                localised(
                    "There are {count} lines, and {given:,} were given.",
                    count=len(question.key["lines"]),
                    given=len(answer),
                )
            )
        letters = [_letter(question, part) for part in answer]
        twice = [letter for letter in letters if letters.count(letter) > 1]
        if twice:
            raise QuestionError(localised("Line {letter} was given twice.", letter=twice[0]))
        return letters

    def judge(self, question: Question, answer: str | list[str]) -> Verdict:
        orders = question.key["orders"]
        if not answer:
            return Verdict("not attempted", MESSAGES["no line"])
        marks = marks_of(question)
        strange = [letter for letter in answer if letter not in orders[0]]
        if strange:
            return Verdict("incorrect", "\n".join(self._feedback(question, marks[letter]) for letter in strange))
        if len(answer) < len(orders[0]):
            return Verdict("incorrect", MESSAGES["lines missing"])
        if "".join(answer) in orders:
            return Verdict("correct")
        right_so_far = max(_alike_at_first("".join(answer), order) for order in orders)
        return Verdict("incorrect", self._feedback(question, marks[answer[right_so_far]]))

    def right(self, question: Question) -> str:
        return str(question.key["orders"][0])

    def expects(self, question: Question) -> str:
        return localised('the letters of the lines in their order, such as "BAC"; a line may be left out')

    def time(self, question: Question) -> int:
        return 15 * len(question.key["lines"])

    def _feedback(self, question: Question, mark: str) -> str:
        return next(choice.feedback for choice in question.choices if self.mark(choice) == mark)


def marks_of(question: Question) -> dict[str, str]:
    """Return, for each letter, the entry of the question's list with the feedback on its line at a wrong place."""
    listed = {choice.text for choice in question.choices}
    first = question.key["orders"][0]
    found = {}
    for letter, line in zip(_letters(question), question.key["lines"], strict=True):
        mark = f"line {first.index(letter) + 1}" if letter in first else line.strip()
        found[letter] = mark if mark in listed else "otherwise"
    return found


def _alike_at_first(one: str, other: str) -> int:
    """Return how many letters are the same before the first that is not."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _letters(question: Question) -> str:
    return "".join(chr(ord("A") + number) for number, _ in enumerate(question.key["lines"]))


def _letter(question: Question, given: Any) -> str:
    """Return the letter of a line that is named by its letter or its code."""
    letters = _letters(question)
    text = plain(given) if isinstance(given, str) else ""
    for letter, line in zip(letters, question.key["lines"], strict=True):
        if text.upper() == letter or (text and normal_code(text) == normal_code(line)):
            return letter
    said = f"“{quoted(given)}”" if isinstance(given, str) else short(given)
    raise QuestionError(
        localised("There is no line {said}; give letters from A to {last}, such as “BAC”.", said=said, last=letters[-1])
    )


def prints(what: str, program: str, proof: str, names: Mapping[str, Any]) -> bool:
    """Return whether a program runs, and a doctest behind it prints what it says.

    The proofs of a question ask this of programs that must not: with two lines exchanged, or with one that does not
    belong in place of another.

    Args:
        what: what has been changed, for the message where it changes nothing.
        program: its text.
        proof: the doctest.
        names: what the program may use.

    >>> prints("as written", "x = 2", ">>> x" + chr(10) + "2", {})
    True
    """
    space = dict(names)
    try:
        exec(program, space)  # the authors' own code, proved at build time
    except Exception:  # noqa: BLE001 (a program whose lines are in disorder may fail in any way)
        return False
    test = doctest.DocTestParser().get_doctest(proof, space, what, None, 0)
    return not doctest.DocTestRunner(verbose=False).run(test, out=lambda _: None).failed
