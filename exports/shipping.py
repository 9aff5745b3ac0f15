"""From the server's own storage to the destination: send the finished files, clear up after an export that ended on the way, and link.

A `Shipment` row stands before the first byte leaves. A finalizer that runs again finds it and sends to the same keys, so a crash costs
time and nothing else; the row of an export that ended otherwise tells the sweep what to clear up.
"""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from evalplatform import sealed
from evalplatform.errors import DomainError, NotFound, Unavailable
from exports import lifecycle
from exports.heartbeat import Lost
from exports.lifecycle import Claim
from exports.models import Destination, DestinationKind, Export, ExportFile, Shipment, State
from exports.sinks import NoDownload, Outgoing, Place, Target, keys, local, target_class
from exports.spec import RECORDS

log = logging.getLogger(__name__)

PURPOSE = "exports.destination"
LINK_SECONDS = 300
MINUTES_BETWEEN_CLEARINGS = 10
MAX_TRIES = 50
MAX_WAITS = 60  # with a lease between them, about an hour and a half

_OVER = (State.FAILED, State.CANCELLED)
_ENDED = Exists(Export.objects.filter(id=OuterRef("export_id"), state__in=_OVER))


@contextmanager
def target_of(destination: Destination | None, *, quick: bool = False) -> Iterator[Target | None]:
    """The place that the destination names, while it is used; None for the server's own storage. Raises SecretLost."""
    if destination is None or destination.kind == DestinationKind.LOCAL:
        yield None
        return
    target = target_class(destination.kind)(place_of(destination), quick=quick)
    try:
        yield target
    finally:
        target.close()


def place_of(destination: Destination) -> Place:
    """Its settings and its secrets, opened. Raises SecretLost."""
    secrets = json.loads(sealed.unseal(destination.sealed, purpose=PURPOSE)) if destination.sealed else {}
    return Place(destination.settings, secrets)


def ship(export: Export, files: Sequence[ExportFile], *, name_prefix: str, check: Callable[[], None]) -> None:
    """Send the files, which lie on the server's own storage, to the export's destination, and set the `location` of each.

    The last one is shown there last, so what it is tells that the others are there. `check` raises Lost when the work is no longer
    ours. Does nothing for an export that stays here. Raises DomainError with the store's reason, and Unavailable.
    """
    with target_of(export.destination) as target:
        if target is None:
            return
        shipment = _begun(export, files, name_prefix)
        going = [_outgoing(file, shipment.keys[file.name]) for file in files]
        try:
            locations = _sent(target, export, going, check=check, leftovers=shipment.tries > 1)
        except Lost:
            raise
        except DomainError as error:
            waits = F("waits") + (1 if isinstance(error, Unavailable) else 0)
            Shipment.objects.filter(export_id=export.id).update(error=error.message, waits=waits)
            raise
    for file, location in zip(files, locations, strict=True):
        file.location = location


def _sent(target: Target, export: Export, going: Sequence[Outgoing], *, check: Callable[[], None], leftovers: bool) -> list[str]:
    target.stage(going, check=check, leftovers=leftovers)
    claimed = Claim(export.id, export.attempt, State.FINALIZING, export.started_at)
    if not lifecycle.hold(claimed):  # asked once more, since from here on others see the files
        raise Lost
    return target.publish(going, check=check)


def arrived(export_id: UUID) -> bool:
    """The export is complete: call it in the transaction that says so. True if its files are at a destination, and not here."""
    return bool(Shipment.objects.filter(export_id=export_id).delete()[0])


def waits(export_id: UUID) -> int:
    """How often its place did not answer: tries that do not count as the worker's own failures, up to MAX_WAITS."""
    found = Shipment.objects.filter(export_id=export_id).values_list("waits", flat=True).first() or 0
    return min(found, MAX_WAITS)


def last_error(export_id: UUID) -> str:
    """What the last try to send it failed with; empty if there was none."""
    return Shipment.objects.filter(export_id=export_id).values_list("error", flat=True).first() or ""


def has_download(file: ExportFile) -> bool:
    """Whether it can be had through this server."""
    return not file.location or file.location.startswith("s3://")


def link(file: ExportFile) -> str:
    """A link to the file at its destination, which works for LINK_SECONDS. Raises NoDownload."""
    destination = file.export.destination
    if destination is None or destination.deleted_at:
        raise NoDownload("no_download", f"The destination was deleted; the file lies at {file.location}.")
    with target_of(destination, quick=True) as target:
        if target is None:
            raise NoDownload("no_download", "The file lies on the server's own storage.")
        return target.link(file.location, name=file.name, seconds=LINK_SECONDS)


def to_clear() -> list[UUID]:
    """Exports that ended on their way to a destination and have not been cleared up; each is given out once in a while.

    Not before a worker that does not know yet of the end has had time to notice.
    """
    quiet = Exists(
        Export.objects.filter(id=OuterRef("export_id"), finished_at__lt=Now() - timedelta(seconds=settings.EXPORT_LEASE_SECONDS))
    )
    due: QuerySet[Shipment] = Shipment.objects.filter(_ENDED, Q(clear_after__isnull=True) & quiet | Q(clear_after__lt=Now()))
    later = Now() + timedelta(minutes=MINUTES_BETWEEN_CLEARINGS)
    found = list(due.values_list("export_id", flat=True))
    return [one for one in found if due.filter(export_id=one).update(clear_after=later, tries=F("tries") + 1)]


def begin_again(export_id: UUID) -> None:
    """The export is retried: what may lie there of it is no longer to be cleared up, and its tries count anew."""
    Shipment.objects.filter(export_id=export_id).update(tries=1, waits=0, error="", clear_after=None)


def clear(export_id: UUID) -> None:
    """Remove from the destination what an export that failed or was cancelled had sent there. May be done again.

    The export's row is locked meanwhile, so that no retry sends what is being removed.
    """
    over = Export.objects.select_for_update(no_key=True, skip_locked=True).filter(id=export_id, state__in=_OVER)
    with transaction.atomic():
        if over.first():
            _clear(export_id)


def _clear(export_id: UUID) -> None:
    shipment = Shipment.objects.select_related("export__destination").filter(export_id=export_id).first()
    if shipment is None:
        return
    try:
        with target_of(shipment.export.destination) as target:
            if target:
                target.withdraw(list(shipment.keys.values()), owner=str(export_id))
    except DomainError as error:
        log.warning("The destination of export %s is not cleared up: %s", export_id, error.message)
        Shipment.objects.filter(export_id=export_id).update(error=error.message)
        if isinstance(error, Unavailable) and shipment.tries < MAX_TRIES:
            return  # the sweep comes back to it
    Shipment.objects.filter(export_id=export_id).delete()


def subject_of(export: Export, name_prefix: str) -> keys.Subject:
    return keys.Subject(
        project=export.project.slug,
        resource=export.resource,
        export=export.id,
        cutoff=export.cutoff,
        prefix=name_prefix,
        schedule=export.schedule.name if export.schedule else "",
    )


def _begun(export: Export, files: Sequence[ExportFile], name_prefix: str) -> Shipment:
    if export.destination is None:
        raise NotFound
    template = export.destination.settings.get("key") or keys.DEFAULT
    subject = subject_of(export, name_prefix)
    together = export.shape != RECORDS  # the data card names the files as they are
    wanted = {file.name: keys.key(template, subject, file.name, companion=file.companion, together=together) for file in files}
    shipment, _ = Shipment.objects.get_or_create(export=export, defaults={"keys": wanted})
    Shipment.objects.filter(export_id=export.id).update(tries=F("tries") + 1)
    shipment.refresh_from_db()
    if new := wanted.keys() - shipment.keys.keys():  # a retry made other files of rows that were replaced since
        shipment.keys |= {name: wanted[name] for name in new}
        shipment.save(update_fields=["keys"])
    return shipment


def _outgoing(file: ExportFile, key: str) -> Outgoing:
    path = local.folder(file.export_id) / file.name
    return Outgoing(path=path, key=key, bytes=file.bytes, sha256=file.sha256, owner=str(file.export_id))
