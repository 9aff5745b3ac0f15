from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from evalplatform.errors import Conflict
from evalplatform.projects.models import Project
from exports import jobs, lifecycle, schedule_requests, scheduled, schedules
from exports.models import Export, Schedule
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]


@pytest.fixture
def one(project: Project) -> Schedule:
    add_traces(project, 1)
    body = {"name": "new", "cron": "0 9 * * *", "window": "created", "request": {"resource": "traces"}}
    return schedule_requests.create(project_id=project.id, body=body)


def failed(one: Schedule) -> Export:
    one.refresh_from_db()
    export = schedules.run_now(one)
    assert lifecycle.fail(export.id, "disk_full", "No room.")
    one.refresh_from_db()
    return export


def again(export: Export) -> str:
    try:
        with transaction.atomic():
            scheduled.check_again(export)
    except Conflict as error:
        return error.code
    return ""


def test_an_export_that_failed_may_run_again_until_a_later_one_has_its_rows(one: Schedule, drain: Drain) -> None:
    export = failed(one)
    assert again(export) == ""
    schedules.run_now(one)
    assert again(export) == "schedule_is_running"
    drain()
    assert again(export) == "superseded"


def test_an_export_of_an_earlier_question_neither_runs_again_nor_moves_the_schedule(one: Schedule, drain: Drain) -> None:
    export = schedules.run_now(one)
    only = {"field": "model", "op": "eq", "value": "m"}
    schedule_requests.update(one, {"request": {"resource": "traces", "filter": only}})
    drain()
    one.refresh_from_db()
    assert (one.done_up_to, one.generation, again(export)) == ("", 1, "superseded")


def test_exports_that_nobody_scheduled_and_those_of_deleted_schedules_are_free(project: Project, one: Schedule, jobs_sent: Any) -> None:
    export = failed(one)
    schedule_requests.delete(one)
    export.refresh_from_db()
    assert (again(export), again(jobs.request_export(project_id=project.id, body={"resource": "traces"}))) == ("", "")


def test_a_whole_export_may_always_run_again(project: Project, one: Schedule, drain: Drain) -> None:
    schedule_requests.update(one, {"window": "whole"})
    export = failed(one)
    schedules.run_now(one)
    drain()
    assert again(export) == ""


def test_a_completed_window_moves_the_schedule_to_its_end(one: Schedule, drain: Drain) -> None:
    export = schedules.run_now(one)
    drain()
    one.refresh_from_db()
    assert export.window
    assert (export.window["start"], one.done_up_to, one.cluster) == (None, export.window["end"], export.window["cluster"])
    assert int(one.done_up_to) == int(export.snapshot.split(":")[0])
