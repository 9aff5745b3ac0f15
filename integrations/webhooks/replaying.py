"""What a person may have sent again: one delivery, all that an endpoint missed since a time, or a test."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Now
from django.utils.dateparse import parse_datetime

from evalplatform.auditing import recording
from evalplatform.errors import Conflict, InvalidInput, NotFound, Problem
from evalplatform.events.catalog import CATALOG
from evalplatform.events.outbox import record
from evalplatform.queue import enqueue
from integrations.models import Delivery, DeliveryState, Endpoint, EndpointState
from integrations.webhooks import asked, endpoints
from integrations.webhooks.fan_out import DELIVER, MATCHES, Wanted, write

MOST_AT_ONCE = 10_000
TEST = "endpoint.test"

# What was delivered, or still waits, is left alone; the ids of events begin with their time.
_MISSED = f"""
SELECT event.id, event.project_id, endpoint.id, coalesce(max(delivery.replay) + 1, 0)
FROM integrations_endpoint AS endpoint JOIN events_event AS event ON {MATCHES}
LEFT JOIN integrations_delivery AS delivery ON delivery.event_id = event.id AND delivery.endpoint_id = endpoint.id
WHERE endpoint.id = %s AND event.id >= %s AND event.created_at >= %s AND event.position IS NOT NULL AND NOT event.type = ANY(%s)
GROUP BY event.id, event.project_id, endpoint.id, event.position
HAVING coalesce(bool_and(delivery.state = 'failed'), true)
ORDER BY event.position LIMIT %s
"""  # noqa: S608 (our own text)


@dataclass(frozen=True)
class Recovered:
    """`has_more`: there was more than goes at once; call again."""

    deliveries: int
    has_more: bool


def of_project(project_id: UUID) -> QuerySet[Delivery]:
    return Delivery.objects.filter(project_id=project_id).select_related("event")


def find(project_id: UUID, delivery_id: UUID) -> Delivery:
    """The delivery, if it is of this project. Raises NotFound."""
    found = of_project(project_id).filter(id=delivery_id).first()
    if found is None:
        raise NotFound("There is no such delivery in this project.")
    return found


def redeliver(delivery: Delivery) -> Delivery:
    """Send its event once more: a new delivery, or where it still waits for its next attempt this one, at once. Raises Conflict."""
    with transaction.atomic():
        _active(delivery.project_id, delivery.endpoint_id)
        locked = Delivery.objects.select_for_update().get(id=delivery.id)
        if locked.state != DeliveryState.WAITING:
            locked = _again(locked)
        elif not locked.tries.filter(number=locked.attempts, finished_at__isnull=True).exists():  # else it is on its way now
            Delivery.objects.filter(id=locked.id).update(next_attempt_at=Now())
        enqueue(DELIVER)
        recording.record("delivery.redelivered", project_id=locked.project_id, object_id=delivery.id)
    return find(locked.project_id, locked.id)


def recover(endpoint: Endpoint, *, body: Any) -> Recovered:
    """Send all events since the time in `body` that it should have heard of and has not. Raises InvalidInput and Conflict."""
    since = _since(body)
    first = UUID(int=max(0, int(since.timestamp() * 1000)) << 80)
    not_for_all = [name for name, type in CATALOG.items() if not type.is_for_all]
    with transaction.atomic(), connection.cursor() as cursor:
        _active(endpoint.project_id, endpoint.id)
        cursor.execute(_MISSED, [endpoint.id, first, since, not_for_all, MOST_AT_ONCE + 1])
        missed: list[Wanted] = cursor.fetchall()
        deliveries = write(missed[:MOST_AT_ONCE])
        if deliveries:
            enqueue(DELIVER)
        recording.record("deliveries.recovered", project_id=endpoint.project_id, object_id=endpoint.id, deliveries=deliveries)
    return Recovered(deliveries, len(missed) > MOST_AT_ONCE)


def send_test(endpoint: Endpoint) -> Delivery:
    """An event for this endpoint alone, whatever it listens to. Raises Conflict unless it is active."""
    with transaction.atomic():
        _active(endpoint.project_id, endpoint.id)
        event = record(endpoint.project_id, TEST, {"endpoint": str(endpoint.id)})
        delivery = Delivery.objects.create(project_id=endpoint.project_id, endpoint_id=endpoint.id, event=event)
        enqueue(DELIVER)
    return find(endpoint.project_id, delivery.id)


def _active(project_id: UUID, endpoint_id: UUID) -> None:
    """Lock the endpoint, so that replays take turns. Raises Conflict when nothing is sent to it."""
    endpoint = endpoints.of_project(project_id).select_for_update(no_key=True).filter(id=endpoint_id).first()
    if endpoint is None:
        raise Conflict("endpoint_deleted", "The endpoint of this delivery was deleted, so nothing can be sent to it.")
    if endpoint.state != EndpointState.ACTIVE:
        remedy = "Make it active first: PATCH the endpoint with the state active."
        raise Conflict("endpoint_not_active", f"The endpoint is {endpoint.state}, so nothing is sent to it. {remedy}")


def _again(delivery: Delivery) -> Delivery:
    same = Delivery.objects.filter(event_id=delivery.event_id, endpoint_id=delivery.endpoint_id)
    last = same.aggregate(last=Max("replay"))["last"]
    ids = {"project_id": delivery.project_id, "endpoint_id": delivery.endpoint_id, "event_id": delivery.event_id}
    return Delivery.objects.create(id=uuid.uuid7(), replay=last + 1, **ids)


def _since(body: Any) -> datetime:
    given = asked.checked(body, ("since",))
    try:
        found = parse_datetime(given.get("since", ""))
    except (ValueError, TypeError):
        found = None
    if found is None or found.tzinfo is None:
        raise InvalidInput(Problem("/since", "since is a time with its zone, such as 2026-11-23T06:00:00Z.", "invalid"))
    return found
