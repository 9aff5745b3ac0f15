"""A shard to bytes out of PostgreSQL: which rows, and their COPY as a stream of blocks on a connection of its own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Q, QuerySet
from django.db.utils import OperationalError

from evalplatform import filtering
from evalplatform.errors import DomainError, Unavailable
from exports.encoders import Copy, Encoder
from exports.spec import ExportSpec

READ_BYTES = 256 * 1024


@dataclass(frozen=True)
class KeyRange:
    """The rows of a shard: from `first` up to and without `end`; None is open."""

    first: UUID | None = None
    end: UUID | None = None


def rows(spec: ExportSpec, project_id: UUID, *, snapshot: str = "", keys: KeyRange | None = None) -> QuerySet[Any]:
    """The rows asked for, in the order of their keys; with `snapshot` only those that it saw, with `keys` only that range."""
    found = spec.resource.rows(project_id).filter(filtering.build(spec.resource, spec.filter))
    if snapshot:
        found = found.filter(_seen_by(snapshot))
    if keys and keys.first:
        found = found.filter(id__gte=keys.first)
    if keys and keys.end:
        found = found.filter(id__lt=keys.end)
    return found


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
def connection() -> Iterator[psycopg.Connection[Any]]:
    """A connection for one stream, with limits of its own, closed at the end. Raises Unavailable when there is no server."""
    own = connections["default"].copy()
    try:
        own.ensure_connection()
        with own.cursor() as cursor:
            milliseconds = settings.EXPORT_STATEMENT_TIMEOUT_SECONDS * 1000
            cursor.execute(f"SET statement_timeout = {milliseconds:d}; SET application_name = 'evalplatform export'")
        yield own.connection
    except OperationalError as error:
        raise Unavailable("database_unavailable", f"PostgreSQL does not answer: {error}") from error
    finally:
        own.close()


class Stream:
    """The bytes of one COPY. After the last block `server_rows` is PostgreSQL's own count of the rows that it sent."""

    def __init__(self, connected: psycopg.Connection[Any], copy: Copy) -> None:
        self.connected = connected
        self.copy = copy
        self.server_rows = 0

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._blocks()
        except psycopg.errors.QueryCanceled as error:
            raise DomainError("query_cancelled", f"PostgreSQL ended the query: {error}") from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise Unavailable("database_unavailable", f"The connection to PostgreSQL broke: {error}") from error
        except psycopg.Error as error:
            raise DomainError("query_failed", f"PostgreSQL cannot give these rows: {error}") from error

    def _blocks(self) -> Iterator[bytes]:
        buffer = bytearray()
        with self.connected.cursor() as cursor:
            with cursor.copy(self.copy.statement, self.copy.parameters) as stream:
                for row in stream:
                    buffer += row
                    if len(buffer) >= READ_BYTES:
                        yield bytes(buffer)
                        buffer.clear()
            self.server_rows = cursor.rowcount
        if buffer:
            yield bytes(buffer)


class NoRows:
    """The stream of a question that cannot have an answer, such as `in` with an empty list."""

    server_rows = 0

    def __iter__(self) -> Iterator[bytes]:
        return iter(())


def stream(connected: psycopg.Connection[Any], encoder: Encoder, found: QuerySet[Any]) -> Stream | NoRows:
    """The rows in `found` as the encoder's COPY sends them."""
    try:
        return Stream(connected, encoder.copy(found))
    except EmptyResultSet:
        return NoRows()
