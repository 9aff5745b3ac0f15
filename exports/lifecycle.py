"""The states of exports and shards. Every step is one conditional UPDATE: who changes the row does the work, anybody else does nothing.

Export: queued -> planning -> running -> finalizing -> completed, and from each of these to failed or cancelled.
Shard:  queued -> running -> done. A shard whose lease ran out is queued again; its attempt number tells an old worker from a new one.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from evalplatform.events.outbox import record
from exports.models import ACTIVE, Export, Shard, ShardState, State
from exports.pipeline import Written

# How long a message may wait in the broker before the sweep sends another one.
LOST_MESSAGE_SECONDS = 60

# EXISTS and not a join: Django would write `id IN (SELECT …)`, which two workers that wait for one row both find true.
_RUNNING = Exists(Export.objects.filter(id=OuterRef("export_id"), state=State.RUNNING))


def lease_end() -> CombinedExpression:
    """The database's own clock decides, so workers with wrong clocks do no harm."""
    return Now() + timedelta(seconds=settings.EXPORT_LEASE_SECONDS)


def claim(export_id: UUID, *, before: State, during: State) -> bool:
    """Take the export from `before` into `during`; also when an earlier worker took it and its lease ran out."""
    taken = Export.objects.filter(Q(state=before) | Q(state=during, lease_until__lt=Now()), id=export_id)
    if during is State.FINALIZING:
        taken = taken.exclude(Exists(Shard.objects.filter(export_id=OuterRef("id")).exclude(state=ShardState.DONE)))
    return bool(taken.update(state=during, lease_until=lease_end(), attempt=F("attempt") + 1))


def start(export_id: UUID, shards: list[Shard], *, estimated_rows: int) -> bool:
    """From planning to running, with these shards."""
    with transaction.atomic():
        planned = Export.objects.filter(id=export_id, state=State.PLANNING)
        if not planned.update(state=State.RUNNING, lease_until=None, started_at=Now(), estimated_rows=estimated_rows):
            return False
        Shard.objects.bulk_create(shards)
    return True


def hold(export_id: UUID, attempt: int) -> bool:
    """Prolong the lease on the finalizing; False when it is no longer ours."""
    return bool(Export.objects.filter(id=export_id, attempt=attempt, state=State.FINALIZING).update(lease_until=lease_end()))


def to_send(export_id: UUID) -> list[UUID]:
    """The next shards to put on the queue, marked as sent: as many as keep EXPORT_PARALLEL_SHARDS of the export under way."""
    unfinished = Shard.objects.filter(_RUNNING, export_id=export_id).exclude(state=ShardState.DONE)
    room = settings.EXPORT_PARALLEL_SHARDS - unfinished.filter(queued_at__isnull=False).count()
    waiting = list(unfinished.filter(queued_at__isnull=True).order_by("number").values_list("id", flat=True)[: max(room, 0)])
    return [shard_id for shard_id in waiting if Shard.objects.filter(id=shard_id, queued_at__isnull=True).update(queued_at=Now())]


def claim_shard(shard_id: UUID) -> Shard | None:
    """The shard, if it waits and its export runs; None if somebody else has it, it is done, or the export has ended."""
    waiting = Shard.objects.filter(_RUNNING, id=shard_id, state=ShardState.QUEUED)
    if not waiting.update(state=ShardState.RUNNING, lease_until=lease_end(), attempt=F("attempt") + 1, rows=0, bytes=0):
        return None
    return Shard.objects.select_related("export").get(id=shard_id)


def _mine(shard: Shard) -> QuerySet[Shard]:
    return Shard.objects.filter(_RUNNING, id=shard.id, attempt=shard.attempt, state=ShardState.RUNNING)


def heartbeat(shard: Shard, *, rows: int, bytes: int) -> bool:
    """Prolong the lease and tell the progress; False when the shard is no longer ours: cancelled, failed or taken over."""
    return bool(_mine(shard).update(lease_until=lease_end(), rows=rows, bytes=bytes))


def complete_shard(shard: Shard, written: Written, part: str) -> bool:
    """The shard is done; True if it was the last one, so that the caller finalizes."""
    done = _mine(shard).update(
        state=ShardState.DONE, lease_until=None, rows=written.rows, bytes=written.bytes, sha256=written.sha256, part=part, error=""
    )
    return bool(done) and not Shard.objects.filter(export_id=shard.export_id).exclude(state=ShardState.DONE).exists()


def release_shard(shard: Shard, reason: str) -> None:
    """Give the shard back after something that may pass, so that the next sweep tries it again."""
    _mine(shard).update(state=ShardState.QUEUED, lease_until=None, error=reason, queued_at=Now() - timedelta(seconds=LOST_MESSAGE_SECONDS))


def complete(export_id: UUID, *, rows: int, bytes: int, files: int) -> bool:
    return _end(export_id, State.COMPLETED, "export.completed", {"rows": rows, "bytes": bytes, "files": files}, only=(State.FINALIZING,))


def fail(export_id: UUID, code: str, message: str) -> bool:
    return _end(export_id, State.FAILED, "export.failed", {"code": code, "message": message}, error_code=code, error=message)


def cancel(export_id: UUID) -> bool:
    return _end(export_id, State.CANCELLED, "export.cancelled", {})


def _end(export_id: UUID, state: State, event: str, facts: dict[str, object], *, only: tuple[State, ...] = ACTIVE, **values: str) -> bool:
    """End the export and write the event in one transaction; False if it had ended already."""
    with transaction.atomic():
        if not Export.objects.filter(id=export_id, state__in=only).update(state=state, lease_until=None, finished_at=Now(), **values):
            return False
        project_id = Export.objects.values_list("project_id", flat=True).get(id=export_id)
        record(project_id, event, {"export": str(export_id), **facts})
    return True
