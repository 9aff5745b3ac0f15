"""The states of a batch in the background: queued -> running -> completed or failed, each step one conditional UPDATE.

Who runs it has a lease and an attempt number. A chunk of operations, their results and how far the batch has come are written in one
transaction that holds the row, so whatever dies when, nothing is done twice and nothing is left out.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Func, Q, QuerySet
from django.db.models.functions import Now

from evalplatform.errors import NotFound
from evalplatform.queue import enqueue
from evalplatform.tracing.columns import RawJson
from external_api.models import Batch, BatchState

LEASE = timedelta(seconds=60)
LOST_MESSAGE = timedelta(seconds=60)  # how long a message may wait before the sweep sends another one
KEPT = timedelta(days=7)
PURGED_AT_ONCE = 20  # they may be large
JOB = "external_api.run_batch"

# Of the operations of a batch that has ended no more is kept than what they were: their bodies are stored where they belong, or refused.
_OUTLINE = Func(
    F("operations"),
    template="(SELECT coalesce(json_agg(json_build_object('op', one -> 'op') ORDER BY place), '[]')"
    " FROM json_array_elements(%(expressions)s) WITH ORDINALITY AS o(one, place))",
    output_field=RawJson(),
)
_WORKER_GONE = Q(state=BatchState.RUNNING, lease_until__lt=Now())
_MESSAGE_LOST = Q(state=BatchState.QUEUED, lease_until__lt=Now())


def request(project_id: UUID, *, operations: str, total: int, atomic: bool, callback_url: str, **maker: Any) -> Batch:
    """A new batch, on the queue; call it in a transaction."""
    batch = Batch.objects.create(
        **{"project_id": project_id, "operations": operations, "total": total, "atomic": atomic, **maker},
        **{"callback_url": callback_url, "callback_state": "waiting" if callback_url else "", "lease_until": Now() + LOST_MESSAGE},
    )
    batch.refresh_from_db()  # the database's own clock set the times
    enqueue(JOB, batch.id)
    return batch


def find(project_id: UUID, batch_id: UUID) -> Batch:
    """The batch, if it is of this project. Raises NotFound."""
    found = Batch.objects.defer("operations").filter(project_id=project_id, id=batch_id).first()
    if found is None:
        raise NotFound("There is no such batch in this project; they are kept for 7 days.")
    return found


def claim(batch_id: UUID) -> int | None:
    """The number of this attempt, if the batch waits or its worker is gone; None if somebody else has it or it has ended."""
    taken = Batch.objects.filter(Q(state=BatchState.QUEUED) | _WORKER_GONE, id=batch_id)
    if not taken.update(state=BatchState.RUNNING, lease_until=Now() + LEASE, attempt=F("attempt") + 1):
        return None
    return Batch.objects.values_list("attempt", flat=True).get(id=batch_id)


def hold(batch_id: UUID, attempt: int) -> Batch | None:
    """The batch as it is, kept until the transaction ends; None when it is no longer ours."""
    if not _mine(batch_id, attempt).update(lease_until=Now() + LEASE):
        return None
    return Batch.objects.get(id=batch_id)


def save(batch: Batch, *, results: str, done: int, failed: int) -> None:
    """Write down the results of a chunk beside its effects."""
    _mine(batch.id, batch.attempt).update(results=results, done=done, failed=failed)


def give_way(batch_id: UUID, attempt: int, *, wait: timedelta | None = None) -> None:
    """Back to the end of the queue, or with `wait` to the sweep, which puts it there then."""
    if (
        _mine(batch_id, attempt).update(state=BatchState.QUEUED, lease_until=Now() + (LOST_MESSAGE if wait is None else wait))
        and wait is None
    ):
        enqueue(JOB, batch_id)


def complete(batch_id: UUID, attempt: int) -> None:
    _end(batch_id, attempt, BatchState.COMPLETED)


def fail(batch_id: UUID, attempt: int, code: str, message: str) -> None:
    _end(batch_id, attempt, BatchState.FAILED, error_code=code, error=message)


def _mine(batch_id: UUID, attempt: int) -> QuerySet[Batch]:
    return Batch.objects.filter(id=batch_id, attempt=attempt, state=BatchState.RUNNING)


def _end(batch_id: UUID, attempt: int, state: BatchState, **values: Any) -> None:
    values |= {"lease_until": None, "finished_at": Now(), "callback_next_at": Now(), "operations": _OUTLINE}
    mine = _mine(batch_id, attempt).update(state=state, **values)
    if mine and Batch.objects.filter(id=batch_id, callback_state="waiting").exists():
        enqueue("external_api.call_back", batch_id)


def sweep() -> int:
    """Put batches on the queue that nobody runs: whose worker is gone, or whose message was lost; how many."""
    forgotten = Batch.objects.filter(_WORKER_GONE | _MESSAGE_LOST)
    found = list(forgotten.order_by("id").values_list("id", flat=True))
    sent = [one for one in found if forgotten.filter(id=one).update(state=BatchState.QUEUED, lease_until=Now() + LOST_MESSAGE)]
    for batch_id in sent:
        enqueue(JOB, batch_id)
    return len(sent)


def purge() -> int:
    """Remove batches that ended KEPT ago, a few at a time; how many."""
    old = Batch.objects.filter(finished_at__lte=Now() - KEPT)
    removed = 0
    while ids := list(old.values_list("id", flat=True)[:PURGED_AT_ONCE]):
        removed += old.filter(id__in=ids).delete()[0]
    return removed
