"""What integrations tell of their work, over all projects; `integrations.health` tells a project of its own."""

from collections.abc import Iterator

from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from integrations.models import (
    Connection,
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointState,
    Receipt,
    ReceiptState,
    Run,
    RunState,
)


def measured() -> Iterator[Metric]:
    waiting = GaugeMetricFamily("evalplatform_integrations_waiting", "What integrations have to do", labels=["what"])
    late = GaugeMetricFamily("evalplatform_integrations_late_seconds", "How long the oldest of it is due", labels=["what"])
    for what, (rows, due) in _due().items():
        count, since = rows.aggregate(count=Count("id"), since=Min(due)).values()
        waiting.add_metric([what], count)
        late.add_metric([what], max(0.0, (timezone.now() - since).total_seconds()) if since else 0)
    endpoints = GaugeMetricFamily("evalplatform_webhook_endpoints", "Endpoints of webhooks", labels=["state"])
    found = dict(Endpoint.objects.filter(deleted_at=None).values_list("state").annotate(Count("id")).order_by())
    for state in EndpointState.values:
        endpoints.add_metric([state], found.get(state, 0))
    connections = Connection.objects.filter(deleted_at=None)
    yield from (waiting, late, endpoints)
    yield GaugeMetricFamily("evalplatform_connections", "Connections to GitHub, GitLab and others", value=connections.count())
    failing = connections.exclude(error_code="").count()
    yield GaugeMetricFamily("evalplatform_connections_failing", "Connections whose last call failed", value=failing)


def _due() -> dict[str, tuple[QuerySet[Receipt] | QuerySet[Run] | QuerySet[Delivery], str]]:
    return {
        "deliveries": (Delivery.objects.filter(state=DeliveryState.WAITING), "next_attempt_at"),
        "receipts": (Receipt.objects.filter(state=ReceiptState.WAITING), "next_attempt_at"),
        "runs": (Run.objects.filter(state=RunState.WAITING), "next_attempt_at"),
        "reports": (Run.objects.filter(report_due_at__isnull=False), "report_due_at"),
    }
