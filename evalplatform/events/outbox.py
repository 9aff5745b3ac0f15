"""record(): writes an event in the transaction that made it true."""

from typing import Any
from uuid import UUID

from django.db import transaction

from evalplatform.events.catalog import CATALOG
from evalplatform.events.models import Event
from evalplatform.metrics import EVENTS
from evalplatform.queue import enqueue

FAN_OUT = "integrations.fan_out"


def record(project_id: UUID, type: str, payload: dict[str, Any]) -> Event:
    """Write the event `type` with exactly the payload keys that the catalog names; call it inside the transaction of the fact.

    Raises ValueError for an unknown type or other keys: that is a mistake in our code, not in anybody's input.
    """
    if type not in CATALOG or payload.keys() != CATALOG[type].keys:
        raise ValueError(f"The event {type!r} is not in the catalog with the keys {sorted(payload)}")
    event = Event.objects.create(project_id=project_id, type=type, payload=payload)
    transaction.on_commit(EVENTS.labels(type).inc)
    enqueue(FAN_OUT)
    return event
