"""Questions that have things sorted into groups."""

import difflib
from collections.abc import Iterable
from typing import Any

from lessonlib.locale import localised, noted
from lessonlib.quiz.model import Choice, Kind, Question, Verdict
from lessonlib.quiz.parsing import QuestionError
from lessonlib.quiz.responses import FEW, words
from lessonlib.quiz.spellings import quoted, say, short


class Sort(Kind):
    """Things, each of which belongs to one group."""

    name = "sort"
    seconds = 30

    def read(self, question: Question, answer: Any) -> dict[str, str]:
        things = [choice.text for choice in question.choices]
        if isinstance(answer, (list, tuple)) and len(answer) == len(things):
            answer = dict(zip(things, answer, strict=True))
        if not isinstance(answer, dict):
            raise QuestionError(
                localised(
                    "Give a dictionary, thing: group, for these {count} things: {things}.",
                    count=len(things),
                    things=", ".join(things),
                )
            )
        return {
            _nearest(noted("There is no thing {said}; {hint}"), thing, things): _nearest(
                noted("There is no group {said}; {hint}"), group, question.groups
            )
            for thing, group in answer.items()
        }

    def judge(self, question: Question, answer: dict[str, str]) -> Verdict:
        if any(not answer.get(choice.text) for choice in question.choices):
            return Verdict("not attempted", say("no group"))
        wrong = [choice for choice in question.choices if answer[choice.text] != question.key[choice.text]]
        return Verdict("incorrect", "\n".join(map(self.told, wrong))) if wrong else Verdict("correct")

    def expects(self, question: Question) -> str:
        return localised(" or ").join(f'"{group}"' for group in question.groups)

    def blanks(self, question: Question) -> str:
        rows = "".join(f"    {choice.text!r}: ____,\n" for choice in question.choices)
        return f"{{\n{rows}}}"

    def told(self, choice: Choice) -> str:
        return f"{choice.text}: {choice.feedback}"


def _nearest(message: str, given: Any, known: Iterable[str]) -> str:
    """Return the known name that is meant, or say which there are."""
    names = {words(name): name for name in known}
    if isinstance(given, str) and given in names.values():
        return given
    folded = words(given if isinstance(given, str) else short(given))
    if folded in names:
        return names[folded]
    close = difflib.get_close_matches(folded[:FEW], names, n=1)
    hint = localised("did you mean {name!r}?", name=names[close[0]]) if close else ""
    hint = hint or localised("there are {names}.", names=", ".join(names.values()))
    said = repr(quoted(given)) if isinstance(given, str) else short(given)
    raise QuestionError(localised(message, said=said, hint=hint))
