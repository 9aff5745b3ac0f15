"""What `receipts` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

ReceiptState: TypeAlias = Literal["waiting", "processed", "ignored", "failed"]


class Receipt(TypedDict):
    id: str
    connection: str
    delivery_id: str
    event: str
    size: int
    headers: dict[str, str]
    state: ReceiptState
    reason: str
    message: str
    attempts: int
    replays: int
    runs: list[str]
    export: str | None
    next_attempt_at: str | None
    created_at: str
    finished_at: str | None


class ReceiptPage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[Receipt]


class ReceiptWithBody(TypedDict):
    id: str
    connection: str
    delivery_id: str
    event: str
    size: int
    headers: dict[str, str]
    state: ReceiptState
    reason: str
    message: str
    attempts: int
    replays: int
    runs: list[str]
    export: str | None
    next_attempt_at: str | None
    created_at: str
    finished_at: str | None
    body: str
    is_cut: bool
