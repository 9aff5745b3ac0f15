"""What the tier of a caller allows of streams: so many at once, in all processes of all servers together, and so many rows in each.

A stream holds a lock of its own session in PostgreSQL, so the slot of a process that dies is free as soon as PostgreSQL notices.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django.conf import settings
from django.db.models import QuerySet
from psycopg.pq import TransactionStatus

from evalplatform.errors import DomainError
from evalplatform.projects.caller import Caller
from exports.row_limit import RowLimit

RETRY_SECONDS = 5
_TAKE = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"


class TooManyAtOnce(DomainError):
    status = 429

    def __init__(self, limit: int, tier: str) -> None:
        allowed = f"The tier {tier} allows {limit} streams at once, and no more can be opened"
        super().__init__("too_many_streams_at_once", f"{allowed}. Let one end, or POST /api/exports.")
        self.headers = {"Retry-After": str(RETRY_SECONDS)}


@contextmanager
def slot(connected: psycopg.Connection[Any], caller: Caller) -> Iterator[None]:
    """One of the caller's slots, until the end or until the connection closes. Raises TooManyAtOnce."""
    limit = caller.limits.streams_at_once
    if limit is not None and not any(_take(connected, f"exports.streams {caller.name} {number}") for number in range(limit)):
        raise TooManyAtOnce(limit, caller.limits.tier)
    try:
        yield
    finally:
        if connected.info.transaction_status == TransactionStatus.IDLE:  # else the query still ends, and the connection with it
            with suppress(psycopg.Error):
                connected.execute("SELECT pg_advisory_unlock_all()")  # at once; that we have closed PostgreSQL notices a moment later


def check_rows(connected: psycopg.Connection[Any], caller: Caller, found: QuerySet[Any]) -> None:
    """Raises TooManyRows, and DomainError `count_timed_out` when that cannot be told in EXPORT_PREVIEW_TIMEOUT_SECONDS."""
    rows = caller.limits.rows_per_export
    if rows is None:
        return
    seconds = settings.EXPORT_PREVIEW_TIMEOUT_SECONDS
    try:
        with connected.transaction():
            connected.execute(f"SET LOCAL statement_timeout = '{seconds:d}s'")
            RowLimit(rows, caller.limits.tier).check(found, execute=connected.execute)
    except psycopg.errors.QueryCanceled as error:
        longest = f"To count the rows takes more than {seconds} s, and the tier {caller.limits.tier} has a limit of {rows:,}"
        raise DomainError("count_timed_out", f"{longest}. Narrow the filter, or POST /api/exports, which may take longer.") from error


def _take(connected: psycopg.Connection[Any], name: str) -> bool:
    (taken,) = connected.execute(_TAKE, [name]).fetchone() or (False,)
    return bool(taken)
