import json
import time
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from exports import jobs
from exports.models import Export, State
from exports.views import events
from tests.conftest import client_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "SECONDS_BETWEEN", 0.01)
    monkeypatch.setattr(events, "SECONDS", 0.05)


@pytest.fixture
def patient(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "SECONDS", 60)


@pytest.fixture
def export(project: Project, jobs_sent: list[Any]) -> Export:
    return jobs.request_export(project_id=project.id, body={"resource": "traces"})


def watched(api: APIClient, export: Export, **headers: str) -> Any:
    return api.get(f"/api/exports/{export.id}/events", headers=headers or None)


def test_an_export_that_waits_is_told_once(api: APIClient, export: Export, patient: None) -> None:
    answer = watched(api, export, Accept="text/event-stream")
    assert (answer["Content-Type"], answer["X-Accel-Buffering"]) == ("text/event-stream", "no")
    retry, progress, *silence = [next(answer.streaming_content) for _ in range(5)]
    assert retry == b"retry: 1000\n\n"
    assert progress.startswith(b"event: progress\nid: queued\ndata: {")
    assert progress.endswith(b"}\n\n")
    assert silence == [b":\n\n"] * 3
    answer.close()


def test_the_message_is_the_export_as_the_api_shows_it(api: APIClient, export: Export) -> None:
    message = list(watched(api, export).streaming_content)[1]
    assert json.loads(message.partition(b"data: ")[2]) == api.get(f"/api/exports/{export.id}").json()


def test_the_end_ends_the_stream(api: APIClient, export: Export, drain: Callable[[], None], patient: None) -> None:
    stream = iter(watched(api, export).streaming_content)
    assert [next(stream)[:9], next(stream)[:15]] == [b"retry: 10", b"event: progress"]
    drain()
    end = next(stream)
    assert end.startswith(b"event: end\nid: completed\ndata: ")
    assert json.loads(end.partition(b"data: ")[2])["files"][0]["rows"] == 0
    assert list(stream) == []


def test_a_client_that_has_seen_the_end_is_told_to_stay_away(api: APIClient, export: Export) -> None:
    Export.objects.update(state=State.CANCELLED, finished_at=export.created_at)
    assert len(list(watched(api, export).streaming_content)) == 2
    assert watched(api, export, **{"Last-Event-ID": "cancelled"}).status_code == 204
    assert len(list(watched(api, export, **{"Last-Event-ID": "running"}).streaming_content)) == 2


def test_no_connection_to_the_database_is_held_between_messages(api: APIClient, export: Export, patient: None) -> None:
    answer = watched(api, export)
    assert next(answer.streaming_content) == b"retry: 1000\n\n"
    for _ in range(3):
        next(answer.streaming_content)
        assert connection.connection is None
    answer.close()


def test_at_most_some_at_once_and_a_slot_comes_back(api: APIClient, export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_slots", BoundedSemaphore(2))
    held = [watched(api, export) for _ in range(2)]
    refused = watched(api, export)
    assert (refused.status_code, refused.json()["code"], "Retry-After" in refused.headers) == (503, "too_many_streams", True)
    held[0].close()  # never begun
    next(iter(held[1].streaming_content))
    held[1].close()  # in the middle
    held[1].close()
    again = [watched(api, export), watched(api, export)]
    assert [one.status_code for one in again] == [200, 200]
    for one in again:
        one.close()


def test_head_takes_no_slot(api: APIClient, export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_slots", BoundedSemaphore(1))
    for _ in range(2):
        answer = api.head(f"/api/exports/{export.id}/events")
        assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"", "text/event-stream")


def test_an_export_that_is_deleted_ends_the_stream(api: APIClient, export: Export) -> None:
    stream = iter(watched(api, export).streaming_content)
    next(stream)
    export.delete()
    assert list(stream) == []


def test_a_stream_ends_after_its_time(api: APIClient, export: Export) -> None:
    start = time.monotonic()
    list(watched(api, export).streaming_content)
    assert time.monotonic() - start < 5


def test_a_stranger_sees_nothing(stranger: APIClient, export: Export) -> None:
    answer = watched(stranger, export)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_scope_is_needed(project: Project, export: Export) -> None:
    assert watched(client_of(project, scopes=["traces:read"]), export).status_code == 403
