"""The work itself: plan an export, run a shard, finalize. Each step claims first, so a task that comes twice does nothing twice."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import Error, transaction

from evalplatform.errors import DomainError, Unavailable
from evalplatform.queue import enqueue
from exports import lifecycle, pipeline, plan, source, spec
from exports.compressors import COMPRESSORS
from exports.encoders import Encoder, encoder_for
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
                for shard in shards:
                    enqueue("exports.run_shard", shard.id)


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


def _stream(shard: Shard, part: str) -> pipeline.Written:
    export = shard.export
    asked = spec.parse(export.request)
    found = source.rows(asked, export.project_id, snapshot=export.snapshot, keys=source.KeyRange(shard.first_key, shard.last_key))
    encoder = _encoder(asked)
    compressor = COMPRESSORS[asked.compression][0]()
    with source.connection() as connected, Heartbeat(shard, connected) as heartbeat:
        sink = local.LocalPart(local.parts(export.id) / part)
        return pipeline.run(source.stream(connected, encoder, found), encoder, compressor, sink, progress=heartbeat.progress)


def finalize(export_id: UUID) -> None:
    """Give the file its name and end the export."""
    if not _claimed(export_id, before=State.RUNNING, during=State.FINALIZING):
        return
    with _ends_the_export(export_id):
        export = Export.objects.get(id=export_id)
        shard = export.shards.get()
        name = file_name(export, spec.parse(export.request))
        local.publish(local.parts(export_id) / shard.part, local.folder(export_id) / name)
        with transaction.atomic():
            if not lifecycle.complete(export_id, rows=shard.rows, bytes=shard.bytes, files=1):
                return
            ExportFile.objects.create(export=export, name=name, rows=shard.rows, bytes=shard.bytes, sha256=shard.sha256)
        local.forget_parts(export_id)


def _claimed(export_id: UUID, *, before: State, during: State) -> bool:
    """The step is ours. A step that has killed its worker again and again ends the export instead."""
    if not lifecycle.claim(export_id, before=before, during=during):
        return False
    if Export.objects.get(id=export_id).attempt <= 2 * settings.EXPORT_MAX_ATTEMPTS:
        return True
    _fail(export_id, "gave_up", f"Its {during.value} was tried {settings.EXPORT_MAX_ATTEMPTS} times, and the worker died each time.")
    return False


def file_name(export: Export, asked: spec.ExportSpec) -> str:
    """Resource, time of the request and the end of the id: two exports never have files of one name."""
    moment = export.cutoff.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"{export.resource}-{moment}-{export.id.hex[-8:]}.{_encoder(asked).extension}{COMPRESSORS[asked.compression][1]}"


def _encoder(asked: spec.ExportSpec) -> Encoder:
    return encoder_for(asked.format, asked.columns, formula_guard=asked.formula_guard)


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
