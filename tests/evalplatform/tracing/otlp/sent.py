"""Requests as senders make them, for tests: one description of a span, written in both encodings by code that is not ours."""

import json
from typing import Any, NamedTuple

from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
START = 1_767_225_600_000_000_000  # 2026-01-01T00:00:00Z
SECOND = 10**9


class Sent(NamedTuple):
    """A span and the resource that it comes from."""

    span: Span
    resource: dict[str, Any]


def span(
    number: int = 1,
    *,
    parent: int | None = None,
    trace: str = TRACE_ID,
    name: str = "chat",
    start: float = 0,
    seconds: float = 1,
    attributes: dict[str, Any] | None = None,
    events: tuple[tuple[str, dict[str, Any]], ...] = (),
    status: int = 0,
    message: str = "",
    resource: dict[str, Any] | None = None,
) -> Sent:
    """A span that starts `start` seconds into 2026; `number` makes its id."""
    began = START + int(start * SECOND)
    made = Span(
        trace_id=bytes.fromhex(trace),
        span_id=_id(number),
        parent_span_id=b"" if parent is None else _id(parent),
        name=name,
        kind=3,  # type: ignore[arg-type]
        start_time_unix_nano=began,
        end_time_unix_nano=began + int(seconds * SECOND),
        attributes=pairs(attributes or {}),
        events=[Span.Event(name=one, time_unix_nano=began, attributes=pairs(said)) for one, said in events],
    )
    made.status.code = status  # type: ignore[assignment]
    made.status.message = message
    return Sent(made, resource or {})


def request(*sent: Sent) -> ExportTraceServiceRequest:
    made = ExportTraceServiceRequest()
    for one in sent:
        resource = pairs(one.resource)
        if not made.resource_spans or list(made.resource_spans[-1].resource.attributes) != resource:
            made.resource_spans.add().resource.attributes.extend(resource)
            made.resource_spans[-1].scope_spans.add()
        made.resource_spans[-1].scope_spans[0].spans.append(one.span)
    return made


def as_protobuf(*sent: Sent) -> bytes:
    return request(*sent).SerializeToString()


def as_json(*sent: Sent) -> bytes:
    """Protobuf's own JSON, with the ids in hex instead of base64, as OTLP has them."""
    body = MessageToDict(request(*sent), use_integers_for_enums=True)
    written = iter(one.span for one in sent)
    for group in body.get("resourceSpans", []):
        for one in group["scopeSpans"][0]["spans"]:
            _hex(one, next(written))
    return json.dumps(body).encode()


def _hex(one: dict[str, Any], made: Span) -> None:
    one["traceId"], one["spanId"] = made.trace_id.hex(), made.span_id.hex()
    if made.parent_span_id:
        one["parentSpanId"] = made.parent_span_id.hex().upper()
    for link, sent in zip(one.get("links", []), made.links, strict=True):
        link["traceId"], link["spanId"] = sent.trace_id.hex(), sent.span_id.hex()


def pairs(attributes: dict[str, Any]) -> list[KeyValue]:
    return [KeyValue(key=key, value=any_value(value)) for key, value in attributes.items()]


def any_value(value: Any) -> AnyValue:
    made = AnyValue()
    match value:
        case bool():
            made.bool_value = value
        case str():
            made.string_value = value
        case int():
            made.int_value = value
        case float():
            made.double_value = value
        case bytes():
            made.bytes_value = value
        case list():
            made.array_value.values.extend(any_value(one) for one in value)
            made.array_value.SetInParent()
        case dict():
            made.kvlist_value.values.extend(pairs(value))
            made.kvlist_value.SetInParent()
    return made


def _id(number: int) -> bytes:
    return (0xA0 + number).to_bytes(8, "big")
