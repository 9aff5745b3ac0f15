from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from evalplatform.projects.models import Member, Project, Role, User
from external_api import key_requests
from external_api.key_format import checksum
from external_api.keys import create_key, make
from external_api.models import ApiKey

URL = "/api/external/traces"


@pytest.fixture
def key(project: Project) -> str:
    return create_key(project=project, name="test", scopes=["traces:read"])


@pytest.mark.parametrize("header", ["Api-Key {}", "api-key {}", "API-KEY  {} "])
def test_authorization_header(key: str, header: str) -> None:
    assert APIClient().get(URL, headers={"Authorization": header.format(key)}).status_code == 200


def test_x_api_key_header(key: str) -> None:
    assert APIClient().get(URL, headers={"X-API-Key": key}).status_code == 200


def test_one_query_finds_the_caller(key: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ApiKey.objects.update(last_used_at=timezone.now())
    with django_assert_num_queries(1):
        assert APIClient().get(f"{URL}?order=nope", headers={"X-API-Key": key}).status_code == 400


@pytest.mark.django_db
def test_without_a_key() -> None:
    answer = APIClient().get(URL)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == "Api-Key"


@pytest.mark.parametrize("change", ["{}x", "x{}", "{}\0", "\0{}", "{}é", ".", "a.b", "nope", "evp_"])
def test_bad_key(key: str, change: str) -> None:
    answer = APIClient().get(URL, headers={"X-API-Key": change.format(key)})
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_key")
    assert answer.headers["WWW-Authenticate"] == "Api-Key"


@pytest.mark.parametrize("change", [{"revoked": True}, {"expiry_date": timezone.now() - timedelta(seconds=1)}])
def test_revoked_and_expired_key(key: str, change: dict[str, object]) -> None:
    ApiKey.objects.update(**change)
    answer = APIClient().get(URL, headers={"X-API-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_key")


def test_a_text_that_cannot_be_a_key_costs_no_query(key: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert call(key[:-1] + ("a" if key[-1] != "a" else "b")).status_code == 401


def test_another_secret_under_a_known_prefix(key: str) -> None:
    unchecked = key[:13] + "x" * 32
    assert call(unchecked + checksum(unchecked)).status_code == 401


@pytest.mark.parametrize(
    ("networks", "address", "status"),
    [
        (["192.0.2.0/24"], "192.0.2.7", 200),
        (["192.0.2.0/24"], "192.0.3.7", 403),
        (["2001:db8::/32"], "2001:db8::1", 200),
        (["2001:db8::/32"], "192.0.2.7", 403),
        (["192.0.2.7/32"], "::ffff:192.0.2.7", 200),
        (["198.51.100.1/32", "192.0.2.0/24"], "192.0.2.7", 200),
    ],
)
def test_networks(key: str, networks: list[str], address: str, status: int) -> None:
    ApiKey.objects.update(networks=networks)
    assert APIClient(REMOTE_ADDR=address).get(URL, headers={"X-API-Key": key}).status_code == status


def test_the_last_use_is_written_at_most_once_a_minute(key: str) -> None:
    call(key)
    first = ApiKey.objects.get().last_used_at
    call(key)
    assert ApiKey.objects.get().last_used_at == first is not None
    ApiKey.objects.update(last_used_at=timezone.now() - timedelta(seconds=61))
    call(key)
    assert ApiKey.objects.get().last_used_at > first


def test_a_key_may_no_more_than_its_owner_may_now(project: Project) -> None:
    owner = User.objects.create(username="owner")
    member = Member.objects.create(project=project, user=owner, role=Role.EDITOR)
    key = make(
        key_requests.checked(name="mine", scopes=("traces:read", "traces:write")), project_id=project.id, owner_id=owner.id, tier="free"
    )
    assert sent(key.secret).status_code == 200
    member.role = Role.VIEWER
    member.save()
    answer = sent(key.secret)
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    member.delete()
    assert call(key.secret).status_code == 401


def test_the_key_of_somebody_who_may_not_sign_in(project: Project) -> None:
    owner = User.objects.create(username="owner")
    Member.objects.create(project=project, user=owner, role=Role.ADMIN)
    key = make(key_requests.checked(name="mine", scopes=("traces:read",)), project_id=project.id, owner_id=owner.id, tier="free")
    User.objects.update(is_active=False)
    assert call(key.secret).status_code == 401


def call(key: str) -> Any:
    return APIClient().get(URL, headers={"X-API-Key": key})


def sent(key: str) -> Any:
    return APIClient().post(URL, {"input": 1}, format="json", headers={"X-API-Key": key})


def test_missing_scope(key: str) -> None:
    answer = APIClient().post(URL, {"input": 1}, format="json", headers={"X-API-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
