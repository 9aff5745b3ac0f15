"""Brings the files of calls into the database, each line exactly once: sums and position change in one transaction."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.db import DataError, connection, transaction
from django.utils import timezone

from external_api.models import UsageFile, UsageHour
from external_api.usage import files, sums

log = logging.getLogger(__name__)

REMOVED = 2**62  # position of a file that is no longer there: beyond every end, so whoever still has it open reads nothing
_REMOVED_KEPT = timedelta(days=1)
_ALIVE = timedelta(minutes=10)


def flush(folder: Path) -> None:
    """Read what is new in the files of the folder. Files of processes that are dead, and those of past hours, are removed when read.

    Any number may do this at once, in the same folder or elsewhere, and any may die at any point. Raises what the database raises.
    """
    started, paths = timezone.now(), files.all_in(folder)
    known = dict(UsageFile.objects.filter(name__in=[path.name for path in paths]).values_list("name", "position"))
    living = [path.name for path in paths if _flush_or_skip(path, known.get(path.name, 0))]
    UsageFile.objects.filter(name__in=living).update(updated_at=started)


def as_of() -> datetime | None:
    """Calls that ended before are in the sums, of all machines that counted within the last ten minutes; None when there are none."""
    alive = UsageFile.objects.filter(position__lt=REMOVED, updated_at__gt=timezone.now() - _ALIVE)
    return alive.order_by("updated_at").values_list("updated_at", flat=True).first()


def expire() -> None:
    """Remove what is kept no longer. A row of a file whose end nobody noted stays as long as lines count, so that none counts twice."""
    now = timezone.now()
    UsageHour.objects.filter(hour__lt=now - sums.KEPT)._raw_delete(using=connection.alias)
    UsageFile.objects.filter(position=REMOVED, updated_at__lt=now - _REMOVED_KEPT).delete()
    UsageFile.objects.filter(updated_at__lt=now - sums.KEPT).delete()


def _flush_or_skip(path: Path, position: int) -> bool:
    """One file that cannot be read, or whose sums are none, holds up no other."""
    try:
        return _flush_file(path, position)
    except (OSError, DataError):
        log.exception("The counts in %s cannot be brought into the database", path)
        return False


def _flush_file(path: Path, position: int) -> bool:
    """Whether it may still grow."""
    with files.opened(path) as file:
        if file is None:
            return False
        if file.size > position:
            while _take_piece(file):
                pass
        if file.ended:
            path.unlink(missing_ok=True)
            UsageFile.objects.filter(name=path.name).update(position=REMOVED, updated_at=timezone.now())
        return not file.ended


def _take_piece(file: files.Opened) -> bool:
    """Whether there was one. The locked row keeps others out until the sums are in."""
    with transaction.atomic(), connection.cursor() as cursor:
        UsageFile.objects.bulk_create([UsageFile(name=file.path.name)], ignore_conflicts=True)
        row = UsageFile.objects.select_for_update().get(name=file.path.name)
        text = file.piece(row.position)
        if not text:
            return False
        found, broken = sums.summed(text)
        sums.add(cursor, found)
        row.position += len(text)
        row.save(update_fields=["position", "updated_at"])
    if broken:
        log.warning("%s lines of %s are broken, and are not counted", broken, file.path)
    return True
