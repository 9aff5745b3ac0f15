"""An ExportTraceServiceRequest in protobuf to spans."""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span

from evalplatform.errors import InvalidInput
from evalplatform.tracing.otlp.received import (
    SPAN_ID_BYTES,
    TRACE_ID_BYTES,
    Attributes,
    Decoded,
    Event,
    Link,
    ReceivedSpan,
    Source,
    make_room,
)

_PLAIN = frozenset({"string_value", "bool_value", "int_value", "double_value"})
_NO_PARENT = bytes(SPAN_ID_BYTES)  # some senders write zeros for none


def decode(body: bytes) -> Decoded:
    """The spans of a body. Raises InvalidInput: not_otlp where it is no such message, too_many_items."""
    try:
        request = ExportTraceServiceRequest.FromString(body)
    except DecodeError as error:
        raise InvalidInput(code="not_otlp", message=f"The body is not an ExportTraceServiceRequest in protobuf: {error}.") from None
    decoded = Decoded([], [])
    for group in request.resource_spans:
        _decode_group(group, decoded)
    return decoded


def _decode_group(group: ResourceSpans, decoded: Decoded) -> None:
    resource = _attributes(group.resource.attributes)
    for scoped in group.scope_spans:
        source = Source(resource, scoped.scope.name, scoped.scope.version)
        make_room(decoded, len(scoped.spans))
        for span in scoped.spans:
            if flaw := _flaw_of_ids(span):
                decoded.rejections.append(f"A span named {span.name[:100]!r}: {flaw}")
            else:
                decoded.spans.append(_span(span, source))


def _flaw_of_ids(span: Span) -> str:
    if len(span.trace_id) != TRACE_ID_BYTES or not any(span.trace_id):
        return f"its trace_id must have {TRACE_ID_BYTES} bytes that are not all zero."
    if len(span.span_id) != SPAN_ID_BYTES or not any(span.span_id):
        return f"its span_id must have {SPAN_ID_BYTES} bytes that are not all zero."
    if len(span.parent_span_id) not in (0, SPAN_ID_BYTES):
        return f"its parent_span_id must be empty or have {SPAN_ID_BYTES} bytes."
    return ""


def _span(span: Span, source: Source) -> ReceivedSpan:
    parent = span.parent_span_id
    return ReceivedSpan(
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=parent.hex() if parent and parent != _NO_PARENT else None,
        name=span.name,
        kind=span.kind,
        started=span.start_time_unix_nano,
        ended=span.end_time_unix_nano,
        attributes=_attributes(span.attributes),
        events=tuple([Event(one.name, one.time_unix_nano, _attributes(one.attributes)) for one in span.events]),
        links=tuple([Link(one.trace_id.hex(), one.span_id.hex(), _attributes(one.attributes)) for one in span.links]),
        status=span.status.code,
        status_message=span.status.message,
        trace_state=span.trace_state,
        source=source,
    )


def _attributes(pairs: Iterable[KeyValue]) -> Attributes:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: AnyValue) -> Any:
    """protobuf itself refuses what is nested deeper than 100 messages, so this may recurse."""
    kind = value.WhichOneof("value")
    if kind in _PLAIN:
        return getattr(value, str(kind))
    match kind:
        case "array_value":
            return [_value(one) for one in value.array_value.values]
        case "kvlist_value":
            return _attributes(value.kvlist_value.values)
        case "bytes_value":
            return b64encode(value.bytes_value).decode()
    return None
