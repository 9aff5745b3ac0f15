import gzip
import json
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest, ExportTraceServiceResponse
from opentelemetry.proto.trace.v1.trace_pb2 import Status
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from evalplatform.tracing.models import Span, Trace
from tests.conftest import client_of
from tests.evalplatform.tracing.otlp.sent import TRACE_ID, as_json, as_protobuf, span

URL = "/api/external/otlp/v1/traces"
PROTOBUF = "application/x-protobuf"
JSON = "application/json"


def post(api: APIClient, body: bytes, content_type: str = PROTOBUF, **headers: str) -> Any:
    return api.generic("POST", URL, body, content_type=content_type, headers=headers)  # type: ignore[arg-type]  # it takes bytes too


def test_a_span_in_protobuf_becomes_a_trace_that_can_be_seen_at_once(api: APIClient) -> None:
    answer = post(api, as_protobuf(span(attributes={"gen_ai.operation.name": "chat", "gen_ai.request.model": "m", "input.value": "hi"})))
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, PROTOBUF, b"")
    (trace,) = api.get("/api/external/traces").json()["results"]
    assert {name: trace[name] for name in ("external_id", "name", "model", "input", "output", "status", "latency_ms")} == {
        "external_id": TRACE_ID, "name": "chat", "model": "m", "input": "hi", "output": None, "status": "ok", "latency_ms": 1000.0
    }  # fmt: skip
    (stored,) = api.get(f"/api/external/traces/{trace['id']}").json()["spans"]
    assert (stored["external_id"], stored["kind"], stored["started_at"]) == ("00000000000000a1", "llm", "2026-01-01T00:00:00.000000Z")


def test_a_span_in_json_packed(api: APIClient) -> None:
    answer = post(api, gzip.compress(as_json(span(name="é"))), "application/json; charset=utf-8", **{"Content-Encoding": "gzip"})
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, JSON, b"{}")
    assert [(one.external_id, one.name) for one in Trace.objects.all()] == [(TRACE_ID, "é")]


def test_nothing_is_a_valid_body_in_protobuf_and_not_in_json(api: APIClient) -> None:
    assert (post(api, b"").status_code, post(api, b"{}", JSON).status_code) == (200, 200)
    assert (post(api, b"", JSON).status_code, post(api, b"null", JSON).status_code) == (400, 400)
    assert not Trace.objects.exists()


@pytest.mark.parametrize(
    "value", ["\0", float("nan"), float("inf"), ["\0"], {"\0": 1}], ids=["nul", "nan", "infinite", "in a list", "in a key"]
)
def test_what_cannot_be_stored_is_rejected_alone_in_protobuf(api: APIClient, value: Any) -> None:
    answer = post(api, as_protobuf(span(1), span(2, attributes={"bad": value})))
    partial = ExportTraceServiceResponse.FromString(answer.content).partial_success
    assert (answer.status_code, partial.rejected_spans) == (200, 1)
    assert partial.error_message.startswith(f"Span 00000000000000a2 of trace {TRACE_ID}: ")
    assert [one.external_id for one in Span.objects.all()] == ["00000000000000a1"]


@pytest.mark.parametrize(
    ("attribute", "said"),
    [
        ({"stringValue": "\ud800"}, "half of a surrogate pair"),
        ({"intValue": "9223372036854775808"}, "intValue must be an integer from -9223372036854775808"),
        ({"doubleValue": "NaN"}, "outside the range of a double"),
        ({"stringValue": 1}, "must be strings"),
    ],
    ids=["surrogate", "large", "nan", "no text"],
)
def test_what_cannot_be_stored_is_rejected_alone_in_json(api: APIClient, attribute: Any, said: str) -> None:
    body = json.loads(as_json(span(1), span(2)))
    body["resourceSpans"][0]["scopeSpans"][0]["spans"][1]["attributes"] = [{"key": "a", "value": attribute}]
    answer = post(api, json.dumps(body).encode(), JSON)
    partial = answer.json()["partialSuccess"]
    assert (answer.status_code, partial["rejectedSpans"]) == (200, "1")
    assert said in partial["errorMessage"]
    assert Span.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "content_type", "encoding", "status", "code"),
    [
        (b"{", JSON, "", 400, "not_json"),
        (b'{"resourceSpans": 1}', JSON, "", 400, "not_otlp"),
        (b"\xff", PROTOBUF, "", 400, "not_otlp"),
        (b"x", PROTOBUF, "gzip", 400, "not_gzip"),
        (gzip.compress(b"x" * 1000)[:-9], JSON, "gzip", 400, "not_gzip"),
        (b"x", PROTOBUF, "br", 415, "unsupported_encoding"),
        (b"x", "text/plain", "", 415, "unsupported_media_type"),
        (b"\0" * (20 * 2**20 + 1), PROTOBUF, "", 413, "body_too_large"),
        (gzip.compress(b"\0" * (20 * 2**20 + 1)), JSON, "gzip", 413, "body_too_large"),
    ],
    ids=["cut json", "wrong json", "wrong protobuf", "no gzip", "cut gzip", "brotli", "text", "large", "large when unpacked"],
)
def test_bodies_that_are_refused_whole(api: APIClient, body: bytes, content_type: str, encoding: str, status: int, code: str) -> None:
    answer = post(api, body, content_type, **({"Content-Encoding": encoding} if encoding else {}))
    assert (answer.status_code, _code(answer)) == (status, code)
    assert answer["Content-Type"] == (PROTOBUF if content_type == PROTOBUF else "application/problem+json")


def _code(answer: Any) -> str:
    if answer["Content-Type"] == PROTOBUF:
        return Status.FromString(answer.content).message.rpartition("[")[2].partition(",")[0]
    return str(answer.json()["code"])


def test_a_body_of_exactly_the_limit_is_read(api: APIClient) -> None:
    start = as_protobuf(span(1))
    answer = post(api, gzip.compress(start + _unknown(20 * 2**20 - len(start))), **{"Content-Encoding": "gzip"})
    assert (answer.status_code, Span.objects.count()) == (200, 1)


def _unknown(size: int) -> bytes:
    """A field that nobody knows, of so many bytes in all."""
    rest, length = size - 6, []
    while rest > 127:
        length.append(rest & 127 | 128)
        rest >>= 7
    return bytes([0xFA, 0x7F, *length, rest]) + b"\0" * (size - 6)


def test_callers_without_the_scope_and_without_a_key(api: APIClient, project: Project) -> None:
    reader = client_of(project, scopes=["traces:read"])
    answers = [post(client, as_protobuf(span())) for client in (APIClient(), reader)]
    assert [(answer.status_code, answer["Content-Type"]) for answer in answers] == [(401, PROTOBUF), (403, PROTOBUF)]
    assert answers[0]["WWW-Authenticate"] == "Api-Key"
    assert [_code(answer) for answer in answers] == ["not_authenticated", "missing_scope"]
    assert not Trace.objects.exists()


def test_the_same_trace_of_a_stranger_is_another_one(api: APIClient, stranger: APIClient) -> None:
    for client in (api, stranger):
        assert post(client, as_protobuf(span())).status_code == 200
    assert Trace.objects.count() == Span.objects.count() == 2
    assert [len(client.get("/api/external/traces").json()["results"]) for client in (api, stranger)] == [1, 1]


def test_a_body_whose_length_nobody_knows(api: APIClient) -> None:
    answer = post(api, b"", **{"Transfer-Encoding": "chunked"})
    assert (answer.status_code, _code(answer)) == (411, "length_required")


@pytest.mark.parametrize("content_type", [PROTOBUF, JSON])
def test_without_the_database_senders_try_again(api: APIClient, monkeypatch: pytest.MonkeyPatch, content_type: str) -> None:
    monkeypatch.setattr("external_api.resources.otlp.merge", Mock(side_effect=OperationalError("deadlock detected")))
    answer = post(api, b"" if content_type == PROTOBUF else b"{}", content_type)
    assert (answer.status_code, answer["Retry-After"], _code(answer)) == (503, "5", "database_unavailable")


def test_other_methods(api: APIClient) -> None:
    answer = api.get(URL)
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_an_empty_group_is_nothing(api: APIClient) -> None:
    request = ExportTraceServiceRequest()
    request.resource_spans.add().scope_spans.add()
    assert post(api, request.SerializeToString()).status_code == 200
    assert not Trace.objects.exists()
