"""Endpoints, what is sent to them, and jobs that run when a test says so."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from evalplatform import queue
from evalplatform.events.models import Event
from evalplatform.events.outbox import record
from evalplatform.projects.models import Project
from integrations.models import Endpoint
from integrations.webhooks import endpoints
from tests.exports.conftest import drain  # noqa: F401 (fixture)
from tests.integrations.receiver import Receiver, receiving

AddEndpoint = Callable[..., Endpoint]


@pytest.fixture
def jobs_sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """What was put on the queue, in order, instead of on a broker."""
    sent: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(queue, "_send", lambda job, _, arguments: sent.append((job, arguments)))
    return sent


@pytest.fixture
def receiver(loopback_allowed: None) -> Iterator[Receiver]:
    with receiving() as server:
        yield server


@pytest.fixture
def add_endpoint(project: Project, receiver: Receiver) -> AddEndpoint:
    """Makes an endpoint of the project at a path of the receiver."""

    def add(path: str = "/a", *, of: Project = project, **body: Any) -> Endpoint:
        return endpoints.create(project_id=of.id, body={"kind": "standard", "url": receiver.url + path, **body}).endpoint

    return add


def happen(project: Project, type: str = "export.cancelled", **payload: Any) -> Event:
    """An event of the project, by default one of an export."""
    with transaction.atomic():
        return record(project.id, type, payload or {"export": "0198c5a2-6d1e-7cc3-8a55-2f0d3c1b7e90"})
