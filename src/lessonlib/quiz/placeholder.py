"""The blank `____` of a stub: using it stops the cell, with a message in place of a traceback."""

from itertools import islice
from typing import Any, NoReturn

from lessonlib.locale import localised, noted

SEARCHED = 100  # parts of an answer: no exercise asks for more blanks

OPEN = noted("A blank is still open. Put your own code in place of ____, then run this cell again.")


class Unfilled(Exception):
    """A blank was used before it was filled in; in a notebook only the message is shown."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or localised(OPEN))

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of a traceback."""
        return [str(self)]


class Blank:
    """What stands where the learner's code belongs."""

    def _stop(self, *_: Any, **__: Any) -> NoReturn:
        raise Unfilled

    def __repr__(self) -> str:
        return "____"

    __hash__ = object.__hash__
    __eq__ = __ne__ = _stop

    __getattr__ = __call__ = __getitem__ = __setitem__ = __iter__ = __len__ = __bool__ = __contains__ = _stop
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _stop
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __matmul__ = __rmatmul__ = _stop
    __lt__ = __le__ = __gt__ = __ge__ = __neg__ = __int__ = __float__ = __index__ = __enter__ = _stop


____ = Blank()


def open_in(answer: object) -> bool:
    """Return whether an answer is still a blank, or holds one; a long or deep one is not searched to its end.

    >>> open_in(("Conv2D", ____)), open_in({"row": "hidden"})
    (True, False)
    """
    return answer is None or _holds_blank(answer, depth=3)


def _holds_blank(answer: object, depth: int) -> bool:
    if answer is ... or isinstance(answer, Blank):
        return True
    if isinstance(answer, dict):
        # None is a size in a shape, so inside a tuple only a blank is open.
        parts: list[object] = [*islice(answer.values(), SEARCHED)]
        return any(part is None for part in parts) or (
            depth > 0 and any(_holds_blank(part, depth - 1) for part in parts)
        )
    inside = isinstance(answer, (tuple, list)) and depth > 0
    return inside and any(_holds_blank(part, depth - 1) for part in islice(answer, SEARCHED))  # type: ignore[call-overload]
