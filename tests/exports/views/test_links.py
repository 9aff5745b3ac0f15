from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from evalplatform.projects.models import Member, Project, Role, User
from exports import links
from exports.models import Export, State
from exports.sinks import local
from external_api.models import ApiKey
from tests.conftest import client_of
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def export(api: APIClient, project: Project, drain: Callable[[], None]) -> Export:
    add_traces(project, 3)
    made = api.post("/api/exports", {"resource": "traces", "fields": ["external_id"]}, format="json")
    drain()
    return Export.objects.get(id=made.json()["id"], state=State.COMPLETED)


@pytest.fixture
def link(api: APIClient, export: Export) -> str:
    """To the data file."""
    name = export.files.get(companion=False).name
    (made,) = api.post(f"/api/exports/{export.id}/links", {"names": [name]}, format="json").json()["links"]
    return str(made["url"])


def followed(link: str) -> tuple[int, str]:
    answer: Any = APIClient().get(link)
    if not answer.streaming:
        return answer.status_code, answer.json()["code"]
    assert b"".join(answer.streaming_content)
    return answer.status_code, ""


def test_a_link_needs_no_key_and_takes_ranges(link: str) -> None:
    answer: Any = APIClient().get(link, headers={"Range": "bytes=2-"})
    assert (answer.status_code, b"".join(answer.streaming_content)[:20]) == (206, b'external_id":"t-0"}\n')


def test_links_to_all_files(api: APIClient, export: Export) -> None:
    made = api.post(f"/api/exports/{export.id}/links").json()["links"]
    assert [one["name"] for one in made] == [file.name for file in export.files.all()]
    assert [followed(one["url"])[0] for one in made] == [200, 200, 200]
    assert all(one["expires_at"].endswith("Z") for one in made)


def test_a_link_ends_with_its_time(link: str, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    now = timezone.now()
    monkeypatch.setattr("exports.links.timezone.now", lambda: now + timedelta(seconds=settings.EXPORT_LINK_SECONDS - 5))
    assert followed(link) == (200, "")
    monkeypatch.setattr("exports.links.timezone.now", lambda: now + timedelta(seconds=settings.EXPORT_LINK_SECONDS + 1))
    assert followed(link) == (410, "link_expired")


@pytest.mark.parametrize(
    "change",
    [
        {"revoked": True},
        {"expiry_date": timezone.now() - timedelta(seconds=1)},
        {"scopes": ["traces:read"]},
        {"prefix": "other"},
    ],
)
def test_a_link_ends_with_the_right_of_the_key(link: str, change: dict[str, Any]) -> None:
    ApiKey.objects.update(**change)
    assert followed(link) == (410, "link_revoked")


def test_a_link_outlives_other_keys(link: str, project: Project) -> None:
    client_of(project)
    ApiKey.objects.order_by("-created").filter(pk=ApiKey.objects.latest("created").pk).update(revoked=True)
    assert followed(link) == (200, "")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"state": State.EXPIRED}, 410, "expired"),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, 410, "expired"),
        ({"state": State.CANCELLED}, 409, "not_complete"),
    ],
)
def test_a_link_ends_with_the_export(link: str, change: dict[str, Any], status: int, code: str) -> None:
    Export.objects.update(**change)
    assert followed(link) == (status, code)


def test_a_link_to_a_file_that_is_gone(link: str, export: Export) -> None:
    local.forget(export.id)
    assert followed(link) == (410, "file_gone")
    export.delete()
    assert followed(link) == (404, "not_found")


def test_a_link_opens_one_file_only(link: str) -> None:
    start, _, name = link.rpartition("/")
    assert followed(f"{start}/manifest.json") == (404, "not_found")
    assert followed(f"{start[:-1]}x/{name}") == (404, "not_found")


def test_a_link_signed_for_another_purpose(export: Export) -> None:
    from django.core import signing

    file = export.files.get(companion=False)
    facts = [export.id.hex, file.id.hex, 2**40, "", None]
    token = signing.Signer(salt="exports.other").sign_object(facts)
    assert followed(f"/api/exports/links/{token}/{file.name}") == (404, "not_found")


def test_a_link_of_a_person_ends_with_the_membership(project: Project, export: Export) -> None:
    person = User.objects.create(username="ada")
    member = Member.objects.create(project=project, user=person, role=Role.VIEWER)
    (made,) = links.links_to([export.files.get(companion=False)], links.Holder(user_id=person.pk))
    assert links.opened(made.token, made.name).export_id == export.id
    member.delete()
    with pytest.raises(links.LinkDead):
        links.opened(made.token, made.name)


def test_a_link_of_nobody_opens_nothing(export: Export) -> None:
    (made,) = links.links_to([export.files.get(companion=False)], links.Holder())
    with pytest.raises(links.LinkDead):
        links.opened(made.token, made.name)


def test_unknown_names_and_wrong_bodies(api: APIClient, export: Export) -> None:
    path = f"/api/exports/{export.id}/links"
    assert api.post(path, {"names": ["nope"]}, format="json").json()["code"] == "not_found"
    assert api.post(path, {"names": "x"}, format="json").status_code == 400
    assert api.post(path, {"names": ["x\0"]}, format="json").status_code == 400


def test_no_links_before_the_end(api: APIClient, jobs_sent: list[Any], db: None) -> None:
    made = api.post("/api/exports", {"resource": "scores"}, format="json").json()
    answer = api.post(f"/api/exports/{made['id']}/links")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_complete")


def test_a_stranger_gets_no_link(stranger: APIClient, export: Export) -> None:
    assert stranger.post(f"/api/exports/{export.id}/links").status_code == 404


def test_links_need_the_scope(project: Project, export: Export) -> None:
    assert client_of(project, scopes=["exports:write"]).post(f"/api/exports/{export.id}/links").status_code == 403
