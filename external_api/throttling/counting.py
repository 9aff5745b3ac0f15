"""Calls counted by the hour, in one atomic step for all processes, by the core of django_ratelimit."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from django_ratelimit.core import get_usage

from evalplatform.projects.caller import Caller
from external_api.throttling.breaker import Breaker

# The name of a counter contains its rate. With one rate for all, a caller whose tier changes keeps what was used.
RATE = "1000000000/h"
SECONDS = 3600
REQUESTS = "requests"


class Group(NamedTuple):
    """Calls that are counted together: `policy` is their name in the headers, `code` that of a call that is one too many."""

    policy: str
    code: str


GROUPS: Mapping[str, Group] = MappingProxyType(
    {
        REQUESTS: Group("hour", "rate_limited"),
        "exports": Group("exports", "rate_limited_exports"),
        "streams": Group("streams", "rate_limited_streams"),
        "batches": Group("batches", "rate_limited_batches"),
    }
)


@dataclass(frozen=True)
class Used:
    """What of a limit is used in this hour. The next one has begun at `resets_at`, a Unix time."""

    limit: int
    count: int
    resets_at: int

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.count)

    @property
    def resets_in_seconds(self) -> int:
        return max(1, self.resets_at - int(time.time()))


def limit_of(caller: Caller, group: str) -> int | None:
    limit: int | None = getattr(caller.limits, group)
    return limit


def count(caller: Caller, group: str, limit: int) -> Used | None:
    """Count one call, and say what is used with it; None when nothing can be counted."""
    return _counters.call(lambda: _used(caller.name, group, limit, increment=True))


def look(caller: Caller, group: str, limit: int) -> Used | None:
    """What is used; None when that cannot be known."""
    return _counters.call(lambda: _used(caller.name, group, limit, increment=False))


class _NotCounted(Exception):
    """The counter was there and then was not."""


def _used(name: str, group: str, limit: int, *, increment: bool) -> Used:
    found = get_usage(None, group=group, key=lambda group, request: name, rate=RATE, increment=increment)
    if found is None or found["time_left"] < 0:
        raise _NotCounted
    return Used(limit, found["count"], int(time.time()) + found["time_left"] + 1)  # the last second of an hour has 0 left


_counters = Breaker("The cache that counts calls")
