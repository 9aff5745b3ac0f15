"""What a person may do with destinations: create, change, test, delete them, and send an export to one."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from evalplatform import sealed
from evalplatform.errors import Conflict, DomainError, InvalidInput, NotFound, Problem
from exports import destination_requests, shipping
from exports.models import ACTIVE, Destination, Export, Schedule
from exports.sinks import keys, local

SCOPE = "destinations:read"  # what a key needs, beside that for exports, to send one to a destination
_NO_SUCH = "There is no such destination in this project."


class NotAllowed(DomainError):
    """The key may not do this."""

    status = 403


def find(project_id: UUID, destination_id: UUID) -> Destination:
    """The destination, if it is of this project. Raises NotFound."""
    found = Destination.objects.filter(project_id=project_id, id=destination_id, deleted_at__isnull=True).first()
    if found is None:
        raise NotFound(_NO_SUCH)
    return found


def create(*, project_id: UUID, body: Any) -> Destination:
    """A new destination from what was sent. Raises InvalidInput, and Conflict when the project has one of that name."""
    wanted = destination_requests.new(body)
    made = Destination(project_id=project_id, name=wanted.name, kind=wanted.kind, settings=wanted.settings, **_sealed(wanted.secrets))
    with _unique(wanted.name):
        made.save(force_insert=True)
    made.refresh_from_db()
    return made


def update(destination: Destination, *, body: Any) -> Destination:
    """Change its name, settings (as a whole) or secrets (those that are sent; null removes one).

    Where it stands may not change while exports are on their way to it, and not without its secrets being sent anew, so that nobody can
    have stored secrets delivered to an address of his own. Raises InvalidInput and Conflict.
    """
    with _unique(body.get("name") if isinstance(body, dict) else None):
        locked = Destination.objects.select_for_update().get(id=destination.id)
        if locked.deleted_at:
            raise NotFound(_NO_SUCH)
        wanted = destination_requests.changed(locked, body, _kept(locked))
        if wanted.settings != locked.settings and _active(locked):
            raise Conflict("destination_in_use", "Exports are on their way to this destination. Wait for their end, or cancel them.")
        Destination.objects.filter(id=locked.id).update(
            name=wanted.name, settings=wanted.settings, updated_at=Now(), **_sealed(wanted.secrets)
        )  # fmt: skip
    destination.refresh_from_db()
    return destination


def delete(destination: Destination) -> None:
    """Forget it and its secrets; files that lie there stay. Raises Conflict while an export is on its way to it or a schedule names it."""
    with transaction.atomic():
        # Locked first and asked after: an export that is being requested holds the row until it is seen here.
        Destination.objects.select_for_update().get(id=destination.id)
        if _active(destination):
            raise Conflict("destination_in_use", "Exports are on their way to this destination. Wait for their end, or cancel them.")
        if Schedule.objects.filter(project_id=destination.project_id, request__destination=str(destination.id)).exists():
            raise Conflict("destination_in_use", "A schedule sends its exports to this destination. Change or delete the schedule first.")
        Destination.objects.filter(id=destination.id).update(deleted_at=Now(), sealed="", secret_names=[])


def test(destination: Destination) -> Destination:
    """Write a probe there and remove it again (over HTTP it stays), and remember what came of it."""
    code = message = ""
    try:
        _probe(destination)
    except DomainError as error:
        code, message = error.code, error.message
    Destination.objects.filter(id=destination.id).update(tested_at=Now(), test_code=code, test_message=message)
    destination.refresh_from_db()
    return destination


def reseal() -> tuple[int, list[str]]:
    """Seal all secrets with the key that is the first now; how many, and the names (`project/destination`) of those that no key opens."""
    resealed, lost = 0, []
    for one in Destination.objects.exclude(sealed="").select_related("project").iterator():
        try:
            again = sealed.rotate(one.sealed, purpose=shipping.PURPOSE)
        except sealed.SecretLost:
            lost.append(f"{one.project.slug}/{one.name}")
            continue
        resealed += Destination.objects.filter(id=one.id, sealed=one.sealed).update(sealed=again)  # not over newer ones
    return resealed, lost


def for_export(project_id: UUID, destination_id: UUID | None) -> Destination | None:
    """The destination that an export asks for, kept from being deleted until the transaction ends. Raises InvalidInput."""
    if destination_id is None:
        return None
    found = Destination.objects.filter(project_id=project_id, id=destination_id, deleted_at__isnull=True)
    if (locked := found.select_for_update(no_key=True).first()) is None:
        raise InvalidInput(Problem("/destination", _NO_SUCH, "unknown_destination"))
    return locked


def check_scope(scopes: Iterable[str], body: Any) -> None:
    """Whether a caller with these scopes may ask for the export in `body`. Raises NotAllowed."""
    if isinstance(body, dict) and body.get("destination") is not None and SCOPE not in scopes:
        raise NotAllowed("missing_scope", f"This API key does not have the scope {SCOPE}, which sending an export to a destination needs.")


def _kept(destination: Destination) -> Mapping[str, str]:
    """Its secrets; none when they cannot be opened any more, so that they can be entered anew."""
    try:
        return shipping.place_of(destination).secrets
    except sealed.SecretLost:
        return {}


def _active(destination: Destination) -> bool:
    return Export.objects.filter(destination_id=destination.id, state__in=ACTIVE).exists()


def _probe(destination: Destination) -> None:
    name = f".evalplatform-probe-{destination.id.hex}"
    with shipping.target_of(destination, quick=True) as target:
        if target:
            target.probe(keys.probe(destination.settings.get("key") or keys.DEFAULT, name))
        else:
            _probe_here(name)


def _probe_here(name: str) -> None:
    part = local.LocalPart(local.folder(uuid.uuid7()) / name)
    try:
        part.write(b"evalplatform")
    finally:
        part.abort()
        part.path.parent.rmdir()


def _sealed(secrets: Mapping[str, str]) -> dict[str, Any]:
    text = sealed.seal(json.dumps(dict(secrets)), purpose=shipping.PURPOSE) if secrets else ""
    return {"sealed": text, "secret_names": sorted(secrets)}


@contextmanager
def _unique(name: Any) -> Iterator[None]:
    """Turns the database's refusal of a second destination of that name into ours."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "destination_name_once" not in str(error):
            raise
        raise Conflict("name_taken", f"The project has a destination named {name!r} already.") from error
