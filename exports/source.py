"""A shard to bytes out of PostgreSQL: which rows, and their COPY as a stream of blocks on a connection of its own."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Q, QuerySet
from django.db.utils import DataError, OperationalError

from evalplatform import filtering, process
from evalplatform.errors import Conflict, DomainError, Unavailable
from evalplatform.tracing import restored
from exports.copying import Copying
from exports.encoders import Encoder
from exports.spec import ExportSpec
from exports.windows import Window

CHECK_SECONDS = 1  # between PostgreSQL's looks at whether we are still there, so that the query of a killed worker ends


@dataclass(frozen=True)
class KeyRange:
    """The rows of a shard: from `first` up to and without `end`; None is open."""

    first: UUID | None = None
    end: UUID | None = None


def rows(
    spec: ExportSpec, project_id: UUID, *, snapshot: str = "", window: Window | None = None, keys: KeyRange | None = None
) -> QuerySet[Any]:
    """The rows asked for, in the order of their keys; with `snapshot` only those that it saw, with `keys` only that range.

    With `window` its rows and no others: it ends below whatever the snapshot did not see, so the snapshot has nothing to add.
    """
    found = spec.resource.rows(project_id).filter(filtering.build(spec.resource, spec.filter))
    if window:
        found = found.filter(window.condition())
    elif snapshot:
        found = found.filter(_seen_by(snapshot))
    if keys and keys.first:
        found = found.filter(id__gte=keys.first)
    if keys and keys.end:
        found = found.filter(id__lt=keys.end)
    return found


def refuse_restored(spec: ExportSpec, project_id: UUID) -> None:
    """Rows of a dump from another server have ids of transactions that this one has not reached, so they would be left out in silence.

    Raises Conflict.
    """
    if restored.has_foreign(apps.get_model(spec.resource.model), "created_xid", project_id):
        text = "This project has rows that were restored from another database. Run `manage.py adopt_restored_rows`, then ask again."
        raise Conflict("restored_rows", text)


def _seen_by(snapshot: str) -> Q:
    """The rows whose transaction had committed in `snapshot` (`xmin:xmax:xip,…`, as pg_current_snapshot() writes it).

    Unlike a cutoff by clock it is exact under concurrent writers, and the same for every shard whenever it runs. Written with
    comparisons and not with pg_visible_in_snapshot(), since the planner has statistics for those.
    """
    _, following, running = snapshot.split(":")
    seen = Q(created_xid__lt=int(following))
    return seen & ~Q(created_xid__in=[int(one) for one in running.split(",")]) if running else seen


def estimate(found: QuerySet[Any]) -> int:
    """How many rows the planner expects: good to a few per cent on plain filters, free of cost, and never a promise."""
    try:
        sql, parameters = found.query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connections["default"].cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        (plan,) = cursor.fetchone()
    return int(json.loads(plan)[0]["Plan"]["Plan Rows"])


@contextmanager
def connection(*, seconds: int | None = None) -> Iterator[psycopg.Connection[Any]]:
    """A connection for one stream, with limits of its own, closed at the end. Raises Unavailable when there is no server.

    It leads to EXPORT_DATABASE_URL: who must see all that was committed up to a moment waits by `replica.wait`. `seconds` bounds each
    statement, by default EXPORT_STATEMENT_TIMEOUT_SECONDS.
    """
    own = connections[settings.EXPORT_DATABASE].copy()
    try:
        own.ensure_connection()
        with own.cursor() as cursor:
            milliseconds = (seconds or settings.EXPORT_STATEMENT_TIMEOUT_SECONDS) * 1000
            cursor.execute(f"SET statement_timeout = {milliseconds:d}; SET application_name = 'evalplatform export'")
            cursor.execute(f"SET work_mem = '{settings.EXPORT_WORK_MEM}'")
            with suppress(DataError):  # a server on a system that cannot tell a closed connection refuses it
                cursor.execute(f"SET client_connection_check_interval = '{CHECK_SECONDS}s'")
        if settings.EXPORT_STEP_BACK and own.connection.info.host.startswith("/"):  # a socket's: its processes are this machine's
            process.step_back(own.connection.info.backend_pid)
        yield own.connection
    except OperationalError as error:
        raise Unavailable("database_unavailable", f"PostgreSQL does not answer: {error}") from error
    finally:
        own.close()


class Stream:
    """The bytes of one COPY. After the last block `server_rows` is PostgreSQL's own count of the rows that it sent."""

    def __init__(self, copying: Copying) -> None:
        self.copying = copying

    @property
    def server_rows(self) -> int:
        return self.copying.rows

    def begin(self, *, wait: float) -> None:
        """Send the query now, and hear for up to `wait` seconds whether PostgreSQL refuses it. Raises DomainError."""
        with our_errors():
            self.copying.begin(wait=wait)

    def cancel(self) -> None:
        """End the query, if it still runs."""
        self.copying.cancel()

    def __iter__(self) -> Iterator[bytes]:
        with our_errors():
            yield from self.copying.blocks()


@contextmanager
def our_errors() -> Iterator[None]:
    """Turns psycopg's errors into DomainError `query_cancelled` and `query_failed`, and Unavailable."""
    try:
        yield
    except psycopg.errors.QueryCanceled as error:
        raise DomainError("query_cancelled", f"PostgreSQL ended the query: {_reason(error)}") from error
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise Unavailable("database_unavailable", f"The connection to PostgreSQL broke: {error}") from error
    except psycopg.Error as error:
        raise DomainError("query_failed", f"PostgreSQL cannot give these rows: {_reason(error)}") from error


class NoRows:
    """The stream of a question that cannot have an answer, such as `in` with an empty list."""

    server_rows = 0

    def begin(self, *, wait: float) -> None:
        pass

    def cancel(self) -> None:
        pass

    def __iter__(self) -> Iterator[bytes]:
        return iter(())


def stream(
    connected: psycopg.Connection[Any],
    encoder: Encoder,
    found: QuerySet[Any],
    *,
    flush_after: float | None = None,
    idle: Callable[[], None] | None = None,
) -> Stream | NoRows:
    """The rows in `found` as the encoder's COPY sends them; `flush_after` and `idle` as Copying has them."""
    try:
        copy = encoder.copy(found)
    except EmptyResultSet:
        return NoRows()
    return Stream(Copying(connected, copy.statement, copy.parameters, flush_after=flush_after, idle=idle))


def _reason(error: psycopg.Error) -> str:
    """PostgreSQL's own first line, without the statement that follows it."""
    return error.diag.message_primary or str(error).splitlines()[0]
