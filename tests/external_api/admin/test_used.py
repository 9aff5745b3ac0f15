"""What the pages of a key and of a tier say was used, and to whom."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evalplatform.hours import HOUR, hour_of
from evalplatform.projects.models import Member, Project, Role, User
from external_api.keys import create_key
from external_api.models import ApiKey, UsageHour
from external_api.tiers import tier_named

pytestmark = pytest.mark.django_db
NOW = hour_of(datetime.now(UTC))


def made(project: Project, tier: str = "free", owner: User | None = None) -> ApiKey:
    create_key(project=project, name="x", scopes=["traces:read"], tier=tier)
    key: ApiKey = ApiKey.objects.latest("created")
    ApiKey.objects.filter(pk=key.pk).update(owner=owner)
    return key


def count(key: ApiKey, endpoint: str, requests: int, *, back: timedelta = HOUR, **more: Any) -> None:
    UsageHour.objects.create(project=key.project, hour=NOW - back, caller=key.prefix, endpoint=endpoint, requests=requests, **more)


def shown(client: Client, one: ApiKey | str, query: str = "") -> dict[str, Any]:
    name = "tier" if isinstance(one, str) else "apikey"
    answer = client.get(reverse(f"admin:external_api_{name}_change", args=[one if isinstance(one, str) else one.pk]) + query)
    assert answer.status_code == 200
    found = answer.context["used"]
    return {one.title: one for one in found["sections"]} if found else {}


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(username="root"))
    return client


def test_a_key(office: Client, project: Project) -> None:
    key = made(project)
    count(key, "GET /api/a", 3, client_errors=1, server_errors=1, items=1500, bytes_out=99, slowest_seconds=0.256)
    count(key, "GET /api/b", 4, back=2 * HOUR)
    count(key, "GET /api/b", 100, back=timedelta(days=3))
    count(made(project), "GET /api/a", 50)
    found = shown(office, key)
    assert [(one.name, one.value) for one in found["Calls in 24 hours"].facts] == [("calls", "7"), ("refused or failed", "2")]
    assert "3, 2 failed" in found["Calls in 24 hours"].drawing
    assert found["By endpoint"].rows == [
        ("GET /api/b", "4", "0", "0", "0", "0.00 s"),
        ("GET /api/a", "3", "2", "1,500", "99", "0.26 s"),
    ]
    longer = shown(office, key, "?period=7d")
    assert longer["By endpoint"].rows[0][:2] == ("GET /api/b", "104")


def test_a_tier_over_its_keys(office: Client, project: Project, stranger_project: Project) -> None:
    ours, theirs, better = made(project), made(stranger_project), made(project, "premium")
    for key, calls in ((ours, 1), (theirs, 20), (better, 300)):
        count(key, "GET /api/a", calls)
    rows = shown(office, tier_named("free").name)["By key"].rows
    assert [row[:2] for row in rows] == [(theirs.prefix, "20"), (ours.prefix, "1")]


def test_nothing_was_used(office: Client, project: Project) -> None:
    found = shown(office, made(project))
    assert (found["By endpoint"].rows, found["By endpoint"].empty) == ([], "No calls.")


def test_a_key_that_is_not_mine_is_not_there(client: Client, project: Project) -> None:
    me = User.objects.create(username="me", is_staff=True)
    Member.objects.create(project=project, user=me, role=Role.VIEWER)
    client.force_login(me)
    mine, other = made(project, owner=me), made(project)
    count(mine, "GET /api/a", 8)
    assert shown(client, mine)["By endpoint"].rows[0][1] == "8"
    assert client.get(reverse("admin:external_api_apikey_change", args=[other.pk])).status_code == 302


def test_an_id_that_is_none(office: Client) -> None:
    for name in ("apikey", "tier"):
        assert office.get(reverse(f"admin:external_api_{name}_change", args=["nobody"])).status_code == 302
