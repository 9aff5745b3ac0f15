"""A received span to the row that stores it; what OTLP knows and a row has no column for stands among the attributes, under `otel.`."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from evalplatform.exact_json import NotJSON, dumps, find_flaw_of_text
from evalplatform.tracing.otlp.kinds import kind_of
from evalplatform.tracing.otlp.payloads import take_payloads
from evalplatform.tracing.otlp.received import FAILED, OK, Attributes, Event, Link, ReceivedSpan
from evalplatform.tracing.rows import SpanRow
from evalplatform.tracing.validation import MAX_NAME

RESOURCE, EVENTS, STATUS, STATUS_MESSAGE = "otel.resource", "otel.events", "otel.status_code", "otel.status_description"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS = {2: "server", 3: "client", 4: "producer", 5: "consumer"}  # 1, internal, is what is said of nothing else
_STATUSES = {OK: "OK", FAILED: "ERROR"}


class Read(NamedTuple):
    """A span as it is stored, and its attributes before they became text."""

    trace_id: str
    row: SpanRow
    attributes: Attributes


def read_span(span: ReceivedSpan) -> Read:
    """Raises NotJSON for what cannot be stored: NaN, NUL characters, lone surrogates, values nested too deep."""
    attributes = dict(span.attributes)
    events = list(span.events)
    payloads = take_payloads(attributes, events)
    kind = kind_of(attributes)
    _add_the_rest(attributes, span, events)
    row = SpanRow(
        external_id=span.span_id,
        parent_external_id=span.parent_id,
        name=_name(span.name, attributes),
        kind=kind,
        started_at=_moment(span.started),
        ended_at=_moment(span.ended),
        input=_json(payloads.input),
        output=_json(payloads.output),
        attributes=dumps(attributes) if attributes else "{}",
    )
    return Read(span.trace_id, row, attributes)


def _add_the_rest(attributes: Attributes, span: ReceivedSpan, events: list[Event]) -> None:
    source = span.source
    said: Attributes = {
        "otel.span.kind": _KINDS.get(span.kind),
        STATUS: _STATUSES.get(span.status),
        STATUS_MESSAGE: span.status_message,
        "otel.trace_state": span.trace_state,
        "otel.scope.name": source.scope_name,
        "otel.scope.version": source.scope_version,
        EVENTS: [_event(one) for one in events],
        "otel.links": [_link(one) for one in span.links],
        RESOURCE: source.resource,
    }
    attributes.update({name: value for name, value in said.items() if value})


def _name(name: str, attributes: Attributes) -> str:
    if flaw := find_flaw_of_text(name, ""):
        raise NotJSON(flaw.detail, code=flaw.code)
    if len(name) > MAX_NAME:
        attributes["otel.span.name"] = name
    return name[:MAX_NAME]


def _event(event: Event) -> Attributes:
    return {"name": event.name, "time": event.time, "attributes": event.attributes}


def _link(link: Link) -> Attributes:
    return {"trace_id": link.trace_id, "span_id": link.span_id, "attributes": link.attributes}


def _moment(nanoseconds: int) -> datetime | None:
    """What lies below the microsecond is cut off, since PostgreSQL has no more."""
    return _EPOCH + timedelta(microseconds=nanoseconds // 1000) if nanoseconds else None


def _json(value: Any) -> str | None:
    return None if value is None else dumps(value)
