from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from evalplatform.tracing.models import Trace
from exports.models import Export, Job
from external_api.keys import create_key
from tests.conftest import client_of
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]
NOBODY = "01a20505-0000-7000-8000-000000000000"
MODEL_A = {"field": "model", "op": "eq", "value": "a"}


@pytest.fixture(autouse=True)
def on_the_queue(jobs_sent: list[Any]) -> list[Any]:
    return jobs_sent


def asked(api: APIClient, kind: str, *, status: int = 202, **body: Any) -> dict[str, Any]:
    answer = api.post("/api/jobs", {"kind": kind, **body}, format="json")
    assert answer.status_code == status, answer.content
    return dict(answer.json())


def ids(api: APIClient, query: str = "") -> list[str]:
    return [one["id"] for one in api.get(f"/api/jobs{query}").json()["results"]]


def test_an_analysis_from_the_request_to_its_result(api: APIClient, project: Project, drain: Drain) -> None:
    add_traces(project, 2, model="a")
    add_traces(project, 1, model="b", external_id_prefix="b")
    job = asked(api, "analysis", filter=MODEL_A, options={"analyses": ["duplicates"]})
    assert (job["state"], job["progress"], job["result"]) == ("queued", {"done": 0, "total": None, "fraction": 0.0}, None)
    drain()
    ended = api.get(f"/api/jobs/{job['id']}").json()
    assert (ended["state"], ended["error"], ended["progress"]) == ("completed", None, {"done": 1, "total": 1, "fraction": 1.0})
    assert ended["result"]["duplicates"]["traces"] == 2
    assert (ended["filter"], ended["url"]) == (MODEL_A, f"http://testserver/api/jobs/{job['id']}")


def test_a_cleanup(api: APIClient, project: Project, drain: Drain) -> None:
    add_traces(project, 2)
    job = asked(api, "cleanup", options={"older_than_days": 1})
    drain()
    assert api.get(f"/api/jobs/{job['id']}").json()["result"]["deleted"] == {"traces": 0, "spans": 0, "scores": 0}
    assert Trace.objects.count() == 2


def test_an_export(api: APIClient, project: Project, drain: Drain) -> None:
    add_traces(project, 2, model="a")
    job = asked(api, "export", filter=MODEL_A, options={"format": "csv", "priority": "high"})
    assert (job["kind"], job["options"], job["url"]) == (
        "export", {"resource": "traces", "format": "csv", "priority": "high"}, f"http://testserver/api/exports/{job['id']}",
    )  # fmt: skip
    drain()
    assert api.get(f"/api/exports/{job['id']}").json()["state"] == "completed"
    assert api.get(f"/api/jobs/{job['id']}").json()["progress"] == {"done": 2, "total": 2, "fraction": 1.0}


def test_the_location_leads_to_it(api: APIClient) -> None:
    answer = api.post("/api/jobs", {"kind": "analysis"}, format="json")
    assert api.get(answer["Location"]).json() == answer.json()


def test_the_list_has_all_kinds_newest_first_in_pages(api: APIClient) -> None:
    made = [asked(api, kind, options=options)["id"] for kind, options in (
        ("analysis", {}), ("export", {}), ("cleanup", {"older_than_days": 9}), ("export", {}), ("analysis", {}),
    )]  # fmt: skip
    first = api.get("/api/jobs?page_size=2").json()
    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()
    found = [one["id"] for page in (first, second, third) for one in page["results"]]
    assert (found, third["next"]) == (made[::-1], None)
    assert [one["id"] for one in api.get(third["previous"]).json()["results"]] == found[2:4]
    assert ids(api, "?order=oldest") == made


def test_the_list_by_kind_and_state(api: APIClient) -> None:
    analysis, export = (asked(api, kind)["id"] for kind in ("analysis", "export"))
    api.post(f"/api/jobs/{analysis}/cancel")
    assert (ids(api, "?kind=export"), ids(api, "?kind=analysis"), ids(api, "?kind=cleanup")) == ([export], [analysis], [])
    assert (ids(api, "?state=cancelled"), ids(api, "?state=queued"), ids(api, "?kind=export&state=failed")) == ([analysis], [export], [])


def test_the_list_has_no_results(api: APIClient) -> None:
    asked(api, "analysis")
    assert "result" not in api.get("/api/jobs").json()["results"][0]


@pytest.mark.parametrize("query", ["?kind=nope", "?state=nope", "?kinds=export"])
def test_unknown_parameters_are_refused(api: APIClient, query: str) -> None:
    assert api.get(f"/api/jobs{query}").status_code == 400


@pytest.mark.parametrize("kind", ["analysis", "export"])
def test_cancel(api: APIClient, kind: str) -> None:
    job = asked(api, kind)
    assert api.post(f"/api/jobs/{job['id']}/cancel").json()["state"] == "cancelled"
    again = api.post(f"/api/jobs/{job['id']}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "already_ended")


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ([], {""}),
        ({}, {"/kind"}),
        ({"kind": ["export"]}, {"/kind"}),
        ({"kind": "analysis", "filters": {}, "options": []}, {"/filters", "/options"}),
        ({"kind": "analysis", "filter": {"field": "nope", "op": "eq", "value": 1}}, {"/filter/field"}),
        ({"kind": "analysis", "options": {"bins": 1, "x": 1}}, {"/options/bins", "/options/x"}),
        ({"kind": "cleanup"}, {"/options/older_than_days"}),
        ({"kind": "export", "options": {"format": "xls"}, "filter": {"field": "x"}}, {"/options/format", "/filter"}),
        ({"kind": "export", "options": {"filter": {}}}, {"/options/filter"}),
    ],
)  # fmt: skip
def test_bad_requests_tell_every_pointer_and_make_nothing(api: APIClient, body: Any, pointers: set[str]) -> None:
    answer = api.post("/api/jobs", body, format="json")
    assert (answer.status_code, {one["pointer"] for one in answer.json()["errors"]}) == (400, pointers)
    assert (Job.objects.count(), Export.objects.count()) == (0, 0)


def test_metrics(api: APIClient) -> None:
    asked(api, "export")
    found = api.get("/api/jobs/metrics?hours=2").json()
    assert (found["hours"], [one["kind"] for one in found["kinds"]]) == (2, ["export", "analysis", "cleanup"])
    assert (found["kinds"][0]["active"], found["kinds"][0]["seconds"]["p95"]) == (1, None)
    assert [(one["queue"], one["kind"], one["waiting"]) for one in found["queues"]] == [("short", "export", 1)]
    assert api.get("/api/jobs/metrics?hours=x").status_code == 400


@pytest.mark.parametrize(("kind", "scope"), [("export", "exports:write"), ("analysis", "traces:read"), ("cleanup", "traces:delete")])
def test_each_kind_needs_the_scope_of_what_it_does(project: Project, kind: str, scope: str) -> None:
    options = {"older_than_days": 9} if kind == "cleanup" else {}
    refused = asked(client_of(project, scopes=["jobs:write"]), kind, options=options, status=403)
    assert (refused["code"], scope in refused["detail"], Job.objects.count() + Export.objects.count()) == ("missing_scope", True, 0)
    made = asked(client_of(project, scopes=["jobs:write", scope]), kind, options=options)
    answer = client_of(project, scopes=["jobs:write"]).post(f"/api/jobs/{made['id']}/cancel")
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


@pytest.mark.parametrize(("method", "path"), [("post", ""), ("post", f"/{NOBODY}/cancel")])
def test_writing_needs_its_scope(project: Project, method: str, path: str) -> None:
    reader = client_of(project, scopes=["jobs:read", "exports:write", "traces:read", "traces:delete"])
    answer = getattr(reader, method)(f"/api/jobs{path}", {"kind": "analysis"}, format="json")
    assert (answer.status_code, Job.objects.count()) == (403, 0)


@pytest.mark.parametrize("path", ["", f"/{NOBODY}", "/metrics"])
def test_reading_needs_its_scope(project: Project, path: str) -> None:
    assert client_of(project, scopes=["jobs:write", "exports:read"]).get(f"/api/jobs{path}").status_code == 403


@pytest.mark.parametrize("kind", ["analysis", "export"])
def test_a_stranger_finds_nothing(api: APIClient, stranger: APIClient, kind: str) -> None:
    job = asked(api, kind)
    for answer in (stranger.get(f"/api/jobs/{job['id']}"), stranger.post(f"/api/jobs/{job['id']}/cancel")):
        assert (answer.status_code, answer.json()["detail"]) == (404, stranger.get(f"/api/jobs/{NOBODY}").json()["detail"])
    assert ids(stranger) == []
    assert stranger.get("/api/jobs/metrics").json()["queues"] == []
    assert api.get(f"/api/jobs/{job['id']}").json()["state"] == "queued"


def test_a_stranger_analyses_and_cleans_only_what_is_his(stranger: APIClient, project: Project, drain: Drain) -> None:
    add_traces(project, 2)
    Trace.objects.update(ingested_at="2020-01-01T00:00:00Z")
    made = [asked(stranger, "analysis"), asked(stranger, "cleanup", options={"older_than_days": 1})]
    drain()
    analysis, cleanup = (stranger.get(f"/api/jobs/{job['id']}").json()["result"] for job in made)
    assert (analysis["duplicates"]["traces"], cleanup["found"]["traces"], Trace.objects.count()) == (0, 0, 2)


def test_a_key_with_a_quota_has_the_limit_and_an_unlimited_one_none(project: Project) -> None:
    for tier, limit in (("unlimited", None), ("premium", 3)):
        client = APIClient()
        client.credentials(HTTP_X_API_KEY=create_key(project=project, name="x", scopes=["jobs:write", "exports:write"], tier=tier))
        assert Export.objects.get(id=asked(client, "export")["id"]).running_limit == limit
