"""What the maker of a batch may do when it runs: no more than when it was asked for, and nothing once they may no longer call."""

from typing import Any

from evalplatform.errors import DomainError
from evalplatform.projects.caller import Caller
from evalplatform.projects.models import Member
from external_api import scopes
from external_api.authentication import usable
from external_api.models import Batch


class MakerGone(DomainError):
    def __init__(self, who: str) -> None:
        super().__init__("maker_gone", f"{who} that asked for this batch may no longer call, so what was left of it was not done.")


def maker(caller: Caller) -> dict[str, Any]:
    """The columns of a batch that say whose it is and what they may."""
    return {"requested_by_id": caller.user_id, "requested_with": caller.key_prefix, "scopes": sorted(caller.scopes)}


def scopes_of(batch: Batch) -> frozenset[str]:
    """What its maker may now. Raises MakerGone for a key that was revoked or has expired, and for a person who is no member any more."""
    return frozenset(batch.scopes) & (_of_key(batch) if batch.requested_with else _of_person(batch))


def _of_key(batch: Batch) -> frozenset[str]:
    key = usable.find(batch.requested_with)
    if key is None or key.project.id != batch.project_id:
        raise MakerGone("The key")
    return key.caller().scopes


def _of_person(batch: Batch) -> frozenset[str]:
    here = Member.objects.filter(project_id=batch.project_id, user__is_active=True)
    membership = here.filter(user_id=batch.requested_by_id).first() if batch.requested_by_id else None
    if membership is None:
        raise MakerGone("The person")
    return scopes.of_role(membership.role)
