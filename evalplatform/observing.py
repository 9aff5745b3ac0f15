"""OpenTelemetry traces and Sentry reports of this server itself, each by a setting; without it nothing of theirs is imported.

Neither gets a body, a query string, a parameter of a statement, a header or a variable: traces of applications pass through here.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from threading import Thread
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.signals import connection_created

from evalplatform.telemetry import masked, request_id

if TYPE_CHECKING:
    from django.http import HttpRequest
    from opentelemetry.trace import Span, Tracer
    from sentry_sdk.types import Event

# what a monitor asks every few seconds tells nothing
UNTRACED = "/healthz$,/readyz$,/metrics$"
# where the instrumentation of Django puts addresses, by old names and new ones
_ADDRESSES, _QUERY = ("http.target", "http.url", "url.path"), "url.query"
_TIMED = "_evalplatform_timed"
_VERB, _TABLE = re.compile(r"\s*([A-Za-z]+)"), re.compile(r'\b(?:FROM|INTO|UPDATE)\s+"?([a-z0-9_]+)"?', re.IGNORECASE)


def start() -> None:
    """What the settings ask for, once a process. Raises ImproperlyConfigured when its packages are not installed."""
    if settings.OTEL_ENDPOINT:
        _start("OTEL_EXPORTER_OTLP_ENDPOINT", "otel", _start_traces)
    if settings.SENTRY_DSN:
        _start("SENTRY_DSN", "sentry", _start_reports)


def send_rest(seconds: float = 1.0) -> None:
    """What waits to be sent, for a process that ends without farewell; a collector that is away holds it no longer than this."""
    if settings.OTEL_ENDPOINT:
        from opentelemetry import trace

        flush = getattr(trace.get_tracer_provider(), "force_flush", lambda: None)
        sender = Thread(target=flush, daemon=True)
        sender.start()
        sender.join(seconds)


def _start(setting: str, extra: str, starts: Callable[[], None]) -> None:
    try:
        starts()
    except ImportError as error:
        remedy = f"Install them with pip install 'evalplatform[{extra}]', or unset {setting}"
        raise ImproperlyConfigured(f"{setting} is set, and a package that it needs is not there ({error.name}). {remedy}.") from None


def _start_traces() -> None:
    """Requests, jobs and statements, sent by OTLP over HTTP; the SDK reads the rest of its own variables (OTEL_*)."""
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.instrumentation.celery import CeleryInstrumentor
    from opentelemetry.instrumentation.django import DjangoInstrumentor
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": settings.OTEL_SERVICE_NAME}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    DjangoInstrumentor().instrument(tracer_provider=provider, request_hook=_without_query, excluded_urls=UNTRACED)
    CeleryInstrumentor().instrument(tracer_provider=provider)  # type: ignore[no-untyped-call]
    tracer = provider.get_tracer("evalplatform.postgresql")
    connection_created.connect(lambda connection, **_: _time_statements(connection, tracer), weak=False, dispatch_uid=__name__)


def _without_query(span: "Span", request: "HttpRequest") -> None:
    """A filter in an address names people and their words; the path is enough."""
    known = getattr(span, "attributes", None) or {}
    for name in _ADDRESSES:
        if name in known:
            span.set_attribute(name, masked(request.path))
    if _QUERY in known:
        span.set_attribute(_QUERY, "")


def _time_statements(connection: Any, tracer: "Tracer") -> None:
    """A span for each statement within another span: its verb and its table, since the text may hold what was asked for."""
    from opentelemetry.trace import SpanKind, get_current_span

    if getattr(connection, _TIMED, False):  # it is opened anew, and has its wrappers still
        return
    setattr(connection, _TIMED, True)

    def timed(execute: Callable[..., Any], sql: Any, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
        if not get_current_span().is_recording():
            return execute(sql, parameters, many, context)
        about = summary(sql)
        attributes = {"db.system.name": "postgresql", "db.query.summary": about}
        with tracer.start_as_current_span(about, kind=SpanKind.CLIENT, attributes=attributes, record_exception=False):
            return execute(sql, parameters, many, context)

    connection.execute_wrappers.append(timed)


def summary(sql: Any) -> str:
    """`SELECT tracing_trace`: the verb, and the first table that is one of ours."""
    text = sql if isinstance(sql, str) else "statement"
    verb = found[1].upper() if (found := _VERB.match(text)) else "STATEMENT"
    table = next((one for one in _TABLE.findall(text) if one in _tables()), "")
    return f"{verb} {table}".strip()


@cache
def _tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))


def _start_reports() -> None:
    """Errors, with the id of the request and the lines of the code; sessions, breadcrumbs and variables are not sent."""
    import sentry_sdk

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        before_send=_cleaned,
    )


def _cleaned(event: "Event", hint: dict[str, Any]) -> "Event":
    """The request by its method and path alone; keys and tokens masked wherever they stand."""
    request = event.pop("request", None) or {}
    kept = {name: str(request[name]).split("?")[0] for name in ("method", "url") if name in request}
    tags = {**(event.get("tags") or {}), "request_id": request_id.get()}
    cleaned: Event = json.loads(masked(json.dumps({**event, "request": kept, "tags": tags}, default=str)))
    return cleaned
