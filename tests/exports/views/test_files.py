import gzip
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from exports.models import Export, ExportFile, State
from exports.sinks import local
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]
MANY = {"resource": "traces", "fields": ["external_id"], "rows_per_file": 100}


@pytest.fixture
def export(api: APIClient, project: Project, drain: Drain) -> Export:
    add_traces(project, 20)
    made = api.post("/api/exports", {"resource": "traces", "fields": ["external_id", "input"], "compression": "gzip"}, format="json")
    drain()
    return Export.objects.get(id=made.json()["id"], state=State.COMPLETED)


@pytest.fixture
def file(export: Export) -> ExportFile:
    return export.files.get(companion=False)


@pytest.fixture
def data(file: ExportFile) -> bytes:
    return (local.folder(file.export_id) / file.name).read_bytes()


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def download(export: Export) -> str:
    return f"/api/exports/{export.id}/download"


def test_whole(api: APIClient, export: Export, file: ExportFile, data: bytes) -> None:
    answer = api.get(download(export))
    assert (answer.status_code, body(answer)) == (200, data)
    assert (answer["ETag"], answer["Accept-Ranges"], answer["Content-Length"]) == (f'"{file.sha256}"', "bytes", str(len(data)))
    assert answer["Content-Disposition"] == f'attachment; filename="{file.name}"'
    assert "no-transform" in answer["Cache-Control"]


def test_a_download_that_is_cut_at_any_byte_goes_on(api: APIClient, export: Export, file: ExportFile, data: bytes) -> None:
    for cut in (0, 1, len(data) // 3, len(data) - 1):
        rest = api.get(download(export), headers={"Range": f"bytes={cut}-", "If-Range": f'"{file.sha256}"'})
        assert (rest.status_code, rest["Content-Range"]) == (206, f"bytes {cut}-{len(data) - 1}/{len(data)}")
        assert rest["Content-Length"] == str(len(data) - cut)
        assert hashlib.sha256(data[:cut] + body(rest)).hexdigest() == file.sha256


def test_a_range_in_the_middle_ends_where_it_says(api: APIClient, export: Export, data: bytes) -> None:
    answer = api.get(download(export), headers={"Range": "bytes=5-14"})
    assert (answer.status_code, body(answer), answer["Content-Length"]) == (206, data[5:15], "10")


def test_the_last_bytes(api: APIClient, export: Export, data: bytes) -> None:
    assert body(api.get(download(export), headers={"Range": "bytes=-7"})) == data[-7:]


def test_a_range_of_another_version_and_several_ranges_get_the_whole(api: APIClient, export: Export, data: bytes) -> None:
    for headers in ({"Range": "bytes=5-", "If-Range": '"other"'}, {"Range": "bytes=0-1,3-4"}):
        answer = api.get(download(export), headers=headers)
        assert (answer.status_code, body(answer)) == (200, data)


def test_a_range_after_the_end(api: APIClient, export: Export, data: bytes) -> None:
    answer = api.get(download(export), headers={"Range": f"bytes={len(data)}-"})
    assert (answer.status_code, answer.json()["code"]) == (416, "range_not_satisfiable")
    assert answer["Content-Range"] == f"bytes */{len(data)}"


def test_what_the_caller_has_is_not_sent_again(api: APIClient, export: Export, file: ExportFile) -> None:
    answer = api.get(download(export), headers={"If-None-Match": f'"{file.sha256}"', "Range": "bytes=5-"})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", f'"{file.sha256}"')


def test_head_tells_the_length_and_sends_nothing(api: APIClient, export: Export, data: bytes) -> None:
    answer = api.head(download(export), headers={"Range": "bytes=5-"})
    assert (answer.status_code, answer.content, answer["Content-Length"]) == (200, b"", str(len(data)))
    assert (answer["Accept-Ranges"], answer["Content-Type"]) == ("bytes", "application/gzip")


def test_many_files_are_had_one_by_one(api: APIClient, project: Project, drain: Drain) -> None:
    add_traces(project, 250)
    made = api.post("/api/exports", MANY, format="json").json()
    drain()
    answer = api.get(f"/api/exports/{made['id']}/download")
    assert (answer.status_code, answer.json()["code"]) == (409, "many_files")
    files = api.get(f"/api/exports/{made['id']}").json()["files"]
    assert [body(api.get(file["url"])).count(b"\n") for file in files] == [100, 100, 50]


def test_manifest_and_signature(api: APIClient, export: Export) -> None:
    answer = api.get(f"/api/exports/{export.id}/manifest")
    assert answer["Content-Type"] == "application/json"
    assert body(answer) == (local.folder(export.id) / "manifest.json").read_bytes()
    signature = api.get(f"/api/exports/{export.id}/files/manifest.json.sig")
    assert (signature["Content-Type"], len(body(signature))) == ("application/octet-stream", 64)


@pytest.mark.parametrize("change", [{"state": State.EXPIRED}, {"expires_at": timezone.now() - timedelta(seconds=1)}])
@pytest.mark.parametrize("path", ["download", "manifest", "files/manifest.json"])
def test_an_expired_export(api: APIClient, export: Export, change: dict[str, Any], path: str) -> None:
    Export.objects.update(**change)
    answer = api.get(f"/api/exports/{export.id}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (410, "expired")


def test_a_file_that_somebody_changed_is_not_sent_for_the_one_that_was_written(api: APIClient, export: Export, file: ExportFile) -> None:
    with (local.folder(export.id) / file.name).open("ab") as changed:
        changed.write(gzip.compress(b"one more"))
    answer = api.get(download(export))
    assert (answer.status_code, answer.json()["code"]) == (410, "file_damaged")


def test_an_empty_file(api: APIClient, drain: Drain, db: None) -> None:
    made = api.post("/api/exports", {"resource": "scores"}, format="json").json()
    drain()
    whole = api.get(f"/api/exports/{made['id']}/download")
    assert (whole.status_code, body(whole), whole["Content-Length"]) == (200, b"", "0")
    assert api.get(f"/api/exports/{made['id']}/download", headers={"Range": "bytes=0-"}).status_code == 416


@pytest.mark.parametrize("name", ["nope", "..%2Fmanifest.json"])
def test_unknown_names(api: APIClient, export: Export, name: str) -> None:
    assert api.get(f"/api/exports/{export.id}/files/{name}").status_code == 404


@pytest.mark.parametrize("path", ["download", "manifest", "files/manifest.json"])
def test_a_stranger_finds_nothing(stranger: APIClient, export: Export, path: str) -> None:
    answer = stranger.get(f"/api/exports/{export.id}/{path}", headers={"Range": "bytes=0-"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
