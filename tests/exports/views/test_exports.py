import gzip
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from exports.models import Destination, Export, ExportFile, Shard, State
from exports.sinks import local
from tests.conftest import client_of
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]
NOBODY = "01a20505-0000-7000-8000-000000000000"


@pytest.fixture
def requested(api: APIClient, project: Project, jobs_sent: list[Any]) -> dict[str, Any]:
    add_traces(project, 3)
    answer = api.post("/api/exports", {"resource": "traces", "fields": ["external_id"], "compression": "gzip"}, format="json")
    assert answer.status_code == 202, answer.content
    return dict(answer.json())


def test_a_request_is_accepted_and_can_be_watched(api: APIClient, requested: dict[str, Any]) -> None:
    assert requested["state"] == "queued"
    assert requested["request"] == {"resource": "traces", "fields": ["external_id"], "compression": "gzip"}
    assert api.get(f"/api/exports/{requested['id']}").json() == requested


def test_a_completed_export_tells_its_files(api: APIClient, requested: dict[str, Any], drain: Drain) -> None:
    drain()
    body = api.get(f"/api/exports/{requested['id']}").json()
    (file,) = body["files"]
    assert (body["state"], body["error"], body["rejected"]) == ("completed", None, 0)
    assert [one["name"] for one in body["companions"]] == ["manifest.json", "manifest.json.sig"]
    assert body["progress"] | {"bytes": 0, "rows_per_second": 0} == {
        "rows": 3, "total": 3, "total_is_estimate": False, "fraction": 1.0, "bytes": 0, "rows_per_second": 0, "eta_seconds": 0.0,
    }  # fmt: skip
    assert file["rows"] == 3
    assert file["url"] == f"http://testserver/api/exports/{requested['id']}/files/{file['name']}"


def test_download(api: APIClient, requested: dict[str, Any], drain: Drain) -> None:
    drain()
    answer = api.get(f"/api/exports/{requested['id']}/download")
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert gzip.decompress(body) == b'{"external_id":"t-0"}\n{"external_id":"t-1"}\n{"external_id":"t-2"}\n'
    assert answer["Content-Type"] == "application/gzip"
    assert answer["Content-Disposition"].startswith('attachment; filename="traces-')


def test_download_before_the_end_is_a_conflict(api: APIClient, requested: dict[str, Any]) -> None:
    answer = api.get(f"/api/exports/{requested['id']}/download")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_complete")


def test_a_deleted_file_is_gone(api: APIClient, requested: dict[str, Any], drain: Drain) -> None:
    drain()
    local.forget(UUID(requested["id"]))
    answer = api.get(f"/api/exports/{requested['id']}/download")
    assert (answer.status_code, answer.json()["code"]) == (410, "file_gone")


def test_unknown_file(api: APIClient, requested: dict[str, Any], drain: Drain) -> None:
    drain()
    assert api.get(f"/api/exports/{requested['id']}/files/nope.jsonl").status_code == 404
    assert api.get(f"/api/exports/{requested['id']}/files/..%2F..%2Fsecret_key").status_code == 404


def test_cancel(api: APIClient, requested: dict[str, Any]) -> None:
    assert api.post(f"/api/exports/{requested['id']}/cancel").json()["state"] == "cancelled"
    again = api.post(f"/api/exports/{requested['id']}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "already_ended")


def test_retry(api: APIClient, requested: dict[str, Any], drain: Drain) -> None:
    path = f"/api/exports/{requested['id']}"
    too_early = api.post(f"{path}/retry")
    assert (too_early.status_code, too_early.json()["code"]) == (409, "not_ended")
    api.post(f"{path}/cancel")
    answer = api.post(f"{path}/retry")
    assert (answer.status_code, answer["Location"], answer.json()) == (202, path, requested)
    drain()
    assert api.get(path).json()["state"] == "completed"
    too_late = api.post(f"{path}/retry")
    assert (too_late.status_code, too_late.json()["code"]) == (409, "already_completed")


def test_retry_of_what_goes_to_a_destination_needs_its_scope(project: Project, jobs_sent: list[Any]) -> None:
    destination = Destination.objects.create(project=project, name="here", kind="local")
    body = {"resource": "traces", "destination": str(destination.id)}
    export = client_of(project).post("/api/exports", body, format="json").json()
    client_of(project).post(f"/api/exports/{export['id']}/cancel")
    answer = client_of(project, scopes=["exports:write"]).post(f"/api/exports/{export['id']}/retry")
    assert (answer.status_code, answer.json()["code"], Export.objects.get().state) == (403, "missing_scope", State.CANCELLED)


def test_list_is_the_projects_own_newest_first(api: APIClient, stranger: APIClient, requested: dict[str, Any]) -> None:
    newer = api.post("/api/exports", {"resource": "scores"}, format="json").json()
    assert [one["id"] for one in api.get("/api/exports").json()["results"]] == [newer["id"], requested["id"]]
    assert stranger.get("/api/exports").json()["results"] == []


def test_a_list_of_many_asks_the_database_as_often_as_a_list_of_one(
    api: APIClient, project: Project, requested: dict[str, Any], drain: Drain, django_assert_num_queries: Any
) -> None:
    drain()
    (done,) = api.get("/api/exports").json()["results"]
    with CaptureQueriesContext(connection) as for_one:
        api.get("/api/exports")
    for _ in range(50):
        copy = Export.objects.create(project=project, resource="traces", request=requested["request"], snapshot="1:1:")
        Shard.objects.bulk_create(Shard(export=copy, number=n, rows=n, bytes=2) for n in range(3))
        ExportFile.objects.bulk_create(ExportFile(export=copy, name=f"{n}", companion=n == 2, sha256="") for n in range(3))
    with django_assert_num_queries(len(for_one)):
        listed = api.get("/api/exports?page_size=100").json()["results"]
    assert len(listed) == 51
    assert [(one["progress"]["rows"], len(one["files"]), len(one["companions"])) for one in listed[:50]] == [(3, 2, 1)] * 50
    assert listed[50] == done


def test_list_goes_on_by_its_next_link(api: APIClient, requested: dict[str, Any]) -> None:
    newer = api.post("/api/exports", {"resource": "scores"}, format="json").json()
    first = api.get("/api/exports?page_size=1").json()
    second = api.get(first["next"]).json()
    assert [one["id"] for one in first["results"] + second["results"]] == [newer["id"], requested["id"]]
    assert (first["previous"], second["next"]) == (None, None)


def test_bad_requests_tell_every_pointer_and_make_nothing(api: APIClient) -> None:
    answer = api.post("/api/exports", {"resource": "traces", "fields": ["nope"], "format": "xls"}, format="json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert {(one["pointer"], one["code"]) for one in answer.json()["errors"]} == {
        ("/fields/0", "unknown_field"),
        ("/format", "unknown_format"),
    }
    assert Export.objects.count() == 0


@pytest.mark.parametrize("path", ["", "/download", "/files/x"])
def test_a_stranger_finds_nothing(stranger: APIClient, requested: dict[str, Any], drain: Drain, path: str) -> None:
    drain()
    theirs = stranger.get(f"/api/exports/{requested['id']}{path}")
    nobodys = stranger.get(f"/api/exports/{NOBODY}{path}")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.json()["detail"] == nobodys.json()["detail"]


def test_a_stranger_cannot_cancel(stranger: APIClient, requested: dict[str, Any]) -> None:
    assert stranger.post(f"/api/exports/{requested['id']}/cancel").status_code == 404
    assert Export.objects.get().state == State.QUEUED


def test_a_stranger_cannot_retry(api: APIClient, stranger: APIClient, requested: dict[str, Any]) -> None:
    api.post(f"/api/exports/{requested['id']}/cancel")
    assert stranger.post(f"/api/exports/{requested['id']}/retry").status_code == 404
    assert Export.objects.get().state == State.CANCELLED


@pytest.mark.parametrize(("method", "path"), [("post", ""), ("post", f"/{NOBODY}/cancel"), ("post", f"/{NOBODY}/retry")])
def test_writing_needs_its_scope(project: Project, method: str, path: str) -> None:
    reader = client_of(project, scopes=["exports:read"])
    answer = getattr(reader, method)(f"/api/exports{path}", {"resource": "traces"}, format="json")
    assert (answer.status_code, Export.objects.count()) == (403, 0)


def test_without_a_key(db: None) -> None:
    answer = APIClient().get("/api/exports")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (401, "not_authenticated")
