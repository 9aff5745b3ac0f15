"""A trace as the API takes it becomes a row, or all that is wrong with it."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from evalplatform.errors import Problem
from evalplatform.tracing.rows import ScoreRow, SpanRow, Texts, TraceRow, Usage
from evalplatform.tracing.validation import read_trace
from evalplatform.tracing.values import MAX_PROBLEMS

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def row(**fields: Any) -> TraceRow:
    found = read_trace({"input": "", **fields})
    assert isinstance(found, TraceRow), found
    return found


def problems(**fields: Any) -> list[tuple[str, str]]:
    found = read_trace({"input": "", **fields})
    assert not isinstance(found, TraceRow)
    return [(problem.pointer, problem.code) for problem in found]


def test_only_input_is_required() -> None:
    assert read_trace({"input": None}) == TraceRow(
        external_id=None,
        texts=Texts("", "", "", "", "", "", ""),
        status="ok",
        error=None,
        input="null",
        output=None,
        reference=None,
        tools="[]",
        metadata="{}",
        tags=(),
        usage=Usage(None, None, None),
        latency_ms=None,
        started_at=None,
        ended_at=None,
        scores=(),
        spans=None,
    )
    assert read_trace({"output": 1}) == (Problem("/input", "This is required. It may be any JSON value, null too.", "required"),)


@pytest.mark.parametrize(
    ("value", "text"), [("", '""'), (None, "null"), ([], "[]"), (0, "0"), ({"a": 2**64}, '{"a":18446744073709551616}')]
)
def test_input_is_any_json_value(value: Any, text: str) -> None:
    assert row(input=value).input == text


def test_null_says_the_same_as_nothing() -> None:
    names = (*Texts._fields, *TraceRow._fields)
    assert row(**{name: None for name in names if name not in ("texts", "input")}) == row()


def test_everything_is_kept() -> None:
    found = row(
        **{"external_id": "a", "name": "n", "session_id": "s", "user_id": "u", "environment": "e", "release": "r", "model": "m"},
        **{"provider": "p", "status": "error", "error": "", "output": [1], "reference": "", "tools": [{"a": 1}], "metadata": {"b": 1}},
        **{"tags": ["x", "x", ""], "usage": {"input_tokens": 0, "output_tokens": 2**62 - 1, "cost_usd": "0.0000000001"}, "latency_ms": 1},
        **{"started_at": "2026-01-31T13:00:00+01:00", "ended_at": "2026-01-31T12:00:00Z"},
    )
    assert (found.external_id, found.texts) == ("a", Texts("n", "s", "u", "e", "r", "m", "p"))
    assert (found.status, found.error, found.output, found.reference, found.tools) == ("error", "", "[1]", '""', '[{"a":1}]')
    assert (found.metadata, found.tags, found.latency_ms) == ('{"b":1}', ("x", "x", ""), 1)
    assert found.usage == Usage(0, 2**62 - 1, Decimal("1E-10"))
    assert (found.started_at, found.ended_at) == (NOON, NOON)


def test_what_an_export_adds_is_ignored() -> None:
    added = {"id": "00000000-0000-0000-0000-000000000000", "ingested_at": "2026-01-01T00:00:00Z", "updated_at": None}
    assert row(**added) == row()


def test_an_unknown_field_is_refused_with_the_nearest_name() -> None:
    assert read_trace({"input": 1, "sesion_id": "s"}) == (
        Problem("/sesion_id", "There is no such field. Do you mean 'session_id'?", "unknown_field"),
    )


def test_all_problems_are_named_up_to_a_limit() -> None:
    assert problems(external_id="", status="OK", tags=[1]) == [("/external_id", "blank"), ("/status", "choice"), ("/tags/0", "type")]
    assert len(problems(**{f"x{n}": 1 for n in range(500)})) == MAX_PROBLEMS
    assert len(problems(scores=[0] * 500)) == MAX_PROBLEMS


@pytest.mark.parametrize("item", [None, 1, "input", ["input"]])
def test_a_trace_is_an_object(item: Any) -> None:
    assert read_trace(item) == (Problem("", "A trace must be an object.", "type"),)


@pytest.mark.parametrize(
    ("name", "limit"),
    [("external_id", 500), ("session_id", 500), ("user_id", 500), ("name", 1000), ("model", 200), ("provider", 200), ("error", 100_000)],
)
def test_text_is_bounded_in_characters(name: str, limit: int) -> None:
    assert row(**{name: "🙂" * limit})
    assert problems(**{name: "🙂" * (limit + 1)}) == [(f"/{name}", "too_long")]
    assert problems(**{name: 5}) == [(f"/{name}", "type")]


def test_nul_and_lone_surrogates_are_refused_everywhere() -> None:
    assert problems(name="a\0", metadata={"a": ["\0"]}, tags=["\0"]) == [("/name", "nul"), ("/metadata/a/0", "nul"), ("/tags/0", "nul")]
    assert problems(user_id="\ud800", input={"k": "\ud800"}) == [("/user_id", "not_json"), ("/input/k", "not_json")]
    assert problems(scores=[{"name": "\0", "value": 1}]) == [("/scores/0/name", "nul")]
    assert problems(spans=[{"external_id": "a", "attributes": {"\0": 1}}]) == [("/spans/0/attributes", "nul")]


def test_values_nested_too_deep_are_refused() -> None:
    deep: Any = []
    for _ in range(999):
        deep = [deep]
    assert problems(input=deep) == [("/input" + "/0" * 200, "too_deep")]


@pytest.mark.parametrize("value", [True, 1.0, -1, 2**63, "1"])
def test_tokens_are_integers(value: Any) -> None:
    assert problems(usage={"input_tokens": value}) == [("/usage/input_tokens", "type")]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("0.10", "0.1"), (0.1, "0.1"), (3, "3"), ("1E-7", "0.0000001"), (0.1 * 3, "0.3"), ("9999999999.9999999999", "9999999999.9999999999")],
)
def test_cost_is_exact(given: Any, kept: str) -> None:
    assert row(usage={"cost_usd": given}).usage.cost_usd == Decimal(kept)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        *[(text, "type") for text in ("NaN", "Infinity", "1_0", "", " 1", "-1", "1e999", "٣")],
        *[(other, "type") for other in (True, [None])],
        *[(number, "range") for number in (-1, -0.5, "10000000000", 1e10, "1e99", "0.00000000001")],
    ],
)
def test_a_cost_out_of_bounds_is_refused(given: Any, code: str) -> None:
    assert problems(usage={"cost_usd": given}) == [("/usage/cost_usd", code)]


def test_usage_knows_its_fields() -> None:
    assert problems(usage={"input_token": 1}) == [("/usage/input_token", "unknown_field")]
    assert problems(usage=[]) == [("/usage", "type")]


@pytest.mark.parametrize(("value", "code"), [(-0.1, "range"), (True, "type"), ("1", "type"), (2**53 + 1, "type"), (2**70, "type")])
def test_latency_is_a_number_of_zero_or_more(value: Any, code: str) -> None:
    assert problems(latency_ms=value) == [("/latency_ms", code)]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31T12:00:00Z", NOON),
        ("2026-01-31 14:00:00.0000009+02:00", NOON),
        ("2026-01-31T12:00:00.123456789Z", NOON.replace(microsecond=123456)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59.999999Z", datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_moments_come_with_a_zone_and_end_at_the_microsecond(text: str, moment: datetime) -> None:
    assert row(started_at=text).started_at == moment


@pytest.mark.parametrize(
    "text", ["", "yesterday", 1767225600, "2026-02-30T00:00:00Z", "10000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", []]
)
def test_what_is_no_moment_is_refused(text: Any) -> None:
    assert problems(ended_at=text) == [("/ended_at", "timestamp")]


@pytest.mark.parametrize("text", ["2026-01-31", "2026-01-31T12:00:00"])
def test_a_moment_without_a_zone_is_refused_as_such(text: str) -> None:
    found = read_trace({"input": 1, "started_at": text})
    assert found == (Problem("/started_at", "This has no time zone. Add Z for UTC or an offset such as +02:00.", "timestamp"),)


def test_a_trace_may_end_before_it_starts() -> None:
    assert row(started_at="2026-01-31T12:00:01Z", ended_at="2026-01-31T12:00:00Z").ended_at == NOON


@pytest.mark.parametrize(("name", "value"), [("tools", {}), ("metadata", []), ("tags", "a"), ("scores", {}), ("spans", "")])
def test_lists_and_objects_are_what_they_should_be(name: str, value: Any) -> None:
    assert problems(**{name: value}) == [(f"/{name}", "type")]


def test_tags_are_bounded() -> None:
    assert row(tags=["🙂" * 200] * 100).tags == ("🙂" * 200,) * 100
    assert problems(tags=["a"] * 101) == [("/tags", "too_long")]
    assert problems(tags=["a" * 201, None]) == [("/tags/0", "too_long"), ("/tags/1", "type")]


def test_scores_have_defaults() -> None:
    given = [{"name": "a", "value": 1}, {"name": "a", "label": "good", "source": "human", "comment": "c", "id": "x", "created_at": "y"}]
    assert row(scores=given).scores == (ScoreRow("a", 1, None, "api", ""), ScoreRow("a", None, "good", "human", "c"))


@pytest.mark.parametrize(
    ("score", "found"),
    [
        ({"value": 1}, ("/scores/0/name", "required")),
        ({"name": "", "value": 1}, ("/scores/0/name", "required")),
        ({"name": "a"}, ("/scores/0", "required")),
        ({"name": "a", "value": True}, ("/scores/0/value", "type")),
        ({"name": "a", "value": 2**53 + 1}, ("/scores/0/value", "type")),
        ({"name": "a", "value": 1, "source": "robot"}, ("/scores/0/source", "choice")),
        ({"name": "a", "value": 1, "lable": "b"}, ("/scores/0/lable", "unknown_field")),
        ({"name": "a" * 201, "value": 1}, ("/scores/0/name", "too_long")),
        (1, ("/scores/0", "type")),
    ],
)
def test_a_bad_score_is_refused(score: Any, found: tuple[str, str]) -> None:
    assert problems(scores=[score]) == [found]


def test_two_scores_of_one_name_and_source_are_refused() -> None:
    assert problems(scores=[{"name": "a", "value": 1}, {"name": "a", "value": 2}]) == [("/scores/1", "duplicate")]


def test_spans_have_defaults_and_their_parent_may_be_elsewhere() -> None:
    assert row(spans=[{"external_id": "s", "parent_external_id": "elsewhere"}]).spans == (
        SpanRow("s", "elsewhere", "", "chain", None, None, None, None, "{}"),
    )
    assert row(spans=[]).spans == ()


@pytest.mark.parametrize(
    ("span", "found"),
    [
        ({}, [("/spans/0/external_id", "required")]),
        ({"external_id": ""}, [("/spans/0/external_id", "blank")]),
        ({"external_id": "a", "parent_external_id": ""}, [("/spans/0/parent_external_id", "blank")]),
        ({"external_id": "a", "kind": "LLM"}, [("/spans/0/kind", "choice")]),
        ({"external_id": "a", "attributes": []}, [("/spans/0/attributes", "type")]),
        ({"external_id": "a", "started_at": "x", "nmae": ""}, [("/spans/0/nmae", "unknown_field"), ("/spans/0/started_at", "timestamp")]),
        (None, [("/spans/0", "type")]),
    ],
)
def test_a_bad_span_is_refused(span: Any, found: list[tuple[str, str]]) -> None:
    assert problems(spans=[span]) == found


def test_two_spans_of_one_id_are_refused() -> None:
    assert problems(spans=[{"external_id": "a"}, {"external_id": "b"}, {"external_id": "a"}]) == [("/spans/2", "duplicate")]
