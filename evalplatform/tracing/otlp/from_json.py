"""An ExportTraceServiceRequest in OTLP's own JSON to spans.

Not protobuf's general JSON: ids are hex and not base64, enums are numbers, and only names in lowerCamelCase count. As in any protobuf,
null says the same as leaving a field out, and unknown fields are ignored. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
"""

import re
import sys
from typing import Any

from evalplatform.errors import InvalidInput
from evalplatform.exact_json import MAX_DEPTH, NotJSON, loads_with_flaws
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

_INTEGER = re.compile(r"-?[0-9]{1,20}")
_NUMBER = re.compile(r"NaN|-?Infinity|-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?")
_HEX = re.compile(r"[0-9a-fA-F]*")
_SIGNED, _UNSIGNED, _ENUM = (-(2**63), 2**63 - 1), (0, 2**64 - 1), (-(2**31), 2**31 - 1)


class _Flaw(Exception):
    """What is wrong with the part that is being read."""


def decode(body: bytes) -> Decoded:
    """The spans of a body. Raises InvalidInput: not_json, too_deep or not_otlp where it is no such message, too_many_items."""
    decoded = Decoded([], [])
    try:
        request = loads_with_flaws(body)
        if not isinstance(request, dict):
            raise _Flaw("it must be an object.")
        for group in _objects(request, "resourceSpans"):
            _decode_group(group, decoded)
    except NotJSON as error:
        raise InvalidInput(code=error.code, message=f"The body is not JSON that we take: {error}") from None
    except _Flaw as error:
        raise InvalidInput(code="not_otlp", message=f"The body is not an ExportTraceServiceRequest in OTLP's JSON: {error}") from None
    return decoded


def _decode_group(group: dict[str, Any], decoded: Decoded) -> None:
    resource = _attributes(_object(group.get("resource"), "resource"))
    for scoped in _objects(group, "scopeSpans"):
        scope = _object(scoped.get("scope"), "scope")
        source = Source(resource, _text(scope, "name"), _text(scope, "version"))
        spans = _objects(scoped, "spans")
        make_room(decoded, len(spans))
        for span in spans:
            try:
                decoded.spans.append(_span(span, source))
            except _Flaw as flaw:
                decoded.rejections.append(f"A span named {str(span.get('name'))[:100]!r}: {flaw}")


def _span(span: dict[str, Any], source: Source) -> ReceivedSpan:
    status = _object(span.get("status"), "status")
    parent = _id(span, "parentSpanId", SPAN_ID_BYTES, required=False)
    return ReceivedSpan(
        trace_id=_id(span, "traceId", TRACE_ID_BYTES, required=True),
        span_id=_id(span, "spanId", SPAN_ID_BYTES, required=True),
        parent_id=parent or None,
        name=_text(span, "name"),
        kind=_integer(span.get("kind"), "kind", _ENUM),
        started=_integer(span.get("startTimeUnixNano"), "startTimeUnixNano", _UNSIGNED),
        ended=_integer(span.get("endTimeUnixNano"), "endTimeUnixNano", _UNSIGNED),
        attributes=_attributes(span),
        events=tuple([_event(one) for one in _objects(span, "events")]),
        links=tuple([_link(one) for one in _objects(span, "links")]),
        status=_integer(status.get("code"), "status.code", _ENUM),
        status_message=_text(status, "message"),
        trace_state=_text(span, "traceState"),
        source=source,
    )


def _event(one: dict[str, Any]) -> Event:
    return Event(_text(one, "name"), _integer(one.get("timeUnixNano"), "timeUnixNano", _UNSIGNED), _attributes(one))


def _link(one: dict[str, Any]) -> Link:
    return Link(_text(one, "traceId").lower(), _text(one, "spanId").lower(), _attributes(one))


def _attributes(holder: dict[str, Any]) -> Attributes:
    return {_text(pair, "key"): _value(pair.get("value"), 1) for pair in _objects(holder, "attributes")}


def _value(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise _Flaw(f"An attribute is nested deeper than {MAX_DEPTH} levels.")
    for kind, inner in _object(value, "An attribute's value").items():
        if inner is not None and (read := _READERS.get(kind)):
            return read(inner, depth)
    return None


def _plain_text(value: Any, depth: int) -> str:
    if not isinstance(value, str):
        raise _Flaw("stringValue and bytesValue must be strings.")
    return value


def _boolean(value: Any, depth: int) -> bool:
    if not isinstance(value, bool):
        raise _Flaw("boolValue must be true or false.")
    return value


def _number(value: Any, depth: int) -> float:
    """NaN and the infinities come as strings; whoever stores the span refuses them."""
    if type(value) is float or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        return float(value)
    if type(value) is int and abs(value) <= sys.float_info.max:
        return float(value)
    raise _Flaw("doubleValue must be a number within the range of a double.")


def _list(value: Any, depth: int) -> list[Any]:
    return [_value(one, depth + 1) for one in _list_in(_object(value, "arrayValue"), "values")]


def _pairs(value: Any, depth: int) -> Attributes:
    pairs = _objects(_object(value, "kvlistValue"), "values")
    return {_text(pair, "key"): _value(pair.get("value"), depth + 1) for pair in pairs}


_READERS = {
    "stringValue": _plain_text,
    "boolValue": _boolean,
    "intValue": lambda value, depth: _integer(value, "intValue", _SIGNED),
    "doubleValue": _number,
    "arrayValue": _list,
    "kvlistValue": _pairs,
    "bytesValue": _plain_text,
}


def _integer(value: Any, name: str, limits: tuple[int, int]) -> int:
    if value is None:
        return 0
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        value = int(value)
    if type(value) is int and limits[0] <= value <= limits[1]:
        return value
    raise _Flaw(f"{name} must be an integer from {limits[0]} to {limits[1]}.")


def _id(holder: dict[str, Any], name: str, size: int, *, required: bool) -> str:
    """Lowercase; empty for one of zeros, which says that there is none."""
    value = _text(holder, name)
    bare = value.strip("0")
    if not _HEX.fullmatch(value) or len(value) not in ((2 * size,) if required else (0, 2 * size)) or (required and not bare):
        raise _Flaw(f"its {name} must have {2 * size} hex digits{' that are not all zero' if required else ', or be empty'}.")
    return value.lower() if bare else ""


def _text(holder: dict[str, Any], name: str) -> str:
    value = holder.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Flaw(f"{name} must be a string.")
    return value


def _object(value: Any, name: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _Flaw(f"{name} must be an object.")
    return value


def _list_in(holder: dict[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _Flaw(f"{name} must be a list.")
    return value


def _objects(holder: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [_object(one, f"Each of {name}") for one in _list_in(holder, name)]
