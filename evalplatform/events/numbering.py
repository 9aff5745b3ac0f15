"""Gives events their positions after the commit, one transaction at a time, so that a lower position never appears after a higher one.

An order by id or by time would not do: both are taken before the commit, and what commits late would stand before what was read already.
A rule by `pg_snapshot_xmin` would, but a transaction that runs for an hour anywhere in the server would hold up all events for an hour.
"""

from django.db import connection, transaction

from evalplatform.events.models import Event

_LOCK = 0x6576656E7473  # "events": held until the commit, which is what makes the order
_NUMBER = """
WITH next AS (SELECT id FROM events_event WHERE position IS NULL ORDER BY id LIMIT %s),
     numbered AS (SELECT id, nextval('events_event_position') AS position FROM next ORDER BY id)
UPDATE events_event SET position = numbered.position FROM numbered WHERE events_event.id = numbered.id
RETURNING events_event.id
"""


def number(at_most: int) -> list[Event]:
    """Give the oldest events without a position theirs, in order; these events. Call it in the transaction that also hands them on.

    Others who number wait until that transaction ends.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Events are numbered in the transaction that hands them on")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(_NUMBER, [at_most])
        ids = [id for (id,) in cursor.fetchall()]
    return list(Event.objects.filter(id__in=ids).order_by("position"))


def is_waiting() -> bool:
    """Whether any event has no position yet."""
    return Event.objects.filter(position__isnull=True).exists()
