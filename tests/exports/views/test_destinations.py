from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from evalplatform import outbound
from evalplatform.projects.models import Project
from exports.models import Destination, Schedule
from tests.conftest import client_of
from tests.exports.conftest import add_traces
from tests.stores import SECRETS, Bucket, PutServer

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/api/exports/destinations"
S3 = {"name": "lake", "kind": "s3", "settings": {"bucket": "bkt", "region": "eu-central-1"}, "secrets": SECRETS}


@pytest.fixture
def lake(api: APIClient) -> dict[str, Any]:
    answer = api.post(LIST, S3, format="json")
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def at(destination: dict[str, Any], *more: str) -> str:
    return "/".join([LIST, destination["id"], *more])


def test_a_destination_never_shows_its_secrets(api: APIClient, lake: dict[str, Any]) -> None:
    assert lake["settings"] == {"bucket": "bkt", "region": "eu-central-1"}
    assert lake["secrets"] == {"access_key_id": True, "secret_access_key": True, "session_token": False}
    assert (lake["name"], lake["kind"], lake["test"]) == ("lake", "s3", None)
    assert api.get(at(lake)).json() == lake
    assert api.get(LIST).json()["results"] == [lake]
    assert b"not-a-secret" not in api.get(at(lake)).content
    assert "not-a-secret" not in str(Destination.objects.values().get())


def test_strangers_see_and_change_nothing(stranger: APIClient, lake: dict[str, Any]) -> None:
    assert stranger.get(LIST).json()["results"] == []
    assert stranger.get(at(lake)).status_code == 404
    assert stranger.patch(at(lake), {"name": "x"}, format="json").status_code == 404
    assert stranger.post(at(lake, "test")).status_code == 404
    assert stranger.delete(at(lake)).status_code == 404
    assert Destination.objects.filter(name="lake", deleted_at=None).exists()


def test_strangers_cannot_send_there(stranger: APIClient, lake: dict[str, Any]) -> None:
    answer = stranger.post("/api/exports", {"resource": "traces", "destination": lake["id"]}, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"pointer": "/destination", "detail": "There is no such destination in this project.", "code": "unknown_destination"}
    ]


@pytest.mark.parametrize("scopes", [["destinations:read"], ["exports:write", "exports:read"]])
def test_scopes(project: Project, lake: dict[str, Any], scopes: list[str]) -> None:
    limited = client_of(project, scopes=scopes)
    assert limited.post(LIST, S3, format="json").status_code == 403
    assert limited.patch(at(lake), {"name": "x"}, format="json").status_code == 403
    assert limited.post(at(lake, "test")).status_code == 403
    assert limited.delete(at(lake)).status_code == 403
    answer = limited.post("/api/exports", {"resource": "traces", "destination": lake["id"]}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"kind": "ftp"}, ["/kind"]),
        ({"name": ""}, ["/name"]),
        ({"name": 1}, ["/name"]),
        ({"nope": 1}, ["/nope"]),
        ({"settings": []}, ["/settings/bucket"]),
        ({"settings": 1}, ["/settings"]),
        ({"settings": {"bucket": "b"}}, ["/settings/bucket"]),
        ({"settings": {"bucket": "bkt", "nope": 1}}, ["/settings/nope"]),
        ({"settings": {"bucket": "bkt", "endpoint_url": "ftp://x"}}, ["/settings/endpoint_url"]),
        ({"settings": {"bucket": "bkt", "region": "eu/../x"}}, ["/settings/region"]),
        ({"settings": {"bucket": "bkt", "addressing": "x"}}, ["/settings/addressing"]),
        ({"settings": {"bucket": "bkt", "key": "../{name}"}}, ["/settings/key"]),
        ({"secrets": {}}, ["/secrets/access_key_id", "/secrets/secret_access_key"]),
        ({"secrets": {**SECRETS, "session_token": 5}}, ["/secrets/session_token"]),
        ({"kind": "local"}, ["/secrets/access_key_id", "/secrets/secret_access_key", "/settings/bucket", "/settings/region"]),
    ],
)
def test_refuses_with_pointers(api: APIClient, change: dict[str, Any], pointers: list[str]) -> None:
    answer = api.post(LIST, {**S3, **change}, format="json")
    assert answer.status_code == 400
    assert sorted(one["pointer"] for one in answer.json()["errors"]) == pointers
    assert Destination.objects.count() == 0


def test_a_name_is_taken_once(api: APIClient, lake: dict[str, Any]) -> None:
    answer = api.post(LIST, S3, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")
    other = api.post(LIST, {**S3, "name": "other"}, format="json").json()
    assert api.patch(at(other), {"name": "lake"}, format="json").json()["code"] == "name_taken"


def test_change_keeps_what_is_not_named(api: APIClient, lake: dict[str, Any]) -> None:
    changed = api.patch(at(lake), {"name": "sea", "secrets": {"session_token": "t"}}, format="json").json()
    assert (changed["name"], changed["settings"]) == ("sea", lake["settings"])
    assert changed["secrets"] == {"access_key_id": True, "secret_access_key": True, "session_token": True}
    removed = api.patch(at(lake), {"secrets": {"session_token": None}}, format="json").json()
    assert removed["secrets"]["session_token"] is False
    refused = api.patch(at(lake), {"secrets": {"access_key_id": None}}, format="json")
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/secrets/access_key_id"]


def test_stored_secrets_do_not_go_to_another_address(api: APIClient, put_server: PutServer) -> None:
    body = {"name": "in", "kind": "http", "settings": {"url": "https://good.example/"}, "secrets": {"authorization": "Bearer t0p"}}
    made = api.post(LIST, body, format="json").json()
    moved = {"settings": {"url": put_server.url}}
    assert api.patch(at(made), moved, format="json").json()["errors"][0]["code"] == "secrets_needed"
    assert api.patch(at(made), {**moved, "secrets": {"authorization": None}}, format="json").json()["secrets"] == {"authorization": False}
    assert api.post(at(made, "test")).json()["test"]["ok"] is True
    assert "authorization" not in next(iter(put_server.headers.values()))


def test_secrets_can_be_entered_anew_when_the_key_is_lost(api: APIClient, lake: dict[str, Any], settings: Any) -> None:
    settings.SECRET_KEY = "another" * 10
    again = client_of(Project.objects.get(slug="ours"))
    assert again.post(at(lake, "test")).json()["test"]["code"] == "secret_lost"
    assert again.patch(at(lake), {"secrets": SECRETS}, format="json").status_code == 200


def test_test_says_that_it_works(api: APIClient, bucket: Bucket) -> None:
    made = api.post(LIST, {**S3, "settings": bucket.settings}, format="json").json()
    tested = api.post(at(made, "test")).json()["test"]
    assert (tested["ok"], tested["code"], tested["message"]) == (True, None, None)
    assert bucket.objects() == {}


def test_test_says_what_to_mend(api: APIClient, bucket: Bucket) -> None:
    made = api.post(LIST, {**S3, "settings": {**bucket.settings, "bucket": "nowhere"}}, format="json").json()
    tested = api.post(at(made, "test")).json()["test"]
    assert (tested["ok"], tested["code"]) == (False, "bucket_missing")
    assert tested["message"] == "The store has no bucket 'nowhere'. Create it, or change the destination's bucket."
    assert api.get(at(made)).json()["test"] == tested


def test_test_of_an_address_inside(api: APIClient, put_server: PutServer, settings: Any) -> None:
    settings.OUTBOUND_ALLOW = outbound.Allowed()
    made = api.post(LIST, {"name": "in", "kind": "http", "settings": {"url": put_server.url}}, format="json").json()
    assert api.post(at(made, "test")).json()["test"]["code"] == "address_refused"
    assert put_server.requests == 0


def test_test_of_the_servers_own_storage(api: APIClient, export_dir: Any) -> None:
    made = api.post(LIST, {"name": "here", "kind": "local"}, format="json").json()
    assert api.post(at(made, "test")).json()["test"]["ok"] is True
    assert list(export_dir.iterdir()) == []


def test_one_in_use_is_kept(api: APIClient, lake: dict[str, Any], jobs_sent: list[Any]) -> None:
    api.post("/api/exports", {"resource": "traces", "destination": lake["id"]}, format="json")
    assert api.delete(at(lake)).json()["code"] == "destination_in_use"
    assert api.patch(at(lake), {"settings": {"bucket": "other"}}, format="json").json()["code"] == "destination_in_use"
    assert api.patch(at(lake), {"name": "sea"}, format="json").status_code == 200
    assert api.get(at(lake)).json()["settings"] == lake["settings"]


def test_one_that_a_schedule_names_is_kept(api: APIClient, project: Project, lake: dict[str, Any]) -> None:
    request = {"resource": "traces", "destination": lake["id"]}
    schedule = Schedule.objects.create(project=project, name="s", request=request, cron="0 0 * * *")
    assert api.delete(at(lake)).status_code == 409
    schedule.delete()
    assert api.delete(at(lake)).status_code == 204


def test_a_deleted_one_is_gone_with_its_secrets_and_its_name_is_free(api: APIClient, lake: dict[str, Any]) -> None:
    assert api.delete(at(lake)).status_code == 204
    assert api.get(at(lake)).status_code == 404
    assert api.post("/api/exports", {"resource": "traces", "destination": lake["id"]}, format="json").status_code == 400
    assert Destination.objects.values_list("sealed", flat=True).get() == ""
    assert api.post(LIST, S3, format="json").status_code == 201


def test_a_project_with_all_of_it_can_be_deleted(api: APIClient, project: Project, lake: dict[str, Any], jobs_sent: list[Any]) -> None:
    api.post("/api/exports", {"resource": "traces", "destination": lake["id"]}, format="json")
    project.delete()
    assert Destination.objects.count() == 0


def test_download_is_the_stores_own_link(api: APIClient, project: Project, bucket: Bucket, drain: Callable[[], None]) -> None:
    add_traces(project, 3)
    made = api.post(LIST, {**S3, "settings": bucket.settings}, format="json").json()
    asked = {"resource": "traces", "destination": made["id"], "fields": ["external_id"]}
    export = api.post("/api/exports", asked, format="json").json()
    drain()
    (file,) = api.get(f"/api/exports/{export['id']}").json()["files"]
    assert file["location"] == f"s3://{bucket.name}/ours/{export['id']}/{file['name']}"
    answer = api.get(file["url"])
    assert (answer.status_code, answer["Cache-Control"]) == (302, "no-store")
    found = outbound.send("GET", answer["Location"])
    assert found.body == b'{"external_id":"t-0"}\n{"external_id":"t-1"}\n{"external_id":"t-2"}\n'


def test_files_at_an_http_destination_have_no_download(
    api: APIClient, project: Project, put_server: PutServer, drain: Callable[[], None]
) -> None:
    made = api.post(LIST, {"name": "in", "kind": "http", "settings": {"url": put_server.url}}, format="json").json()
    export = api.post("/api/exports", {"resource": "traces", "destination": made["id"]}, format="json").json()
    drain()
    (file,) = api.get(f"/api/exports/{export['id']}").json()["files"]
    assert (file["url"], file["location"]) == (None, f"{put_server.url}/ours/{export['id']}/{file['name']}")
    answer = api.get(f"/api/exports/{export['id']}/files/{file['name']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_download")
