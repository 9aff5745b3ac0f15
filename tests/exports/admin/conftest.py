"""A person in the back office, and what they see and do there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evalplatform.projects.models import Member, Project, Role, User


@pytest.fixture
def office(db: None, client: Client) -> Client:
    """A superuser in the back office."""
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.fixture
def onlooker(project: Project) -> Client:
    """One of the staff who may look at all that the project has, and change nothing."""
    looks = User.objects.create_user("looks", is_staff=True)
    Member.objects.create(project=project, user=looks, role=Role.VIEWER)
    client = Client()
    client.force_login(looks)
    return client


def page(client: Client, name: str, *arguments: Any) -> str:
    """The page `exports_<name>`, which is there."""
    answer = client.get(reverse(f"admin:exports_{name}", args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def act(client: Client, model: str, action: str, *chosen: Any) -> list[str]:
    """Do something to the rows chosen in the list; the messages shown after it."""
    body = {"action": action, "_selected_action": [str(one.pk) for one in chosen]}
    answer = client.post(reverse(f"admin:exports_{model}_changelist"), body, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]
