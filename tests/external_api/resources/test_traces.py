import json
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from evalplatform.tracing.ingest import store
from evalplatform.tracing.models import Score, Span, Trace
from external_api.resources import traces
from tests.conftest import client_of

URL = "/api/external/traces"
TRACE: dict[str, Any] = {
    "external_id": "one",
    "name": "chat",
    "session_id": "s",
    "user_id": "u",
    "environment": "test",
    "release": "1",
    "model": "m",
    "provider": "p",
    "status": "ok",
    "error": None,
    "input": {"b": [1, "é\n"], "a": 10**30},
    "output": "",
    "reference": None,
    "tools": [],
    "metadata": {"a": {"b": 1}},
    "tags": ["x", "y"],
    "usage": {"input_tokens": 1, "output_tokens": None, "cost_usd": "0.5", "computed_cost_usd": None},
    "latency_ms": 2.5,
    "started_at": "2026-01-01T00:00:00.000000Z",
    "ended_at": None,
    "scores": [{"name": "correct", "value": 1, "label": None, "source": "api", "comment": ""}],
}
SPAN: dict[str, Any] = {
    "external_id": "root",
    "parent_external_id": None,
    "name": "call",
    "kind": "llm",
    "started_at": None,
    "ended_at": None,
    "input": 1,
    "output": [],
    "attributes": {"a": 1},
}


def send(api: APIClient, body: Any) -> Any:
    return api.post(URL, body, format="json")


def names(api: APIClient, query: str) -> list[str]:
    answer = api.get(f"{URL}?{query}")
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


def refusal(api: APIClient, query: str) -> tuple[int, str, str]:
    answer = api.get(f"{URL}?{query}")
    return answer.status_code, answer.json()["errors"][0]["pointer"], answer.json()["errors"][0]["code"]


def test_what_was_sent_comes_back(api: APIClient) -> None:
    id = send(api, {**TRACE, "spans": [SPAN]}).json()["results"][0]["id"]
    (listed,) = api.get(URL).json()["results"]
    read = api.get(f"{URL}/{id}").json()
    assert {name: listed[name] for name in TRACE} == TRACE
    assert "spans" not in listed
    (span,) = read.pop("spans")
    assert read == listed
    assert {name: span[name] for name in SPAN} == SPAN
    assert span.keys() - SPAN.keys() == {"id"}


def test_created_unchanged_replaced(api: APIClient) -> None:
    answers = [send(api, {"external_id": "a", "input": value}) for value in (1, 1, 2)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.json()["results"][0]["status"] for answer in answers] == ["created", "unchanged", "replaced"]
    assert len({answer.json()["results"][0]["id"] for answer in answers}) == 1


def test_some_refused(api: APIClient) -> None:
    answer = send(api, [{"input": 1}, {"input": 1, "nope": 1}, {"inputs": 1}])
    body = answer.json()
    assert (answer.status_code, body["created"], body["refused"]) == (207, 1, 2)
    assert [(one["index"], one["status"], one["id"] is None) for one in body["results"]] == [
        (0, "created", False),
        (1, "refused", True),
        (2, "refused", True),
    ]
    assert body["results"][1]["errors"][0]["pointer"] == "/1/nope"
    assert Trace.objects.count() == 1


def test_none_taken(api: APIClient) -> None:
    answer = send(api, {"input": 1, "latency_ms": "x"})
    body = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert (body["code"], body["refused"], body["errors"][0]["pointer"]) == ("all_refused", 1, "/latency_ms")
    assert body["results"][0]["errors"] == body["errors"]
    assert not Trace.objects.exists()


@pytest.mark.parametrize(
    ("body", "code"), [([], "no_items"), ([{"input": 1}] * 1001, "too_many_items"), ("a", "invalid"), (None, "invalid")]
)
def test_bodies_that_are_refused_whole(api: APIClient, body: Any, code: str) -> None:
    answer = api.post(URL, json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not Trace.objects.exists()


@pytest.fixture
def three(api: APIClient) -> None:
    send(
        api,
        [
            {"name": "a", "input": 'say "hi"', "model": "m", "tags": ["x", "y"], "started_at": "2026-01-01T00:00:00Z"},
            {"name": "b", "input": 1, "status": "error", "tags": ["x"], "started_at": "2026-01-02T00:00:00Z"},
            {"name": "c", "input": 1, "model": "m", "scores": [{"name": "correct", "value": 1}]},
        ],
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["c", "b", "a"]),
        ("model=m", ["c", "a"]),
        ("model=", ["b"]),
        ("model=m&status=ok&tag=x", ["a"]),
        ("tag=x", ["b", "a"]),
        ("tag=x&tag=y", ["a"]),
        ("name=nope", []),
        ("started_after=2026-01-02", ["b"]),
        ("started_before=2026-01-02", ["a"]),
        ("ingested_after=2020-01-01T00:00:00Z", ["c", "b", "a"]),
        ("ingested_before=2020-01-01T00:00:00%2B01:00", []),
        ('filter={"field":"score.correct","op":"eq","value":1}', ["c"]),
        ('filter={"field":"input","op":"contains","value":"\\"hi\\""}', ["a"]),
        ('filter={"not":{"field":"model","op":"eq","value":"m"}}&tag=x', ["b"]),
        ("filter={}", ["c", "b", "a"]),
    ],
)
@pytest.mark.usefixtures("three")
def test_filters(api: APIClient, query: str, found: list[str]) -> None:
    assert names(api, query) == found


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("modle=m", ("/modle", "unknown_parameter")),
        ("format=csv", ("/format", "unknown_parameter")),
        ("status=failed", ("/status", "wrong_type")),
        ("started_after=yesterday", ("/started_after", "wrong_type")),
        ("model=%00", ("/model", "wrong_type")),
        ("tag=a&tag=%00", ("/tag", "wrong_type")),
        ("filter=", ("/filter", "malformed_filter")),
        ("filter={", ("/filter", "malformed_filter")),
        ("filter=[]", ("/filter", "malformed_filter")),
        ('filter={"and":[{"field":"nope","op":"eq","value":1}]}', ("/filter/and/0/field", "unknown_field")),
    ],
)
def test_parameters_that_do_not_fit(api: APIClient, query: str, refused: tuple[str, str]) -> None:
    assert refusal(api, query) == (400, *refused)


def test_delete(api: APIClient) -> None:
    id = send(api, {**TRACE, "spans": [SPAN]}).json()["results"][0]["id"]
    assert api.delete(f"{URL}/{id}").status_code == 204
    assert not any(model._default_manager.exists() for model in (Trace, Span, Score))
    assert api.delete(f"{URL}/{id}").status_code == 404


def test_a_stranger_sees_and_changes_nothing(api: APIClient, stranger: APIClient) -> None:
    id = send(api, {**TRACE, "spans": [SPAN]}).json()["results"][0]["id"]
    assert stranger.get(URL).json()["results"] == []
    score = {"name": "correct", "value": 0}
    for url in (f"{URL}/{id}", f"{URL}/{uuid4()}"):
        for answer in (stranger.get(url), stranger.delete(url), stranger.post(f"{url}/scores", score, format="json")):
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    theirs = send(stranger, {"external_id": "one", "input": 2}).json()["results"][0]
    assert (theirs["status"], theirs["id"] != id) == ("created", True)
    assert (Trace.objects.get(id=id).metadata, Score.objects.get(trace_id=id).value) == (TRACE["metadata"], 1)


def test_scores_are_added_and_replaced(api: APIClient) -> None:
    url = f"{URL}/{send(api, TRACE).json()['results'][0]['id']}"
    later = {"name": "correct", "value": 0, "label": "no", "source": "human", "comment": ""}
    assert api.post(f"{url}/scores", later, format="json").json() == {"scores": [*TRACE["scores"], later]}
    assert api.post(f"{url}/scores", [later | {"value": 0.5}], format="json").status_code == 200
    assert api.get(url).json()["scores"] == [*TRACE["scores"], later | {"value": 0.5}]
    assert names(api, 'filter={"field":"score.correct","op":"eq","value":0.5}') == ["chat"]


def test_bad_scores_change_nothing(api: APIClient) -> None:
    url = f"{URL}/{send(api, TRACE).json()['results'][0]['id']}/scores"
    for body, pointer in (({"name": "a"}, ""), ([{"name": "a", "value": 1}, {"name": "b", "value": "x"}], "/1/value"), ([], "")):
        answer = api.post(url, body, format="json")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
    assert Score.objects.count() == 1


@pytest.mark.parametrize("id", ["nope", "1", "%00", "01920000-0000-7000-8000-000000000000x"])
def test_malformed_ids(api: APIClient, id: str) -> None:
    answer = api.get(f"{URL}/{id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_deleting_needs_its_own_scope(project: Project, api: APIClient) -> None:
    id = send(api, {"input": 1}).json()["results"][0]["id"]
    client = client_of(project, scopes=["traces:read", "traces:write"])
    assert client.delete(f"{URL}/{id}").json()["code"] == "missing_scope"
    assert Trace.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_project_that_is_deleted_while_traces_come_in_is_not_found(
    project: Project, stranger: APIClient, api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traces, "store", lambda *arguments: (project.delete(), store(*arguments))[1])
    answer = send(api, TRACE)
    assert (answer.status_code, answer.json()["code"]) == (404, "project_deleted")
    assert (Trace.objects.count(), Score.objects.count()) == (0, 0)


@pytest.mark.parametrize("query", ["", "user_id=", "user_id=%00", "user_id=a%00b", "user_id=a&user_id=b", "user_id=a&model=b"])
def test_whose_traces_are_deleted_is_said_plainly(api: APIClient, query: str) -> None:
    send(api, TRACE)
    answer = api.delete(f"{URL}?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/user_id")
    assert Trace.objects.count() == 1
