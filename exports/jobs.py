"""What a person may ask for: an export, and its end."""

from typing import Any
from uuid import UUID

from django.db import connection, transaction

from evalplatform.errors import Conflict, NotFound
from evalplatform.queue import enqueue
from exports import lifecycle, spec
from exports.models import Export
from exports.sinks import local


def request_export(*, project_id: UUID, body: Any, user_id: int | None = None, key_prefix: str = "") -> Export:
    """Accept the request in `body` and put it on the queue, all or nothing. Raises InvalidInput.

    The export will hold the rows that are committed at this moment, however late it runs.
    """
    asked = spec.parse(body)
    with transaction.atomic():
        export = Export.objects.create(
            project_id=project_id,
            requested_by_id=user_id,
            requested_with=key_prefix,
            resource=asked.resource.name,
            request=body,
            snapshot=_snapshot(),
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


def cancel(export: Export) -> Export:
    """End the export now; its workers notice within about a second. Raises Conflict when it has ended already."""
    if not lifecycle.cancel(export.id):
        raise Conflict("already_ended", "The export has ended already.")
    local.forget(export.id)
    export.refresh_from_db()
    return export


def _snapshot() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        found = cursor.fetchone()
    assert found
    return str(found[0])
