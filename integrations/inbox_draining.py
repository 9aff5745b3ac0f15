"""Deliveries without a message of their own, as in a flood, or whose worker is gone: found by the sweep, and processed some at a time."""

from time import monotonic as _clock
from uuid import UUID

from django.db import connection

from evalplatform.queue import enqueue
from integrations.inbox_processing import LEASE, due, process_taken

DRAIN = "integrations.drain_inbox"
AT_ONCE = 20
SECONDS = 4.0  # shorter than the time between two sweeps, so that one worker at a time is at it

_TAKE = """
UPDATE integrations_receipt SET next_attempt_at = now() + make_interval(secs => %s), attempts = attempts + 1
WHERE id IN (
    SELECT id FROM integrations_receipt WHERE state = 'waiting' AND next_attempt_at <= now()
    ORDER BY next_attempt_at LIMIT %s FOR UPDATE SKIP LOCKED
)
RETURNING id
"""


def sweep() -> bool:
    """Have what is due processed; whether there is any."""
    found: bool = due().exists()
    if found:
        enqueue(DRAIN)
    return found


def drain() -> int:
    """Process what is due, for SECONDS; how much. What other workers have taken is theirs."""
    done, until = 0, _clock() + SECONDS
    while _clock() < until:
        taken = _taken()
        for one in taken:
            process_taken(one)
        done += len(taken)
        if not taken:
            break
    return done


def _taken() -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [LEASE.total_seconds(), AT_ONCE])
        return sorted(id for (id,) in cursor.fetchall())
