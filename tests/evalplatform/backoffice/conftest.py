"""People in the back office, each with their role in a project, and what they see and do there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evalplatform.projects.models import Member, Project, Role, User

SignedIn = Callable[..., Client]


@pytest.fixture
def signed_in(db: None) -> SignedIn:
    """A client of one of the staff with that role in the projects; every POST of it must carry the token of its page."""

    def made(role: Role, *projects: Project, **more: Any) -> Client:
        user = User.objects.create_user(f"person-{User.objects.count()}", is_staff=True, **more)
        Member.objects.bulk_create([Member(project=one, user=user, role=role) for one in projects])
        client = Client(enforce_csrf_checks=True)
        client.force_login(user)
        return client

    return made


@pytest.fixture
def boss(signed_in: SignedIn, project: Project) -> Client:
    return signed_in(Role.ADMIN, project)


@pytest.fixture
def editor(signed_in: SignedIn, project: Project) -> Client:
    return signed_in(Role.EDITOR, project)


@pytest.fixture
def viewer(signed_in: SignedIn, project: Project) -> Client:
    return signed_in(Role.VIEWER, project)


@pytest.fixture
def outsider(signed_in: SignedIn, stranger_project: Project) -> Client:
    """The admin of another project."""
    return signed_in(Role.ADMIN, stranger_project)


def page(client: Client, name: str, /, *arguments: Any, **query: Any) -> str:
    """The admin page of that name, which is there."""
    answer = client.get(reverse(f"admin:{name}", args=arguments), query)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def status(client: Client, name: str, *arguments: Any) -> int:
    return client.get(reverse(f"admin:{name}", args=arguments)).status_code


def send(client: Client, name: str, /, *arguments: Any, **fields: Any) -> Any:
    """Fill in the form of the page as a browser would, with the page's token, and send it."""
    url = reverse(f"admin:{name}", args=arguments)
    form = client.get(url)
    token = form.cookies["csrftoken"].value if "csrftoken" in form.cookies else client.cookies["csrftoken"].value
    return client.post(url, {**fields, "csrfmiddlewaretoken": token})


def said(client: Client, answer: Any) -> list[str]:
    """The messages on the page that the answer leads to."""
    assert answer.status_code == 302, answer.content.decode()
    return [str(message) for message in client.get(answer["Location"]).context["messages"]]
