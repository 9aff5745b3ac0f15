from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evalplatform.errors import InvalidInput
from evalplatform.projects.caller import Limits
from evalplatform.projects.models import Project
from exports import job_metrics, jobs, running
from exports.job_metrics import OfKind, OfQueue, Spread
from exports.job_requests import KINDS
from exports.models import Export, Job, Shard
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_metrics, "KEPT_SECONDS", 0)


def measured(project: Project, *, hours: int = 24) -> dict[str, OfKind]:
    return {one.kind: one for one in job_metrics.of_project(project.id, hours=hours).kinds}


def queues(project: Project) -> list[OfQueue]:
    return list(job_metrics.of_project(project.id, hours=1).queues)


def test_without_jobs_all_is_nothing(project: Project) -> None:
    assert job_metrics.of_project(project.id, hours=24) == job_metrics.Metrics(24, tuple(OfKind(kind) for kind in KINDS), ())


def test_of_exports(project: Project, drain: Any) -> None:
    add_traces(project, 4)
    for _ in range(3):
        export = jobs.request_export(project_id=project.id, body={"resource": "traces", "fields": ["external_id"]})
    drain()
    assert {one.error for one in Export.objects.all()} == {""}
    jobs.request_export(project_id=project.id, body={"resource": "traces"})
    created = export.created_at
    Export.objects.filter(state="completed").update(
        created_at=created, started_at=created + timedelta(seconds=1), finished_at=created + timedelta(seconds=3)
    )
    Shard.objects.update(database_seconds=0.5)
    found = measured(project)["export"]
    size = len('{"external_id":"t-0"}\n') * 4
    assert found == OfKind(
        "export", requested=4, active=1, completed=3, rows=12, bytes=3 * size, database_seconds=1.5, rows_per_second=2.0,
        seconds=Spread(2, 2, 2, 2), waited_seconds=Spread(1, 1, 1, 1),
    )  # fmt: skip


def test_of_other_jobs(project: Project) -> None:
    now = timezone.now()
    ended = {"started_at": now, "finished_at": now + timedelta(seconds=4)}
    Job.objects.create(project=project, kind="cleanup", state="completed", done=8, result={}, database_seconds=3, **ended)
    Job.objects.create(project=project, kind="analysis", state="failed", done=2, **ended)
    Job.objects.create(project=project, kind="analysis", state="cancelled", finished_at=now)
    found = measured(project)
    assert (found["cleanup"].rows, found["cleanup"].rows_per_second, found["cleanup"].seconds.max) == (8, 2, 4)
    assert (found["analysis"].failed, found["analysis"].cancelled, found["analysis"].rows, found["analysis"].seconds.max) == (1, 1, 0, None)


def test_only_those_of_the_last_hours(project: Project) -> None:
    old = Job.objects.create(project=project, kind="analysis")
    Job.objects.filter(id=old.id).update(created_at=timezone.now() - timedelta(hours=3))
    assert [measured(project, hours=hours)["analysis"].requested for hours in (2, 4)] == [0, 1]


def test_queues_of_an_export_under_way(project: Project, settings: Any, jobs_sent: list[Any]) -> None:
    settings.EXPORT_PARALLEL_SHARDS = 2
    add_traces(project, 400)
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", "rows_per_file": 100, "priority": "high"})
    (waiting,) = queues(project)
    assert (waiting.queue, waiting.waiting, waiting.held_back) == ("short", 1, 0)
    running.run_plan(export.id)
    Shard.objects.filter(number=0).update(state="running", memory_bytes=7)
    Shard.objects.filter(number=1).update(queued_at=timezone.now() - timedelta(minutes=1))
    (found,) = queues(project)
    assert (found.queue, found.kind, found.waiting, found.held_back, found.running) == ("exports.high", "export", 1, 2, 1)
    assert found.worker_memory_bytes == 7
    assert 60 <= (found.oldest_wait_seconds or 0) < 70


def test_those_above_the_limit_are_held_back(project: Project, jobs_sent: list[Any]) -> None:
    for _ in range(2):
        running.run_plan(jobs.request_export(project_id=project.id, body={"resource": "traces"}, limits=Limits(running_exports=1)).id)
    assert {one.queue: (one.waiting, one.held_back) for one in queues(project)} == {"short": (0, 1), "exports.normal": (1, 0)}


def test_queue_of_other_jobs(project: Project) -> None:
    Job.objects.create(project=project, kind="analysis")
    Job.objects.create(project=project, kind="cleanup", state="running", memory_bytes=5)
    found = [(one.queue, one.kind, one.waiting, one.running, one.worker_memory_bytes) for one in queues(project)]
    assert found == [("background", "analysis", 1, 0, None), ("background", "cleanup", 0, 1, 5)]


def test_other_projects_do_not_count(project: Project, stranger_project: Project, jobs_sent: list[Any]) -> None:
    jobs.request_export(project_id=stranger_project.id, body={"resource": "traces"})
    Job.objects.create(project=stranger_project, kind="analysis")
    assert job_metrics.of_project(project.id, hours=1).queues == ()
    assert measured(project)["export"].requested == 0


def test_hours() -> None:
    assert [job_metrics.hours(one) for one in ({}, {"hours": "1"}, {"hours": "720"})] == [24, 1, 720]
    for wrong in ({"hours": "0"}, {"hours": "721"}, {"hours": "x"}, {"hours": ""}, {"hour": "1"}):
        with pytest.raises(InvalidInput):
            job_metrics.hours(wrong)
