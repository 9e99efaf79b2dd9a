"""Questions that ask for a value: a number or a shape."""

from typing import Any

from lessonlib.locale import localised
from lessonlib.quiz.model import Kind, Question, Verdict
from lessonlib.quiz.parsing import QuestionError, equal, read_literal, read_number, read_shape
from lessonlib.quiz.responses import FEW, LARGEST, NUMBERS, alone
from lessonlib.quiz.spellings import plain, quoted, say, short


class Value(Kind):
    """A value that is typed; the question's list holds the wrong ones that are expected."""

    def judge(self, question: Question, answer: str | list[str]) -> Verdict:
        text = answer if isinstance(answer, str) else " ".join(answer)
        if not plain(text):
            return Verdict("not attempted", say("no answer"))
        try:
            return self.judge_text(question, text)
        except QuestionError as error:
            return Verdict("not attempted", str(error))

    def judge_text(self, question: Question, text: str) -> Verdict:
        """Return the verdict on what was typed.

        Raises:
            QuestionError: it cannot be read, or it can in two ways.
        """
        raise NotImplementedError


class Number(Value):
    """A number, with a unit."""

    name = "number"

    def read(self, question: Question, answer: Any) -> str:
        answer = alone(answer)
        if isinstance(answer, str):
            return answer
        if isinstance(answer, bool) or not isinstance(answer, NUMBERS) or answer != answer:
            raise QuestionError(localised("{answer} is not a number; give one, such as 1024.", answer=short(answer)))
        if isinstance(answer, int):
            return str(max(-LARGEST, min(LARGEST, answer)))
        text = repr(max(float(-LARGEST), min(float(LARGEST), float(answer))))
        return text if "e" in text else text + "0"  # three decimals would look like thousands: 12.345

    def judge_text(self, question: Question, text: str) -> Verdict:
        """Judge a number.

        Raises:
            QuestionError: it is below 0 where something is counted, and that is no mistake that is expected.
        """
        given = read_number(text, integer=isinstance(question.key, int), unit=question.unit)
        verdict = _verdict(question, given)
        counted = isinstance(question.key, int) and question.key >= 0 and question.unit
        if given < 0 and counted and verdict.feedback == question.choices[-1].feedback:
            raise QuestionError(say("negative", given=quoted(text)))
        return verdict

    def expects(self, question: Question) -> str:
        return localised("a number") + (f" ({question.unit})" if question.unit else "")


class Shape(Value):
    """The shape of an array: sizes, of which None may be one."""

    name = "shape"

    def read(self, question: Question, answer: Any) -> str:
        answer = alone(answer)
        if isinstance(answer, str):
            return answer
        sizes = answer if isinstance(answer, (tuple, list)) else [answer]
        if 0 < len(sizes) <= FEW and all(map(_is_size, sizes)):
            return " x ".join(str(size) for size in sizes)
        raise QuestionError(
            localised("{answer} is not a shape; give a tuple, such as (640, 480, 3).", answer=short(answer))
        )

    def judge_text(self, question: Question, text: str) -> Verdict:
        """Judge a shape; one with the axis of the examples, where none is asked for, by what follows it.

        Raises:
            QuestionError: what follows is right: the learner should write that alone.
        """
        given = read_shape(text, axes=len(question.key))
        listed = [read_literal(choice.text) for choice in question.choices if choice.text != "otherwise"]
        if None in question.key or given in listed:
            return _verdict(question, given)
        if given[1:] == question.key:
            raise QuestionError(say("examples") if given[0] is None else say("counts the examples", size=given[0]))
        return _verdict(question, given[1:] if given[0] is None else given)

    def expects(self, question: Question) -> str:
        return localised("a shape, such as (640, 480, 3)")


def _is_size(size: Any) -> bool:
    """Whether this may be one size; which ones are too large, or negative, is said by `read_shape`."""
    if isinstance(size, (bool, float)):
        return isinstance(size, float) and size.is_integer()
    return size is None or isinstance(size, str) or (isinstance(size, int) and abs(size) < 10**30)


def _verdict(question: Question, given: object) -> Verdict:
    """Judge a value; a wrong one gets the feedback of the mistake that leads to it."""
    if _alike(given, question.key, question.tolerance):
        return Verdict("correct")
    for choice in question.choices:
        if choice.text != "otherwise" and _alike(given, read_literal(choice.text), question.tolerance):
            return Verdict("incorrect", choice.feedback)
    return Verdict("incorrect", question.choices[-1].feedback)


def _alike(given: object, value: object, tolerance: float) -> bool:
    """Whether what was typed means a value: who types 24 for 24.0, or 24.0 for 24, means the same."""
    if isinstance(given, (int, float)) and isinstance(value, (int, float)):
        given, value = float(given), float(value)
    return equal(given, value, tolerance)
