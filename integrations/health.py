"""How a project's integrations fare: each connection, each endpoint, and what waits."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from integrations import connections, refusals
from integrations.models import (
    Connection,
    ConnectionState,
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointState,
    Receipt,
    ReceiptState,
    Run,
    RunState,
)

LATE = timedelta(minutes=1)
MOST = 500  # of each kind, newest first


@dataclass(frozen=True)
class Part:
    """A connection or an endpoint. `health` is ok, failing, off or unused."""

    id: UUID
    name: str
    kind: str
    health: str
    last_success_at: datetime | None
    last_failure_at: datetime | None
    code: str
    message: str
    backlog: int
    refused: int = 0
    received_at: datetime | None = None


@dataclass(frozen=True)
class Queue:
    name: str
    backlog: int
    oldest_due_at: datetime | None

    @property
    def health(self) -> str:
        return "late" if self.oldest_due_at and self.oldest_due_at < timezone.now() - LATE else "ok"


@dataclass(frozen=True)
class Health:
    connections: list[Part] = field(default_factory=list)
    endpoints: list[Part] = field(default_factory=list)
    queues: list[Queue] = field(default_factory=list)


def health_of(project_id: UUID) -> Health:
    waiting = {
        "receipts": (Receipt.objects.filter(project_id=project_id, state=ReceiptState.WAITING), "next_attempt_at"),
        "runs": (Run.objects.filter(project_id=project_id, state=RunState.WAITING), "next_attempt_at"),
        "reports": (Run.objects.filter(project_id=project_id, report_due_at__isnull=False), "report_due_at"),
        "deliveries": (Delivery.objects.filter(project_id=project_id, state=DeliveryState.WAITING), "next_attempt_at"),
    }
    by_connection: Counter[UUID] = sum((_counts(waiting[name][0], "connection") for name in ("receipts", "runs", "reports")), Counter())
    by_endpoint = _counts(waiting["deliveries"][0], "endpoint")
    return Health(
        connections=[_connection(one, by_connection[one.id]) for one in connections.live(project_id).order_by("-id")[:MOST]],
        endpoints=[_endpoint(one, by_endpoint[one.id]) for one in _endpoints(project_id)],
        queues=[_queue(name, rows, due) for name, (rows, due) in waiting.items()],
    )


def of_connection(connection: Connection) -> str:
    if connection.state == ConnectionState.PAUSED:
        return "off"
    return "failing" if connection.error_code else "ok" if connection.told_at or connection.received_at else "unused"


def of_endpoint(endpoint: Endpoint) -> str:
    if endpoint.state != EndpointState.ACTIVE:
        return "off"
    return "failing" if endpoint.failing_since else "ok" if endpoint.last_success_at else "unused"


def _endpoints(project_id: UUID) -> QuerySet[Endpoint]:
    return Endpoint.objects.filter(project_id=project_id, deleted_at__isnull=True).order_by("-id")[:MOST]


def _counts(rows: QuerySet[Any], key: str) -> Counter[UUID]:
    found = rows.order_by().values_list(f"{key}_id").annotate(count=Count("id"))
    return Counter({one: count for one, count in found if one})


def _queue(name: str, rows: QuerySet[Any], due: str) -> Queue:
    found = rows.order_by().aggregate(count=Count("id"), oldest=Min(due))
    return Queue(name, found["count"], found["oldest"])


def _connection(connection: Connection, backlog: int) -> Part:
    code, message = connection.error_code, connection.error_message
    return Part(
        id=connection.id,
        name=connection.name,
        kind=connection.kind,
        health=of_connection(connection),
        last_success_at=connection.told_at,
        last_failure_at=connection.failed_at,
        code=code,
        message=message,
        backlog=backlog,
        refused=refusals.count(connection.kind, connection.id),
        received_at=connection.received_at,
    )


def _endpoint(endpoint: Endpoint, backlog: int) -> Part:
    return Part(
        id=endpoint.id,
        name=endpoint.description or str(endpoint),
        kind=endpoint.kind,
        health=of_endpoint(endpoint),
        last_success_at=endpoint.last_success_at,
        last_failure_at=endpoint.last_failure_at,
        code=endpoint.reason,
        message=endpoint.last_error if endpoint.failing_since or endpoint.reason else "",
        backlog=backlog,
    )
