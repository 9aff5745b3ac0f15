import base64
from datetime import timedelta

import pytest
from django.test import Client
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from evalplatform.projects.models import Member, Project, Role, User
from external_api import tokens
from tests.external_api.people import PASSWORD, person, token_client

URL = "/api/external/traces"


@pytest.fixture
def viewer(project: Project) -> User:
    return person("viewer", (project, Role.VIEWER))


def test_a_token_gives_what_the_role_allows(project: Project, viewer: User) -> None:
    client = token_client(viewer, project)
    assert client.get(URL).status_code == 200
    refused = client.post(URL, {"input": 1}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")
    assert "viewer" in refused.json()["detail"]


def test_the_membership_is_looked_at_on_each_call(project: Project, viewer: User) -> None:
    client = token_client(viewer, project)
    Member.objects.update(role=Role.EDITOR)
    assert client.post(URL, {"input": 1}, format="json").status_code == 200
    Member.objects.all().delete()
    assert (answer := client.get(URL)).status_code == 401
    assert answer.json()["code"] == "invalid_token"


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "changed"}])
def test_a_person_who_may_no_longer(project: Project, viewer: User, change: dict[str, object]) -> None:
    client = token_client(viewer, project)
    User.objects.update(**change)
    assert client.get(URL).status_code == 401


def test_a_token_of_another_project(stranger_project: Project, viewer: User) -> None:
    assert token_client(viewer, stranger_project).get(URL).status_code == 401


def test_tokens_that_are_none(project: Project, viewer: User) -> None:
    refresh = RefreshToken.for_user(viewer)
    refresh[tokens.PROJECT_CLAIM] = str(project.id)
    expired = refresh.access_token
    expired.set_exp(lifetime=-timedelta(seconds=1))
    without_project, odd_project = AccessToken.for_user(viewer), AccessToken.for_user(viewer)
    odd_project[tokens.PROJECT_CLAIM] = "nope"
    for text in (refresh, expired, without_project, odd_project, "nope", "a.b.c", "é"):
        answer = APIClient().get(URL, headers={"Authorization": f"Bearer {text}"})
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")


def test_json_without_end_is_no_token(viewer: User) -> None:
    """What stands before the signature is read before it is proven."""
    for depth in (500, 900, 3_000, 60_000):
        header = base64.urlsafe_b64encode(b"[" * depth).decode().rstrip("=")
        answer = APIClient().get(URL, headers={"Authorization": f"Bearer {header}.e30.c2ln"})
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
        if depth > 3_000:  # the limit of the field
            continue
        for path, name in (("refresh", "refresh"), ("verify", "token")):
            answer = APIClient().post(f"/api/external/auth/{path}", {name: f"{header[:4000]}.e30.c2ln"}, format="json")
            assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")


def test_a_session_works_in_the_only_project(project: Project, viewer: User, client: Client) -> None:
    client.force_login(viewer)
    assert client.get(URL).status_code == 200


def test_a_session_needs_the_token_against_forged_requests(project: Project) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.login(username=person("editor", (project, Role.EDITOR)).username, password=PASSWORD)
    answer = client.post(URL, {"input": 1}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_a_session_of_several_projects_has_to_choose(project: Project, stranger_project: Project, client: Client) -> None:
    client.force_login(person("both", (project, Role.VIEWER), (stranger_project, Role.VIEWER)))
    answer = client.get(URL)
    assert (answer.status_code, answer.json()["code"]) == (400, "project_required")
    assert "ours, theirs" in answer.json()["detail"]


def test_a_person_without_a_project(db: None, client: Client) -> None:
    client.force_login(person("nobody"))
    answer = client.get(URL)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_a_member")


@pytest.mark.django_db
def test_without_anything() -> None:
    answer = APIClient().get(URL)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
