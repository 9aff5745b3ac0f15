import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from evalplatform.errors import Conflict, InvalidInput
from evalplatform.events.models import Event
from evalplatform.projects.models import Project
from exports import jobs, lifecycle, schedule_requests, schedules, windows
from exports.models import Export, Schedule, State
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]
Jobs = list[tuple[str, list[str]]]
SLOT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def due(project: Project, *, slot: datetime = SLOT, **body: Any) -> Schedule:
    """A schedule of every day at nine, whose slot has come."""
    asked = {"name": "daily", "cron": "0 9 * * *", "request": {"resource": "traces"}, **body}
    made = schedule_requests.create(project_id=project.id, body=asked, key_prefix="abcd1234")
    Schedule.objects.filter(id=made.id).update(next_at=slot)
    made.refresh_from_db()
    return made


def test_nothing_is_due_before_its_time(project: Project, jobs_sent: Jobs) -> None:
    due(project, slot=timezone.now() + timedelta(seconds=30))
    assert (schedules.run_due(), jobs_sent) == (0, [])


def test_what_is_due_starts_once_and_has_its_next_slot(project: Project, jobs_sent: Jobs) -> None:
    one = due(project, request={"resource": "scores", "format": "csv"})
    assert (schedules.run_due(), schedules.run_due()) == (1, 0)
    export = Export.objects.get()
    one.refresh_from_db()
    assert (export.schedule, export.slot, export.window, export.resource) == (one, SLOT, None, "scores")
    assert (export.request, export.requested_with) == ({"resource": "scores", "format": "csv"}, "abcd1234")
    assert jobs_sent == [("exports.plan", [str(export.id)])]
    assert one.next_at
    assert one.next_at.hour == 9
    assert timedelta(0) < one.next_at - timezone.now() <= timedelta(days=1)
    assert (one.last_slot, one.runs) == (SLOT, 1)


def test_after_an_outage_one_run_follows_for_all_that_was_missed(project: Project, drain: Drain) -> None:
    add_traces(project, 2)
    one = due(project, window="created", cron="* * * * *", slot=timezone.now() - timedelta(days=30))
    assert schedules.run_due() == 1
    drain()
    assert (schedules.run_due(), Export.objects.get().files.get(companion=False).rows) == (0, 2)
    one.refresh_from_db()
    assert one.next_at
    assert one.next_at > timezone.now() - timedelta(seconds=1)


def test_a_slot_waits_while_the_last_export_runs(project: Project, drain: Drain) -> None:
    one = due(project)
    first = schedules.run_now(one)
    assert schedules.run_due() == 0
    one.refresh_from_db()
    assert one.next_at == SLOT
    drain()
    assert schedules.run_due() == 1
    assert list(Export.objects.exclude(id=first.id).values_list("slot", flat=True)) == [SLOT]


def test_two_starters_make_one_export(project: Project, jobs_sent: Jobs) -> None:
    for number in range(5):
        due(project, name=f"s{number}")
    together, started = threading.Barrier(4), []

    def start() -> None:
        together.wait()
        started.append(schedules.run_due())
        connections.close_all()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(started), Export.objects.count(), len(jobs_sent)) == (5, 5, 5)
    assert set(Schedule.objects.values_list("runs", flat=True)) == {1}


def test_one_that_read_before_the_other_started_does_nothing(project: Project, drain: Drain) -> None:
    """The claim goes by what was read: also when the other's export has ended in between."""
    due(project)
    stale = Schedule.objects.get()
    assert schedules.run_due() == 1
    drain()
    with pytest.raises(Conflict):
        schedules.run_now(stale)
    assert Export.objects.count() == 1


def test_the_database_holds_one_export_a_slot_and_one_at_a_time(project: Project, jobs_sent: Jobs) -> None:
    one = due(project)
    now = windows.position()
    export = schedules.run_now(one)
    with pytest.raises(IntegrityError, match="export_one_of_a_schedule"), transaction.atomic():
        Export.objects.create(project=project, schedule=one, slot=SLOT, request={}, snapshot=now.snapshot)
    with pytest.raises(IntegrityError, match="export_slot_once"), transaction.atomic():
        Export.objects.create(
            project=project, schedule=one, slot=export.slot, request={}, snapshot="", state=State.FAILED, finished_at=SLOT
        )


def test_a_slot_that_has_run_is_not_run_again(project: Project, drain: Drain) -> None:
    """A clock that is set back makes it due again."""
    due(project)
    schedules.run_due()
    drain()
    Schedule.objects.update(next_at=SLOT)
    assert schedules.run_due() == 0
    assert Schedule.objects.get().next_at != SLOT


def test_run_now_leaves_the_next_slot_alone_and_refuses_a_second(project: Project, jobs_sent: Jobs) -> None:
    one = schedule_requests.pause(due(project))
    export = schedules.run_now(one)
    one.refresh_from_db()
    assert (one.paused, one.next_at, one.last_slot) == (True, None, export.slot)
    with pytest.raises(Conflict) as refused:
        schedules.run_now(one)
    assert (refused.value.code, Export.objects.count(), Schedule.objects.get().runs) == ("already_running", 1, 1)


def test_a_failed_export_is_an_event_and_stands_in_the_schedule(project: Project, jobs_sent: Jobs, drain: Drain) -> None:
    one = due(project)
    export = schedules.run_now(one)
    assert lifecycle.fail(export.id, "disk_full", "No room.")
    one.refresh_from_db()
    assert (one.last_error, one.last_completed_at) == ("No room.", None)
    event = Event.objects.get(type="schedule.failed")
    assert event.payload == {"schedule": str(one.id), "export": str(export.id), "code": "disk_full", "message": "No room."}
    assert schedules.run_due() == 1
    drain()
    one.refresh_from_db()
    assert (one.last_error, one.last_completed_at is not None) == ("", True)


def test_a_request_that_no_longer_works_is_an_event_and_waits_for_the_next_slot(project: Project, jobs_sent: Jobs) -> None:
    one = due(project)
    Schedule.objects.update(request={"resource": "nothing"})
    assert (schedules.run_due(), schedules.run_due(), Export.objects.count()) == (0, 0, 0)
    event = Event.objects.get()
    assert (event.type, event.payload["export"], event.payload["schedule"]) == ("schedule.failed", None, str(one.id))
    one.refresh_from_db()
    assert (one.last_slot, one.next_at and one.next_at > timezone.now()) == (SLOT, True)
    assert one.last_error.startswith("resource is one of traces")
    with pytest.raises(InvalidInput) as refused:
        schedules.run_now(one)
    assert [problem.pointer for problem in refused.value.problems] == ["/request/resource"]


def test_one_that_crashes_does_not_hold_up_the_others(project: Project, jobs_sent: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    due(project, name="first")
    due(project, name="second", request={"resource": "scores"})
    ask = jobs.request_export

    def crash_for_traces(**values: Any) -> Export:
        return ask(**values) if values["body"]["resource"] == "scores" else 1 / 0  # type: ignore[return-value]

    monkeypatch.setattr(jobs, "request_export", crash_for_traces)
    assert schedules.run_due() == 1
    assert Schedule.objects.get(name="first").next_at == SLOT  # nothing of the crashed start is kept


def test_fields_that_changed_since_the_last_run_are_noted(project: Project, drain: Drain) -> None:
    one = due(project)
    Schedule.objects.update(fields=["old", *(name for name in one.fields if name != "tags")])
    schedules.run_due()
    drain()
    note = "The fields of traces are others than at the last run; new: tags; gone: old."
    assert (Export.objects.get().note, Schedule.objects.get().note) == (note, note)
    schedules.run_now(Schedule.objects.get())
    assert (Export.objects.latest("id").note, Schedule.objects.get().note) == ("", "")


def test_chosen_fields_do_not_drift(project: Project, jobs_sent: Jobs) -> None:
    due(project, request={"resource": "traces", "fields": ["id"]})
    Schedule.objects.update(fields=["old"])
    schedules.run_due()
    assert Export.objects.get().note == ""
