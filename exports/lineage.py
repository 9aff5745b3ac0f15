"""Which training files hold a trace: beside each export an index of the ids of its rows, kept when the files themselves are long gone.

An index is the ids as 16 bytes each, in ascending order: 1.6 GB for 100M rows, and a look-up reads some 27 places of it.
"""

import logging
import mmap
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from evalplatform.tracing.models import Removal, Span
from exports.models import Export, Removed, State
from exports.sinks.local import LocalPart

log = logging.getLogger(__name__)

ID_BYTES = 16
AT_ONCE = 1000
OLDEST_TRANSACTION = timedelta(days=1)
_NEVER = (State.FAILED, State.CANCELLED)  # their files were removed, or never made


def path(export_id: UUID) -> Path:
    return Path(settings.EXPORT_DIR) / "lineage" / f"{export_id}.ids"


def write(export_id: UUID, blocks: Iterable[bytes]) -> None:
    """Keep the ids, which come in ascending order, each once. Raises StorageFailed."""
    sink = LocalPart(path(export_id))
    try:
        for block in blocks:
            sink.write(block)
        sink.commit()
    except BaseException:
        sink.abort()
        raise


def exports_with(project_id: UUID, trace_id: UUID) -> list[Export]:
    """The project's training exports whose files hold or held a row of this span, or of this trace or one of its spans; newest first."""
    spans = Span.objects.filter(project_id=project_id, trace_id=trace_id).values_list("id", flat=True)
    ids = [trace_id, *spans]
    return [export for export in _indexed(project_id) if any(_held(export.id, ids))]


def forget(ids: Iterable[UUID]) -> None:
    """Remove the indexes of exports that never came to files, or are not there any more."""
    for export_id in ids:
        path(export_id).unlink(missing_ok=True)


def indexes() -> Iterator[UUID]:
    """The exports of all indexes that were not written within the last day."""
    for one in path(UUID(int=0)).parent.glob("*.ids"):
        with suppress(ValueError, FileNotFoundError):
            if time.time() - one.stat().st_mtime > 24 * 3600:
                yield UUID(one.stem)


def mark_removed() -> int:
    """Look for traces that were removed lately in all exports there are; how many removals were looked at.

    An export that is being finished counts from the moment its index stands, and looks itself at what was removed before
    (`mark_earlier`): so whichever comes first, one of the two sees the other.
    """
    found = list(Removal.objects.filter(examined=False).order_by("id")[:AT_ONCE])
    for project_id in {one.project_id for one in found}:
        removals = [one for one in found if one.project_id == project_id]
        for export in _indexed(project_id):
            _mark(export, removals)
        _doubt(project_id)
    Removal.objects.filter(id__in=[one.id for one in found]).update(examined=True)
    return len(found)


def mark_earlier(export: Export) -> None:
    """Look in a new index for what was removed since the export was asked for."""
    since = export.cutoff - OLDEST_TRANSACTION  # the time of a removal is that at which its transaction began
    removals = Removal.objects.filter(project_id=export.project_id, removed_at__gte=since).order_by("id")
    for batch in _batches(removals.iterator(AT_ONCE)):
        _mark(export, batch)


def _mark(export: Export, removals: list[Removal]) -> None:
    held = _held(export.id, [one.row_id for one in removals])
    rows = [
        Removed(export=export, row_id=one.row_id, removed_at=one.removed_at) for one, is_held in zip(removals, held, strict=True) if is_held
    ]
    if rows:
        with transaction.atomic():
            Removed.objects.bulk_create(rows, ignore_conflicts=True)
            Export.objects.filter(id=export.id, stale_at=None).update(stale_at=Now())


def _indexed(project_id: UUID) -> Iterator[Export]:
    exports = Export.objects.filter(project_id=project_id).exclude(shape="records").exclude(state__in=_NEVER).order_by("-id")
    return (export for export in exports.iterator() if path(export.id).exists())


def _doubt(project_id: UUID) -> None:
    """A complete export whose index is not here, as on a machine without the common EXPORT_DIR, may hold anything: that is said."""
    complete = Export.objects.filter(project_id=project_id, state=State.COMPLETED, stale_at=None).exclude(shape="records")
    for export in complete.iterator():
        if not path(export.id).exists():
            log.warning("The index of export %s is not in the EXPORT_DIR of this machine; it counts as stale", export.id)
            Export.objects.filter(id=export.id, stale_at=None).update(stale_at=Now())


def _batches(removals: Iterator[Removal]) -> Iterator[list[Removal]]:
    batch = []
    for one in removals:
        batch.append(one)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _held(export_id: UUID, ids: list[UUID]) -> list[bool]:
    """Whether each id stands in the export's index; nowhere, when there is none."""
    with _opened(export_id) as index:
        return [_stands_in(index, one.bytes) for one in ids]


@contextmanager
def _opened(export_id: UUID) -> Iterator["mmap.mmap | bytes"]:
    try:
        with path(export_id).open("rb") as file:
            if os.fstat(file.fileno()).st_size == 0:  # which mmap refuses
                yield b""
                return
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
                yield mapped
    except FileNotFoundError:
        yield b""


def _stands_in(index: "mmap.mmap | bytes", key: bytes) -> bool:
    low, high = 0, len(index) // ID_BYTES
    while low < high:
        middle = (low + high) // 2
        if index[middle * ID_BYTES : (middle + 1) * ID_BYTES] < key:
            low = middle + 1
        else:
            high = middle
    return index[low * ID_BYTES : (low + 1) * ID_BYTES] == key
