"""The work itself: plan an export, run a shard, finalize. Each step claims first, so a task that comes twice does nothing twice."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet

from evalplatform.errors import DomainError, Unavailable
from evalplatform.queue import enqueue
from exports import apart, files, leftovers, lifecycle, manifest, pipeline, plan, replica, shipping, signing, source, spec, windows
from exports.heartbeat import Heartbeat, Lost
from exports.lifecycle import Claim
from exports.made import PartDamaged
from exports.models import Export, ExportFile, Shard, State
from exports.sinks import local

log = logging.getLogger(__name__)

APART_ROWS = 50_000  # below, the work takes less than a process to start
MAX_RELEASES = 200  # of one shard, after failures that may pass: with a minute between them, some three hours


def run_plan(export_id: UUID) -> None:
    """Cut the export into shards and put them on the queue."""
    claimed = _claimed(export_id, before=State.QUEUED, during=State.PLANNING)
    if claimed is None:
        return
    with _ends_the_export(export_id, claimed):
        export = Export.objects.get(id=export_id)
        signing.key_id()  # the manifest will need the key: better to hear now that it cannot be read than after hours of work
        planning = connection.connection
        with Heartbeat(lambda rows, bytes: lifecycle.hold(claimed), stop=lambda: planning.cancel_safe(timeout=5)):
            shards, estimated = plan.shards(export, spec.parse(export.request))
        with transaction.atomic():
            lifecycle.start(claimed, shards, estimated_rows=estimated)
            _send(export_id)


def run_shard(shard_id: UUID) -> None:
    """Stream one shard into its part; the last one puts the finalizing on the queue."""
    _where_it_belongs(_run_shard, shard_id, Export.objects.filter(shards=shard_id))


def finalize(export_id: UUID) -> None:
    """Make the files of the parts, and end the export."""
    _where_it_belongs(_finalize, export_id, Export.objects.filter(id=export_id))


def _where_it_belongs(work: Callable[[UUID], None], key: UUID, exports: QuerySet[Export]) -> None:
    """Large work and all that compiles goes to a process of its own, where this one serves pages too."""
    if exports.filter(~Q(shape=spec.RECORDS) | Q(estimated_rows__gte=APART_ROWS)).exists():
        apart.run(work, key)
    else:
        work(key)


def _run_shard(shard_id: UUID) -> None:
    shard = lifecycle.claim_shard(shard_id)
    if shard is None:
        return
    if shard.attempt - shard.releases > settings.EXPORT_MAX_ATTEMPTS or shard.releases > MAX_RELEASES:
        reason = f"It was tried {shard.attempt - 1} times; the last time: {shard.error or 'the worker died'}."
        _fail(shard, "gave_up", reason)
        return
    with _ends_the_export(shard.export_id, shard):
        part = f"{shard.number:05d}.{shard.attempt}"
        written = _stream(shard, part)
        if lifecycle.complete_shard(shard, written, part):
            enqueue("exports.finalize", shard.export_id, priority=shard.export.priority)
        else:
            _send(shard.export_id)


def _send(export_id: UUID) -> None:
    priority = Export.objects.values_list("priority", flat=True).get(id=export_id)
    for shard_id in lifecycle.to_send(export_id):
        enqueue("exports.run_shard", shard_id, priority=priority)


def _stream(shard: Shard, part: str) -> pipeline.Written:
    export = shard.export
    asked = spec.parse(export.request)
    keys = source.KeyRange(shard.first_key, shard.end_key)
    found = source.rows(asked, export.project_id, snapshot=export.snapshot, window=windows.of(export), keys=keys)
    place = local.parts(export.id) / part
    with source.connection() as connected:

        def beat(rows: int, bytes: int) -> bool:
            return lifecycle.heartbeat(shard, rows=rows, bytes=bytes)

        with Heartbeat(beat, stop=lambda: connected.cancel_safe(timeout=5)) as heartbeat:
            replica.wait(connected, export.wal_position, meanwhile=lambda: heartbeat.progress(0, 0))
            whole, durable = files.whole_parts(export, asked), not files.joined_by_hash(export, asked)
            encoder, compressor = files.part_encoder(export, asked, place), files.part_compressor(asked)
            stream = source.stream(connected, encoder, found)
            try:
                sink = local.LocalPart(place, durable=durable)
                return pipeline.run(stream, encoder, compressor, sink, progress=heartbeat.progress, whole=whole)
            except BaseException:
                local.forget_beside(place)
                raise


def _finalize(export_id: UUID) -> None:
    claimed = _claimed(export_id, before=State.RUNNING, during=State.FINALIZING)
    if claimed is None:
        return
    with _ends_the_export(export_id, claimed):
        export = Export.objects.get(id=export_id)
        export.attempt = claimed.attempt
        with Heartbeat(lambda rows, bytes: lifecycle.hold(claimed)) as heartbeat:
            asked = spec.parse(export.request)
            made = files.make(export, asked, attempt=claimed.attempt, progress=heartbeat.progress)
            proof = manifest.write(export, asked, made.files, name_prefix=files.name_prefix(export), compiled=made.compiled)
            every = [*made.files, *reversed(proof)]  # the manifest last: where it is, all is
            shipping.ship(export, every, name_prefix=files.name_prefix(export), check=lambda: heartbeat.progress(0, 0))
        data = [file for file in made.files if not file.companion]
        rows, size = sum(file.rows for file in data), sum(file.bytes for file in data)
        with transaction.atomic():
            lifecycle.complete(claimed, rows=rows, bytes=size, files=len(data), rejected=made.rejected)
            ExportFile.objects.bulk_create(every)
            elsewhere = shipping.arrived(export_id)
        (local.forget if elsewhere else local.forget_parts)(export_id)


def _claimed(export_id: UUID, *, before: State, during: State) -> Claim | None:
    """The step, if it is ours. A step that has killed its worker again and again ends the export instead."""
    claimed = lifecycle.claim(export_id, before=before, during=during)
    if claimed is None or claimed.attempt <= settings.EXPORT_MAX_ATTEMPTS + shipping.waits(export_id):
        return claimed
    reason = shipping.last_error(export_id) or "the worker died"
    _fail(claimed, "gave_up", f"Its {during.value} was tried {settings.EXPORT_MAX_ATTEMPTS} times; the last time: {reason}.")
    return None


@contextmanager
def _ends_the_export(export_id: UUID, holder: Claim | Shard) -> Iterator[None]:
    """Turns what goes wrong into state. What may pass leaves the work to be tried again; anything else fails the export with its reason."""
    try:
        yield
    except Lost:
        log.info("The work of %s was taken away", holder)
        leftovers.remove(export_id)  # again: what was written after the one who ended it had cleaned up
    except PartDamaged as damage:
        log.warning("Export %s: %s; it runs again", export_id, damage)
        if isinstance(holder, Claim):
            _redo(holder, damage)
    except (Unavailable, OperationalError, InterfaceError) as error:
        log.warning("Export %s waits: %s", export_id, error)
        _release(holder, error)
    except DomainError as error:
        _fail(holder, error.code, error.message)
    except Exception:
        log.exception("Export %s crashed", export_id)
        _fail(holder, "internal_error", "An error in the server ended this export; its log says more under the export's id.")


def _redo(claimed: Claim, damage: PartDamaged) -> None:
    try:
        lifecycle.redo(claimed, damage.shard.id, str(damage))
    except Lost:  # it was cancelled, and its parts are gone for that reason
        leftovers.remove(claimed.export_id)


def _release(holder: Claim | Shard, error: Exception) -> None:
    """Best effort: if the database stays away, the lease runs out and the sweep finds the work. So it is with a store that is away."""
    try:
        if isinstance(holder, Shard):
            lifecycle.release_shard(holder, str(error))
        elif not isinstance(error, Unavailable):
            lifecycle.release(holder)
    except Error:
        log.warning("The work of %s waits for its lease to end", holder)


def _fail(holder: Claim | Shard, code: str, message: str) -> None:
    """Fail the export, unless the work has gone over to another worker."""
    held = holder.held() if isinstance(holder, Claim) else lifecycle.held_by(holder)
    if lifecycle.fail(holder.export_id, code, message, if_held=held):
        leftovers.remove(holder.export_id)
