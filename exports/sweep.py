"""What makes the rows the truth, and not the queue: finds work that waits without a message or whose worker is gone."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from evalplatform.queue import NORMAL, enqueue
from exports import job_lifecycle, lifecycle, shipping, turns
from exports.lifecycle import LOST_MESSAGE_SECONDS
from exports.models import Export, Shard, ShardState, State


def sweep(*, queue_is_empty: bool = False) -> int:
    """Put on the queue all work that nobody does; how much it was.

    Work counts as forgotten when its lease has run out, or when a message for it was sent a while ago and nobody took it. At the
    start of a broker that lives in memory (`queue_is_empty`) every message is gone, and nothing needs to wait.
    """
    patience = timedelta(0) if queue_is_empty else timedelta(seconds=LOST_MESSAGE_SECONDS)
    forgotten = Q(queued_at__lte=Now() - patience)
    orphaned = Q(lease_until__lt=Now())
    return (
        _again("exports.plan", turns.next_ones(also=forgotten) + _exports(Q(state=State.PLANNING) & orphaned))
        + _again("exports.run_job", job_lifecycle.forgotten(patience))
        + _again("exports.run_shard", _orphans(forgotten, orphaned))
        + sum(_again("exports.run_shard", lifecycle.to_send(one)) for one in _running())
        + _again("exports.finalize", _exports(Q(state=State.RUNNING) & forgotten & _ALL_DONE | Q(state=State.FINALIZING) & orphaned))
        + _again("exports.clear_destination", shipping.to_clear())
    )


_UNFINISHED = Exists(Shard.objects.filter(export_id=OuterRef("id")).exclude(state=ShardState.DONE))
_ALL_DONE = ~Q(_UNFINISHED)


def _exports(which: Q) -> list[UUID]:
    found = list(Export.objects.filter(which).values_list("id", flat=True))
    Export.objects.filter(id__in=found).update(queued_at=Now())
    return found


def _running() -> list[UUID]:
    """Exports with shards that were never sent."""
    unsent = Exists(Shard.objects.filter(export_id=OuterRef("id"), queued_at__isnull=True))
    return list(Export.objects.filter(unsent, state=State.RUNNING).values_list("id", flat=True))


def _orphans(forgotten: Q, orphaned: Q) -> list[UUID]:
    """Shards whose worker is gone wait again; those that wait too long get a new message."""
    running = Exists(Export.objects.filter(id=OuterRef("export_id"), state=State.RUNNING))
    gone = Shard.objects.filter(running, orphaned, state=ShardState.RUNNING)
    for shard_id in gone.values_list("id", flat=True):
        Shard.objects.filter(orphaned, id=shard_id, state=ShardState.RUNNING).update(
            state=ShardState.QUEUED, lease_until=None, queued_at=Now() - timedelta(seconds=LOST_MESSAGE_SECONDS)
        )
    waiting = Shard.objects.filter(running, forgotten, state=ShardState.QUEUED)
    found = list(waiting.values_list("id", flat=True))
    Shard.objects.filter(id__in=found, state=ShardState.QUEUED).update(queued_at=Now())
    return found


def _again(job: str, ids: list[UUID]) -> int:
    priorities = _priorities(job, ids) if ids else {}
    for one in ids:
        enqueue(job, one, priority=priorities.get(one, NORMAL))
    return len(ids)


def _priorities(job: str, ids: list[UUID]) -> dict[UUID, str]:
    if job == "exports.run_shard":
        return dict(Shard.objects.filter(id__in=ids).values_list("id", "export__priority"))
    return dict(Export.objects.filter(id__in=ids).values_list("id", "priority"))
