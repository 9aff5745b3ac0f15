"""How a project's jobs fare, computed from their rows, so that it is right whichever processes did the work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from evalplatform.errors import InvalidInput, Problem
from evalplatform.queue import BACKGROUND, QUEUES, SHORT
from evalplatform.tracing.retention import CLOCKS_APART, first_id
from exports.cached import cached
from exports.job_requests import KINDS

DEFAULT_HOURS, MAX_HOURS = 24, 720
KEPT_SECONDS = 2  # so that many who watch cost no more than one
_ACTIVE = "('queued', 'planning', 'running', 'finalizing')"
_SPREAD = """
    avg({of}), percentile_cont(0.5) WITHIN GROUP (ORDER BY {of}), percentile_cont(0.95) WITHIN GROUP (ORDER BY {of}), max({of})
"""
_KINDS = f"""
    WITH job AS (
        SELECT 'export' AS kind, state, created_at, started_at, finished_at, parts.rows, parts.bytes, parts.seconds
        FROM exports_export, LATERAL (
            SELECT coalesce(sum(rows), 0) AS rows, coalesce(sum(bytes), 0) AS bytes, coalesce(sum(database_seconds), 0) AS seconds
            FROM exports_shard WHERE export_id = exports_export.id
        ) AS parts
        WHERE project_id = %(project)s AND id >= %(first)s AND created_at >= now() - %(span)s
        UNION ALL
        SELECT kind, state, created_at, started_at, finished_at, CASE WHEN kind = 'cleanup' THEN done ELSE 0 END, 0, database_seconds
        FROM exports_job WHERE project_id = %(project)s AND id >= %(first)s AND created_at >= now() - %(span)s
    ),
    timed AS (
        SELECT *, state IN ('completed', 'expired') AS completed, extract(epoch FROM started_at - created_at)::float8 AS waited,
               CASE WHEN state IN ('completed', 'expired') THEN extract(epoch FROM finished_at - started_at)::float8 END AS took
        FROM job
    )
    SELECT kind, count(*), count(*) FILTER (WHERE state IN {_ACTIVE}), count(*) FILTER (WHERE completed),
           count(*) FILTER (WHERE state = 'failed'), count(*) FILTER (WHERE state = 'cancelled'),
           sum(rows)::bigint, sum(bytes)::bigint, sum(seconds),
           sum(rows) FILTER (WHERE completed)::float8 / nullif(sum(took), 0), {_SPREAD.format(of="took")}, {_SPREAD.format(of="waited")}
    FROM timed GROUP BY kind
"""  # noqa: S608 (our own names)
_QUEUES = """
    WITH work(queue, kind, waits, held, runs, since, memory) AS (
        SELECT %(short)s, 'export', state = 'queued' AND queued_at IS NOT NULL, state = 'queued' AND queued_at IS NULL,
               state = 'planning', created_at, NULL::bigint
        FROM exports_export WHERE project_id = %(project)s AND state IN ('queued', 'planning')
        UNION ALL
        SELECT 'exports.' || priority, 'export', false, false, true, NULL, NULL
        FROM exports_export WHERE project_id = %(project)s AND state = 'finalizing'
        UNION ALL
        SELECT 'exports.' || priority, 'export', s.state = 'queued' AND s.queued_at IS NOT NULL,
               s.state = 'queued' AND s.queued_at IS NULL, s.state = 'running', s.queued_at, s.memory_bytes
        FROM exports_export e JOIN exports_shard s ON s.export_id = e.id AND s.state <> 'done'
        WHERE e.project_id = %(project)s AND e.state = 'running'
        UNION ALL
        SELECT %(background)s, kind, state = 'queued', false, state = 'running', queued_at, memory_bytes
        FROM exports_job WHERE project_id = %(project)s AND state IN ('queued', 'running')
    )
    SELECT queue, kind, count(*) FILTER (WHERE waits), count(*) FILTER (WHERE held), count(*) FILTER (WHERE runs),
           extract(epoch FROM now() - min(since) FILTER (WHERE waits))::float8, max(memory) FILTER (WHERE runs)
    FROM work GROUP BY queue, kind ORDER BY queue, kind
"""


@dataclass(frozen=True)
class Spread:
    """Seconds; None where there is nothing to measure."""

    mean: float | None = None
    p50: float | None = None
    p95: float | None = None
    max: float | None = None


@dataclass(frozen=True)
class OfKind:
    kind: str
    requested: int = 0
    active: int = 0
    completed: int = 0
    failed: int = 0
    cancelled: int = 0
    rows: int = 0
    bytes: int = 0
    database_seconds: float = 0.0
    rows_per_second: float | None = None
    seconds: Spread = Spread()
    waited_seconds: Spread = Spread()


@dataclass(frozen=True)
class OfQueue:
    queue: str
    kind: str
    waiting: int
    held_back: int
    running: int
    oldest_wait_seconds: float | None
    worker_memory_bytes: int | None


@dataclass(frozen=True)
class Metrics:
    """`kinds` are of the jobs requested in the last `hours`, all kinds; `queues` of now, where the project has work."""

    hours: int
    kinds: tuple[OfKind, ...]
    queues: tuple[OfQueue, ...]


def hours(parameters: Mapping[str, str]) -> int:
    """The query parameter `hours`. Raises InvalidInput."""
    problems = [Problem(f"/{name}", "The only parameter is hours.", "unknown_parameter") for name in parameters if name != "hours"]
    text = parameters.get("hours", str(DEFAULT_HOURS))
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and 1 <= int(text) <= MAX_HOURS):
        problems.append(Problem("/hours", f"hours is a whole number from 1 to {MAX_HOURS}."))
    if problems:
        raise InvalidInput(*problems, code="invalid_parameter")
    return int(text)


def of_project(project_id: UUID, *, hours: int) -> Metrics:
    """The metrics, at most KEPT_SECONDS old."""
    return cached(project_id, "job metrics", hours, lambda: _measured(project_id, hours), seconds=KEPT_SECONDS)


def _measured(project_id: UUID, hours: int) -> Metrics:
    span = timedelta(hours=hours)
    first = first_id(timezone.now() - span - CLOCKS_APART)
    parameters = {"project": project_id, "span": span, "first": first, "short": QUEUES[SHORT][0], "background": QUEUES[BACKGROUND][0]}
    kinds = {row[0]: _of_kind(row) for row in _rows(_KINDS, parameters)}
    queues = tuple(OfQueue(*row) for row in _rows(_QUEUES, parameters))
    return Metrics(hours, tuple(kinds.get(kind, OfKind(kind)) for kind in KINDS), queues)


def _of_kind(row: tuple[Any, ...]) -> OfKind:
    return OfKind(*row[:10], *(Spread(*row[first : first + 4]) for first in (10, 14)))


def _rows(sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
