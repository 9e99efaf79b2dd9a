"""What `check` returns: a verdict with its reasons, as text for a terminal and as HTML for a notebook."""

import builtins
import html
import sys
from dataclasses import dataclass

from lessonlib.locale import localised, noted
from lessonlib.quiz.model import Verdict

COLOURS = {
    noted("correct"): "#1a7f37",
    noted("incorrect"): "#b35900",
    noted("not attempted"): "#57606a",
    noted("compare it yourself"): "#0550ae",
}


@dataclass(frozen=True)
class Criterion:
    """One thing that an exercise asks of the answer, whether it holds, and what to say if it does not.

    After a `needed` criterion that does not hold, those that follow make no sense.
    """

    says: str
    holds: bool
    feedback: str
    needed: bool = False


@dataclass(frozen=True, repr=False)
class Result:
    """The verdict on one answer; true in an `if` only when it is "correct"."""

    id: str
    verdict: Verdict
    criteria: tuple[Criterion, ...] = ()
    variant: str = ""
    """The numbers of the question that was asked, where it varies."""

    @property
    def name(self) -> str:
        """What was judged: the id, and which variant."""
        return f"{self.id}{localised(', where {told}', told=self.variant)}" if self.variant else self.id

    @property
    def outcome(self) -> str:
        """One of "not attempted", "incorrect", "correct", and for a text "compare it yourself"."""
        return self.verdict.outcome

    @property
    def feedback(self) -> str:
        """What to tell the learner."""
        return self.verdict.feedback

    def __bool__(self) -> bool:
        return self.outcome == "correct"

    def __repr__(self) -> str:
        """Return the verdict as text.

        >>> Result("size", Verdict("incorrect", "Both sides shrink."))
        size: incorrect
          Both sides shrink.
        """
        lines = [f"{self.name}: {localised(self.outcome)}"]
        yes, no = localised("yes"), localised("no")
        width = max(len(yes), len(no))
        lines += [f"  [{yes if each.holds else no:{width}}] {each.says}" for each in self.criteria]
        lines += [f"  {line}" for line in self.feedback.splitlines()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        colour, escape = COLOURS[self.outcome], html.escape
        marks = {True: f"✓ {localised('yes')}", False: f"✗ {localised('no')}"}
        rows = "".join(f"<li>{marks[each.holds]}: {escape(each.says)}</li>" for each in self.criteria)
        said = "".join(f"<p>{escape(line)}</p>" for line in self.feedback.splitlines())
        outcome = localised(self.outcome)
        return (
            f'<div style="border-left: 4px solid {colour}; padding: 0.2em 1em">'
            f"<p><strong>{outcome[0].upper()}{outcome[1:]}</strong> <small>{escape(self.name)}</small></p>"
            f"{f'<ul>{rows}</ul>' if rows else ''}{said}</div>"
        )


class Words(str):
    """Text that a notebook shows as it is, without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def show(result: object) -> None:
    """Print a result where nothing else will show it: notebooks and prompts show the value of a line."""
    if hasattr(builtins, "get_ipython") or hasattr(sys, "ps1") or sys.stdout is None:
        return
    text = str(result)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(text.encode(encoding, errors="replace").decode(encoding))
