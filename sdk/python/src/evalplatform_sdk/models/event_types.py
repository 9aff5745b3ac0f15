"""What `event_types` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from typing import Any, TypedDict


class EventType(TypedDict):
    type: str
    description: str
    schema: dict[str, Any]
    example: dict[str, Any]


class EventTypes(TypedDict):
    results: list[EventType]
