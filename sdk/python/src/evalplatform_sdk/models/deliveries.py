"""What `deliveries` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from evalplatform_sdk.models.shared import Delivery, DeliveryState


class Attempt(TypedDict):
    """One try. `finished_at` is null while it is under way."""

    number: int
    started_at: str
    finished_at: str | None
    status: int | None
    code: str
    message: str
    answer: str


class DeliveryPage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[Delivery]


class DeliveryWithAttempts(TypedDict):
    """A delivery, its payload, and each attempt with the first kilobyte of the answer."""

    id: str
    endpoint: str
    event: str
    type: str
    state: DeliveryState
    reason: str
    replay: int
    attempts: int
    next_attempt_at: str | None
    created_at: str
    finished_at: str | None
    payload: dict[str, Any]
    history: list[Attempt]
