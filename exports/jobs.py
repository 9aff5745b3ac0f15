"""What a person may ask for: an export, and its end."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from evalplatform.errors import Conflict, DomainError, NotFound
from evalplatform.projects.caller import Limits
from evalplatform.queue import enqueue
from exports import destinations, leaving, leftovers, lifecycle, scheduled, source, spec
from exports.models import Export, State


def request_export(
    *,
    project_id: UUID,
    body: Any,
    user_id: int | None = None,
    key_prefix: str = "",
    run: scheduled.Run | None = None,
    limits: Limits | None = None,
) -> Export:
    """Accept the request in `body` and put it on the queue, all or nothing. Raises InvalidInput.

    The export will hold the rows that are committed at this moment, however late it runs; with `run` those of a schedule's window.
    It starts once fewer than `limits.running_exports` of the project are under way, and fails when it would hold more than
    `limits.rows_per_export`; without `limits` EXPORT_MAX_RUNNING is the only one.
    """
    limits = limits or Limits(tier="", running_exports=settings.EXPORT_MAX_RUNNING)
    asked = spec.parse(body)
    source.refuse_restored(asked, project_id)
    with transaction.atomic():
        check_kept_out(asked, project_id)
        leaving.requesting(project_id)
        snapshot, wal_position = _moment()
        export = Export.objects.create(
            project_id=project_id,
            requested_by_id=user_id,
            requested_with=key_prefix,
            destination=destinations.for_export(project_id, asked.destination),
            resource=asked.resource.name,
            shape=asked.shape,
            request=body,
            priority=asked.priority,
            running_limit=limits.running_exports,
            rows_limit=limits.rows_per_export,
            tier=limits.tier,
            wal_position=wal_position,
            **(run.columns() if run else {"snapshot": snapshot}),
        )
        export.refresh_from_db()  # the database's own clock set the times
        enqueue("exports.plan", export.id)
    return export


def find(project_id: UUID, export_id: UUID) -> Export:
    """The export, if it is of this project. Raises NotFound."""
    try:
        return Export.objects.get(project_id=project_id, id=export_id)
    except Export.DoesNotExist:
        raise NotFound("There is no such export in this project.") from None


class Expired(DomainError):
    """The export was complete, and its files have been removed since."""

    status = 410


def check_downloadable(export: Export) -> None:
    """Raises Expired, and Conflict when the export is not complete."""
    if export.state == State.EXPIRED or (export.expires_at and export.expires_at <= timezone.now()):
        raise Expired("expired", "The export has expired: its files were removed after EXPORT_EXPIRE_DAYS. Request it again.")
    if export.state != State.COMPLETED:
        raise Conflict("not_complete", f"The export is {export.state}; its files can be had once it is completed.")


def cancel(export: Export) -> Export:
    """End the export now; its workers notice within about a second. Raises Conflict when it has ended already."""
    if not lifecycle.cancel(export.id):
        raise Conflict("already_ended", "The export has ended already.")
    leftovers.remove(export.id)
    export.refresh_from_db()
    return export


def check_kept_out(asked: spec.ExportSpec, project_id: UUID) -> None:
    """The datasets under `keep_out` are there. Raises InvalidInput."""
    if asked.training and asked.training.curate.keep_out:
        from exports.training import kept_out  # numpy and the like, which most requests do without

        kept_out.check(asked, project_id)


def _moment() -> tuple[str, str]:
    """The snapshot of now, and a place in the write-ahead log that comes after all that the snapshot sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text, pg_current_wal_insert_lsn()::text")
        snapshot, wal_position = cursor.fetchone()
    return snapshot, wal_position
