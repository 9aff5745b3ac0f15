from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evalplatform.projects.models import Project
from exports import jobs
from exports.models import Export, Shard, State
from tests.exports.admin.conftest import act, page
from tests.exports.conftest import add_traces
from tests.exports.training import flow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def export(project: Project, jobs_sent: list[Any]) -> Export:
    add_traces(project, 3)
    return jobs.request_export(project_id=project.id, body={"resource": "traces"})


def test_an_export_with_its_files(office: Client, export: Export, drain: Callable[[], None]) -> None:
    drain()
    assert "3 rows" in page(office, "export_changelist")
    shown = page(office, "export_change", export.id)
    assert f'href="{reverse("admin:exports_export_file", args=[export.id, "manifest.json"])}"' in shown


def test_the_report_of_training_files(office: Client, project: Project, drain: Callable[[], None]) -> None:
    made = flow.made(project, drain, "openai-chat", [flow.trace(1), flow.trace(2)]).export
    address = reverse("admin:exports_export_report", args=[made.id])
    assert f'<iframe src="{address}" title="report" sandbox' in page(office, "export_change", made.id)
    answer = office.get(address)
    assert b"openai-chat" in answer.getvalue()
    assert (answer["Content-Type"], answer["X-Frame-Options"]) == ("text/html; charset=utf-8", "SAMEORIGIN")
    assert answer["Content-Security-Policy"].endswith("; sandbox")
    assert "Content-Disposition" not in answer


def test_records_have_no_report(office: Client, export: Export, drain: Callable[[], None]) -> None:
    drain()
    assert "<iframe" not in page(office, "export_change", export.id)
    assert office.get(reverse("admin:exports_export_report", args=[export.id])).status_code == 404


def test_a_long_list_asks_as_often_as_a_short_one(office: Client, export: Export) -> None:
    page(office, "export_changelist")
    with CaptureQueriesContext(connection) as for_one:
        page(office, "export_changelist")
    for _ in range(20):
        copy = Export.objects.create(project=export.project, resource="traces", request=export.request, snapshot="1:1:")
        Shard.objects.create(export=copy, number=0, rows=7)
    with CaptureQueriesContext(connection) as for_many:
        assert page(office, "export_changelist").count("7 rows") == 20
    assert len(for_many) == len(for_one)


def test_progress_for_the_bars(office: Client, export: Export) -> None:
    Shard.objects.create(export=export, number=0, rows=7)
    answer = office.get(reverse("admin:exports_export_progress"), {"id": [str(export.id), "nonsense"]})
    assert answer.json() == {str(export.id): {"state": "queued", "active": True, "fraction": 0.0, "words": "7 rows, 0 rows/s"}}


def test_cancel_and_retry(office: Client, export: Export, jobs_sent: list[Any]) -> None:
    assert act(office, "export", "retry_exports", export) == [
        f"traces {export.id}: The export is queued. It can be retried once it has failed or was cancelled."
    ]
    assert act(office, "export", "cancel_exports", export) == []
    assert Export.objects.get().state == State.CANCELLED
    assert act(office, "export", "cancel_exports", export) == [f"traces {export.id}: The export has ended already."]
    jobs_sent.clear()
    assert act(office, "export", "retry_exports", export) == []
    assert (Export.objects.get().state, jobs_sent) == (State.QUEUED, [("exports.plan", [str(export.id)])])


def test_who_may_only_look_cannot_cancel(onlooker: Client, export: Export) -> None:
    assert str(export.id) in page(onlooker, "export_changelist")
    act(onlooker, "export", "cancel_exports", export)
    assert Export.objects.get().state == State.QUEUED


@pytest.mark.parametrize("model", ["job", "schedule", "destination"])
def test_nothing_is_made_here(office: Client, model: str) -> None:
    page(office, f"{model}_changelist")
    assert office.get(reverse(f"admin:exports_{model}_add")).status_code == 403
