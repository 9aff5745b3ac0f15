"""Keeps a shard's lease while it streams: a thread that tells the progress every second, and hears of a cancel."""

import threading
from types import TracebackType
from typing import Any

import psycopg
from django.db import Error, connections

from evalplatform.errors import DomainError
from exports import lifecycle
from exports.models import Shard

SECONDS_BETWEEN = 1.0
_LOST = "The export was cancelled, or another worker has taken over."


class Lost(DomainError):
    """The shard is no longer ours: its export was cancelled or failed, or another worker took it over."""


class Heartbeat:
    """A context manager around the stream of one shard.

    It beats in a thread, since a selective filter can let minutes pass without a row. When the shard is lost it also cancels the
    query, so that PostgreSQL stops at once, and `progress` raises Lost.
    """

    def __init__(self, shard: Shard, connected: psycopg.Connection[Any]) -> None:
        self.shard = shard
        self.connected = connected
        self.lost = False
        self._rows = self._bytes = 0
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"heartbeat {shard.id}", daemon=True)

    def progress(self, rows: int, bytes: int) -> None:
        """Called after every block. Raises Lost."""
        self._rows, self._bytes = rows, bytes
        if self.lost:
            raise Lost("lost", _LOST)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._wake.set()
        self._thread.join()
        if self.lost and isinstance(error, DomainError):  # our own cancel of the query, or what followed from it
            raise Lost("lost", _LOST) from error

    def _run(self) -> None:
        try:
            while not self._wake.wait(SECONDS_BETWEEN) and not self.lost:
                self._beat()
        finally:
            connections.close_all()  # the connections of this thread only

    def _beat(self) -> None:
        try:
            self.lost = not lifecycle.heartbeat(self.shard, rows=self._rows, bytes=self._bytes)
        except Error:
            connections.close_all()  # a database that is away is no reason to give up: the lease says how long we may try
            return
        if self.lost:
            self.connected.cancel_safe(timeout=5)
