"""What the caller itself may still do in this hour, and when that is used up at the present pace."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from evalplatform.projects.caller import Caller
from external_api import throttling
from external_api.throttling.counting import GROUPS, REQUESTS, SECONDS, limit_of

# a pace by less would say more of chance than of the hour
LEAST_SECONDS = 60
LEAST_CALLS = 10


@dataclass(frozen=True)
class Left:
    """`limit` None is without end; the others are None then, and when they cannot be known now."""

    limit: int | None
    used: int | None = None
    remaining: int | None = None
    resets_at: datetime | None = None


@dataclass(frozen=True)
class Pace:
    """None where there is no limit, or not enough has been called to tell. `runs_out_at` is None too when the hour ends before."""

    requests_per_hour: float | None = None
    runs_out_at: datetime | None = None


def quota(caller: Caller) -> dict[str, Left]:
    """By group of calls."""
    found = throttling.used(caller)
    return {group: _left(limit_of(caller, group), found.get(group)) for group in GROUPS}


def pace(left: dict[str, Left], *, now: datetime) -> Pace:
    """At the pace of the caller's own hour so far."""
    requests = left[REQUESTS]
    if requests.used is None or requests.remaining is None or requests.resets_at is None:
        return Pace()
    elapsed = SECONDS - (requests.resets_at - now).total_seconds()
    if elapsed < LEAST_SECONDS or requests.used < LEAST_CALLS:
        return Pace()
    runs_out_at = now + timedelta(seconds=requests.remaining * elapsed / requests.used)
    return Pace(requests.used * SECONDS / elapsed, runs_out_at if runs_out_at < requests.resets_at else None)


def _left(limit: int | None, used: throttling.Used | None) -> Left:
    if used is None:
        return Left(limit)
    return Left(limit, used.count, used.remaining, datetime.fromtimestamp(used.resets_at, UTC))
