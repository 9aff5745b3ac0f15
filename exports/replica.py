"""A replica lags: before it is asked for an export's rows it must have replayed all that the export's snapshot saw."""

import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from evalplatform.errors import DomainError, Unavailable

POLL_SECONDS = 0.1
_STATE = """
    SELECT system_identifier::text,
           CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END >= %s::pg_lsn
    FROM pg_control_system()
"""


def position() -> str:
    """Where the primary stands now (pg_lsn): all that anybody can have seen there lies before it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        (found,) = cursor.fetchone()
    return str(found)


def catch_up(connected: psycopg.Connection[Any], *, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Return when the server of `connected` has all that is committed now. Raises as `wait` does."""
    if settings.EXPORT_DATABASE != "default":
        wait(connected, position(), meanwhile=meanwhile)


def wait(connected: psycopg.Connection[Any], after: str, *, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Return when the server of `connected` has what the primary had at `after`; at once when it is the primary itself.

    `meanwhile` is called about every POLL_SECONDS, and may raise. Raises Unavailable when EXPORT_REPLICA_WAIT_SECONDS were not enough, and
    DomainError `not_a_replica` when the server is another one, which would have other rows, or the same ones under other numbers.
    """
    if settings.EXPORT_DATABASE == "default" or not after:
        return
    until = time.monotonic() + settings.EXPORT_REPLICA_WAIT_SECONDS
    while not _has_replayed(connected, after):
        if time.monotonic() > until:
            waited = f"The replica has not replayed {after} after {settings.EXPORT_REPLICA_WAIT_SECONDS} s, so it may lack rows."
            raise Unavailable("replica_lags", f"{waited} See its replication lag, or unset EXPORT_DATABASE_URL.")
        meanwhile()
        time.sleep(POLL_SECONDS)


def _has_replayed(connected: psycopg.Connection[Any], after: str) -> bool:
    found = connected.execute(_STATE, [after]).fetchone()
    assert found
    system, replayed = found
    if system != _primary():
        message = "EXPORT_DATABASE_URL leads to another PostgreSQL. It must be a physical (streaming) replica of DATABASE_URL's server."
        raise DomainError("not_a_replica", message)
    return bool(replayed)


def _primary() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        (found,) = cursor.fetchone()
    return str(found)
