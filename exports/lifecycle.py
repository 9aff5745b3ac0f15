"""The states of exports and shards. Every step is one conditional UPDATE: who changes the row does the work, anybody else does nothing.

Who works holds a claim: an attempt number and a lease. Whoever comes later has a higher number, and all that an earlier one still
tries (to prolong, to complete, to fail) finds that it is not theirs any more.

Export: queued -> planning -> running -> finalizing -> completed -> expired, and from each before completed to failed or cancelled,
and from those two by a retry back to queued.
Shard:  queued -> running -> done. A shard whose lease ran out is queued again; its attempt number tells an old worker from a new one.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Now

from evalplatform.events.outbox import record
from evalplatform.queue import enqueue
from exports import memory, scheduled, turns
from exports.heartbeat import Lost
from exports.models import ACTIVE, Export, Shard, ShardState, State
from exports.patience import patiently
from exports.pipeline import Written

# How long a message may wait in the broker before the sweep sends another one.
LOST_MESSAGE_SECONDS = 60
MANY_ATTEMPTS = 100  # of a shard; a retry forgets them

_ANYBODY = Q()

# EXISTS and not a join: Django would write `id IN (SELECT …)`, which two workers that wait for one row both find true.
_RUNNING = Exists(Export.objects.filter(id=OuterRef("export_id"), state=State.RUNNING))


@dataclass(frozen=True)
class Claim:
    """One worker's hold on a step of the whole export: planning or finalizing. A retry counts attempts anew, but starts anew too."""

    export_id: UUID
    attempt: int
    state: State
    started_at: datetime | None

    def held(self) -> Q:
        return Q(attempt=self.attempt, state=self.state, started_at=self.started_at)


def held_by(shard: Shard) -> Q:
    """The export's row, while this worker has this shard of it."""
    return Q(Exists(Shard.objects.filter(id=shard.id, attempt=shard.attempt, state=ShardState.RUNNING, export_id=OuterRef("id"))))


def lease_end() -> CombinedExpression:
    """The database's own clock decides, so workers with wrong clocks do no harm."""
    return Now() + timedelta(seconds=settings.EXPORT_LEASE_SECONDS)


def claim(export_id: UUID, *, before: State, during: State) -> Claim | None:
    """Take the export from `before` into `during`; also when an earlier worker took it and its lease ran out.

    None too when it is queued and has to wait for others of its project.
    """
    taken = Export.objects.filter(Q(state=before) | Q(state=during, lease_until__lt=Now()), id=export_id)
    if during is State.FINALIZING:
        taken = taken.exclude(Exists(Shard.objects.filter(export_id=OuterRef("id")).exclude(state=ShardState.DONE)))
    with transaction.atomic():
        if before is State.QUEUED and not turns.has_come(export_id):
            return None
        sent = Coalesce("queued_at", Now())
        if not taken.update(state=during, lease_until=lease_end(), attempt=F("attempt") + 1, queued_at=sent):
            return None
        # in the same transaction, which holds the row: read later, it might be another worker's number
        attempt, started_at = Export.objects.values_list("attempt", "started_at").get(id=export_id)
        return Claim(export_id, attempt, during, started_at)


def start(claimed: Claim, shards: list[Shard], *, estimated_rows: int) -> None:
    """From planning to running, with these shards, or with those that it has from an earlier try. Raises Lost."""
    with transaction.atomic():
        planned = Export.objects.filter(claimed.held(), id=claimed.export_id)
        if not planned.update(state=State.RUNNING, lease_until=None, started_at=Now(), estimated_rows=estimated_rows, attempt=0):
            raise Lost
        Shard.objects.bulk_create(shards)
        if not Shard.objects.filter(export_id=claimed.export_id).exclude(state=ShardState.DONE).exists():
            enqueue("exports.finalize", claimed.export_id)


def hold(claimed: Claim) -> bool:
    """Prolong the lease on a step; False when it is no longer ours."""
    return bool(Export.objects.filter(claimed.held(), id=claimed.export_id).update(lease_until=lease_end()))


def redo(claimed: Claim, shard_id: UUID, reason: str) -> None:
    """From finalizing back to running, since the part of one shard is not what it was. Raises Lost."""
    with transaction.atomic():
        if not Export.objects.filter(claimed.held(), id=claimed.export_id).update(state=State.RUNNING, lease_until=None):
            raise Lost
        Shard.objects.filter(id=shard_id).update(state=ShardState.QUEUED, part="", error=reason, queued_at=_waiting_for(0))


def to_send(export_id: UUID) -> list[UUID]:
    """The next shards to put on the queue, marked as sent: as many as keep EXPORT_PARALLEL_SHARDS of the export under way."""
    unfinished = Shard.objects.filter(_RUNNING, export_id=export_id).exclude(state=ShardState.DONE)
    room = settings.EXPORT_PARALLEL_SHARDS - unfinished.filter(queued_at__isnull=False).count()
    waiting = list(unfinished.filter(queued_at__isnull=True).order_by("number").values_list("id", flat=True)[: max(room, 0)])
    return [shard_id for shard_id in waiting if Shard.objects.filter(id=shard_id, queued_at__isnull=True).update(queued_at=Now())]


def claim_shard(shard_id: UUID) -> Shard | None:
    """The shard, if it waits and its export runs; None if somebody else has it, it is done, or the export has ended."""
    waiting = Shard.objects.filter(_RUNNING, id=shard_id, state=ShardState.QUEUED)
    with transaction.atomic():  # which holds the row, so that the attempt read is the one made
        if not waiting.update(state=ShardState.RUNNING, lease_until=lease_end(), attempt=F("attempt") + 1, rows=0, bytes=0):
            return None
        return Shard.objects.select_related("export").get(id=shard_id)


def _mine(shard: Shard) -> QuerySet[Shard]:
    return Shard.objects.filter(_RUNNING, id=shard.id, attempt=shard.attempt, state=ShardState.RUNNING)


def heartbeat(shard: Shard, *, rows: int, bytes: int) -> bool:
    """Prolong the lease and tell the progress; False when the shard is no longer ours: cancelled, failed or taken over."""
    return bool(_mine(shard).update(lease_until=lease_end(), rows=rows, bytes=bytes, memory_bytes=memory.resident()))


def complete_shard(shard: Shard, written: Written, part: str) -> bool:
    """The shard is done; True if it was the last one, so that the caller finalizes. Raises Lost."""
    facts: dict[str, Any] = {name: value for name, value in asdict(written).items() if value is not None}
    facts["memory_bytes"] = memory.resident()
    if not _mine(shard).update(state=ShardState.DONE, lease_until=None, part=part, error="", **facts):
        raise Lost
    return not Shard.objects.filter(export_id=shard.export_id).exclude(state=ShardState.DONE).exists()


def release_shard(shard: Shard, reason: str) -> None:
    """Give the shard back after something that may pass, so that the sweep tries it again: soon, then ever more slowly."""
    wait = min(5 * 2**shard.releases, LOST_MESSAGE_SECONDS)
    values = {"lease_until": None, "error": reason, "releases": F("releases") + 1, "queued_at": _waiting_for(wait)}
    patiently(lambda: _mine(shard).update(state=ShardState.QUEUED, **values))


def release(claimed: Claim) -> None:
    """Give a step on the whole export back after the database was away, so that the sweep tries it again: soon, then ever more slowly."""
    wait = min(5 * 2**claimed.attempt, settings.EXPORT_LEASE_SECONDS)
    again = Now() + timedelta(seconds=wait)
    patiently(lambda: Export.objects.filter(claimed.held(), id=claimed.export_id).update(lease_until=again))


def _waiting_for(seconds: int) -> CombinedExpression:
    """A time of sending that makes the sweep send again in so many seconds."""
    return Now() - timedelta(seconds=LOST_MESSAGE_SECONDS - seconds)


def complete(claimed: Claim, *, rows: int, bytes: int, files: int, rejected: int = 0) -> None:
    """From finalizing to completed. Raises Lost."""
    facts = {"rows": rows, "bytes": bytes, "files": files}
    expires_at = Now() + timedelta(days=settings.EXPORT_EXPIRE_DAYS)
    if not _end(
        claimed.export_id, State.COMPLETED, "export.completed", facts, if_held=claimed.held(), expires_at=expires_at, rejected=rejected
    ):
        raise Lost


def expire(export_id: UUID) -> bool:
    """From completed to expired, if its time has come; the record and the facts of its files stay."""
    with transaction.atomic():
        if not Export.objects.filter(id=export_id, state=State.COMPLETED, expires_at__lte=Now()).update(state=State.EXPIRED):
            return False
        project_id = Export.objects.values_list("project_id", flat=True).get(id=export_id)
        record(project_id, "export.expired", {"export": str(export_id)})
    return True


def fail(export_id: UUID, code: str, message: str, *, if_held: Q = _ANYBODY) -> bool:
    """End the export with its reason, if the one who says so still holds it."""
    facts = {"code": code, "message": message}
    return _end(export_id, State.FAILED, "export.failed", facts, if_held=if_held, error_code=code, error=message)


def requeue(export_id: UUID, *, whole: Collection[UUID]) -> None:
    """From failed or cancelled back to queued; all shards but those in `whole` run again. Call it in a transaction that holds the row."""
    new = {"attempt": 0, "started_at": None, "finished_at": None, "error_code": "", "error": ""}
    Export.objects.filter(id=export_id).update(state=State.QUEUED, queued_at=Now(), lease_until=None, **new)
    # Attempts of a shard go on counting: a worker that has not heard of the end yet writes under the number it has. They count as
    # releases, so that the shard has all its tries again; hours of releases are forgotten, since they too have a bound.
    tries = Case(When(attempt__lt=MANY_ATTEMPTS, then=F("attempt")), default=Value(0))
    nothing = {"part": "", "error": "", "sha256": "", "rows": 0, "bytes": 0, "server_rows": None, "lease_until": None, "queued_at": None}
    again = Shard.objects.filter(export_id=export_id).exclude(id__in=whole)
    again.update(state=ShardState.QUEUED, attempt=tries, releases=tries, **nothing)
    project_id = Export.objects.values_list("project_id", flat=True).get(id=export_id)
    record(project_id, "export.retried", {"export": str(export_id)})


def cancel(export_id: UUID) -> bool:
    return _end(export_id, State.CANCELLED, "export.cancelled", {})


def _end(export_id: UUID, state: State, event: str, facts: Mapping[str, object], *, if_held: Q = _ANYBODY, **values: Any) -> bool:
    """End the export and write the event in one transaction; False if it had ended already."""
    with transaction.atomic():
        active = Export.objects.filter(if_held, id=export_id, state__in=ACTIVE)
        if not active.update(state=state, lease_until=None, finished_at=Now(), **values):
            return False
        project_id = Export.objects.values_list("project_id", flat=True).get(id=export_id)
        record(project_id, event, {"export": str(export_id), **facts})
        scheduled.ended(export_id, state, code=values.get("error_code", ""), message=values.get("error", ""))
        transaction.on_commit(lambda: turns.send_next(project_id), robust=True)  # after it, since only then there is room
    return True
