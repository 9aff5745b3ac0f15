from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from evalplatform.projects import guessing
from evalplatform.projects.models import Member, Project, Role, User
from external_api import tokens
from tests.external_api.people import PASSWORD, person

AUTH = "/api/external/auth"


def obtained(**more: Any) -> Any:
    return APIClient().post(f"{AUTH}/token", {"username": "ann", "password": PASSWORD, **more}, format="json")


def refreshed(token: str) -> Any:
    return APIClient().post(f"{AUTH}/refresh", {"refresh": token}, format="json")


@pytest.fixture
def ann(project: Project) -> User:
    return person("ann", (project, Role.EDITOR))


def test_a_password_gives_a_token_that_works(ann: User) -> None:
    answer = obtained()
    assert (answer.status_code, set(answer.json()), answer.headers["Cache-Control"]) == (200, {"access", "refresh"}, "no-store")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}")
    assert client.get("/api/external/traces").status_code == 200


@pytest.mark.parametrize("change", [{"password": "wrong"}, {"username": "nobody"}, {"password": ""}])
def test_wrong_credentials(ann: User, change: dict[str, str]) -> None:
    assert obtained(**change).status_code in (400, 401)


def test_a_member_of_several_projects_names_one(ann: User, stranger_project: Project) -> None:
    Member.objects.create(project=stranger_project, user=ann, role=Role.VIEWER)
    assert (obtained().status_code, obtained().json()["code"]) == (400, "project_required")
    assert obtained(project="theirs").status_code == 200


def test_a_project_of_others(ann: User, stranger_project: Project) -> None:
    assert (obtained(project="theirs").json()["code"], obtained(project="nope").json()["code"]) == ("not_a_member", "not_a_member")


def test_a_refresh_token_works_once(ann: User) -> None:
    first = obtained().json()["refresh"]
    second = refreshed(first).json()["refresh"]
    assert (refreshed(first).status_code, refreshed(first).json()["code"]) == (401, "invalid_token")
    assert refreshed(second).status_code == 200


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "x"}])
def test_a_refresh_token_of_somebody_who_may_no_longer(ann: User, change: dict[str, Any]) -> None:
    token = obtained().json()["refresh"]
    User.objects.update(**change)
    assert refreshed(token).status_code == 401


def test_a_refresh_token_of_a_former_member(ann: User) -> None:
    token = obtained().json()["refresh"]
    Member.objects.all().delete()
    assert refreshed(token).status_code == 401


def test_verify(ann: User) -> None:
    pair = obtained().json()
    tell = [APIClient().post(f"{AUTH}/verify", {"token": text}, format="json").status_code for text in (*pair.values(), "nope")]
    refreshed(pair["refresh"])
    used = APIClient().post(f"{AUTH}/verify", {"token": pair["refresh"]}, format="json")
    assert (tell, used.status_code) == ([204, 204, 401], 401)


def test_expired_refresh_tokens_are_forgotten(ann: User) -> None:
    token = obtained().json()["refresh"]
    assert tokens.purge() == 0
    OutstandingToken.objects.update(expires_at=timezone.now())
    assert (tokens.purge(), OutstandingToken.objects.count()) == (1, 0)
    assert refreshed(token).status_code == 200  # its own end is in it, and it was never used


@pytest.mark.usefixtures("one_window")
def test_guesses_are_counted_per_account_and_address(ann: User) -> None:
    for _ in range(guessing.PAIR.tries):
        assert obtained(password="wrong").status_code == 401  # noqa: S106
    answer = obtained()
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_guesses")
    assert 1 <= int(answer.headers["Retry-After"]) <= 300
    elsewhere = APIClient(REMOTE_ADDR="192.0.2.9").post(f"{AUTH}/token", {"username": "ann", "password": PASSWORD}, format="json")
    assert elsewhere.status_code == 200
