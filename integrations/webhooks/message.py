"""What an endpoint is told of an event, before it gets the form of its medium."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from evalplatform.events.models import Event

VERSIONS = (1,)
MAX_TEXT = 2000  # characters of one text of a payload, so that a message stays under the 20 kB of Standard Webhooks


@dataclass(frozen=True)
class Message:
    """`id` is the same at each attempt and each replay, so that a receiver can tell what it has had."""

    id: str
    type: str
    at: datetime
    project: UUID
    data: dict[str, Any]


def message_of(event: Event) -> Message:
    data = {key: _shortened(value) for key, value in event.payload.items()}
    return Message(f"evt_{event.id}", event.type, event.created_at, event.project_id, data)


def _shortened(value: Any) -> Any:
    return f"{value[: MAX_TEXT - 1]}…" if isinstance(value, str) and len(value) > MAX_TEXT else value
