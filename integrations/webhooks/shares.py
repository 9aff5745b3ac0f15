"""Who may begin how many attempts: fair shares, so that no endpoint holds up another. No network, no database, no clock of its own.

A place is held by an attempt while it is young. One that has lasted SLOW_SECONDS makes way: it counts among the slow ones, of which
there may be SLOW_PLACES. An endpoint that was slow last time gets one place at a time, and none while all slow
places are taken. One that answers well gets more places from attempt to attempt, up to MOST.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

PLACES = 48
SLOW_PLACES = 80
MOST = 8
SLOW_SECONDS = 2.0
FORGOTTEN_SECONDS = 3600.0


@dataclass
class _Share:
    limit: int = 2
    was_slow: bool = False
    seen: float = 0.0
    began: dict[UUID, float] = field(default_factory=dict)


class Shares:
    """Times are those of any clock that only rises, in seconds."""

    def __init__(self) -> None:
        self._shares: dict[UUID, _Share] = {}

    def __len__(self) -> int:
        """How many attempts are under way."""
        return sum(len(one.began) for one in self._shares.values())

    def room(self, endpoints: Iterable[UUID], now: float) -> dict[UUID, int]:
        """How many attempts each of these may begin now; those that may not are left out. Whoever has the fewest under way comes first."""
        young, slow = self._taken(now)
        left, wants = PLACES - young, {one: self._wants(one, now, slow_is_full=slow >= SLOW_PLACES) for one in endpoints}
        given = dict.fromkeys(wants, 0)
        order = sorted(wants, key=lambda one: len(self._share(one, now).began))
        while left > 0 and (hungry := [one for one in order if given[one] < wants[one]]):
            for one in hungry[:left]:
                given[one] += 1
            left -= len(hungry[:left])
        return {one: count for one, count in given.items() if count}

    def began(self, endpoint: UUID, attempt: UUID, now: float) -> None:
        self._share(endpoint, now).began[attempt] = now

    def ended(self, endpoint: UUID, attempt: UUID, now: float, *, delivered: bool) -> None:
        share = self._share(endpoint, now)
        share.was_slow = now - share.began.pop(attempt, now) >= SLOW_SECONDS
        if share.was_slow:
            share.limit = 1
        else:
            share.limit = min(share.limit + 1, MOST) if delivered else max(share.limit // 2, 2)

    def forget(self, now: float) -> None:
        """Drop what is known of endpoints that nothing was sent to for an hour."""
        old = [one for one, share in self._shares.items() if not share.began and now - share.seen > FORGOTTEN_SECONDS]
        for one in old:
            del self._shares[one]

    def _share(self, endpoint: UUID, now: float) -> _Share:
        share = self._shares.setdefault(endpoint, _Share())
        share.seen = now
        return share

    def _wants(self, endpoint: UUID, now: float, *, slow_is_full: bool) -> int:
        share = self._share(endpoint, now)
        if any(now - began >= SLOW_SECONDS for began in share.began.values()):
            return 0
        if share.was_slow:
            return 0 if slow_is_full or share.began else 1
        return max(0, share.limit - len(share.began))

    def _taken(self, now: float) -> tuple[int, int]:
        ages = [now - began for share in self._shares.values() for began in share.began.values()]
        slow = sum(age >= SLOW_SECONDS for age in ages)
        return len(ages) - slow, slow
