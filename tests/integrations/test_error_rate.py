from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from evalplatform.events.models import Event
from evalplatform.projects.models import Project
from evalplatform.tracing.models import Trace
from integrations import error_rate
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def threshold(settings: Any) -> None:
    settings.TRACE_ERROR_RATE = 0.25


def traces(project: Project, ok: int, errors: int) -> None:
    add_traces(project, ok, external_id_prefix="ok", status="ok")
    add_traces(project, errors, external_id_prefix="error", status="error")


def told() -> list[Event]:
    return list(Event.objects.filter(type="trace.error_rate_high"))


@pytest.mark.parametrize(
    ("ok", "errors", "count"),
    [(15, 6, 1), (15, 5, 0), (14, 5, 0), (0, 19, 0), (0, 20, 1), (0, 0, 0)],
    ids=["more", "just", "few", "all of few", "all", "none"],
)
def test_it_is_told_where_more_fail_than_may(project: Project, stranger_project: Project, ok: int, errors: int, count: int) -> None:
    traces(project, ok, errors)
    assert (error_rate.watch(), [event.project for event in told()]) == (count, [project] * count)


def test_what_is_told(project: Project) -> None:
    traces(project, 14, 7)
    error_rate.watch()
    payload = told()[0].payload
    began, ended = (payload.pop(key) for key in ("from", "to"))
    assert payload == {"traces": 21, "errors": 7, "error_rate": 0.3333, "threshold": 0.25}
    assert (began < ended, began[-1], ended[-1]) == (True, "Z", "Z")


def test_while_it_stays_high_it_is_told_once_an_hour(project: Project) -> None:
    traces(project, 0, 20)
    assert [error_rate.watch(), error_rate.watch()] == [1, 0]
    (event,) = told()
    long_ago = timezone.now() - error_rate.AGAIN_AFTER - timedelta(seconds=1)
    Event.objects.filter(id=event.id).delete()
    Event.objects.create(id=UUID(int=int(long_ago.timestamp() * 1000) << 80), project=project, type=event.type, payload=event.payload)
    assert error_rate.watch() == 1


def test_what_came_before_the_window_does_not_count(project: Project) -> None:
    traces(project, 0, 25)
    early = timezone.now() - error_rate.WINDOW - timedelta(seconds=1)
    for number, id in enumerate(list(Trace.objects.values_list("id", flat=True)[:10])):
        Trace.objects.filter(id=id).update(id=UUID(int=(int(early.timestamp() * 1000) << 80) + number))
    assert error_rate.watch() == 0


def test_without_the_setting_nothing_is_watched(project: Project, settings: Any) -> None:
    settings.TRACE_ERROR_RATE = 0.0
    traces(project, 0, 20)
    assert error_rate.watch() == 0
