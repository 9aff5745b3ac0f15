import json
from typing import Any

import pytest

from evalplatform.exact_json import NotJSON
from evalplatform.tracing.otlp import from_protobuf
from evalplatform.tracing.otlp.rows import Read, read_span
from tests.evalplatform.tracing.otlp.sent import START, TRACE_ID, as_protobuf, pairs, span


def read(**options: Any) -> Read:
    return read_span(from_protobuf.decode(as_protobuf(span(**options))).spans[0])


def test_what_a_row_has_no_column_for_stands_among_the_attributes() -> None:
    made = span(1, parent=2, attributes={"a": 1}, events=(("e", {"x": "y"}),), status=2, message="m", resource={"service.name": "s"})
    made.span.links.add(trace_id=b"\1" * 16, span_id=b"\2" * 8, attributes=pairs({"why": "w"}))
    made.span.trace_state = "k=v"
    found = read_span(from_protobuf.decode(as_protobuf(made)).spans[0])
    assert (found.trace_id, found.row.external_id, found.row.parent_external_id) == (TRACE_ID, "00000000000000a1", "00000000000000a2")
    assert found.attributes == json.loads(found.row.attributes) == {
        "a": 1,
        "otel.span.kind": "client",
        "otel.status_code": "ERROR",
        "otel.status_description": "m",
        "otel.trace_state": "k=v",
        "otel.events": [{"name": "e", "time": START, "attributes": {"x": "y"}}],
        "otel.links": [{"trace_id": "01" * 16, "span_id": "02" * 8, "attributes": {"why": "w"}}],
        "otel.resource": {"service.name": "s"},
    }  # fmt: skip


def test_payloads_are_columns_and_null_is_no_payload() -> None:
    row = read(attributes={"input.value": "é", "output.value": "null", "output.mime_type": "application/json"}).row
    assert (row.input, row.output, row.attributes) == ('"é"', None, '{"otel.span.kind":"client"}')


def test_large_numbers_within_texts_of_json_stay_exact() -> None:
    assert read(attributes={"input.value": '{"n": 123456789012345678901234567890}', "input.mime_type": "application/json"}).row.input == (
        '{"n":123456789012345678901234567890}'
    )


def test_moments_are_cut_to_the_microsecond_and_may_be_missing() -> None:
    made = span(start=0)
    made.span.start_time_unix_nano, made.span.end_time_unix_nano = 0, 1_999
    row = read_span(from_protobuf.decode(as_protobuf(made)).spans[0]).row
    assert (row.started_at, row.ended_at and row.ended_at.isoformat()) == (None, "1970-01-01T00:00:00.000001+00:00")


def test_the_last_moment_that_can_be_sent() -> None:
    made = span()
    made.span.end_time_unix_nano = 2**64 - 1
    moment = read_span(from_protobuf.decode(as_protobuf(made)).spans[0]).row.ended_at
    assert moment is not None
    assert moment.isoformat() == "2554-07-21T23:34:33.709551+00:00"


def test_a_long_name_is_whole_among_the_attributes() -> None:
    found = read(name="x" * 1001)
    assert (found.row.name, found.attributes["otel.span.name"]) == ("x" * 1000, "x" * 1001)


@pytest.mark.parametrize(
    ("options", "code", "pointer"),
    [
        ({"name": "a\0"}, "nul", ""),
        ({"message": "\0", "status": 2}, "nul", "/otel.status_description"),
        ({"attributes": {"a": [{"b": "\0"}]}}, "nul", "/a/0/b"),
        ({"attributes": {"a": float("nan")}}, "not_json", "/a"),
        ({"events": (("e", {"a": "\0"}),)}, "nul", "/otel.events/0/attributes/a"),
        ({"resource": {"a": "\0"}}, "nul", "/otel.resource/a"),
        ({"attributes": {"gen_ai.output.messages": '[{"role": "a", "content": "\\u0000"}]'}}, "nul", "/content"),
        ({"attributes": {"gen_ai.output.messages": [{"parts": [{"type": "tool_call", "arguments": float("nan")}]}]}}, "not_json", None),
    ],
    ids=["name", "status", "attribute", "number", "event", "resource", "text of json", "arguments"],
)
def test_what_cannot_be_stored(options: dict[str, Any], code: str, pointer: str | None) -> None:
    with pytest.raises(NotJSON) as caught:
        read(**options)
    assert (caught.value.code, pointer is None or caught.value.pointer == pointer) == (code, True)
