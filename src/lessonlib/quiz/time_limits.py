"""A limit of time for code that somebody else wrote."""

import gc
import signal
import sys
import sysconfig
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from lessonlib.locale import localised

TICK = 0.1  # seconds by the clock from one look to the next
SOON = 0.001  # seconds to the next look, where one came at a moment that stops nothing
OWN = 0.8  # seconds of work in lines of its own: what an answer takes longer for, it asks a library to do
WAITING = 2.0  # seconds by the clock

OURS = str(Path(__file__).parents[1])
INSTALLED = (*{sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}, "<frozen ")
PACKAGES = ("site-packages", "dist-packages")


class TooLong(BaseException):
    """A block ran for longer than it may, and this is why; no `except Exception` of its code stops it."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stop a block in which code of somebody else does not come to an end.

    That code may work for most of a second in its own lines, for so many seconds together with the libraries that it
    calls, and wait for two seconds. What this library does by itself is not counted. A limit within a limit counts for
    both: many blocks with little time each have no more than the outer one together. Only in the main thread, and not
    on Windows, which has no such alarm: elsewhere nothing is stopped; nor is a loop within one call of a function in C.

    Raises:
        TooLong: the block was stopped.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    block = sys._getframe(2)  # behind the frame of this function stands that of contextlib
    outer = getattr(signal.getsignal(signal.SIGALRM), "__self__", None)
    outer = outer if isinstance(outer, _Watch) else None
    before = signal.signal(signal.SIGALRM, _Watch(seconds, block, outer).look)
    signal.siginterrupt(signal.SIGALRM, False)
    # Within a limit its alarm goes on: begun anew for each of many short blocks, it would never ring.
    rest, interval = (0.0, 0.0) if outer else signal.setitimer(signal.ITIMER_REAL, TICK, TICK)
    try:
        yield
    finally:
        if not outer:
            signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if rest:
            signal.setitimer(signal.ITIMER_REAL, rest, interval)


class _Watch:
    """Counts, from look to look, for whom the main thread has worked."""

    def __init__(self, seconds: float, block: FrameType, outer: "_Watch | None") -> None:
        self.seconds, self.block, self.outer = seconds, block, outer
        self.own = self.theirs = self.waited = 0.0
        self.last = _now()

    def look(self, number: int, frame: FrameType | None) -> None:
        """Stop the block if it has had its time, or a block that it is in."""
        if _is_collecting(frame):
            signal.setitimer(signal.ITIMER_REAL, SOON, TICK)
            return
        if self.outer:
            self.outer.look(number, frame)
        now, whose = _now(), _whose(frame, self.block)
        worked, of_all_threads, passed = (new - old for new, old in zip(now, self.last, strict=True))
        self.last = now
        if whose == "ours":
            return
        self.theirs += worked
        self.own += worked if whose == "own" else 0
        # On a machine that is busy with something else, looks come late.
        waits = of_all_threads < 0.05 * passed and passed < 3 * TICK
        self.waited = self.waited + passed if waits else 0
        if self.own >= OWN:
            raise TooLong(
                localised("had computed for {seconds:g} s in its own lines. Does a loop never end?", seconds=OWN)
            )
        if self.theirs >= self.seconds:
            raise TooLong(localised("had computed for {seconds:g} s. Does a loop never end?", seconds=self.seconds))
        if self.waited >= WAITING:
            raise TooLong(localised("had waited for {seconds:g} s. What for?", seconds=WAITING))


def _is_collecting(frame: FrameType | None) -> bool:
    """Return whether the garbage collector has called a function of `gc.callbacks`: what such a one raises is lost."""
    told = {getattr(each, "__code__", None) for each in gc.callbacks}
    while frame is not None and told:
        if frame.f_code in told:
            return True
        frame = frame.f_back
    return False


def _now() -> tuple[float, float, float]:
    """Return the seconds that this thread has worked, that all threads have worked, and by the clock."""
    return time.thread_time(), time.process_time(), time.monotonic()


def _whose(frame: FrameType | None, block: FrameType) -> str:
    """Return whose frame it is: somebody's "own", one that theirs has "called" within the block, or "ours"."""
    innermost = frame
    while frame is not None and frame is not block:
        file = frame.f_code.co_filename
        if not file.startswith((OURS, *INSTALLED)) and not any(folder in file for folder in PACKAGES):
            return "own" if frame is innermost else "called"
        frame = frame.f_back
    return "ours"
