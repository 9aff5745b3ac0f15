"""Keeps a lease while the work goes on: a thread that beats every second, and hears when the work is no longer ours."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from django.db import Error, connections

from evalplatform.errors import DomainError

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 1.0


class Lost(DomainError):
    """The work is no longer ours: its export was cancelled or failed, or another worker took it over."""

    def __init__(self) -> None:
        super().__init__("lost", "The export was cancelled, or another worker has taken over.")


class Heartbeat:
    """A context manager around the work on a shard or an export.

    `beat` gets rows and bytes so far, prolongs the lease, and says whether it is still ours. It is called in a thread, since a
    selective filter can let minutes pass without a row. When the lease is lost, `stop` is called at every further beat (it ends the
    query that runs just then, and one may begin later), and `progress` raises Lost.
    """

    def __init__(self, beat: Callable[[int, int], bool], *, stop: Callable[[], None] = lambda: None) -> None:
        self.beat = beat
        self.stop = stop
        self.lost = False
        self._rows = self._bytes = 0
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def progress(self, rows: int, bytes: int) -> None:
        """Called after every block. Raises Lost."""
        self._rows, self._bytes = rows, bytes
        if self.lost:
            raise Lost

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._wake.set()
        self._thread.join()
        if self.lost and isinstance(error, DomainError):  # our own end of the query, or what followed from it
            raise Lost from error

    def _run(self) -> None:
        try:
            while not self._wake.wait(SECONDS_BETWEEN):
                self._once()
        finally:
            connections.close_all()  # the connections of this thread only

    def _once(self) -> None:
        try:
            self.lost = self.lost or not self.beat(self._rows, self._bytes)
            if self.lost:
                self.stop()
        except Error:
            connections.close_all()  # a database that is away is no reason to give up: the lease says how long we may try
        except Exception:
            log.exception("A heartbeat failed; the next one follows")
