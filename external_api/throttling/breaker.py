"""Calls of a server that may be away: after a failure nobody waits for it, but for one call in a while that tries again."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

log = logging.getLogger(__name__)

RETRY_SECONDS = 5
T = TypeVar("T")


class Breaker:
    """State of this process about one server. Its going away and its coming back are logged once each, not at every call."""

    def __init__(self, server: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._server = server
        self._clock = clock
        self._changing = threading.Lock()
        self._next_try: float | None = None  # None while the server answers

    def call(self, work: Callable[[], T]) -> T | None:
        """What `work` gives; None when it fails, or when the server is away and the next try is not due."""
        if self._next_try is not None and not self._is_due():
            return None
        try:
            found = work()
        except Exception as error:  # the errors of caches differ by backend
            self._note_failure(error)
            return None
        if self._next_try is not None:
            self._note_return()
        return found

    def _is_due(self) -> bool:
        with self._changing:
            if self._next_try is not None and self._clock() < self._next_try:
                return False
            self._next_try = self._clock() + RETRY_SECONDS  # the others go on without it, while this one waits
            return True

    def _note_failure(self, error: Exception) -> None:
        with self._changing:
            is_news = self._next_try is None
            self._next_try = self._clock() + RETRY_SECONDS
        if is_news:
            log.error("%s is away; it is tried again every %s seconds", self._server, RETRY_SECONDS, exc_info=error)

    def _note_return(self) -> None:
        with self._changing:
            is_news, self._next_try = self._next_try is not None, None
        if is_news:
            log.warning("%s answers again", self._server)
