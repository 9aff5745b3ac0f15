"""Numbers that a page asks for, made of many results: where they slow no other page, and one at a time.

Below APART_RESULTS they take less than it takes to hand them over. The work is done in the process that `settings.EVALUATION_APART` has
for it, where there is one, and handed back as a file.
"""

import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from evalplatform.errors import Unavailable

APART_RESULTS = 2_000
WAIT_SECONDS = 30.0
_ANSWER = "answer.json"


class Busy(Unavailable):
    """Others wait for large comparisons too."""

    def __init__(self) -> None:
        super().__init__("comparisons_busy", "Other large comparisons are being made. Try again in a few seconds.")


class NotMade(Unavailable):
    """The process that worked on it died, or the work crashed there: the log says more."""

    def __init__(self) -> None:
        super().__init__("comparison_lost", "The process that made these numbers ended. Try again; the server's log says why.")


def made(function: str, *arguments: Any, results: int) -> Any:
    """What the function, named by its dotted path so that only its own process loads it, gives as plain JSON. Raises Busy, NotMade, and
    what it raises.
    """
    if results < APART_RESULTS:
        return orjson.loads(orjson.dumps(import_string(function)(*arguments)))
    with tempfile.TemporaryDirectory(prefix="evalplatform-") as folder:
        path = Path(folder) / _ANSWER
        waiting = _thread().submit(_hand_over, str(path), function, arguments)
        _wait(waiting)
        try:
            return orjson.loads(path.read_bytes())
        except FileNotFoundError:
            raise NotMade from None


def write(path: str, function: str, arguments: tuple[Any, ...]) -> None:
    """In whichever process: the answer as a file, whole or not at all."""
    answer = orjson.dumps(import_string(function)(*arguments))
    draft = Path(path).with_suffix(".draft")
    draft.write_bytes(answer)
    draft.rename(path)


def _wait(waiting: Future[None]) -> None:
    try:
        waiting.result(WAIT_SECONDS)
    except TookTooLong:
        waiting.cancel()
        raise Busy from None


def _hand_over(path: str, function: str, arguments: tuple[Any, ...]) -> None:
    try:
        import_string(settings.EVALUATION_APART)(write, path, function, arguments)
    finally:
        connections.close_all()  # this thread's own: nobody closes them at the end of a request


@cache
def _thread() -> ThreadPoolExecutor:
    """One thread, and so at most one child that holds numbers of a page."""
    return ThreadPoolExecutor(1, thread_name_prefix="comparisons")
