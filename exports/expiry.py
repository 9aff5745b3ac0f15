"""What frees the disk: files of exports whose time is over, and folders that no export needs any more. Records always stay."""

import logging
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from exports import lifecycle, lineage
from exports.models import Export, ExportFile, State
from exports.sinks import local

log = logging.getLogger(__name__)

# How long the folder of an export that has ended stays: a worker that has not heard of the end yet, or a retry, may still use it.
GRACE = timedelta(days=1)
_AT_ONCE = 500
_OVER = (State.FAILED, State.CANCELLED, State.EXPIRED)


def expire() -> int:
    """End all completed exports whose time is over, and remove their files; how many there were.

    A crash between the two leaves files of an expired export, which `clean` finds.
    """
    due = Export.objects.filter(state=State.COMPLETED, expires_at__lte=Now()).order_by("expires_at")
    ended = [export_id for export_id in due.values_list("id", flat=True) if lifecycle.expire(export_id)]
    for export_id in ended:
        local.forget(export_id)
    return len(ended)


def clean() -> int:
    """Remove the folders in EXPORT_DIR of exports that ended more than a day ago without files to keep, or that do not exist; how many.

    Only folders whose name is a UUID as we write it are looked at. They are listed before the database is asked, so that the folder of
    an export that begins meanwhile cannot look like one of none.
    """
    _clean_indexes()
    ids = list(_folders())
    return sum(_clean_some(ids[start : start + _AT_ONCE]) for start in range(0, len(ids), _AT_ONCE))


def _clean_indexes() -> None:
    """Of exports that came to nothing or are gone with their project; all others stay, for the question where a trace went."""
    ids = list(lineage.indexes())
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        kept = Export.objects.filter(id__in=some).exclude(state__in=[State.FAILED, State.CANCELLED])
        lineage.forget(set(some) - set(kept.values_list("id", flat=True)))


def _clean_some(ids: Sequence[UUID]) -> int:
    known = dict(Export.objects.filter(id__in=ids).values_list("id", "state"))
    over = [export_id for export_id in ids if known.get(export_id) in _OVER]
    nobodys = [export_id for export_id in ids if export_id not in known]
    for export_id in (one for one in ids if known.get(one) == State.COMPLETED):
        local.forget_parts(export_id)  # left by a crash right after the end
    for export_id in ExportFile.objects.exclude(location="").filter(export_id__in=ids).values_list("export_id", flat=True).distinct():
        local.forget(export_id)  # likewise, of one whose files are at a destination
    return sum(_remove_ended(export_id) for export_id in over) + sum(_remove_nobodys(export_id) for export_id in nobodys)


def _remove_ended(export_id: UUID) -> bool:
    """The row is locked meanwhile, so that no retry can begin in a folder that is about to vanish."""
    ended = Export.objects.select_for_update(skip_locked=True).filter(id=export_id, state__in=_OVER, finished_at__lt=Now() - GRACE)
    with transaction.atomic():
        if not ended.values_list("id", flat=True):
            return False
        local.forget(export_id)
    log.info("The folder of the ended export %s was removed", export_id)
    return True


def _remove_nobodys(export_id: UUID) -> bool:
    try:
        changed = local.folder(export_id).stat().st_mtime
    except OSError:  # somebody else removed it
        return False
    if time.time() - changed < GRACE.total_seconds():
        return False
    local.forget(export_id)
    log.warning("The folder %s in EXPORT_DIR was removed: there is no such export", export_id)
    return True


def _folders() -> Iterator[UUID]:
    try:
        names = [entry.name for entry in Path(settings.EXPORT_DIR).iterdir() if entry.is_dir() and not entry.is_symlink()]
    except FileNotFoundError:
        return
    for name in names:
        if _is_uuid(name):
            yield UUID(name)


def _is_uuid(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
