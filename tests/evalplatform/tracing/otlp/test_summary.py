import json
from decimal import Decimal
from typing import Any

import pytest

from evalplatform.tracing.otlp import from_protobuf
from evalplatform.tracing.otlp.batch import prepare, trace_of
from evalplatform.tracing.rows import ScoreRow, TraceRow, Usage
from tests.evalplatform.tracing.otlp.sent import TRACE_ID, Sent, as_protobuf, span

LLM = {"gen_ai.operation.name": "chat"}
FAILED: dict[str, Any] = {"status": 2}


def made(*sent: Sent) -> TraceRow:
    return trace_of(TRACE_ID, prepare(from_protobuf.decode(as_protobuf(*sent))).traces[TRACE_ID])


def said(**attributes: Any) -> TraceRow:
    """The trace of one span of a model with these attributes, `__` for a full stop."""
    return made(span(attributes={**LLM, **{name.replace("__", "."): value for name, value in attributes.items()}}))


def test_input_and_output_are_the_roots() -> None:
    root = span(1, start=5, attributes={"input.value": "root in", "output.value": "root out"})
    row = made(span(2, parent=1, attributes={**LLM, "input.value": "a", "output.value": "b"}), root)
    assert (row.input, row.output, row.texts.name) == ('"root in"', '"root out"', "chat")


def test_input_and_output_are_those_of_the_first_and_the_last_model_where_the_root_has_none() -> None:
    spans = [
        span(number, parent=1, start=number, attributes={**LLM, "input.value": number, "output.value": -number}) for number in (4, 2, 3)
    ]
    chain = span(5, parent=1, start=9, attributes={"input.value": 0, "output.value": 0})
    row = made(span(1), *spans, chain)
    assert (row.input, row.output) == ("2", "-4")


def test_input_and_output_are_any_spans_where_no_model_has_any() -> None:
    row = made(*(span(number, parent=9, start=number, attributes={"input.value": number, "output.value": -number}) for number in (2, 1)))
    assert (row.input, row.output) == ("1", "-2")


def test_a_trace_without_payloads() -> None:
    row = made(span(attributes={"http.request.method": "GET"}))
    assert (row.input, row.output, row.tools, row.usage, row.scores, row.tags) == ("null", None, "[]", Usage(None, None, None), (), ())


def test_time_is_the_roots_or_all_that_is_known() -> None:
    root, child = span(1, start=1, seconds=2), span(2, parent=1, start=0.5, seconds=9)
    assert [made(*spans).latency_ms for spans in ([root, child], [child], [child, span(3, parent=1, start=0)])] == [2000.0, 9000.0, 9500.0]
    backwards = span(1, seconds=-1)
    assert (made(backwards).latency_ms, made(backwards).started_at is None) == (None, False)


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("gen_ai__usage__input_tokens", 7, 7),
        ("gen_ai__usage__prompt_tokens", 7, 7),
        ("llm__token_count__prompt", 7, 7),
        ("gen_ai__usage__input_tokens", 7.0, 7),
        ("gen_ai__usage__input_tokens", -7, None),
        ("gen_ai__usage__input_tokens", "7", None),
        ("gen_ai__usage__input_tokens", 2**62, None),
    ],
    ids=str,
)
def test_tokens(name: str, value: Any, read: int | None) -> None:
    assert said(**{name: value}).usage.input_tokens == read


def test_usage_is_the_sum_over_models_alone() -> None:
    tokens = {"gen_ai.usage.input_tokens": 2**61, "gen_ai.usage.output_tokens": 5, "gen_ai.usage.cost": 0.1}
    agent = span(1, attributes={"gen_ai.operation.name": "invoke_agent", **tokens})
    assert made(agent, *(span(number, parent=1, attributes={**LLM, **tokens}) for number in (2, 3, 4))).usage == Usage(
        3 * 2**61, 15, Decimal("0.3000000000")
    )
    assert made(*(span(number, attributes={**LLM, **tokens}) for number in range(8))).usage.input_tokens is None


@pytest.mark.parametrize(
    ("cost", "read"), [(0.25, "0.2500000000"), (0, "0E-10"), (-1.0, None), (1e10, None), ("1", None), (True, None)], ids=str
)
def test_cost_is_as_sent(cost: Any, read: str | None) -> None:
    assert str(said(llm__cost__total=cost).usage.cost_usd) == str(read)


def test_the_first_conversation_wins_over_any_session() -> None:
    spans = [
        span(1, start=0, attributes={"session.id": "s"}),
        span(2, start=2, attributes={"gen_ai.conversation.id": "late"}),
        span(3, start=1, attributes={"gen_ai.conversation.id": "early"}),
    ]
    assert (made(*spans).texts.session_id, made(spans[0]).texts.session_id) == ("early", "s")


def test_what_is_too_long_for_a_column_is_left_out() -> None:
    texts = said(session__id="s" * 501, user__id="u" * 500, gen_ai__request__model="m" * 201).texts
    assert (texts.session_id, texts.user_id, texts.model) == ("", "u" * 500, "")


def test_model_and_provider() -> None:
    texts = said(gen_ai__request__model="alias", gen_ai__response__model="exact", gen_ai__system="old").texts
    assert (texts.model, texts.provider) == ("exact", "old")
    other = said(llm__model_name="m", llm__system="openai", gen_ai__system="old", gen_ai__provider__name="new").texts
    assert (other.model, other.provider) == ("m", "new")


def test_the_model_is_that_of_the_last_answer() -> None:
    spans = [span(number, parent=9, start=number, attributes={**LLM, "gen_ai.request.model": f"m{number}"}) for number in (1, 3, 2)]
    embedding = span(4, parent=9, start=4, attributes={"gen_ai.operation.name": "embeddings", "gen_ai.request.model": "e"})
    assert (made(*spans, embedding).texts.model, made(embedding).texts.model) == ("m3", "e")


@pytest.mark.parametrize(
    ("spans", "status", "error"),
    [
        ([span(1, **FAILED, message="m")], "error", "m"),
        ([span(1, **FAILED, events=(("exception", {"exception.type": "E", "exception.message": "m"}),))], "error", "E: m"),
        ([span(1, **FAILED, attributes={"error.type": "timeout"})], "error", "timeout"),
        ([span(1, **FAILED)], "error", None),
        ([span(1, events=(("exception", {"exception.type": "E"}),))], "error", "E"),
        ([span(1, events=(("exception", {"exception.type": "E", "exception.escaped": False}),))], "ok", None),
        ([span(1, status=1, events=(("exception", {"exception.type": "E"}),))], "ok", None),
        ([span(1), span(2, parent=1, **FAILED, message="tried again")], "ok", None),
        ([span(1, **FAILED), span(2, parent=1, **FAILED, message="why")], "error", "why"),
        ([span(2, parent=1, **FAILED, message="its parent is elsewhere")], "error", "its parent is elsewhere"),
        ([span(1, **FAILED, message="x" * 100_001)], "error", "x" * 100_000),
    ],
    ids=["message", "exception", "type", "nothing", "no status", "caught", "ok", "child", "child says why", "orphan", "long"],
)
def test_failures(spans: list[Sent], status: str, error: str | None) -> None:
    row = made(*spans)
    assert (row.status, row.error) == (status, error)


def rated(name: Any, start: float, number: int = 1, **more: Any) -> Sent:
    about = {"gen_ai.evaluation.name": name, **{f"gen_ai.evaluation.{key.replace('_', '.')}": value for key, value in more.items()}}
    return span(number, start=start, events=(("gen_ai.evaluation.result", about),))


def test_evaluations_become_scores_and_the_latest_of_a_name_counts() -> None:
    spans = [
        rated("correct", 2, 1, score_value=1.0, score_label="good", explanation="why"),
        rated("correct", 1, 2, score_value=0.0),
        rated("brief", 3, 3, score_label="no"),
    ]
    assert made(*spans).scores == (ScoreRow("correct", 1.0, "good", "api", "why"), ScoreRow("brief", None, "no", "api", ""))


@pytest.mark.parametrize(
    "sent",
    [
        rated("x", 0),
        rated("", 0, score_value=1),
        rated("x" * 201, 0, score_value=1),
        rated("x", 0, score_value=True),
        rated(None, 0, score_value=1),
    ],
    ids=["says nothing", "no name", "long name", "bool", "null name"],
)
def test_what_is_no_score(sent: Sent) -> None:
    assert made(sent).scores == ()


def test_tags() -> None:
    spans = [span(1, start=1, attributes={"tag.tags": ["b", "a"]}), span(2, start=0, attributes={"tag.tags": '["c","b",7,"\\u0000"]'})]
    assert (made(*spans).tags, made(spans[0], span(2, start=2, attributes={"tag.tags": "x"})).tags) == (("c", "b", "a"), ("b", "a"))
    many = span(attributes={"tag.tags": [str(number) for number in range(101)]})
    assert made(many).tags == tuple(str(number) for number in range(100))


def test_tools_are_those_of_the_last_answer() -> None:
    spans = [
        span(number, parent=9, start=number, attributes={**LLM, "gen_ai.tool.definitions": [{"type": "function", "name": f"f{number}"}]})
        for number in (2, 1)
    ]
    assert json.loads(made(*spans).tools) == [{"type": "function", "function": {"name": "f2"}}]
    assert said(gen_ai__tool__definitions='[{"a": "\\u0000"}]').tools == "[]"


def test_the_resource_of_the_first_span_is_metadata_and_can_be_named_by_a_filter() -> None:
    resource = {
        "service.name": "shop",
        "service.version": "1.2",
        "deployment.environment.name": "live",
        "telemetry.sdk.name": "x",
        "host": "h",
        "host.id": 7,
    }
    row = made(span(2, parent=1, start=0, resource={"service.name": "other"}), span(1, start=1, resource=resource))
    assert json.loads(row.metadata) == {
        "service": {"name": "shop", "version": "1.2"},
        "deployment": {"environment": {"name": "live"}},
        "host": "h",
        "host.id": 7,
    }
    assert (row.texts.environment, row.texts.release) == ("live", "1.2")


def test_what_the_client_called_metadata_wins() -> None:
    row = made(span(1, resource={"a": 1, "b": 2}), span(2, parent=1, attributes={"metadata": '{"b": 3}'}))
    assert json.loads(row.metadata) == {"a": 1, "b": 3}
    assert [said(metadata=value).metadata for value in ("x", "[1]", '{"a": "\\u0000"}')] == ["{}", "{}", "{}"]


def test_hostile_resources() -> None:
    deep = "a." * 5000
    nested = made(span(resource={"x": {"y": {"z": 1}}, "x.y.w": 2, deep: 3})).metadata
    assert json.loads(nested) == {"x": {"y": {"z": 1, "w": 2}}, deep: 3}


def test_attributes_that_pretend_to_be_ours() -> None:
    row = said(**{"otel__resource": "x", "otel__events": [1, {"name": "exception", "attributes": 7}, {"name": []}], "otel__status_code": 7})
    assert (row.status, row.metadata, row.scores) == ("error", "{}", ())
