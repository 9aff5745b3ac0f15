"""Deletes what is old: traces with their spans and scores, a small batch in a short transaction, along the order of the ids."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from evalplatform.tracing import freshness
from evalplatform.tracing.models import Trace

# An id rises with the clock of the server that made it, the age is by the database's: so far they may be apart.
CLOCKS_APART = timedelta(days=1)
_DELETE = ("tracing_score WHERE trace_id", "tracing_span WHERE trace_id", "tracing_trace WHERE id")


@dataclass(frozen=True)
class Deleted:
    """What went in a batch, and the id to go on after; None when there was no more."""

    traces: int
    spans: int
    scores: int
    last: UUID | None


def older_than(project_id: UUID, moment: datetime, condition: Q) -> QuerySet[Trace]:
    """The project's traces that were taken in before `moment` and fulfil the condition, without a walk over the newer ones."""
    return Trace.objects.filter(condition, project_id=project_id, ingested_at__lt=moment, id__lt=first_id(moment + CLOCKS_APART))


def delete_batch(project_id: UUID, moment: datetime, condition: Q, *, after: UUID | None, rows: int) -> Deleted:
    """Delete up to `rows` of them. Call it in a transaction.

    A trace that somebody is changing is passed over, and not waited for: writers take their locks in another order, so that waiting
    could lock both out. Whoever holds a trace's lock is the only one to change its spans and scores.
    """
    found = older_than(project_id, moment, condition)
    if after:
        found = found.filter(id__gt=after)
    batch = found.order_by("id").select_for_update(skip_locked=True, of=("self",)).values_list("id", flat=True)[:rows]
    ids = [*batch]
    if not ids:
        return Deleted(0, 0, 0, None)
    with connection.cursor() as cursor:
        gone = []
        for table in _DELETE:
            cursor.execute(f"DELETE FROM {table} = ANY(%s)", [ids])  # noqa: S608 (our own names)
            gone.append(cursor.rowcount)
    freshness.bump(project_id)
    scores, spans, traces = gone
    return Deleted(traces, spans, scores, ids[-1] if len(ids) == rows else None)


def first_id(moment: datetime) -> UUID:
    """The lowest UUIDv7 (RFC 9562) of the moment: its milliseconds in the upper 48 bits."""
    milliseconds = max(0, int(moment.timestamp() * 1000))
    return UUID(int=(milliseconds << 80) | (7 << 76) | (2 << 62))
