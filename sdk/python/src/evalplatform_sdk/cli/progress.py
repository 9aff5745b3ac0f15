"""Bars on a terminal, and now and then a line where there is none."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from evalplatform_sdk.cli.output import say

EVERY_SECONDS = 15.0
Tell = Callable[[int, int | None, str], None]


@contextmanager
def shown(what: str, *, color: bool = True) -> Iterator[Tell]:
    """A function that is told how much is done, of how much (None: not known), and a word more."""
    if not sys.stderr.isatty():
        yield _Lines(what).tell
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True, no_color=not color), transient=True) as bars:
        task = bars.add_task(what, total=None)

        def tell(done: int, total: int | None, more: str) -> None:
            bars.update(task, completed=done, total=total, description=f"{what} {more}".rstrip())

        yield tell


class _Lines:
    """The first line comes only after a while: what is quick needs none."""

    def __init__(self, what: str) -> None:
        self._what, self._next = what, time.monotonic() + EVERY_SECONDS

    def tell(self, done: int, total: int | None, more: str) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY_SECONDS
            say(f"{self._what} {more}: {done:,}" + (f" of {total:,}" if total else ""))
