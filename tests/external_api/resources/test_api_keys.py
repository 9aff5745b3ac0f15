from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from evalplatform.projects.models import Project, Role
from external_api import keys
from external_api.models import ApiKey
from tests.external_api.people import person, token_client

URL = "/api/external/api-keys"
ASKED = {"name": "ci", "scopes": ["traces:read"]}


@pytest.fixture
def admin(project: Project) -> APIClient:
    return token_client(person("admin", (project, Role.ADMIN)), project)


@pytest.fixture
def viewer(project: Project) -> APIClient:
    return token_client(person("viewer", (project, Role.VIEWER)), project)


def made(client: APIClient, **more: Any) -> Any:
    return client.post(URL, {**ASKED, **more}, format="json")


def status_with(secret: str) -> int:
    return APIClient().get("/api/external/traces", headers={"X-API-Key": secret}).status_code


def test_a_key_is_shown_once_and_works(viewer: APIClient) -> None:
    answer = made(viewer, note="for CI", networks=["127.0.0.1"], expires_at="2999-01-01T00:00:00Z")
    body = answer.json()
    assert (answer.status_code, answer.headers["Cache-Control"], status_with(body["key"])) == (201, "no-store", 200)
    shown = viewer.get(answer.headers["Location"])
    details = {**body["details"], "last_used_at": shown.json()["last_used_at"]}
    assert shown.json() == details
    assert (details["owner"], details["tier"], details["state"], details["networks"]) == ("viewer", "free", "active", ["127.0.0.1/32"])
    key = ApiKey.objects.get()
    assert key.hashed_key not in shown.content.decode()
    assert body["key"] not in viewer.get(URL).content.decode()


def test_a_key_can_do_no_more_than_its_maker(viewer: APIClient) -> None:
    answer = made(viewer, scopes=["traces:read", "traces:write"])
    assert (answer.status_code, answer.json()["code"]) == (403, "beyond_role")
    assert made(viewer, service=True).status_code == 403
    assert not ApiKey.objects.exists()


def test_a_service_key_has_no_owner(admin: APIClient) -> None:
    assert made(admin, service=True).json()["details"]["owner"] is None


def test_an_admin_sees_all_others_their_own(admin: APIClient, viewer: APIClient) -> None:
    of_admin, of_viewer = (made(client).json()["details"]["id"] for client in (admin, viewer))
    assert [one["id"] for one in admin.get(URL).json()["results"]] == [of_viewer, of_admin]
    assert [one["id"] for one in viewer.get(URL).json()["results"]] == [of_viewer]
    assert viewer.get(f"{URL}/{of_admin}").status_code == viewer.delete(f"{URL}/{of_admin}").status_code == 404


def test_pages(admin: APIClient) -> None:
    ids = [made(admin).json()["details"]["id"] for _ in range(5)]
    page = admin.get(f"{URL}?page_size=2&order=oldest").json()
    following = admin.get(page["next"]).json()
    assert [one["id"] for one in (*page["results"], *following["results"])] == ids[:4]
    assert admin.get(following["previous"]).json()["results"] == page["results"]


def test_no_key_makes_keys(api: APIClient) -> None:
    answer = made(api)
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    assert "No API key" in answer.json()["detail"]


def test_revoked_at_once(admin: APIClient) -> None:
    body = made(admin).json()
    assert admin.delete(f"{URL}/{body['details']['id']}").status_code == 204
    assert status_with(body["key"]) == 401
    assert admin.get(f"{URL}/{body['details']['id']}").json()["state"] == "revoked"


def test_rotation_overlaps(admin: APIClient) -> None:
    old = made(admin, networks=["127.0.0.0/8"]).json()
    new = admin.post(f"{URL}/{old['details']['id']}/rotate", {"overlap_seconds": 60}, format="json")
    assert (new.status_code, new.json()["details"]["rotated_from"]) == (201, old["details"]["prefix"])
    assert new.json()["details"]["networks"] == ["127.0.0.0/8"]
    assert [status_with(one["key"]) for one in (old, new.json())] == [200, 200]
    ends = ApiKey.objects.get(prefix=old["details"]["prefix"]).expiry_date
    assert timedelta(seconds=50) < ends - timezone.now() < timedelta(seconds=61)


def test_rotation_without_overlap_and_of_an_ended_key(admin: APIClient) -> None:
    old = made(admin).json()
    rotate = f"{URL}/{old['details']['id']}/rotate"
    assert admin.post(rotate, {"overlap_seconds": 0}, format="json").status_code == 201
    assert status_with(old["key"]) == 401
    again = admin.post(rotate)
    assert (again.status_code, again.json()["code"]) == (409, "key_ended")


@pytest.mark.parametrize(
    "body", ['{"overlap_seconds": -1}', '{"overlap_seconds": true}', '{"overlap_seconds": 1000000000}', '{"nope": 1}', "[]", "null"]
)
def test_an_overlap_that_is_none(admin: APIClient, body: str) -> None:
    made_id = made(admin).json()["details"]["id"]
    answer = admin.post(f"{URL}/{made_id}/rotate", body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "x" * 51}, "/name"),
        ({"name": "a\nb"}, "/name"),
        ({"scopes": []}, "/scopes"),
        ({"scopes": "traces:read"}, "/scopes"),
        ({"scopes": ["traces:*"]}, "/scopes"),
        ({"scopes": ["keys:write"]}, "/scopes"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "2999-01-01T00:00:00"}, "/expires_at"),
        ({"expires_at": "9999-12-31T23:59:59-23:00"}, "/expires_at"),
        ({"networks": ["192.0.2.1/24"]}, "/networks"),
        ({"networks": "192.0.2.0/24"}, "/networks"),
        ({"note": 1}, "/note"),
        ({"service": "yes"}, "/service"),
        ({"tier": "enterprise"}, "/tier"),
    ],
)
def test_what_is_refused_leaves_no_key(admin: APIClient, change: dict[str, Any], pointer: str) -> None:
    answer = made(admin, **change)
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (400, [pointer])
    assert not ApiKey.objects.exists()


def test_a_project_has_so_many_keys(admin: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "MAX_KEYS", 1)
    assert [made(admin).status_code for _ in range(2)] == [201, 409]
