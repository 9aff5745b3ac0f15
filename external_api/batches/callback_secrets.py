"""The secret with which a project's callbacks are signed: made, shown once, changed with an overlap, sealed at rest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from evalplatform import sealed, standard_webhooks
from evalplatform.errors import Conflict
from evalplatform.projects.models import Project
from external_api.models import CallbackSecret

PURPOSE = "callbacks"
OVERLAP = timedelta(hours=24)


class SecretMissing(Conflict):
    def __init__(self) -> None:
        remedy = "Make one first: POST /api/external/callbacks/secret."
        super().__init__("callback_secret_missing", f"The project has no secret to sign callbacks with. {remedy}")


@dataclass(frozen=True)
class Made:
    secret: str  # nobody can read it again
    changed_at: datetime
    previous_until: datetime | None


def find(project_id: UUID) -> CallbackSecret | None:
    return CallbackSecret.objects.filter(project_id=project_id).first()


def check_there_is_one(project_id: UUID) -> None:
    """Raises SecretMissing."""
    if not CallbackSecret.objects.filter(project_id=project_id).exists():
        raise SecretMissing


def change(project_id: UUID) -> Made:
    """A new secret, at once; the one before it signs beside it for OVERLAP, so that receivers can change theirs meanwhile."""
    secret, now = standard_webhooks.new_secret(), timezone.now()
    new = {"sealed": sealed.seal(secret, purpose=PURPOSE)}
    with transaction.atomic():
        Project.objects.select_for_update(no_key=True).get(id=project_id)  # there may be no row yet that could be locked
        old = find(project_id)
        until = now + OVERLAP if old else None
        overlap = {"previous_sealed": old.sealed if old else "", "previous_until": until}
        made, _ = CallbackSecret.objects.update_or_create(project_id=project_id, defaults={**new, **overlap})
    return Made(secret, made.changed_at, until)


def signing(project_id: UUID) -> list[str]:
    """The secrets to sign with now, the newest first. Raises SecretMissing and SecretLost."""
    found = find(project_id)
    if found is None:
        raise SecretMissing
    overlaps = found.previous_until is not None and found.previous_until > timezone.now()
    return [sealed.unseal(one, purpose=PURPOSE) for one in (found.sealed, *([found.previous_sealed] if overlaps else []))]


def reseal() -> tuple[int, list[str]]:
    """Seal all of them with the key that is the first now; how many projects', and the names of those whose secret no key opens.

    One whose time is over is removed rather than sealed anew.
    """
    resealed, lost = 0, []
    CallbackSecret.objects.filter(previous_until__lte=timezone.now()).update(previous_sealed="", previous_until=None)
    for one in CallbackSecret.objects.select_related("project").iterator():
        was = {"sealed": one.sealed, "previous_sealed": one.previous_sealed}
        try:
            again = {name: text and sealed.rotate(text, purpose=PURPOSE) for name, text in was.items()}
        except sealed.SecretLost:
            lost.append(one.project.slug)
            continue
        resealed += CallbackSecret.objects.filter(project_id=one.project_id, **was).update(**again)  # not over newer ones
    return resealed, lost
