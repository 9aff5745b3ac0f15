"""What is done to one stored trace: scores are added, or it is deleted. Each takes the trace's lock first, as the bulk writer does."""

import json
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Func
from django.db.models.functions import Now
from django.dispatch import Signal

from evalplatform.auditing.recording import record
from evalplatform.errors import InvalidInput, NotFound, Unavailable
from evalplatform.tracing import freshness
from evalplatform.tracing.ingest.details import merge
from evalplatform.tracing.ingest.lines import scores_as_json
from evalplatform.tracing.models import Removal, Score, Span, Trace
from evalplatform.tracing.rows import ScoreRow
from evalplatform.tracing.validation import read_scores
from evalplatform.tracing.values import MAX_PROBLEMS, Problems

BATCH = 500
DELETED = "traces.deleted"
LOCKED_SECONDS = 10
deleting = Signal()  # of `project_id` and `trace_ids`, in the transaction that deletes them because somebody wants them gone


@transaction.atomic
def add_scores(project_id: UUID, trace_id: UUID, scores: Sequence[Any]) -> list[dict[str, Any]]:
    """Add judgements, in the API's shape, to a trace; all its scores as they are then. All go in, or none.

    One of the same name and source replaces the old one, and then outlives the trace being sent again. The same score again changes
    nothing. Raises InvalidInput with pointers into the list, and NotFound.
    """
    problems: Problems = []
    rows = read_scores(list(scores), "", problems)
    if problems:
        raise InvalidInput(*problems[:MAX_PROBLEMS])
    trace = _locked(project_id, trace_id)
    changed = [row for row in rows if _put(trace, row)]
    if not changed:
        return _copy_of(trace)
    freshness.bump(project_id)
    merged = merge([ScoreRow(**one) for one in _copy_of(trace)], changed)
    trace.scores = scores_as_json(merged)
    Trace.objects.filter(pk=trace.pk).update(scores=trace.scores, updated_at=Now(), changed_xid=Func(function="pg_current_xact_id"))
    return _copy_of(trace)


@transaction.atomic
def delete_trace(project_id: UUID, trace_id: UUID) -> None:
    """Delete a trace with its spans and scores. Raises NotFound."""
    _locked(project_id, trace_id)
    _delete(project_id, [trace_id])
    record(DELETED, project_id=project_id, object_id=trace_id, traces=1)


def delete_traces_of(project_id: UUID, user_id: str) -> int:
    """Delete all traces of a person, a batch in a transaction; how many. Raises Unavailable when somebody keeps one of them locked."""
    deleted, until = 0, time.monotonic() + LOCKED_SECONDS
    mine = Trace.objects.filter(project_id=project_id, user_id=user_id).order_by("id")
    while mine.exists():
        with transaction.atomic():
            # Not waited for: writers take their locks in another order, so that waiting could lock both out.
            ids = [*mine.select_for_update(skip_locked=True).values_list("id", flat=True)[:BATCH]]
            if ids:
                _delete(project_id, ids)
                record(DELETED, project_id=project_id, traces=len(ids), of_one_user=True)
        if ids:
            deleted, until = deleted + len(ids), time.monotonic() + LOCKED_SECONDS
        else:
            if time.monotonic() > until:
                raise Unavailable("traces_locked", "Some of these traces are being changed without end. The others are deleted; ask again.")
            time.sleep(0.1)
    if not deleted:
        record(DELETED, project_id=project_id, traces=0, of_one_user=True)
    return deleted


def _delete(project_id: UUID, ids: list[UUID]) -> None:
    deleting.send(sender=Trace, project_id=project_id, trace_ids=ids)
    spans = Span.objects.filter(trace_id__in=ids)
    gone = [*ids, *spans.values_list("id", flat=True)]
    Score.objects.filter(trace_id__in=ids).delete()
    spans.delete()
    Trace.objects.filter(id__in=ids).delete()
    Removal.objects.bulk_create([Removal(project_id=project_id, row_id=one) for one in gone])
    freshness.bump(project_id)


def _locked(project_id: UUID, trace_id: UUID) -> Trace:
    found = Trace.objects.select_for_update().filter(project_id=project_id, pk=trace_id).only("id", "project_id", "scores").first()
    if found is None:
        raise NotFound("There is no such trace in this project.")
    return found


def _put(trace: Trace, row: ScoreRow) -> bool:
    """Insert or update the score; whether that changed anything. The trace is locked, so nobody comes between."""
    values = {"value": row.value, "label": row.label, "comment": row.comment, "sent_with_trace": False}
    found = Score.objects.filter(trace=trace, name=row.name, source=row.source)
    old = found.values(*values).first()
    changed: bool = old != values
    if old is None:
        Score.objects.create(project_id=trace.project_id, trace=trace, name=row.name, source=row.source, **values)
    elif changed:
        found.update(**values, changed_xid=Func(function="pg_current_xact_id"))
    return changed


def _copy_of(trace: Trace) -> list[dict[str, Any]]:
    copied: list[dict[str, Any]] = json.loads(trace.scores or "[]")
    return copied
