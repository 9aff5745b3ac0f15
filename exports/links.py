"""Links to files that work for a while without a key: signed, and as good as the right of the one who asked for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.module_loading import import_string

from evalplatform.errors import DomainError, NotFound
from evalplatform.projects.models import Member
from exports.models import Export, ExportFile

SCOPE = "exports:read"
_SALT = "exports.links"


class LinkDead(DomainError):
    """The link was good once: its time is over, or the right of the one who asked for it."""

    status = 410


@dataclass(frozen=True)
class Holder:
    """Who asked for a link: a key, or a person."""

    key_prefix: str = ""
    user_id: int | None = None


@dataclass(frozen=True)
class Link:
    """`token` opens the file of that name until `expires_at`."""

    name: str
    token: str
    expires_at: datetime


def links_to(files: Iterable[ExportFile], holder: Holder) -> list[Link]:
    """A link to each file, for EXPORT_LINK_SECONDS."""
    expires_at = (timezone.now() + timedelta(seconds=settings.EXPORT_LINK_SECONDS)).replace(microsecond=0)
    return [Link(file.name, _token(file, holder, expires_at), expires_at) for file in files]


def _token(file: ExportFile, holder: Holder, expires_at: datetime) -> str:
    facts = [file.export_id.hex, file.id.hex, int(expires_at.timestamp()), holder.key_prefix, holder.user_id]
    return signing.Signer(salt=_SALT).sign_object(facts)


def opened(token: str, name: str) -> ExportFile:
    """The file that the link opens now, with its export. Raises NotFound for what is no link of ours, LinkDead when it was one.

    Each use asks anew whether the holder may still read; what the state of the export allows is not asked here.
    """
    try:
        export_id, file_id, until, key_prefix, user_id = signing.Signer(salt=_SALT).unsign_object(token)
    except signing.BadSignature:
        raise NotFound("There is no such link.") from None
    if until <= timezone.now().timestamp():
        raise LinkDead("link_expired", "This link was for a short time, which is over. Ask for a new one with POST …/links.")
    file = ExportFile.objects.select_related("export").filter(id=UUID(file_id), export_id=UUID(export_id)).first()
    if file is None or file.name != name:
        raise NotFound("There is no such link.")
    if not _may_read(Holder(key_prefix, user_id), file.export):
        raise LinkDead("link_revoked", "The key that asked for this link may not read exports any more.")
    return file


def _may_read(holder: Holder, export: Export) -> bool:
    if holder.key_prefix:
        usable = import_string(settings.EXPORT_LINK_KEY_CHECK)
        return bool(usable(holder.key_prefix, project_id=export.project_id, scope=SCOPE))
    return (
        holder.user_id is not None
        and Member.objects.filter(project_id=export.project_id, user_id=holder.user_id, user__is_active=True).exists()
    )
