"""Says by an event that a caller has used most, or all, of its calls of an hour: once each, by the call that reaches the mark."""

import logging

from django.db import DatabaseError, transaction

from evalplatform.events.outbox import record
from evalplatform.projects.caller import Caller
from external_api.throttling.counting import Used

log = logging.getLogger(__name__)

MOST, ALL = 80, 100  # percent


def warn(caller: Caller, group: str, used: Used) -> None:
    """Record `quota.nearly_used` if this call is the one that reaches a mark. A database that is away does not stop the call."""
    percent = mark(used)
    if percent is None:
        return
    payload = {"caller": caller.name, "tier": caller.limits.tier, "group": group, "limit": used.limit, "percent": percent}
    try:
        with transaction.atomic():
            record(caller.project_id, "quota.nearly_used", payload)
    except DatabaseError:
        log.exception("That %s has used %s %% of its %s could not be recorded", caller.name, percent, group)


def mark(used: Used) -> int | None:
    """The percentage that the count has just reached; of a limit so small that both fall together it is all."""
    if used.count == used.limit:
        return ALL
    return MOST if used.count == -(-used.limit * MOST // 100) else None
