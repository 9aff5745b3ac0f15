from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection as database
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from evalplatform.projects.models import Member, Project, Role, User
from evalplatform.projects.rights import Rights, caller_in, rights_of
from external_api.scopes import of_role

pytestmark = pytest.mark.django_db


def rights(user: Any) -> Rights:
    request = RequestFactory().get("/")
    request.user = user
    return rights_of(request)


def test_a_member_may_what_the_role_may_over_the_api(project: Project, stranger_project: Project) -> None:
    user = User.objects.create_user("ann", is_staff=True)
    Member.objects.create(project=project, user=user, role=Role.EDITOR)
    found = rights(user)
    assert found.scopes_in(project.id) == of_role("editor")
    assert (found.scopes_in(stranger_project.id), found.projects("suites:read")) == (frozenset(), [project.id])
    assert [found.may_anywhere(one) for one in ("connections:read", "connections:write")] == [True, False]
    assert found.projects("connections:write") == []


def test_a_superuser_may_all_everywhere(project: Project) -> None:
    found = rights(User.objects.create_superuser("root"))
    assert (found.projects("connections:write"), found.may("keys:write", project.id)) == (None, True)


@pytest.mark.parametrize("state", [{"is_staff": False}, {"is_staff": True, "is_active": False}], ids=["not staff", "left"])
def test_who_may_not_enter_may_nothing(project: Project, state: dict[str, Any]) -> None:
    user = User.objects.create_user("ann", **state)
    Member.objects.create(project=project, user=user, role=Role.ADMIN)
    assert rights(user) == Rights({})
    assert rights(AnonymousUser()) == Rights({})


def test_rights_are_read_once_a_request(project: Project) -> None:
    request = RequestFactory().get("/")
    request.user = User.objects.create_user("ann", is_staff=True)
    with CaptureQueriesContext(database) as queries:
        rights_of(request)
        caller = caller_in(request, project)
    assert (len(queries), caller.user_id, caller.scopes) == (1, request.user.pk, frozenset())
