"""How many traces came in each hour, and how many of them failed; an hour that is over is counted once and kept for a while."""

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from django.core.cache import cache
from django.db import connection

from evalplatform.hours import HOUR, hour_of

KEPT_SECONDS = 3600  # an hour that is over changes only where its traces are deleted or replaced
AT_A_TIME = 24
_COUNTS = """
    SELECT low, (SELECT count(*) FROM tracing_trace WHERE project_id = %(project)s AND id >= low AND id < high),
                (SELECT count(*) FROM tracing_trace WHERE project_id = %(project)s AND id >= low AND id < high AND status = 'error')
    FROM unnest(%(lows)s::uuid[], %(highs)s::uuid[]) AS hours(low, high)
"""
log = logging.getLogger(__name__)


class Counted(NamedTuple):
    traces: int
    errors: int


def counts(project_id: UUID, hours: Sequence[datetime], *, seconds: float) -> Mapping[datetime, Counted]:
    """Traces by the hour (its beginning, UTC) in which they came.

    The newest first, until so many seconds are used up: hours that are missing in the answer were not counted yet, and will be in the next.
    """
    found = _kept(project_id, hours)
    begun, now = time.monotonic(), hour_of(datetime.now(UTC))
    rest = sorted((hour for hour in hours if hour not in found), reverse=True)
    for first in range(0, len(rest), AT_A_TIME):
        if time.monotonic() - begun > seconds:
            break
        made = _counted(project_id, rest[first : first + AT_A_TIME])
        _keep(project_id, {hour: one for hour, one in made.items() if hour < now})
        found |= made
    return found


def first_id(at: datetime) -> UUID:
    """The least id that a trace of this time can have: ids begin with their milliseconds (RFC 9562, version 7)."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def _counted(project_id: UUID, hours: Sequence[datetime]) -> dict[datetime, Counted]:
    lows = {first_id(hour): hour for hour in hours}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"project": project_id, "lows": list(lows), "highs": [first_id(hour + HOUR) for hour in hours]})
        return {lows[low]: Counted(traces, errors) for low, traces, errors in cursor.fetchall()}


def _key(project_id: UUID, hour: datetime) -> str:
    return f"tracing.hourly:{project_id}:{hour:%Y%m%d%H}"


def _kept(project_id: UUID, hours: Sequence[datetime]) -> dict[datetime, Counted]:
    keys = {_key(project_id, hour): hour for hour in hours}
    try:
        return {keys[key]: Counted(*one) for key, one in cache.get_many(list(keys)).items()}
    except Exception:  # the errors of caches differ by backend; without one it is only slower
        log.exception("The cache does not answer")
        return {}


def _keep(project_id: UUID, made: Mapping[datetime, Counted]) -> None:
    try:
        cache.set_many({_key(project_id, hour): tuple(one) for hour, one in made.items()}, KEPT_SECONDS)
    except Exception:
        log.exception("The cache does not take what was counted")
