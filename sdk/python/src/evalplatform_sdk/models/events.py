"""What `events` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from typing import Any, TypedDict


class Event(TypedDict):
    """What happened. `position` rises from event to event."""

    id: str
    position: int
    type: str
    payload: dict[str, Any]
    created_at: str


class Events(TypedDict):
    results: list[Event]
    after: str
    has_more: bool
