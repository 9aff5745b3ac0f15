"""What Prometheus reads at `/metrics`: counters of this server's processes, and what the database says of the work.

Where the server is several processes, PROMETHEUS_MULTIPROC_DIR names the folder through which they share their counters.
"""

import hmac
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.module_loading import import_string
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector

from evalplatform.client_address import client_address

log = logging.getLogger(__name__)

# dotted paths of functions that give metrics from the database when they are asked for, so that they are right for all processes
SOURCES = (
    "evalplatform.postgresql.metrics.measured",
    "evalplatform.evaluations.metrics.measured",
    "exports.metrics.measured",
    "external_api.metrics.measured",
    "integrations.metrics.measured",
)
disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, which nobody here reads
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS = Counter("evalplatform_http_requests", "Answered HTTP requests", ["method", "route", "status"])
DURATION = Histogram("evalplatform_http_request_seconds", "Time until an answer began", ["route"], buckets=SECONDS)
INGESTED = Counter("evalplatform_ingested_traces", "Traces that came in, by what became of them", ["outcome"])
REFUSED = Counter("evalplatform_quota_refusals", "Calls beyond a limit of their tier", ["tier", "group"])
EVENTS = Counter("evalplatform_events", "Events of the catalog: ended exports, evaluations, gates and so on", ["type"])
ATTEMPTS = Counter("evalplatform_webhook_attempts", "Attempts to deliver a webhook", ["outcome"])


def counted(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """A middleware. A route is the pattern, not the address, so that nobody can make as many series as there are addresses."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = get_response(request)
        route = request.resolver_match.route if request.resolver_match else "unknown"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, route, response.status_code).inc()
        DURATION.labels(route).observe(time.perf_counter() - started)
        return response

    return middleware


def page(request: HttpRequest) -> HttpResponse:
    """The metrics, in the format that is asked for; 404 for whoever may not see them."""
    if not _may_see(request):
        return HttpResponse("Not found: METRICS_TOKEN is needed, see docs/metrics.md.\n", status=404, content_type="text/plain")
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    registry = CollectorRegistry()
    registry.register(_Given([*_counters().collect(), *_of_sources()]))
    return HttpResponse(encode(registry), content_type=content_type)


def by_state(name: str, what: str, rows: QuerySet[Any], states: Sequence[str]) -> Iterator[Metric]:
    """How many rows with a `state` and a `created_at` are in each of the states, and how old the oldest is."""
    counts = GaugeMetricFamily(name, what, labels=["state"])
    oldest = GaugeMetricFamily(f"{name}_oldest_seconds", "Age of the oldest of them", labels=["state"])
    now = timezone.now()
    open_rows = rows.filter(state__in=states).order_by().values_list("state").annotate(Count("pk"), Min("created_at"))
    found = {state: figures for state, *figures in open_rows}
    for state in states:
        count, since = found.get(state, (0, now))
        counts.add_metric([state], count)
        oldest.add_metric([state], (now - since).total_seconds())
    yield from (counts, oldest)


def _may_see(request: HttpRequest) -> bool:
    """With METRICS_TOKEN whoever sends it; without one who calls from this machine, and not through a proxy on it."""
    if settings.METRICS_TOKEN:
        sent = request.headers.get("Authorization", "").encode(errors="replace")
        return hmac.compare_digest(sent, f"Bearer {settings.METRICS_TOKEN}".encode())
    through_proxy = any(name in request.headers for name in ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via"))
    return not through_proxy and ip_address(client_address(request)).is_loopback


def _counters() -> CollectorRegistry:
    """Of all processes that share a folder; of memory and open files only those of the process that answers."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    ProcessCollector(registry=registry)
    return registry


class _Given:
    """Metrics that are there already, as the encoder wants them."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _of_sources() -> list[Metric]:
    works = GaugeMetricFamily("evalplatform_metrics_source_up", "Whether a source of metrics could be read", labels=["source"])
    found: list[Metric] = [works]
    for source in SOURCES:
        try:
            made = list(_measured(source))
        except Exception:  # one that fails must not hide the others, and a scrape is when they are needed
            log.exception("The metrics of %s could not be read", source)
            works.add_metric([source], 0)
            continue
        works.add_metric([source], 1)
        found += made
    return found


def _measured(source: str) -> Iterator[Metric]:
    measured: Callable[[], Iterator[Metric]] = import_string(source)
    return measured()
