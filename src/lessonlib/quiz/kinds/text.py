"""Questions that are answered in words, which only their writer can compare."""

from typing import Any

from lessonlib.locale import localised
from lessonlib.quiz.model import Kind, Question, Verdict
from lessonlib.quiz.parsing import QuestionError, has_words
from lessonlib.quiz.spellings import say


class Text(Kind):
    """A text, compared by its writer with the points that a good answer mentions."""

    name = "text"
    seconds = 90

    def read(self, question: Question, answer: Any) -> str:
        if not isinstance(answer, str):
            raise QuestionError(localised("Write your answer in words, between quotes."))
        return answer

    def judge(self, question: Question, answer: str | list[str]) -> Verdict:
        """Judge a text by the points that its writer ticked; without ticks, name the points."""
        if isinstance(answer, str):
            if not has_words(answer):
                return Verdict("not attempted", say("no text"))
            points = "".join(f"\n- {choice.text}: {choice.feedback}" for choice in question.choices)
            return Verdict("compare it yourself", localised("Only you can judge a text. Does yours say this?") + points)
        ticked, points_in_all = len(answer), len(question.choices)
        message = say("points", ticked=ticked, points=points_in_all)
        return Verdict("correct" if ticked == points_in_all else "incorrect", message)

    def expects(self, question: Question) -> str:
        return localised("your answer in words, in quotes")
