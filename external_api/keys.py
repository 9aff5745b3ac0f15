"""The life of API keys: made, listed, rotated, revoked."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evalplatform.errors import Conflict, DomainError, NotFound
from evalplatform.projects.caller import Caller
from evalplatform.projects.models import Project, Role
from external_api import key_requests
from external_api.authentication import usable
from external_api.models import ApiKey
from external_api.tiers import tier_named

MAX_KEYS = 200  # of a project at once, through the API: each has a quota of its own
MAX_WITH_ROTATED = 2 * MAX_KEYS  # a key that was rotated works on for a while
PEOPLE_KEYS_TIER = "free"


class Made(NamedTuple):
    key: ApiKey
    secret: str  # nobody can read it again


class TooManyKeys(Conflict):
    def __init__(self) -> None:
        super().__init__("too_many_keys", f"A project has at most {MAX_KEYS} keys at once. Revoke those that are not used.")


class MayNot(DomainError):
    status = 403


def create_key(*, project: Project, name: str, scopes: Iterable[str], tier: str = "unlimited") -> str:
    """The secret of a new key that belongs to the project itself, not to a person. Raises InvalidInput."""
    asked = key_requests.checked(name=name, scopes=tuple(dict.fromkeys(scopes)))
    return make(asked, project_id=project.id, owner_id=None, tier=tier).secret


def create_for(caller: Caller, body: object) -> Made:
    """A key that the caller asks for. It can do no more than the caller may. Raises InvalidInput, MayNot, TooManyKeys."""
    asked = key_requests.parse(body)
    if beyond := [scope for scope in asked.scopes if scope not in caller.scopes]:
        raise MayNot("beyond_role", f"Your role in this project does not allow {', '.join(beyond)}, so your key cannot have it.")
    if asked.service and caller.role != Role.ADMIN:
        raise MayNot("beyond_role", "Only an admin of the project makes keys that belong to nobody.")
    with transaction.atomic():
        Project.objects.select_for_update(no_key=True).get(id=caller.project_id)  # two at once must not both be the last one
        if usable.count(caller.project_id) >= MAX_KEYS:
            raise TooManyKeys
        return make(asked, project_id=caller.project_id, owner_id=None if asked.service else caller.user_id, tier=PEOPLE_KEYS_TIER)


def visible_to(caller: Caller) -> QuerySet[ApiKey]:
    """An admin sees all keys of the project, others their own."""
    keys = ApiKey.objects.select_related("tier", "owner").filter(project_id=caller.project_id)
    return keys if caller.role == Role.ADMIN else keys.filter(owner_id=caller.user_id)


def find(caller: Caller, id: UUID) -> ApiKey:
    """Raises NotFound."""
    found = visible_to(caller).filter(id=id).first()
    if found is None:
        raise NotFound("There is no such key in this project, or it is not yours.")
    return found


def rotate(key: ApiKey, *, overlap: timedelta) -> Made:
    """A new key in the old one's place; the old one works on for `overlap`.

    Raises Conflict for one that is revoked or expired, and TooManyKeys, since a key in its overlap can be rotated again.
    """
    now = timezone.now()
    with transaction.atomic():
        Project.objects.select_for_update(no_key=True).get(id=key.project_id)
        if usable.count(key.project_id) >= MAX_WITH_ROTATED:
            raise TooManyKeys
        old = ApiKey.objects.select_for_update().get(pk=key.pk)
        if old.revoked or (old.expiry_date and old.expiry_date <= now):
            raise Conflict("key_ended", "This key is revoked or has expired. Make a new one.")
        made = _copied(old)
        ends = now + overlap
        ApiKey.objects.filter(pk=old.pk).update(expiry_date=min(ends, old.expiry_date) if old.expiry_date else ends)
    return made


def revoke(key: ApiKey) -> None:
    """From the next call on it opens nothing, anywhere."""
    ApiKey.objects.filter(pk=key.pk).update(revoked=True)


def state_of(key: ApiKey, now: datetime) -> str:
    if key.revoked:
        return "revoked"
    return "expired" if key.expiry_date and key.expiry_date <= now else "active"


def key_is_usable(prefix: str, *, project_id: UUID, scope: str) -> bool:
    """Whether the key of that prefix may still do what `scope` names in the project: not revoked, expired, deleted or cut down."""
    found = usable.find(prefix)
    return found is not None and found.project.id == project_id and scope in found.caller().scopes


def make(asked: key_requests.AskedKey, *, project_id: UUID, owner_id: int | None, tier: str) -> Made:
    """A new key as asked. Raises InvalidInput for a tier that is not there."""
    key, secret = ApiKey.objects.create_key(
        project_id=project_id,
        owner_id=owner_id,
        tier=tier_named(tier),
        name=asked.name,
        scopes=list(asked.scopes),
        networks=list(asked.networks),
        note=asked.note,
        expiry_date=asked.expires_at,
    )
    return Made(key, secret)  # type: ignore[arg-type]  # the package's hints know its own model only


def _copied(old: ApiKey) -> Made:
    key, secret = ApiKey.objects.create_key(
        project_id=old.project_id,
        owner_id=old.owner_id,
        tier_id=old.tier_id,
        name=old.name,
        scopes=old.scopes,
        networks=old.networks,
        note=old.note,
        expiry_date=old.expiry_date,
        rotated_from=old.prefix,
    )
    return Made(key, secret)  # type: ignore[arg-type]  # likewise
