"""What `integrations` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

NameEnum: TypeAlias = Literal["receipts", "runs", "reports", "deliveries"]
PartStatusHealthEnum: TypeAlias = Literal["ok", "failing", "off", "unused"]
QueueStatusHealthEnum: TypeAlias = Literal["ok", "late"]


class IntegrationsStatus(TypedDict):
    connections: list[PartStatus]
    endpoints: list[PartStatus]
    queues: list[QueueStatus]


class PartStatus(TypedDict):
    """A connection or an endpoint."""

    id: str
    name: str
    kind: str
    health: PartStatusHealthEnum
    last_success_at: str | None
    last_failure_at: str | None
    code: str
    message: str
    backlog: int
    refused: int
    received_at: str | None


class QueueStatus(TypedDict):
    """What of the project waits for workers."""

    name: NameEnum
    health: QueueStatusHealthEnum
    backlog: int
    oldest_due_at: str | None
