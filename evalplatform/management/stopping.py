"""Turns the signals that ask us to end into an exception in the main thread."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stopped(BaseException):
    """Someone asked us to end."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise Stopped inside the block when we are asked to end. After it no one is heard any more: what follows is the way out."""
    numbers = [signal.SIGINT, signal.SIGTERM, signal.SIGALRM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup ignores it, and means it
        numbers.append(signal.SIGHUP)
    raised = -1.0

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal raised
        signal.setitimer(signal.ITIMER_REAL, 0.5)  # an exception raised inside a destructor gets lost: so it comes again
        if time.monotonic() > raised + 0.3:  # but a second Ctrl-C must not disturb the way out
            raised = time.monotonic()
            raise Stopped

    for number in numbers:
        signal.signal(number, stop)
    report, sys.unraisablehook = sys.unraisablehook, lambda lost: None if lost.exc_type is Stopped else report(lost)
    try:
        yield
    except Exception:
        if raised > 0:  # what it interrupted failed on its own way out
            raise Stopped from None
        raise
    finally:
        sys.unraisablehook = report
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_REAL, 0)
