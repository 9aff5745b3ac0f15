from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from evalplatform.errors import Conflict, InvalidInput, NotFound
from evalplatform.projects.models import Project
from evalplatform.tracing.fields import TRACES
from exports import schedule_requests, schedules
from exports.models import Destination, Export, Schedule
from exports.schedules import listed_fields

pytestmark = pytest.mark.django_db(transaction=True)
WITHOUT_TRANSACTIONS = replace(TRACES, model="tracing.LanguageModel")
BODY = {"name": "nightly", "cron": "30 2 * * *", "request": {"resource": "traces"}}


def made(project: Project, **body: Any) -> Schedule:
    return schedule_requests.create(project_id=project.id, body={**BODY, **body}, key_prefix="abcd1234")


def refused(project: Project, body: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as error:
        schedule_requests.create(project_id=project.id, body=body)
    assert Schedule.objects.count() == 0
    return {problem.pointer: problem.code for problem in error.value.problems}


def test_what_is_kept(project: Project) -> None:
    one = made(project, name=" nightly ", cron="30  2 * * *")
    assert (one.name, one.cron, one.time_zone, one.window, one.paused) == ("nightly", "30 2 * * *", "UTC", "whole", False)
    assert (one.request, one.created_with, one.runs, one.fields) == ({"resource": "traces"}, "abcd1234", 0, listed_fields("traces"))
    assert one.next_at
    assert (one.next_at.hour, one.next_at.minute, one.next_at > timezone.now()) == (2, 30, True)


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ([], {"": "wrong_type"}),
        ({}, {"/name": "required", "/request": "required", "/cron": "required"}),
        ({**BODY, "cron": "61 * * * *", "time_zone": "Europe/Nowhere"}, {"/cron": "bad_cron", "/time_zone": "bad_time_zone"}),
        ({**BODY, "cron": None, "time_zone": 3}, {"/cron": "bad_cron", "/time_zone": "bad_time_zone"}),
        ({**BODY, "request": {"resource": "traces", "format": "xls"}}, {"/request/format": "unknown_format"}),
        ({**BODY, "request": []}, {"/request": "wrong_type"}),
        ({**BODY, "window": "new", "paused": 1, "name": " "}, {"/window": "invalid", "/paused": "invalid", "/name": "invalid"}),
        ({**BODY, "window": ["whole"], "name": "a\nb"}, {"/window": "invalid", "/name": "invalid"}),
        ({**BODY, "a/b": 1}, {"/a~1b": "unknown_field"}),
    ],
)
def test_all_that_is_wrong_is_pointed_to(project: Project, body: Any, problems: dict[str, str]) -> None:
    assert refused(project, body) == problems


def test_a_window_needs_to_know_who_wrote_a_row(project: Project, settings: Any) -> None:
    settings.EXPORT_RESOURCES = {"traces": "tests.exports.test_schedule_requests.WITHOUT_TRANSACTIONS"}
    assert refused(project, {**BODY, "window": "created"}) == {"/window": "unknown_window"}
    assert made(project).window == "whole"


def test_its_exports_need_somewhere_to_go(project: Project, stranger_project: Project) -> None:
    theirs = Destination.objects.create(project=stranger_project, name="theirs", kind="local")
    body = {**BODY, "request": {"resource": "traces", "destination": str(theirs.id)}}
    assert refused(project, body) == {"/request/destination": "unknown_destination"}
    ours = Destination.objects.create(project=project, name="ours", kind="local")
    assert made(project, request={"resource": "traces", "destination": str(ours.id)}).request["destination"] == str(ours.id)


def test_a_name_is_taken_once_a_project(project: Project, stranger_project: Project) -> None:
    made(project)
    made(stranger_project)
    other = made(project, name="other")
    with pytest.raises(Conflict) as again:
        made(project)
    assert again.value.code == "name_taken"
    with pytest.raises(Conflict):
        schedule_requests.update(other, {"name": "nightly"})
    assert list(Schedule.objects.filter(project=project).order_by("id").values_list("name", flat=True)) == ["nightly", "other"]


def test_update_changes_what_is_named_and_keeps_the_slot(project: Project) -> None:
    one = made(project)
    changed = schedule_requests.update(one, {"name": "n", "request": {"resource": "traces", "format": "csv"}})
    assert (changed.name, changed.request["format"], changed.cron, changed.next_at) == ("n", "csv", one.cron, one.next_at)
    moved = schedule_requests.update(one, {"time_zone": "Asia/Kolkata"})
    assert moved.next_at
    assert (moved.next_at.hour, moved.next_at.minute) == (21, 0)
    assert schedule_requests.update(one, {"paused": True}).next_at is None


def test_a_bad_update_changes_nothing(project: Project) -> None:
    one = made(project)
    with pytest.raises(InvalidInput) as error:
        schedule_requests.update(one, {"name": "n", "cron": "x", "created_with": "me"})
    assert {problem.pointer for problem in error.value.problems} == {"/cron", "/created_with"}
    one.refresh_from_db()
    assert (one.name, one.cron) == ("nightly", "30 2 * * *")


@pytest.mark.parametrize(
    ("change", "starts_over"),
    [
        ({"window": "changed"}, True),
        ({"request": {"resource": "scores"}}, True),
        ({"request": {"resource": "traces", "filter": {"field": "name", "op": "eq", "value": "x"}}}, True),
        ({"request": {"resource": "traces", "filter": {}, "format": "csv"}}, False),
        ({"name": "n", "cron": "0 0 * * *", "paused": True}, False),
    ],
)
def test_another_question_starts_over(project: Project, change: dict[str, Any], starts_over: bool) -> None:
    one = made(project, window="created")
    Schedule.objects.update(done_up_to="77", cluster="1")
    changed = schedule_requests.update(one, change)
    assert (changed.done_up_to, changed.cluster, changed.generation) == (("", "", 1) if starts_over else ("77", "1", 0))


def test_pause_and_resume(project: Project) -> None:
    one = made(project)
    slot = one.next_at
    assert (schedule_requests.pause(one).next_at, schedule_requests.pause(one).paused) == (None, True)
    assert (schedule_requests.resume(one).next_at, schedule_requests.resume(one).paused) == (slot, False)


def test_made_paused_it_is_never_due(project: Project) -> None:
    assert made(project, paused=True).next_at is None
    assert schedules.run_due() == 0


def test_delete_leaves_its_exports(project: Project, jobs_sent: Any) -> None:
    one = made(project)
    export = schedules.run_now(one)
    schedule_requests.delete(one)
    assert (Schedule.objects.count(), Export.objects.get().id, Export.objects.get().schedule) == (0, export.id, None)


def test_of_another_project_it_is_not_there(project: Project, stranger_project: Project) -> None:
    one = made(project)
    with pytest.raises(NotFound):
        schedule_requests.find(stranger_project.id, one.id)
