"""How many deliveries were refused, counted by the hour; nothing of them is kept."""

import logging
import time
from uuid import UUID

from django.core.cache import cache

log = logging.getLogger(__name__)

HOURS = 24
_SECONDS = 3600


def note(kind: str, connection_id: UUID | None) -> None:
    """Count one, for the connection that was addressed or for all that were not addressed to any."""
    key = _key(kind, connection_id, int(time.time()) // _SECONDS)
    try:
        cache.add(key, 0, timeout=(HOURS + 1) * _SECONDS)
        cache.incr(key)
    except Exception:  # the errors of caches differ by backend; who is refused is refused all the same
        log.exception("A refused delivery was not counted")
    log.info("Refused a delivery of %s", kind)


def count(kind: str, connection_id: UUID | None) -> int:
    """Of the last 24 hours; 0 where that is not to be known."""
    now = int(time.time()) // _SECONDS
    try:
        found = cache.get_many([_key(kind, connection_id, now - ago) for ago in range(HOURS)])
    except Exception:  # as above
        log.exception("Refused deliveries cannot be counted")
        return 0
    return sum(int(one) for one in found.values())


def _key(kind: str, connection_id: UUID | None, hour: int) -> str:
    return f"integrations.refused:{kind}:{connection_id or 'any'}:{hour}"
