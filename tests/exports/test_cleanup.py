from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from evalplatform.errors import InvalidInput
from evalplatform.projects.models import Project
from evalplatform.tracing import retention
from evalplatform.tracing.models import Score, Span, Trace
from exports import cleanup, job_lifecycle, job_running
from exports.heartbeat import Lost
from exports.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


def add(project: Project, days_ago: int, count: int = 1, **values: Any) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    first = retention.first_id(at).int + project.id.int % 2**60
    for number in range(count):
        trace = Trace.objects.create(id=UUID(int=first + number), project=project, input="1", content_hash=b"", ingested_at=at, **values)
        Span.objects.create(project=project, trace=trace, external_id="s", kind="llm")
        Score.objects.create(project=project, trace=trace, name="a", value=1)


def job_of(project: Project, *, filter: Any = None, **options: Any) -> Job:
    options = {"older_than_days": 30, "batch_rows": 10, **options}
    return Job.objects.create(project=project, kind="cleanup", filter=filter or {}, options=options)


def ran(job: Job) -> Job:
    job_running.run_job(job.id)
    job.refresh_from_db()
    return job


def counts(number: int) -> dict[str, int]:
    return {"traces": number, "spans": number, "scores": number}


def test_the_old_goes_in_batches_and_the_new_stays(project: Project) -> None:
    add(project, 40, 25)
    add(project, 20, 2)
    job = ran(job_of(project))
    assert (job.state, job.error, job.done, job.total) == ("completed", "", 25, 25)
    assert (job.result or {})["found"] == (job.result or {})["deleted"] == counts(25)
    assert (Trace.objects.count(), Span.objects.count(), Score.objects.count()) == (2, 2, 2)


def test_a_dry_run_only_counts(project: Project) -> None:
    add(project, 40, 3)
    job = ran(job_of(project, dry_run=True))
    assert ((job.result or {})["found"], (job.result or {})["deleted"], Trace.objects.count()) == (counts(3), counts(0), 3)


def test_other_projects_are_never_touched(project: Project, stranger_project: Project) -> None:
    add(project, 40)
    add(stranger_project, 40, 3)
    ran(job_of(project))
    assert list(Trace.objects.values_list("project_id", flat=True)) == [stranger_project.id] * 3
    assert (Span.objects.count(), Score.objects.count()) == (3, 3)


def test_only_what_the_filter_lets_through(project: Project) -> None:
    add(project, 40, 2, model="a")
    add(project, 41, 2, model="b")
    ran(job_of(project, filter={"field": "model", "op": "eq", "value": "a"}))
    assert set(Trace.objects.values_list("model", flat=True)) == {"b"}


def test_nothing_is_old(project: Project) -> None:
    add(project, 20)
    job = ran(job_of(project))
    assert (job.state, job.total, Trace.objects.count()) == ("completed", 0, 1)


def test_a_crash_after_a_batch_loses_no_count(project: Project, jobs_sent: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    add(project, 40, 25)
    monkeypatch.setattr(job_running, "TURN_SECONDS", -1)
    job = job_of(project)
    for _ in range(2):  # the count, and a batch
        ran(job)
    assert (job.state, job.done, Trace.objects.count()) == ("queued", 10, 15)
    claimed = job_lifecycle.claim(job.id)  # its worker dies now
    Job.objects.update(lease_until=timezone.now() - timedelta(minutes=1))
    monkeypatch.setattr(job_running, "TURN_SECONDS", 30)
    assert claimed
    assert (ran(job).state, job.done, Trace.objects.count()) == ("completed", 25, 0)


def test_a_batch_whose_job_was_taken_away_is_rolled_back(project: Project) -> None:
    add(project, 40, 5)
    job = job_lifecycle.claim(job_of(project).id)
    assert job
    assert not cleanup.step(job)
    job_lifecycle.cancel(job.id)
    with pytest.raises(Lost):
        cleanup.step(job)
    assert Trace.objects.count() == 5


def test_a_query_that_takes_too_long_fails_it(project: Project, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")

    settings.ANALYSIS_STATEMENT_TIMEOUT_SECONDS = 1
    monkeypatch.setattr(retention, "delete_batch", lambda *_, **__: slow())
    add(project, 40)
    job = ran(job_of(project))
    assert (job.state, job.error_code, Trace.objects.count()) == ("failed", "too_slow", 1)


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({}, "/options/older_than_days"),
        ({"older_than_days": 0}, "/options/older_than_days"),
        ({"older_than_days": 36_501}, "/options/older_than_days"),
        ({"older_than_days": 1.5}, "/options/older_than_days"),
        ({"older_than_days": 1, "dry_run": "no"}, "/options/dry_run"),
        ({"older_than_days": 1, "batch_rows": 5001}, "/options/batch_rows"),
        ({"older_than_days": 1, "dryrun": True}, "/options/dryrun"),
    ],
)
def test_what_is_wrong_is_pointed_at(options: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        cleanup.parse(options)
    assert [one.pointer for one in raised.value.problems] == [pointer]
