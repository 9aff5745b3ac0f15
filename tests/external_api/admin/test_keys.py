import re

import pytest
from django.test import Client
from rest_framework.test import APIClient

from evalplatform.projects.models import Project, Role, User
from external_api.keys import create_key
from external_api.models import ApiKey
from external_api.tiers import tier_named
from tests.external_api.people import person

URL = "/admin/external_api/apikey/"


@pytest.fixture
def back_office(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser(username="root", password="x"))  # noqa: S106
    return client


def status_with(secret: str) -> int:
    return APIClient().get("/api/external/traces", headers={"X-API-Key": secret}).status_code


def test_a_new_key_is_shown_once(back_office: Client, project: Project) -> None:
    form = {
        "name": "ci",
        "project": project.id,
        "tier": tier_named("premium").name,
        "scopes": ["traces:read"],
        "allowed_networks": "127.0.0.0/8",
    }
    page = back_office.post(f"{URL}add/", form).content.decode()
    (secret,) = re.findall(r"evp_\w{8}_\w{38}", page)
    key = ApiKey.objects.get()
    assert (status_with(secret), key.tier_id, key.networks) == (200, "premium", ["127.0.0.0/8"])
    assert secret not in back_office.get(URL).content.decode() + back_office.get(f"{URL}{key.id}/change/").content.decode()


def test_no_page_shows_the_hash(back_office: Client, project: Project) -> None:
    create_key(project=project, name="x", scopes=["traces:read"])
    key = ApiKey.objects.get()
    pages = [back_office.get(URL), back_office.get(f"{URL}{key.id}/change/")]
    assert [(page.status_code, key.hashed_key[:20] in page.content.decode()) for page in pages] == [(200, False), (200, False)]


def test_an_owner_must_be_a_member(back_office: Client, project: Project) -> None:
    owner = person("stranger")
    form = {"name": "ci", "project": project.id, "owner": owner.id, "tier": tier_named("free").name, "scopes": ["traces:read"]}
    assert "not a member of the project" in back_office.post(f"{URL}add/", form).content.decode()
    person_of = person("member", (project, Role.VIEWER))
    assert "evp_" in back_office.post(f"{URL}add/", {**form, "owner": person_of.id}).content.decode()


def test_bad_networks_are_told_at_their_field(back_office: Client, project: Project) -> None:
    form = {"name": "ci", "project": project.id, "tier": tier_named("free").name, "scopes": ["traces:read"], "allowed_networks": "nope"}
    assert "networks has one that is none" in back_office.post(f"{URL}add/", form).content.decode()
    assert not ApiKey.objects.exists()


def test_tier_and_note_can_be_changed(back_office: Client, project: Project) -> None:
    create_key(project=project, name="x", scopes=["traces:read"])
    key = ApiKey.objects.get()
    back_office.post(f"{URL}{key.id}/change/", {"tier": tier_named("free").name, "note": "less", "name": "other"})
    key.refresh_from_db()
    assert (key.tier_id, key.note, key.name) == ("free", "less", "x")


def test_rotate_and_revoke(back_office: Client, project: Project) -> None:
    old = create_key(project=project, name="x", scopes=["traces:read"])
    chosen = {"_selected_action": [ApiKey.objects.get().pk], "meant": "yes"}
    page = back_office.post(URL, {"action": "rotate", **chosen}).content.decode()
    (new,) = re.findall(r"evp_\w{8}_\w{38}", page)
    back_office.post(URL, {"action": "revoke", **chosen})
    assert (status_with(old), status_with(new)) == (401, 200)


@pytest.mark.parametrize(
    ("action", "says"), [("rotate", "Programs that have the old one have a day"), ("revoke", "everywhere and for good")]
)
def test_each_asks_first(back_office: Client, project: Project, action: str, says: str) -> None:
    old = create_key(project=project, name="<b>mine</b>", scopes=["traces:read"])
    page = back_office.post(URL, {"action": action, "_selected_action": [ApiKey.objects.get().pk]}).content.decode()
    assert (says in page, "&lt;b&gt;mine&lt;/b&gt;" in page, "evp_" in page) == (True, True, False)
    assert (status_with(old), ApiKey.objects.count()) == (200, 1)
