"""COPY … TO STDOUT by libpq's own calls: about half of the processor that psycopg's Copy takes, and a hook while nothing comes."""

import logging
import select
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from psycopg import pq

log = logging.getLogger(__name__)

READ_BYTES = 256 * 1024
IDLE_SECONDS = 0.25
CANCEL_SECONDS = 5
# PostgreSQL sends 8 kB at a time. To let some come together costs no speed, and a tenth of the wake-ups (and turns of Python's lock).
GATHER_SECONDS = 0.0003


class Copying:
    """One COPY and the bytes that it sends, in blocks of about READ_BYTES. After the last `rows` is PostgreSQL's own count.

    `flush_after` is how many seconds bytes may wait for their block to fill; None is for ever. `idle` is called about every
    IDLE_SECONDS in which nothing comes, and may raise to end it. Whoever stops early, by an error or by closing the iterator, ends
    the query in PostgreSQL; the connection is good for nothing then but to be closed. Raises psycopg's errors.
    """

    def __init__(
        self,
        connected: psycopg.Connection[Any],
        statement: str,
        parameters: tuple[Any, ...],
        *,
        flush_after: float | None = None,
        idle: Callable[[], None] | None = None,
    ) -> None:
        self.rows = 0
        self._connected = connected
        self._libpq = connected.pgconn
        self._statement = statement
        self._parameters = parameters
        self._flush_after = float("inf") if flush_after is None else flush_after
        self._idle = idle
        self._begun = False
        self._poller = select.poll()
        self._poller.register(self._libpq.socket, select.POLLIN)

    def blocks(self) -> Iterator[bytes]:
        try:
            self.begin()
            yield from self._data()
            self.rows = self._ended().command_tuples or 0
        except BaseException:
            self.cancel()
            raise

    def begin(self, *, wait: float = 0) -> None:
        """Send the query, unless that is done; with `wait` hear for up to so many seconds whether PostgreSQL refuses it."""
        if self._begun:
            return
        self._begun = True
        self._libpq.send_query(psycopg.ClientCursor(self._connected).mogrify(self._statement, self._parameters).encode())
        self._poller.modify(self._libpq.socket, select.POLLIN | select.POLLOUT)
        while self._libpq.flush():
            self._poller.poll()
            self._libpq.consume_input()  # else both sides could wait for the other to read
        self._poller.modify(self._libpq.socket, select.POLLIN)
        if self._poller.poll(1000 * wait):
            self._opened()

    def cancel(self) -> None:
        """End the query, if it still runs."""
        if self._libpq.transaction_status != pq.TransactionStatus.ACTIVE:
            return
        try:
            self._connected.cancel_safe(timeout=CANCEL_SECONDS)
        except psycopg.Error as error:
            log.warning("PostgreSQL did not hear that a query is over: %s", error)

    def _data(self) -> Iterator[bytes]:
        self._opened()
        take, buffer, due = self._libpq.get_copy_data, bytearray(), time.monotonic() + self._flush_after
        while (found := take(1))[0] >= 0:
            if found[0]:
                buffer += found[1]
                if len(buffer) < READ_BYTES:
                    continue
            elif not buffer or time.monotonic() < due:
                self._wait(due - time.monotonic() if buffer else IDLE_SECONDS)
                continue
            yield bytes(buffer)
            buffer.clear()
            due = time.monotonic() + self._flush_after
        if buffer:
            yield bytes(buffer)

    def _wait(self, seconds: float) -> None:
        if not self._poller.poll(0):
            time.sleep(GATHER_SECONDS)
        if self._poller.poll(1000 * min(max(seconds, 0), IDLE_SECONDS)):
            self._libpq.consume_input()
        elif self._idle:
            self._idle()

    def _opened(self) -> None:
        """Wait until the rows begin. Raises psycopg's error when they do not."""
        while self._libpq.is_busy():
            self._wait(IDLE_SECONDS)
        result = self._libpq.get_result()
        if result is None or result.status != pq.ExecStatus.COPY_OUT:
            raise self._error(result)

    def _ended(self) -> pq.abc.PGresult:
        """What PostgreSQL says after the last row. Raises psycopg's error when that is not the whole."""
        last = None
        while True:
            while self._libpq.is_busy():
                self._wait(IDLE_SECONDS)
            if (result := self._libpq.get_result()) is None:
                break
            last = result
        if last is None or last.status != pq.ExecStatus.COMMAND_OK:
            raise self._error(last)
        return last

    def _error(self, result: pq.abc.PGresult | None) -> psycopg.Error:
        state = result and result.error_field(pq.DiagnosticField.SQLSTATE)
        message = result and result.error_field(pq.DiagnosticField.MESSAGE_PRIMARY) or self._libpq.error_message
        text = message.decode(errors="replace").strip()
        try:
            return psycopg.errors.lookup(state.decode())(text) if state else psycopg.OperationalError(text)
        except KeyError:
            return psycopg.DatabaseError(text)
