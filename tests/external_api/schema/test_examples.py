"""The examples of the document, sent as they stand: what clients copy must work."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from evalplatform.evaluations.models import Dataset
from evalplatform.projects.models import Project, Role
from tests.external_api.people import person, token_client
from tests.external_api.schema.test_document import OPERATIONS
from tests.external_api.world import CALLS, OPEN, World

EXAMPLES = {
    f"{name}: {title}": (name, example["value"])
    for name, one in sorted(OPERATIONS.items())
    for title, example in one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("examples", {}).items()
}
OF_NOBODY = {"POST /api/external/auth/token", "POST /api/external/auth/refresh", "POST /api/external/auth/verify"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(project: Project, drain: Callable[[], None]) -> World:
    """With what the examples name."""
    Dataset.objects.create(project=project, name="questions")
    return World(project, drain)


def send(client: APIClient, name: str, path: str, body: Any) -> Any:
    return getattr(client, name.split()[0].lower())(path, body, format="json")


@pytest.mark.parametrize("title", sorted(EXAMPLES))
def test_the_example_is_taken(title: str, world: World) -> None:
    name, body = EXAMPLES[title]
    if name == "POST /api/external/suites/{id}/waivers":
        body = {**body, "until": (timezone.now() + timedelta(days=30)).isoformat()}  # the document's own day passes
    call = {**CALLS, **OPEN}[name](world)
    ada = token_client(person("ada-lovelace", (world.project, Role.ADMIN)), world.project)
    answer = send(ada, name, call.path or name.split()[1], body)
    expected = 401 if name in OF_NOBODY else call.status
    assert answer.status_code == expected, answer.content


def test_every_operation_with_a_body_is_among_them() -> None:
    assert {name for name, _ in EXAMPLES.values()} == {name for name, one in OPERATIONS.items() if "requestBody" in one}
