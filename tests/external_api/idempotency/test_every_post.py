"""Every POST of every app under a key: the second call gives the first answer and changes nothing."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from rest_framework.test import APIClient

from evalplatform.projects.models import Project, Role
from exports.views import events
from external_api.operations import all_operations
from tests.external_api.people import person, token_client
from tests.external_api.test_access import everything
from tests.external_api.world import CALLS, World

POSTS = sorted(one.name for one in all_operations() if one.method == "POST" and not one.is_open)
Sent = list[tuple[str, list[str]]]


@pytest.fixture
def world(project: Project, drain: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(events, "SECONDS", 0.01)
    return World(project, drain)


def send(client: APIClient, path: str, body: Any) -> Any:
    sent: Any = b"" if body is None else orjson.dumps(body)
    return client.generic("POST", path, sent, "application/json", HTTP_IDEMPOTENCY_KEY="the-same")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", POSTS)
def test_the_same_key_twice_is_one_effect(name: str, world: World, jobs_sent: Sent) -> None:
    call = CALLS[name](world)
    client = token_client(person("admin", (world.project, Role.ADMIN)), world.project)
    path = call.path or name.removeprefix("POST ")
    first = send(client, path + call.query, call.body)
    state, sent = everything(), list(jobs_sent)
    second = send(client, path + call.query, call.body)
    assert (first.status_code, second.status_code, second["Idempotent-Replayed"]) == (call.status, call.status, "true")
    assert (second.content, second["Content-Type"], second.get("Location")) == (first.content, first["Content-Type"], first.get("Location"))
    assert (everything(), jobs_sent) == (state, sent)
