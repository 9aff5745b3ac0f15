"""Entries for what is no change of a row: a file that was fetched, traces that were deleted, a person who came."""

from typing import Any
from uuid import UUID

from evalplatform.auditing import acting
from evalplatform.auditing.models import Entry
from evalplatform.auditing.watched import RECORDED


def record(action: str, *, project_id: UUID | None, object_id: object = "", label: str = "", **values: Any) -> None:
    """One entry, in the running transaction; `values` are shown, so they hold no secret and nobody's words."""
    if action not in RECORDED:
        raise ValueError(f"{action} is none of the actions that the audit log knows")
    who = acting.now()
    Entry.objects.create(
        project_id=project_id,
        who_kind=who.kind,
        who_id=who.id[:100],
        who=who.name[:300],
        action=action,
        object_type=action.partition(".")[0],
        object_id=str(object_id)[:100],
        object_label=label[:300],
        details={"values": values} if values else {},
        request_id=who.request_id,
        address=who.address,
    )


def record_sign_in(user: Any, request: Any, **_: Any) -> None:
    with acting.by(lambda: acting.person(user, request)):
        record("person.signed_in", project_id=None, object_id=user.pk, label=user.get_username())
