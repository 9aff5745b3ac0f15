"""Events become deliveries: an event gets its position and its deliveries in one transaction, so it is handed on wholly or not yet."""

from collections.abc import Iterable
from uuid import UUID

import uuid_utils.compat as uuid
from django.db import connection, transaction

from evalplatform.events.catalog import CATALOG
from evalplatform.events.models import Event
from evalplatform.events.numbering import is_waiting, number
from evalplatform.queue import enqueue
from integrations.models import EndpointState

DELIVER = "integrations.deliver"
BATCH = 200  # events of one transaction; others who hand on wait for its end

# A key of the filter that the payload does not have says nothing about the event.
MATCHES = """
    endpoint.project_id = event.project_id AND endpoint.deleted_at IS NULL
    AND (event.type = ANY(endpoint.event_types) OR endpoint.event_types = ARRAY['*']::varchar[])
    AND NOT EXISTS (
        SELECT FROM jsonb_each(endpoint.filter) AS asked
        WHERE event.payload ? asked.key AND NOT asked.value @> (event.payload -> asked.key)
    )
"""
_PAIRS = f"""
SELECT event.id, event.project_id, endpoint.id
FROM events_event AS event JOIN integrations_endpoint AS endpoint ON {MATCHES}
WHERE event.id = ANY(%s) AND endpoint.state <> %s AND endpoint.created_at <= event.created_at
ORDER BY event.position
"""  # noqa: S608 (our own text)
_INSERT = """
INSERT INTO integrations_delivery (id, event_id, project_id, endpoint_id, replay, state, reason, attempts)
SELECT id, event_id, project_id, endpoint_id, replay, 'waiting', '', 0
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::int[]) AS new (id, event_id, project_id, endpoint_id, replay)
ON CONFLICT (event_id, endpoint_id, replay) DO NOTHING
"""

Wanted = tuple[UUID, UUID, UUID, int]  # event, project, endpoint, replay


def fan_out() -> int:
    """Hand on all events that wait; how many. Any number may do this at once."""
    done = 0
    while is_waiting():
        with transaction.atomic():
            events = number(BATCH)
            if write(pairs(events)):
                enqueue(DELIVER)
        done += len(events)
    return done


def pairs(events: Iterable[Event]) -> list[Wanted]:
    """Which endpoints are to hear of which of these events."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, [[event.id for event in events if _is_for_all(event.type)], EndpointState.DISABLED])
        return [(event, project, endpoint, 0) for event, project, endpoint in cursor.fetchall()]


def write(wanted: list[Wanted]) -> int:
    """Deliveries that wait, for those of these that are not there yet; how many are new."""
    if not wanted:
        return 0
    events, projects, endpoints, replays = (list(one) for one in zip(*wanted, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [[uuid.uuid7() for _ in wanted], events, projects, endpoints, replays])
        return int(cursor.rowcount)


def _is_for_all(type: str) -> bool:
    """One of a type that has left the catalog is handed on like any other, and holds nothing up."""
    return type not in CATALOG or CATALOG[type].is_for_all
