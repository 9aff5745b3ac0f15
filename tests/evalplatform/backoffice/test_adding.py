"""What holds for all pages on which something is made, seen on that of connections."""

import pytest
from django.test import Client
from django.urls import reverse

from evalplatform.projects.choice import SESSION_KEY
from evalplatform.projects.models import Project, Role, User
from tests.evalplatform.backoffice.conftest import SignedIn, page, status

pytestmark = pytest.mark.django_db(transaction=True)
ADD = "integrations_connection_add"


def test_where_there_is_no_project(client: Client, db: None) -> None:
    client.force_login(User.objects.create_superuser("root"))
    assert "There is no project yet." in page(client, ADD)


def test_the_project_of_the_session_is_taken(signed_in: SignedIn, project: Project, stranger_project: Project) -> None:
    both = signed_in(Role.ADMIN, project, stranger_project)
    assert "?project=ours" in page(both, ADD)
    session = both.session
    session[SESSION_KEY] = str(stranger_project.id)
    session.save()
    assert "It will belong to the project Theirs (theirs)." in page(both, ADD)
    assert "It will belong to the project Ours (ours)." in page(both, ADD, project="ours")


def test_only_projects_in_which_it_may_be_made_are_offered(signed_in: SignedIn, project: Project, stranger_project: Project) -> None:
    boss = signed_in(Role.ADMIN, project)
    shown = page(boss, ADD, project="theirs")
    assert "theirs" not in shown
    assert "?project=ours" in shown


def test_who_may_make_none_is_refused(signed_in: SignedIn, project: Project) -> None:
    assert status(signed_in(Role.EDITOR, project), ADD) == 403
    assert status(signed_in(Role.EDITOR), ADD) == 403


def test_the_list_leads_there(signed_in: SignedIn, project: Project) -> None:
    url = f'href="{reverse(f"admin:{ADD}")}"'
    shown = "integrations_connection_changelist"
    assert url in page(signed_in(Role.ADMIN, project), shown)
    assert url not in page(signed_in(Role.EDITOR, project), shown)
