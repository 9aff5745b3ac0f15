from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evalplatform.events.models import Event
from evalplatform.projects.models import Project
from exports import job_lifecycle
from exports.models import Job, JobState
from exports.sweep import sweep

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = timedelta(minutes=5)


@pytest.fixture
def job(project: Project) -> Job:
    return Job.objects.create(project=project, kind="analysis")


def events() -> list[tuple[str, Any]]:
    return list(Event.objects.order_by("id").values_list("type", "payload"))


def test_only_one_worker_gets_it(job: Job) -> None:
    mine = job_lifecycle.claim(job.id)
    assert mine
    assert (mine.state, mine.attempt) == (JobState.RUNNING, 1)
    assert job_lifecycle.claim(job.id) is None


def test_a_job_whose_worker_died_is_taken_over_and_the_old_worker_can_do_nothing(job: Job) -> None:
    old = job_lifecycle.claim(job.id)
    Job.objects.update(lease_until=timezone.now() - LONG_AGO)
    new = job_lifecycle.claim(job.id)
    assert old
    assert new
    assert new.attempt == 2
    assert not any(
        (job_lifecycle.heartbeat(old), job_lifecycle.save(old, done=9), job_lifecycle.give_way(old), job_lifecycle.fail(old, "x", "x"))
    )
    assert (Job.objects.get().done, Job.objects.get().state, events()) == (0, "running", [])


def test_a_beat_tells_the_memory_of_its_process(job: Job) -> None:
    mine = job_lifecycle.claim(job.id)
    assert mine
    assert job_lifecycle.heartbeat(mine)
    assert 10_000_000 < (Job.objects.get().memory_bytes or 0) < 10_000_000_000


def test_giving_way_starts_the_tries_over(job: Job) -> None:
    mine = job_lifecycle.claim(job.id)
    assert mine
    assert job_lifecycle.give_way(mine)
    again = job_lifecycle.claim(job.id)
    assert again
    assert (again.attempt, again.started_at) == (1, mine.started_at)


def test_completion_is_an_event(job: Job) -> None:
    mine = job_lifecycle.claim(job.id)
    assert mine
    assert job_lifecycle.save(mine, result={"a": 1}, seconds=0.5)
    assert job_lifecycle.complete(mine)
    found = Job.objects.get()
    assert (found.state, found.result, found.database_seconds, found.lease_until) == ("completed", {"a": 1}, 0.5, None)
    assert events() == [("job.completed", {"job": str(job.id), "kind": "analysis"})]


def test_failure_is_an_event_with_its_reason(job: Job) -> None:
    mine = job_lifecycle.claim(job.id)
    assert mine
    assert job_lifecycle.fail(mine, "too_slow", "Too slow.")
    assert events() == [("job.failed", {"job": str(job.id), "kind": "analysis", "code": "too_slow", "message": "Too slow."})]


def test_cancel_ends_it_once(job: Job) -> None:
    assert (job_lifecycle.cancel(job.id), job_lifecycle.cancel(job.id)) == (True, False)
    assert events() == [("job.cancelled", {"job": str(job.id), "kind": "analysis"})]


def test_the_sweep_finds_lost_messages_and_dead_workers(job: Job, project: Project, jobs_sent: list[Any]) -> None:
    running = Job.objects.create(project=project, kind="cleanup")
    job_lifecycle.claim(running.id)
    assert sweep() == 0
    Job.objects.filter(id=job.id).update(queued_at=timezone.now() - LONG_AGO)
    Job.objects.filter(id=running.id).update(lease_until=timezone.now() - LONG_AGO)
    assert sweep() == 2
    assert jobs_sent == [("exports.run_job", [str(job.id)]), ("exports.run_job", [str(running.id)])]


def test_what_was_released_is_swept_at_once(job: Job, jobs_sent: list[Any]) -> None:
    mine = job_lifecycle.claim(job.id)
    assert mine
    job_lifecycle.release(mine, "the database was away")
    assert (sweep(), sweep()) == (1, 0)
