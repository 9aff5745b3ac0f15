"""What a project has used: sums by hour or day, and of endpoints or callers where asked."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from evalplatform.errors import InvalidInput, Problem
from external_api.usage.question import Question

MOST = 10_000  # points of one answer
_GROUPS = {"none": "NULL::text", "endpoint": "endpoint", "caller": "caller"}
_POINTS = """
    SELECT date_trunc(%(by)s, hour, 'UTC') AS at, {group} AS of, sum(requests)::bigint, sum(ok)::bigint, sum(client_errors)::bigint,
           sum(server_errors)::bigint, sum(items)::bigint, sum(bytes_in)::bigint, sum(bytes_out)::bigint, sum(seconds), max(slowest_seconds)
    FROM external_api_usagehour
    WHERE project_id = %(project)s AND hour >= %(start)s AND hour < %(end)s
      AND (%(endpoint)s::text IS NULL OR endpoint = %(endpoint)s) AND (%(caller)s::text IS NULL OR caller = %(caller)s)
    GROUP BY 1, 2 ORDER BY 1, 2 LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Used:
    """Of so many calls; times in seconds. `seconds` is their sum."""

    requests: int = 0
    ok: int = 0
    client_errors: int = 0
    server_errors: int = 0
    items: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    seconds: float = 0.0
    slowest_seconds: float = 0.0


_SUMMED = tuple(field.name for field in fields(Used) if field.name != "slowest_seconds")


@dataclass(frozen=True)
class Point:
    """What was used in the hour or day that begins `at`, by `group` (an endpoint or a caller) where that was asked."""

    at: datetime
    group: str | None
    used: Used


def points(project_id: UUID, asked: Question) -> list[Point]:
    """By time, then group; hours and days without calls have none. Raises InvalidInput when there are more than MOST."""
    parameters: dict[str, Any] = {
        **{"by": asked.by, "project": project_id, "start": asked.start, "end": asked.end},
        **{"endpoint": asked.endpoint, "caller": asked.caller, "limit": MOST + 1},
    }
    with connection.cursor() as cursor:
        cursor.execute(_POINTS.format(group=_GROUPS[asked.group_by]), parameters)
        found = [Point(at, group, Used(*amounts)) for at, group, *amounts in cursor.fetchall()]
    if len(found) > MOST:
        detail = f"The answer would have more than {MOST} points. Ask for a shorter time, by day, or for one endpoint or caller."
        raise InvalidInput(Problem("/from", detail), code="invalid_parameter")
    return found


def total(found: Sequence[Point]) -> Used:
    every = [one.used for one in found]
    sums = {name: sum(getattr(one, name) for one in every) for name in _SUMMED}
    return Used(**sums, slowest_seconds=max((one.slowest_seconds for one in every), default=0.0))
