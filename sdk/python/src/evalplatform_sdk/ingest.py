"""Traces in the background: they are kept in a bounded queue and sent in lists by a thread, and nothing is lost while the process lives."""

import atexit
import json
import logging
import os
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from evalplatform_sdk.errors import ApiError, ConnectionBroken
from evalplatform_sdk.sending import MOST_ITEMS, Outcome, send
from evalplatform_sdk.server import connect

log = logging.getLogger(__name__)

PATH = "/api/external/traces"
LONGEST_PAUSE = 30.0
Refused = Callable[[dict[str, Any], Sequence[Mapping[str, Any]]], None]


class Full(Exception):
    """The queue stayed full for as long as was to be waited: the trace was not taken."""


class Closed(Exception):
    """The trace came after `close`, and was not taken."""


class Counts(NamedTuple):
    """Of traces: those that the server has, those that it refused, and those that are still to be sent."""

    sent: int
    refused: int
    waiting: int


class _Kept(NamedTuple):
    text: bytes


class _Abandoned(BaseException):
    """`close` waits no longer."""


class Ingest:
    """Takes traces and sends them; safe for threads, and goes on in the child of a fork, without what its parent still has to send.

    `url` and `api_key` are those of EVALPLATFORM_URL and EVALPLATFORM_API_KEY where they are not given. A full queue, of `most` traces
    or `most_bytes` bytes, makes `ingest` wait up to `wait_seconds`; 0 does not wait at all, as is right in an event loop. While the server
    is away, or says 429, the queue is kept and tried again. `on_refused` hears, in the sending thread, of each trace that the server
    will not have, with its problems.
    """

    def __init__(
        self,
        url: str = "",
        api_key: str = "",
        *,
        most: int = 10_000,
        most_bytes: int = 64 * 1024 * 1024,
        wait_seconds: float = 30.0,
        flush_seconds: float = 1.0,
        on_refused: Refused | None = None,
    ) -> None:
        self._url, self._api_key = url or os.environ.get("EVALPLATFORM_URL", ""), api_key or os.environ.get("EVALPLATFORM_API_KEY", "")
        if not self._url or not self._api_key:
            raise ValueError("No address or no key: give url and api_key, or set EVALPLATFORM_URL and EVALPLATFORM_API_KEY.")
        self._most, self._most_bytes = most, most_bytes
        self._wait_seconds, self._flush_seconds, self._on_refused = wait_seconds, flush_seconds, on_refused
        self._begin()
        atexit.register(self.close)

    def _begin(self) -> None:
        self._process = os.getpid()
        self._changed = threading.Condition()
        self._waiting: deque[_Kept] = deque()
        self._bytes = self._sent = self._refused = 0
        self._urgent = self._closed = False
        self._abandoned = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> "Ingest":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def counts(self) -> Counts:
        with self._changed:
            return Counts(self._sent, self._refused, len(self._waiting))

    def ingest(self, trace: Mapping[str, Any]) -> None:
        """Take the trace as it is now. One without an `external_id` gets one, so that no retry makes two of it.

        Raises Full, Closed, and what json.dumps raises for a value that JSON has no word for.
        """
        if self._process != os.getpid():
            self._begin()
        known = trace if trace.get("external_id") else {**trace, "external_id": uuid.uuid4().hex}
        kept = _Kept(json.dumps(known, ensure_ascii=False, allow_nan=False).encode())
        with self._changed:
            if not self._changed.wait_for(lambda: self._closed or self._has_room(len(kept.text)), self._wait_seconds):
                raise Full(f"{len(self._waiting):,} traces wait to be sent already.")
            if self._closed:
                raise Closed("This was closed, and takes no more traces.")
            self._waiting.append(kept)
            self._bytes += len(kept.text)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="evalplatform-ingest", daemon=True)
                self._thread.start()
            if len(self._waiting) in (1, MOST_ITEMS):  # the sender sleeps until there is one, and then until a list is full
                self._changed.notify_all()

    def flush(self, timeout: float = 30.0) -> bool:
        """Send at once all that waits; whether it is done within `timeout` seconds."""
        with self._changed:
            self._urgent = True
            self._changed.notify_all()
            return self._changed.wait_for(lambda: not self._waiting, timeout)

    def close(self, timeout: float = 30.0) -> int:
        """Take no more, send what waits, and give the number of traces that could not be sent within `timeout` seconds."""
        if self._process != os.getpid():
            return 0
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread:
            self._thread.join(timeout)
            self._abandoned.set()
            self._thread.join(1.0)
        if left := self.counts.waiting:
            log.error("%d traces could not be sent before the end", left)
        atexit.unregister(self.close)
        return left

    def _has_room(self, more: int) -> bool:
        """One that is larger than all the room may go alone."""
        return len(self._waiting) < self._most and (not self._waiting or self._bytes + more <= self._most_bytes)

    def _work(self) -> None:
        server = connect(self._url, self._api_key, sleep=self._pause)
        with server.http:
            try:
                while chosen := self._chosen():
                    self._deliver(chosen, lambda: list(send(server, PATH, chosen)))  # noqa: B023 (called before the next turn)
            except _Abandoned:
                return

    def _chosen(self) -> list[_Kept]:
        """The next to send, which stay in the queue until they are sent; none at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            ready = lambda: len(self._waiting) >= MOST_ITEMS or self._closed or self._urgent  # noqa: E731
            self._changed.wait_for(ready, self._flush_seconds)
            return [self._waiting[number] for number in range(min(MOST_ITEMS, len(self._waiting)))]

    def _deliver(self, chosen: Sequence[_Kept], sent: Callable[[], list[Outcome[_Kept]]]) -> None:
        for attempt in range(1_000_000):
            try:
                outcomes = sent()
            except ConnectionBroken as error:
                log.warning("Traces wait to be sent: %s", error)
            except ApiError as error:
                if error.status != 429 and error.status < 500:
                    problem = {"pointer": "", "detail": str(error), "code": error.code}
                    return self._done([Outcome(one, "refused", [problem]) for one in chosen])
                log.warning("Traces wait to be sent: %s", error)
            except Exception:  # an answer of nobody's making must not end the thread, and with it the queue
                log.exception("Traces wait to be sent")
            else:
                return self._done(outcomes)
            self._pause(min(LONGEST_PAUSE, 2.0**attempt))
        raise AssertionError("never here: a million pauses are a year")

    def _done(self, outcomes: Sequence[Outcome[_Kept]]) -> None:
        refused = [one for one in outcomes if one.status == "refused"]
        for one in refused:
            log.error("A trace was refused: %s", one.problems[:1])
            try:
                if self._on_refused:
                    self._on_refused(json.loads(one.item.text), one.problems)
            except Exception:
                log.exception("on_refused failed")
        with self._changed:
            for _ in outcomes:
                self._bytes -= len(self._waiting.popleft().text)
            self._refused += len(refused)
            self._sent += len(outcomes) - len(refused)
            self._urgent = self._urgent and bool(self._waiting)
            self._changed.notify_all()

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self._abandoned.wait(left):
                raise _Abandoned
