"""Exports that cannot be retried, and what is told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from evalplatform.errors import Conflict
from evalplatform.projects.models import Project
from exports import destinations, retrying, schedule_requests, schedules
from exports.models import Destination, Export, Schedule, State
from tests.exports.conftest import add_traces
from tests.exports.test_retrying import end_badly, planned

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]


@pytest.fixture(autouse=True)
def sharded(project: Project, settings: Any) -> None:
    settings.EXPORT_SHARD_ROWS = 100
    add_traces(project, 300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracing_trace")


@pytest.fixture
def lake(project: Project) -> Destination:
    body = {"name": "lake", "kind": "http", "settings": {"url": "https://example.com/in"}}
    return destinations.create(project_id=project.id, body=body)


@pytest.mark.parametrize(
    ("state", "code"),
    [(one, "not_ended") for one in ("queued", "planning", "running", "finalizing")]
    + [(one, "already_completed") for one in ("completed", "expired")],
)
def test_any_other_is_refused_and_left_alone(project: Project, jobs_sent: list[Any], state: str, code: str) -> None:
    export = planned(project, jobs_sent)
    ended = timezone.now() if code == "already_completed" else None
    Export.objects.update(state=state, finished_at=ended)
    before = Export.objects.values().get()
    with pytest.raises(Conflict) as refused:
        retrying.retry(Export.objects.get(id=export.id))
    assert (refused.value.code, Export.objects.values().get(), jobs_sent) == (code, before, [])


def test_of_two_at_once_one_is_refused(project: Project, jobs_sent: list[Any]) -> None:
    export = end_badly(planned(project, jobs_sent))
    late = Export.objects.get(id=export.id)
    retrying.retry(export)
    with pytest.raises(Conflict) as refused:
        retrying.retry(late)
    assert (refused.value.code, len(jobs_sent)) == ("not_ended", 1)


def test_while_its_leftovers_are_removed_it_is_refused(project: Project, jobs_sent: list[Any]) -> None:
    export = end_badly(planned(project, jobs_sent))
    other = connections["default"].copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM exports_export FOR NO KEY UPDATE")
        with pytest.raises(Conflict) as refused:
            retrying.retry(export)
    finally:
        other.close()
    assert (refused.value.code, Export.objects.get().state) == ("still_ending", State.FAILED)


@pytest.mark.parametrize("lost", [{"snapshot": "9000000000:9000000000:"}, {"wal_position": "FFFFFF/0"}], ids=["snapshot", "position"])
def test_the_moment_of_another_postgresql_is_refused(project: Project, jobs_sent: list[Any], lost: dict[str, str]) -> None:
    end_badly(planned(project, jobs_sent))
    Export.objects.update(**lost)
    with pytest.raises(Conflict) as refused:
        retrying.retry(Export.objects.get())
    assert refused.value.code == "moment_lost"


def scheduled_export(project: Project) -> tuple[Schedule, Export]:
    body = {"name": "new", "cron": "0 9 * * *", "window": "created", "request": {"resource": "traces"}}
    schedule = schedule_requests.create(project_id=project.id, body=body)
    return schedule, schedules.run_now(schedule)


def test_a_run_of_a_schedule_goes_on_until_a_later_one_has_its_rows(project: Project, jobs_sent: list[Any], drain: Drain) -> None:
    schedule, export = scheduled_export(project)
    retrying.retry(end_badly(export))
    end_badly(export)
    schedule.refresh_from_db()
    schedules.run_now(schedule)
    codes = []
    for _ in range(2):
        with pytest.raises(Conflict) as refused:
            retrying.retry(export)
        codes.append(refused.value.code)
        drain()
    assert codes == ["schedule_is_running", "superseded"]


def test_a_window_of_another_postgresql_is_refused(project: Project, jobs_sent: list[Any]) -> None:
    _, export = scheduled_export(project)
    end_badly(export)
    Export.objects.update(window={**(export.window or {}), "cluster": "12345"})
    with pytest.raises(Conflict) as refused:
        retrying.retry(Export.objects.get())
    assert refused.value.code == "moment_lost"


def test_a_deleted_destination_is_a_conflict(project: Project, jobs_sent: list[Any], lake: Destination) -> None:
    export = end_badly(planned(project, jobs_sent, destination=str(lake.id)))
    destinations.delete(lake)
    with pytest.raises(Conflict) as refused:
        retrying.retry(export)
    assert (refused.value.code, Export.objects.get().state) == ("destination_deleted", State.FAILED)
