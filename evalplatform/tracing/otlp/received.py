"""One span as it came, whichever encoding brought it: what both decoders give, and what the rest works on."""

from typing import Any, NamedTuple

from evalplatform.errors import InvalidInput

MAX_AT_ONCE = 50_000  # spans; of the smallest ones a body could hold half a million, and a gigabyte of memory
TRACE_ID_BYTES, SPAN_ID_BYTES = 16, 8
NO_STATUS, OK, FAILED = 0, 1, 2  # the status codes of OTLP

Attributes = dict[str, Any]


class Event(NamedTuple):
    """Something that happened within a span; `time` is in nanoseconds since 1970."""

    name: str
    time: int
    attributes: Attributes


class Link(NamedTuple):
    """Another span that caused this one, by the hex ids of its trace and its own."""

    trace_id: str
    span_id: str
    attributes: Attributes


class Source(NamedTuple):
    """Who made a span: the resource (service, host) and the instrumentation."""

    resource: Attributes
    scope_name: str
    scope_version: str


class ReceivedSpan(NamedTuple):
    """Ids are lowercase hex; times are nanoseconds since 1970, 0 where none was sent; a value that is no JSON, such as NaN, is still in."""

    trace_id: str
    span_id: str
    parent_id: str | None
    name: str
    kind: int
    started: int
    ended: int
    attributes: Attributes
    events: tuple[Event, ...]
    links: tuple[Link, ...]
    status: int
    status_message: str
    trace_state: str
    source: Source


class Decoded(NamedTuple):
    """`rejections` say of each other span which it is and what is wrong with it."""

    spans: list[ReceivedSpan]
    rejections: list[str]


def make_room(decoded: Decoded, spans: int) -> None:
    """Raises InvalidInput, code too_many_items, where so many more would be too many for one body."""
    if len(decoded.spans) + len(decoded.rejections) + spans > MAX_AT_ONCE:
        raise InvalidInput(code="too_many_items", message=f"The body has more than {MAX_AT_ONCE} spans. Send fewer at once.")
