import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from evalplatform.tracing.models import Score, Trace
from external_api.keys import create_key
from external_api.models import Batch
from external_api.tiers import tier_named
from tests.conftest import client_of
from tests.external_api.batches.batching import URL, create, delete, get, score, send, statuses


def test_each_operation_has_its_outcome_in_order(api: APIClient) -> None:
    answer = send(api, create("a"), score("a"), get("a"), delete("a"), get("a"))
    results = answer.json()["results"]
    assert (answer.status_code, statuses(answer), [one["index"] for one in results]) == (200, [200, 200, 200, 204, 404], [0, 1, 2, 3, 4])
    assert results[0]["body"] == {"id": results[2]["body"]["id"], "status": "created"}
    assert results[1]["body"] == {"scores": [{"name": "correct", "value": 1, "label": None, "source": "api", "comment": ""}]}
    assert results[2]["body"]["external_id"] == "a"
    assert (results[4]["problem"]["code"], answer.json()["failed"], answer.json()["total"]) == ("not_found", 1, 5)
    assert not Trace.objects.exists()


def test_a_trace_that_is_got_is_as_by_its_own_call(api: APIClient) -> None:
    spans = [{"external_id": "s", "name": "chat", "input": {"big": 12345678901234567890, "small": 0.5}}]
    answer = send(api, create("a", spans=spans, tags=["x"]), get("a"))
    alone = api.get(f"/api/external/traces/{Trace.objects.get().id}")
    assert answer.json()["results"][1]["body"] == alone.json()
    assert b"12345678901234567890" in answer.content


def test_a_trace_is_named_by_its_id_too(api: APIClient) -> None:
    id = send(api, create("a")).json()["results"][0]["body"]["id"]
    answer = send(
        api,
        {"op": "traces.get", "id": id},
        {"op": "traces.add_scores", "id": id, "body": [{"name": "a", "value": 1}]},
        {"op": "traces.delete", "id": id},
    )
    assert statuses(answer) == [200, 200, 204]


def test_the_last_of_one_external_id_wins(api: APIClient) -> None:
    answer = send(api, create("a", name="1"), create("a", name="2"), create("a", name="2"), get("a"))
    results = [one["body"] for one in answer.json()["results"]]
    assert ([one["status"] for one in results[:3]], results[3]["name"]) == (["created", "replaced", "unchanged"], "2")


def test_a_bad_operation_costs_itself_alone(api: APIClient) -> None:
    bad = [
        7,
        {},
        {"op": "traces.make"},
        {"op": ["traces.get"]},
        {"op": "traces.create"},
        {"op": "traces.create", "body": {"no": 1}},
        {"op": "traces.get"},
        {"op": "traces.get", "id": "x", "external_id": "y"},
        {"op": "traces.get", "id": 7},
        {"op": "traces.get", "external_id": "a\0"},
        {"op": "traces.get", "id": "0192f0c1-2345-7abc-8def-0123456789ab", "hä/": 1},
        {"op": "traces.add_scores", "external_id": "good", "body": []},
        {"op": "traces.add_scores", "external_id": "good", "body": {"name": "x"}},
        {"op": "traces.add_scores", "external_id": "good", "body": [{"name": "x", "value": 1}, {"value": 1}]},
    ]
    answer = send(api, create("good"), *bad, get("good"))
    assert statuses(answer) == [200, *[400] * 5, 422, *[400] * 8, 200]
    problems = [one["problem"] for one in answer.json()["results"][1:-1]]
    assert [(one["code"], one["errors"][0]["code"], one["errors"][0]["pointer"]) for one in problems] == [
        ("invalid", "wrong_type", "/operations/1"),
        ("invalid", "unknown_operation", "/operations/2/op"),
        ("invalid", "unknown_operation", "/operations/3/op"),
        ("invalid", "unknown_operation", "/operations/4/op"),
        ("invalid", "required", "/operations/5/body"),
        ("all_refused", "unknown_field", "/operations/6/body/no"),
        ("invalid", "required", "/operations/7/id"),
        ("invalid", "required", "/operations/8/id"),
        ("invalid", "wrong_type", "/operations/9/id"),
        ("invalid", "nul", "/operations/10/external_id"),
        ("invalid", "unknown_field", "/operations/11/hä~1"),
        ("invalid", "wrong_type", "/operations/12/body"),
        ("invalid", "required", "/operations/13/body"),
        ("invalid", "required", "/operations/14/body/1/name"),
    ]
    assert (Trace.objects.count(), Score.objects.count()) == (1, 0)


def test_half_an_emoji_costs_one_operation(api: APIClient) -> None:
    body = (
        b'{"operations":[{"op":"traces.create","body":{"input":"\\ud83d"}},{"op":"traces.get","external_id":"\\ud83d"},{"op":"\\ud83d"},'
        + json.dumps(create("a")).encode()
        + b"]}"
    )
    answer = api.generic("POST", URL, body, "application/json")  # type: ignore[arg-type]
    assert statuses(answer) == [422, 400, 400, 200]


def test_each_operation_needs_the_scope_of_its_own_call(project: Project) -> None:
    answer = send(client_of(project, scopes=["traces:write"]), create("a"), score("a"), get("a"), delete("a"))
    assert statuses(answer) == [200, 200, 403, 403]
    assert answer.json()["results"][3]["problem"] == {
        **{"type": "urn:evalplatform:problem:missing_scope", "title": "Forbidden", "status": 403},
        **{"detail": "This operation needs the scope traces:delete.", "code": "missing_scope"},
    }
    assert Trace.objects.count() == 1


def test_a_stranger_finds_nothing(api: APIClient, stranger: APIClient) -> None:
    id = send(api, create("a")).json()["results"][0]["body"]["id"]
    answer = send(stranger, get("a"), score("a"), delete("a"), {"op": "traces.get", "id": id}, {"op": "traces.delete", "id": id})
    assert statuses(answer) == [404] * 5
    assert (Trace.objects.count(), Score.objects.count()) == (1, 0)


def test_all_or_nothing_does_nothing_when_one_fails(api: APIClient) -> None:
    send(api, create("old"))
    answer = send(api, create("a"), score("old"), get("a"), get("no"), delete("old"), atomic=True)
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"], body["code"]) == (422, "application/problem+json", "batch_rolled_back")
    assert (statuses(answer), body["rolled_back"], body["total"], body["failed"]) == ([200, 200, 200, 404, 204], True, 5, 1)
    assert ([one.external_id for one in Trace.objects.all()], Score.objects.count()) == (["old"], 0)


def test_all_or_nothing_does_all(api: APIClient) -> None:
    answer = send(api, create("a"), score("a"), atomic=True)
    assert (answer.status_code, statuses(answer), Score.objects.count()) == (200, [200, 200], 1)


def test_a_thousand_creates_are_one_write(api: APIClient, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(25):
        answer = send(api, *[create(f"t{n}") for n in range(1000)])
    assert (answer.json()["failed"], Trace.objects.count()) == (0, 1000)


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ([], "wrong_type", ""),
        ({}, "required", "/operations"),
        ({"operations": {}}, "wrong_type", "/operations"),
        ({"operations": []}, "empty", "/operations"),
        ({"operations": [{}] * 1001}, "too_many_items", "/operations"),
        ({"operations": [{}], "atomic": 1}, "wrong_type", "/atomic"),
        ({"operations": [{}], "background": "yes"}, "wrong_type", "/background"),
        ({"operations": [{}], "more": 1}, "unknown_field", "/more"),
        ({"operations": [{}], "callback_url": "https://x.example/"}, "invalid", "/callback_url"),
        ({"operations": [{}], "background": True, "callback_url": 1}, "wrong_type", "/callback_url"),
        ({"operations": [{}], "background": True, "callback_url": "ftp://x"}, "invalid_url", "/callback_url"),
        ({"operations": [{}], "background": True, "callback_url": "https://u:p@x.example/"}, "invalid_url", "/callback_url"),
        ({"operations": [{}], "background": True, "callback_url": "https://x.example/" + "x" * 2000}, "too_long", "/callback_url"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_is_no_batch_is_refused_as_a_whole(api: APIClient, body: Any, code: str, pointer: str) -> None:
    answer = api.post(URL, body, format="json")
    found = [(one["code"], one["pointer"]) for one in answer.json()["errors"]]
    assert (answer.status_code, found) == (400, [(code, pointer)])


def test_a_tier_may_take_fewer(project: Project) -> None:
    client = APIClient()
    client.credentials(HTTP_X_API_KEY=create_key(project=project, name="small", scopes=["traces:write"], tier="free"))
    answer = send(client, *[create()] * 101)
    assert (answer.status_code, answer.json()["code"]) == (400, "too_many_items")
    assert "at most 100 are taken at once, by the limit of the tier free" in answer.json()["detail"]


def test_batches_are_counted_apart(project: Project) -> None:
    tier = tier_named("free")
    tier.batches = 1
    tier.save()
    client = APIClient()
    client.credentials(HTTP_X_API_KEY=create_key(project=project, name="few", scopes=["traces:write"], tier="free"))
    answers = [send(client, create()) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 429]
    assert answers[1].json()["code"] == "rate_limited_batches"


def test_the_scores_of_a_batch_are_bounded(api: APIClient) -> None:
    many = {"op": "traces.add_scores", "external_id": "a", "body": [{"name": str(n), "value": n} for n in range(501)]}
    answer = send(api, create("a"), many, many, {**many, "body": many["body"][:499]})
    assert statuses(answer) == [200, 200, 400, 200]
    assert answer.json()["results"][2]["problem"]["code"] == "too_many_items"


def test_what_is_read_is_bounded(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from external_api.batches import operations

    monkeypatch.setattr(operations.Work.__init__, "__defaults__", (2500, 1000))
    answer = send(api, create("a", input="x" * 1000), create("b", input="x" * 1000), get("a"), get("b"), get("nothing"))
    assert statuses(answer) == [200, 200, 200, 413, 404]
    assert answer.json()["results"][3]["problem"]["code"] == "answer_too_large"


def test_a_batch_in_the_background_is_answered_at_once(
    api: APIClient, jobs_sent: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(api, create("a"), background=True)
    batch = Batch.objects.get()
    assert (answer.status_code, answer["Location"]) == (202, f"{URL}/{batch.id}")
    assert (
        api.get(answer["Location"]).json()
        == answer.json()
        == {
            **{
                "id": str(batch.id),
                "state": "queued",
                "atomic": False,
                "total": 1,
                "done": 0,
                "failed": 0,
                "error": None,
                "callback": None,
            },
            **{"created_at": batch.created_at.isoformat().replace("+00:00", "Z"), "finished_at": None, "results": None},
        }
    )
    assert jobs_sent == [("external_api.run_batch", [str(batch.id)])]
    assert not Trace.objects.exists()


def test_a_stranger_does_not_find_a_batch(api: APIClient, stranger: APIClient) -> None:
    answer = stranger.get(send(api, create("a"), background=True)["Location"])
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_text_that_cannot_be_stored_has_no_place_in_the_background(api: APIClient) -> None:
    body = b'{"background":true,"operations":[{"op":"traces.delete","id":"x"},{"op":"traces.create","body":{"input":"\\ud83d"}}]}'
    answer: Any = api.generic("POST", URL, body, "application/json")  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/operations/1/body/input")
    assert not Batch.objects.exists()


def test_a_callback_needs_its_scope_and_a_secret(api: APIClient, project: Project) -> None:
    calling = {"background": True, "callback_url": "https://x.example/done?token=1"}
    lacks = send(client_of(project, scopes=["traces:write"]), create("a"), **calling)
    assert (lacks.status_code, lacks.json()["code"]) == (403, "missing_scope")
    without = send(api, create("a"), **calling)
    assert (without.status_code, without.json()["code"]) == (409, "callback_secret_missing")
    assert not Batch.objects.exists()
    api.post("/api/external/callbacks/secret")
    answer = send(api, create("a"), **calling)
    assert answer.json()["callback"] == {"url": calling["callback_url"], "state": "waiting", "attempts": 0, "next_at": None, "error": ""}


def test_a_batch_under_a_key_runs_once(api: APIClient) -> None:
    answers = [api.post(URL, {"operations": [create()]}, format="json", headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert (answers[0].content, Trace.objects.count()) == (answers[1].content, 1)


def test_who_may_do_no_operation_sends_no_batch(project: Project) -> None:
    answer = send(client_of(project, scopes=["exports:write", "usage:read"]), get("a"))
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    assert "any of datasets:write, evaluations:write, traces:delete, traces:read, traces:write" in answer.json()["detail"]


def test_one_that_may_not_be_done_costs_itself_alone_or_all(project: Project) -> None:
    reader = client_of(project, scopes=["traces:read"])
    assert statuses(send(reader, get("a"), create("b"))) == [404, 403]
    send(client_of(project), create("a"))
    assert statuses(send(reader, get("a"), create("b"))) == [200, 403]
    writer = client_of(project, scopes=["traces:write"])
    refused = send(writer, create("b"), get("a"), atomic=True)
    assert (refused.status_code, statuses(refused)) == (422, [200, 403])
    assert list(Trace.objects.values_list("external_id", flat=True)) == ["a"]


def test_the_right_to_read_is_no_part_of_a_replay(project: Project) -> None:
    """Who may less than the first caller gets no stored answer with what they may not read."""
    send(client_of(project), create("a", input="secret"))
    sent = {"operations": [get("a")]}
    headers = {"Idempotency-Key": "k"}
    first = client_of(project).post(URL, sent, format="json", headers=headers)
    assert b"secret" in first.content
    same = client_of(project).post(URL, sent, format="json", headers=headers)
    assert (same.content, same["Idempotent-Replayed"]) == (first.content, "true")
    less = client_of(project, scopes=["traces:write"]).post(URL, sent, format="json", headers=headers)
    assert (less.status_code, less.json()["code"]) == (422, "idempotency_key_reused")


def test_of_a_callback_the_secret_part_is_for_those_who_may_name_one(api: APIClient, project: Project) -> None:
    api.post("/api/external/callbacks/secret")
    path = send(api, create("a"), background=True, callback_url="https://x.example/done?token=1")["Location"]
    assert api.get(path).json()["callback"]["url"] == "https://x.example/done?token=1"
    assert client_of(project, scopes=["traces:read"]).get(path).json()["callback"]["url"] == "https://x.example/done"
