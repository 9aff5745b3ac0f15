import gzip
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from exports.models import Export, State
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


def test_list_is_the_projects_own_newest_first(api: APIClient, stranger: APIClient, requested: dict[str, Any]) -> None:
    newer = api.post("/api/exports", {"resource": "scores"}, format="json").json()
    assert [one["id"] for one in api.get("/api/exports").json()["results"]] == [newer["id"], requested["id"]]
    assert stranger.get("/api/exports").json()["results"] == []


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


@pytest.mark.parametrize(("method", "path"), [("post", ""), ("post", f"/{NOBODY}/cancel")])
def test_writing_needs_its_scope(project: Project, method: str, path: str) -> None:
    reader = client_of(project, scopes=["exports:read"])
    answer = getattr(reader, method)(f"/api/exports{path}", {"resource": "traces"}, format="json")
    assert (answer.status_code, Export.objects.count()) == (403, 0)


def test_without_a_key(db: None) -> None:
    answer = APIClient().get("/api/exports")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (401, "not_authenticated")
