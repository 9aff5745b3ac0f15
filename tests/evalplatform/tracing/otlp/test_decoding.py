"""Both encodings of one request give the same spans; each one's own flaws are below."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalplatform.errors import InvalidInput
from evalplatform.tracing.otlp import from_json, from_protobuf, received
from evalplatform.tracing.otlp.received import Decoded, Event, Link, ReceivedSpan, Source
from tests.evalplatform.tracing.otlp.sent import START, TRACE_ID, Sent, as_json, as_protobuf, pairs, span

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SCALARS = st.none() | st.booleans() | TEXT | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.binary(max_size=8)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=8)
ATTRIBUTES = st.dictionaries(TEXT, VALUES, max_size=4)


@st.composite
def spans(draw: st.DrawFn) -> Sent:
    made = span(
        draw(st.integers(1, 2**40)),
        parent=draw(st.none() | st.integers(1, 9)),
        name=draw(TEXT),
        attributes=draw(ATTRIBUTES),
        events=tuple(draw(st.lists(st.tuples(TEXT, ATTRIBUTES), max_size=2))),
        status=draw(st.sampled_from([0, 1, 2])),
        message=draw(TEXT),
        resource=draw(ATTRIBUTES),
    )
    made.span.end_time_unix_nano = draw(st.integers(0, 2**64 - 1))
    made.span.trace_state = draw(TEXT)
    for link in draw(st.lists(ATTRIBUTES, max_size=2)):
        made.span.links.add(trace_id=bytes.fromhex(TRACE_ID), span_id=b"12345678", attributes=pairs(link))
    return made


@given(st.lists(spans(), max_size=3))
def test_both_encodings_say_the_same(sent: list[Sent]) -> None:
    decoded = from_protobuf.decode(as_protobuf(*sent))
    assert (len(decoded.spans), decoded.rejections) == (len(sent), [])
    assert from_json.decode(as_json(*sent)) == decoded


def test_what_a_span_is_read_as() -> None:
    made = span(
        1, parent=2, attributes={"a": [1, {"b": b"\xff"}]}, events=(("e", {"c": None}),), status=2, message="m", resource={"r": 1.0}
    )
    made.span.links.add(trace_id=b"\1" * 16, span_id=b"\2" * 8)
    expected = ReceivedSpan(
        *(TRACE_ID, "00000000000000a1", "00000000000000a2", "chat", 3, START, START + 10**9, {"a": [1, {"b": "/w=="}]}),
        *((Event("e", START, {"c": None}),), (Link("01" * 16, "02" * 8, {}),), 2, "m", "", Source({"r": 1.0}, "", "")),
    )
    assert from_protobuf.decode(as_protobuf(made)) == Decoded([expected], [])


def test_a_parent_of_zeros_is_none() -> None:
    made = span()
    made.span.parent_span_id = b"\0" * 8
    assert [decode(body).spans[0].parent_id for decode, body in _both(made)] == [None, None]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("trace_id", b"", "trace_id must have 16 bytes"),
        ("trace_id", b"\0" * 16, "trace_id must have 16 bytes"),
        ("trace_id", b"\1" * 8, "trace_id must have 16 bytes"),
        ("span_id", b"", "span_id must have 8 bytes"),
        ("span_id", b"\0" * 8, "span_id must have 8 bytes"),
        ("span_id", b"\1" * 16, "span_id must have 8 bytes"),
        ("parent_span_id", b"\1", "parent_span_id must be empty or have 8 bytes"),
    ],
    ids=["no trace", "trace of zeros", "short trace", "no span", "span of zeros", "long span", "short parent"],
)
def test_ids_that_are_none(field: str, value: bytes, said: str) -> None:
    made = span()
    setattr(made.span, field, value)
    in_protobuf, in_json = (decode(body) for decode, body in _both(made, span(2)))
    assert [one.span_id for one in (*in_protobuf.spans, *in_json.spans)] == ["00000000000000a2"] * 2
    assert [one.startswith("A span named 'chat': its ") for one in (*in_protobuf.rejections, *in_json.rejections)] == [True, True]
    assert said in in_protobuf.rejections[0]


def _both(*sent: Sent) -> list[Any]:
    return [(from_protobuf.decode, as_protobuf(*sent)), (from_json.decode, as_json(*sent))]


def decoded(**changes: Any) -> Decoded:
    """The only span of a body in JSON, with other fields."""
    body = json.loads(as_json(span()))
    body["resourceSpans"][0]["scopeSpans"][0]["spans"][0].update(changes)
    return from_json.decode(json.dumps(body).encode())


def value(said: Any) -> Any:
    found = decoded(attributes=[{"key": "a", "value": said}])
    return found.spans[0].attributes["a"] if found.spans else found.rejections[0]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ({"intValue": "-7"}, -7),
        ({"intValue": 7}, 7),
        ({"intValue": "9223372036854775807"}, 2**63 - 1),
        ({"doubleValue": 7}, 7.0),
        ({"doubleValue": "-Infinity"}, float("-inf")),
        ({"doubleValue": "1.5e3"}, 1500.0),
        ({"boolValue": False}, False),
        ({"bytesValue": b64encode(b"x").decode()}, "eA=="),
        ({"arrayValue": {}}, []),
        ({"arrayValue": {"values": [{}, {"stringValue": ""}]}}, [None, ""]),
        ({"kvlistValue": {"values": [{"key": "k"}]}}, {"k": None}),
        ({"stringValue": None, "intValue": "1"}, 1),
        ({"string_value": "x", "newValue": 1}, None),
        ({}, None),
        (None, None),
    ],
    ids=str,
)
def test_values_in_json(said: Any, read: Any) -> None:
    found = value(said)
    assert (found, type(found)) == (read, type(read))


@pytest.mark.parametrize(
    ("said", "flaw"),
    [
        ({"intValue": 1.5}, "intValue must be an integer"),
        ({"intValue": "1e3"}, "intValue must be an integer"),
        ({"intValue": True}, "intValue must be an integer"),
        ({"intValue": "٣"}, "intValue must be an integer"),
        ({"doubleValue": True}, "doubleValue must be a number"),
        ({"doubleValue": "nan"}, "doubleValue must be a number"),
        ({"doubleValue": "1_0"}, "doubleValue must be a number"),
        ({"doubleValue": 10**400}, "doubleValue must be a number"),
        ({"boolValue": "true"}, "boolValue must be true or false"),
        ({"stringValue": 1}, "must be strings"),
        ({"arrayValue": []}, "arrayValue must be an object"),
        ({"kvlistValue": {"values": {}}}, "values must be a list"),
        ("x", "An attribute's value must be an object"),
    ],
    ids=str,
)
def test_values_in_json_that_reject_their_span(said: Any, flaw: str) -> None:
    assert flaw in value(said)


def test_a_value_that_is_nested_too_deep_rejects_its_span_alone() -> None:
    deep: Any = {"stringValue": "x"}
    for _ in range(200):
        deep = {"arrayValue": {"values": [deep]}}
    assert value(deep) == "A span named 'chat': An attribute is nested deeper than 200 levels."


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "SPAN_KIND_CLIENT"},
        {"status": {"code": "x"}},
        {"startTimeUnixNano": -1},
        {"endTimeUnixNano": 2**64},
        {"name": 1},
        {"events": {}},
    ],
    ids=str,
)
def test_fields_in_json_that_reject_their_span(changes: dict[str, Any]) -> None:
    found = decoded(**changes)
    assert (len(found.spans), len(found.rejections)) == (0, 1)


def test_null_is_left_out_and_unknown_is_ignored_in_json() -> None:
    plain = from_json.decode(as_json(span())).spans[0]
    odd = decoded(parentSpanId=None, events=None, status=None, flags=1, droppedEventsCount="x", unknown={"a": [1]}, trace_state="x")
    assert odd == Decoded([plain], [])


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        (b"", "not_json", "not JSON"),
        (b"[]", "not_otlp", "it must be an object"),
        (b'"a"', "not_otlp", "it must be an object"),
        (b'{"resourceSpans": {}}', "not_otlp", "resourceSpans must be a list"),
        (b'{"resourceSpans": [{"resource": 1}]}', "not_otlp", "resource must be an object"),
        (b'{"resourceSpans": [{"scopeSpans": [{"spans": [1]}]}]}', "not_otlp", "Each of spans must be an object"),
        (b'{"resourceSpans":' + b"[" * 5000 + b"]" * 5000 + b"}", "too_deep", "nested too deep"),
    ],
    ids=["empty", "list", "text", "no list", "resource", "span", "deep"],
)
def test_bodies_in_json_that_are_refused_whole(body: bytes, code: str, said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        from_json.decode(body)
    assert (caught.value.code, said in caught.value.message) == (code, True)


def test_too_many_items_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(received, "MAX_AT_ONCE", 3)
    few, many = _both(*(span(number) for number in range(3))), _both(span(1), span(2), span(3), span(4, resource={"a": 1}))
    assert [len(decode(body).spans) for decode, body in few] == [3, 3]
    for decode, body in many:
        with pytest.raises(InvalidInput, match="more than 3 spans") as caught:
            decode(body)
        assert caught.value.code == "too_many_items"


@pytest.mark.parametrize("body", [b"\xff", b"\x0a\x05ab", as_protobuf(span())[:-1], as_json(span())], ids=["noise", "short", "cut", "json"])
def test_bodies_in_protobuf_that_are_refused_whole(body: bytes) -> None:
    with pytest.raises(InvalidInput) as caught:
        from_protobuf.decode(body)
    assert caught.value.code == "not_otlp"


@given(
    st.binary(max_size=200)
    | st.builds(lambda at, byte: as_protobuf(span(attributes={"a": [1]}))[:at] + byte, st.integers(0, 99), st.binary())
)
def test_noise_in_protobuf_is_refused_or_read(body: bytes) -> None:
    assert read_or_refused(from_protobuf.decode, body)


JSON_NOISE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["resourceSpans", "scopeSpans", "spans", "resource", "attributes", "key", "value", "traceId", "arrayValue", "intValue"]
            ),
            inner,
        )
    ),
    max_leaves=20,
)


@given(JSON_NOISE)
def test_noise_in_json_is_refused_or_read(body: Any) -> None:
    assert read_or_refused(from_json.decode, json.dumps(body).encode())


def read_or_refused(decode: Callable[[bytes], Decoded], body: bytes) -> bool:
    try:
        return isinstance(decode(body), Decoded)
    except InvalidInput as error:
        return error.code in {"not_json", "not_otlp"}
