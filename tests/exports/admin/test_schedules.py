from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evalplatform.projects.models import Project
from exports import schedule_requests, schedules
from exports.models import Schedule
from tests.exports.admin.conftest import act, page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def nightly(project: Project) -> Schedule:
    body = {"name": "<b>nightly", "cron": "30 2 * * *", "request": {"resource": "traces"}}
    return schedule_requests.create(project_id=project.id, body=body)


def test_a_schedule_with_its_last_runs(office: Client, nightly: Schedule, jobs_sent: list[Any]) -> None:
    assert "none" in page(office, "schedule_change", nightly.id)
    export = schedules.run_now(nightly)
    shown = page(office, "schedule_change", nightly.id)
    assert f'href="{reverse("admin:exports_export_change", args=[export.id])}"' in shown
    assert "30 2 * * *" in shown


def test_what_people_have_named_is_escaped(office: Client, nightly: Schedule) -> None:
    for shown in (page(office, "schedule_changelist"), page(office, "schedule_change", nightly.id)):
        assert "&lt;b&gt;nightly" in shown
        assert "<b>nightly" not in shown


def test_pause_and_resume(office: Client, nightly: Schedule) -> None:
    assert act(office, "schedule", "pause_schedules", nightly) == []
    nightly.refresh_from_db()
    assert (nightly.paused, nightly.next_at) == (True, None)
    act(office, "schedule", "resume_schedules", nightly)
    nightly.refresh_from_db()
    assert nightly.paused is False
    assert nightly.next_at is not None


def test_who_may_only_look_cannot_pause(onlooker: Client, nightly: Schedule) -> None:
    page(onlooker, "schedule_changelist")
    act(onlooker, "schedule", "pause_schedules", nightly)
    assert Schedule.objects.get().paused is False
