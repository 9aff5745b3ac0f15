from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from external_api.keys import create_key
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
    with django_assert_num_queries(1):
        assert APIClient().get(f"{URL}?order=nope", headers={"X-API-Key": key}).status_code == 400


@pytest.mark.django_db
def test_without_a_key() -> None:
    answer = APIClient().get(URL)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == "Api-Key"


@pytest.mark.parametrize("change", ["{}x", "x{}", "{}\0", "\0{}", "{}é", ".", "a.b", "nope"])
def test_bad_key(key: str, change: str) -> None:
    answer = APIClient().get(URL, headers={"X-API-Key": change.format(key)})
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_key")
    assert answer.headers["WWW-Authenticate"] == "Api-Key"


@pytest.mark.parametrize("change", [{"revoked": True}, {"expiry_date": timezone.now() - timedelta(seconds=1)}])
def test_revoked_and_expired_key(key: str, change: dict[str, object]) -> None:
    ApiKey.objects.update(**change)
    answer = APIClient().get(URL, headers={"X-API-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_key")


def test_missing_scope(key: str) -> None:
    answer = APIClient().post(URL, {"input": 1}, format="json", headers={"X-API-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
