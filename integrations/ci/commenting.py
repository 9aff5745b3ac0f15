"""The one comment on a pull request: changed where it stands, found again where that was not written down, never a second one."""

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from integrations.models import Comment, Connection
from integrations.providers.change import Change
from integrations.providers.protocol import Client
from integrations.providers.telling import ProviderFailure

LEASE = timedelta(minutes=5)
BUSY_SECONDS = 5


def put(connection: Connection, client: Client, change: Change, text: str, *, mark: str, only_change: bool = False) -> None:
    """Write the comment; with `only_change` only where there is one already. Raises ProviderFailure."""
    row, _ = Comment.objects.get_or_create(connection=connection, repository=change.repository, pull_request=change.pull_request or 0)
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())
    if not Comment.objects.filter(free, id=row.id).update(lease_until=Now() + LEASE):
        text = "The comment of this pull request is being written; this is tried again."
        raise ProviderFailure("comment_busy", text, is_final=False, wait_seconds=BUSY_SECONDS)
    row.refresh_from_db()
    try:
        _put(row, client, change, text, mark=mark, only_change=only_change)
    finally:
        Comment.objects.filter(id=row.id).update(lease_until=None)


def _put(row: Comment, client: Client, change: Change, text: str, *, mark: str, only_change: bool) -> None:
    known = row.comment_id or (client.find_comment(change, mark) if row.tried_at else "")
    if known and client.change_comment(change, known, text):
        _keep(row, known)
        return
    if only_change:
        return
    Comment.objects.filter(id=row.id).update(tried_at=Now(), comment_id="")  # before it is sent: whoever dies then leaves a trace
    _keep(row, client.add_comment(change, text))


def _keep(row: Comment, comment_id: str) -> None:
    Comment.objects.filter(id=row.id).update(comment_id=comment_id)
