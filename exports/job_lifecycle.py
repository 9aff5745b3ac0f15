"""The states of jobs, as those of exports: queued -> running -> completed, failed or cancelled, each step one conditional UPDATE.

A running job may go back to queued to let others have a turn; what it has found out stays in its row.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from evalplatform.events.outbox import record
from exports import memory
from exports.lifecycle import LOST_MESSAGE_SECONDS, lease_end
from exports.models import UNFINISHED, Job, JobState
from exports.patience import patiently


def claim(job_id: UUID) -> Job | None:
    """The job, if it waits, or its worker is gone; None if somebody else has it or it has ended."""
    waiting = Job.objects.filter(Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=Now()), id=job_id)
    started = Coalesce("started_at", Now())
    if not waiting.update(state=JobState.RUNNING, lease_until=lease_end(), attempt=F("attempt") + 1, started_at=started):
        return None
    return Job.objects.get(id=job_id)


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(id=job.id, attempt=job.attempt, state=JobState.RUNNING)


def heartbeat(job: Job) -> bool:
    """Prolong the lease; False when the job is no longer ours: cancelled, or taken over."""
    return bool(_mine(job).update(lease_until=lease_end(), memory_bytes=memory.resident()))


def save(job: Job, *, seconds: float = 0.0, **found: Any) -> bool:
    """Write down what a step has found, and the seconds that it took in the database; False when the job is no longer ours."""
    return bool(_mine(job).update(lease_until=lease_end(), database_seconds=F("database_seconds") + seconds, **found))


def give_way(job: Job) -> bool:
    """Back to the end of the queue. The tries start over, since this one got somewhere."""
    return bool(_mine(job).update(state=JobState.QUEUED, lease_until=None, queued_at=Now(), attempt=0))


def release(job: Job, reason: str) -> None:
    """Back after something that may pass, so that the next sweep tries it again."""
    long_ago = Now() - timedelta(seconds=LOST_MESSAGE_SECONDS)
    patiently(lambda: _mine(job).update(state=JobState.QUEUED, lease_until=None, error=reason, queued_at=long_ago))


def complete(job: Job) -> bool:
    return _end(_mine(job), job.id, JobState.COMPLETED, {}, error="")


def fail(job: Job, code: str, message: str) -> bool:
    return _end(_mine(job), job.id, JobState.FAILED, {"code": code, "message": message}, error_code=code, error=message)


def cancel(job_id: UUID) -> bool:
    return _end(Job.objects.filter(id=job_id, state__in=UNFINISHED), job_id, JobState.CANCELLED, {})


def _end(found: QuerySet[Job], job_id: UUID, state: JobState, facts: dict[str, Any], **values: Any) -> bool:
    """End the job and write the event in one transaction; False if it had ended already, or is no longer ours."""
    with transaction.atomic():
        if not found.update(state=state, lease_until=None, finished_at=Now(), **values):
            return False
        project_id, kind = Job.objects.values_list("project_id", "kind").get(id=job_id)
        record(project_id, f"job.{state.value}", {"job": str(job_id), "kind": kind, **facts})
    return True


def forgotten(patience: timedelta) -> list[UUID]:
    """Jobs that wait without a message, or whose worker is gone, marked as sent."""
    waits = Q(state=JobState.QUEUED, queued_at__lte=Now() - patience)
    orphaned = Q(state=JobState.RUNNING, lease_until__lt=Now())
    found = list(Job.objects.filter(waits | orphaned).order_by("id").values_list("id", flat=True))
    Job.objects.filter(id__in=found).update(queued_at=Now())
    return found
