"""An export that failed or was cancelled, put back on the queue: the same question about the same moment."""

from django.db import OperationalError, connection, transaction

from evalplatform.errors import Conflict, InvalidInput
from evalplatform.queue import enqueue
from exports import destinations, leftovers, lifecycle, scheduled, shipping, source, spec, windows
from exports.models import Export, State
from exports.spec import ExportSpec

RETRYABLE = (State.FAILED, State.CANCELLED)


def retry(export: Export) -> Export:
    """Queue it again. Finished shards whose parts still lie there stay done, the others run again.

    Raises Conflict when it has not failed or was not cancelled, and when its rows cannot be told any more or are in another export.
    """
    _check_state(export)
    asked = spec.parse(export.request)
    _check_moment(export)
    source.refuse_restored(asked, export.project_id)
    with transaction.atomic():
        scheduled.check_again(export)
        _check_destination(export, asked)
        _take(export)
        lifecycle.requeue(export.id, whole=leftovers.whole(export, asked, list(export.shards.order_by("number"))))
        shipping.begin_again(export.id)
        enqueue("exports.plan", export.id, priority=export.priority)
    export.refresh_from_db()
    return export


def _check_state(export: Export) -> None:
    if export.state in (State.COMPLETED, State.EXPIRED):
        raise Conflict("already_completed", f"The export is {export.state}, so there is nothing to retry. Request it again for newer rows.")
    if export.state not in RETRYABLE:
        raise Conflict("not_ended", f"The export is {export.state}. It can be retried once it has failed or was cancelled.")


def _take(export: Export) -> None:
    """Hold the row until the transaction ends; not while somebody removes what the last try has left."""
    try:
        held = Export.objects.select_for_update(nowait=True, no_key=True).get(id=export.id)
    except OperationalError as error:
        if "could not obtain lock" not in str(error):
            raise
        raise Conflict("still_ending", "What the last try has left is being removed right now. Try again in a minute.") from error
    _check_state(held)


def _check_destination(export: Export, asked: ExportSpec) -> None:
    try:
        destinations.for_export(export.project_id, asked.destination)
    except InvalidInput:
        raise Conflict("destination_deleted", "The export's destination was deleted. Request the export again with another one.") from None


def _check_moment(export: Export) -> None:
    """The transactions of its snapshot are this server's own. After a restore from a dump they would stand for other moments."""
    window = windows.of(export)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmax(%s::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())"
            " AND coalesce(nullif(%s, '')::pg_lsn <= pg_current_wal_insert_lsn(), true)"
            " AND coalesce(%s = system_identifier::text, true) FROM pg_control_system()",
            [export.snapshot, export.wal_position, window.cluster if window else None],
        )
        (ours,) = cursor.fetchone() or (False,)
    if not ours:
        raise Conflict("moment_lost", "The data were restored into another PostgreSQL since this export was asked for. Request it again.")
