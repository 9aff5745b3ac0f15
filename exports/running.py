"""The work itself: plan an export, run a shard, finalize. Each step claims first, so a task that comes twice does nothing twice."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import Error, transaction

from evalplatform.errors import DomainError, Unavailable
from evalplatform.queue import enqueue
from exports import files, lifecycle, pipeline, plan, source, spec
from exports.heartbeat import Heartbeat, Lost
from exports.models import Export, ExportFile, Shard, State
from exports.sinks import local

log = logging.getLogger(__name__)


def run_plan(export_id: UUID) -> None:
    """Cut the export into shards and put them on the queue."""
    if not _claimed(export_id, before=State.QUEUED, during=State.PLANNING):
        return
    with _ends_the_export(export_id):
        export = Export.objects.get(id=export_id)
        shards, estimated = plan.shards(export, spec.parse(export.request))
        with transaction.atomic():
            if lifecycle.start(export_id, shards, estimated_rows=estimated):
                _send(export_id)


def run_shard(shard_id: UUID) -> None:
    """Stream one shard into its part; the last one puts the finalizing on the queue."""
    shard = lifecycle.claim_shard(shard_id)
    if shard is None:
        return
    if shard.attempt > settings.EXPORT_MAX_ATTEMPTS:
        reason = f"It was tried {settings.EXPORT_MAX_ATTEMPTS} times; the last time: {shard.error or 'the worker died'}."
        _fail(shard.export_id, "gave_up", reason)
        return
    with _ends_the_export(shard.export_id, shard):
        part = f"{shard.number:05d}.{shard.attempt}"
        written = _stream(shard, part)
        if lifecycle.complete_shard(shard, written, part):
            enqueue("exports.finalize", shard.export_id)
        else:
            _send(shard.export_id)


def _send(export_id: UUID) -> None:
    for shard_id in lifecycle.to_send(export_id):
        enqueue("exports.run_shard", shard_id)


def _stream(shard: Shard, part: str) -> pipeline.Written:
    export = shard.export
    asked = spec.parse(export.request)
    found = source.rows(asked, export.project_id, snapshot=export.snapshot, keys=source.KeyRange(shard.first_key, shard.end_key))
    encoder, compressor = files.encoder(asked), files.compressor(asked)()
    with source.connection() as connected:

        def beat(rows: int, bytes: int) -> bool:
            return lifecycle.heartbeat(shard, rows=rows, bytes=bytes)

        with Heartbeat(beat, stop=lambda: connected.cancel_safe(timeout=5)) as heartbeat:
            stream = source.stream(connected, encoder, found)
            sink = local.LocalPart(local.parts(export.id) / part)
            whole = files.one_a_shard(export, asked)
            return pipeline.run(stream, encoder, compressor, sink, progress=heartbeat.progress, whole=whole)


def finalize(export_id: UUID) -> None:
    """Make the files of the parts, and end the export."""
    if not _claimed(export_id, before=State.RUNNING, during=State.FINALIZING):
        return
    with _ends_the_export(export_id):
        export = Export.objects.get(id=export_id)
        with Heartbeat(lambda rows, bytes: lifecycle.hold(export_id, export.attempt)) as heartbeat:
            made = files.make(export, spec.parse(export.request), progress=heartbeat.progress)
        rows, size = sum(file.rows for file in made), sum(file.bytes for file in made)
        with transaction.atomic():
            if not lifecycle.complete(export_id, rows=rows, bytes=size, files=len(made)):
                return
            ExportFile.objects.bulk_create(made)
        local.forget_parts(export_id)


def _claimed(export_id: UUID, *, before: State, during: State) -> bool:
    """The step is ours. A step that has killed its worker again and again ends the export instead."""
    if not lifecycle.claim(export_id, before=before, during=during):
        return False
    if Export.objects.get(id=export_id).attempt <= 2 * settings.EXPORT_MAX_ATTEMPTS:
        return True
    _fail(export_id, "gave_up", f"Its {during.value} was tried {settings.EXPORT_MAX_ATTEMPTS} times, and the worker died each time.")
    return False


@contextmanager
def _ends_the_export(export_id: UUID, shard: Shard | None = None) -> Iterator[None]:
    """Turns what goes wrong into state. What may pass leaves the work to be tried again; anything else fails the export with its reason."""
    try:
        yield
    except Lost:
        log.info("Shard %s was taken away", shard and shard.id)
        if Export.objects.filter(id=export_id, state__in=[State.CANCELLED, State.FAILED]).exists():
            local.forget(export_id)  # again: what was written after the one who ended it had cleaned up
    except (Unavailable, Error, psycopg.OperationalError) as error:
        log.warning("Export %s waits: %s", export_id, error)
        _release(shard, str(error))
    except DomainError as error:
        _fail(export_id, error.code, error.message)
    except Exception:
        log.exception("Export %s crashed", export_id)
        _fail(export_id, "internal_error", "An error in the server ended this export; its log says more under the export's id.")


def _release(shard: Shard | None, reason: str) -> None:
    """Best effort: if the database is away, the lease runs out and the sweep finds the shard."""
    if shard is None:
        return
    try:
        lifecycle.release_shard(shard, reason)
    except Error:
        log.warning("Shard %s waits for its lease to end", shard.id)


def _fail(export_id: UUID, code: str, message: str) -> None:
    if lifecycle.fail(export_id, code, message):
        local.forget(export_id)
