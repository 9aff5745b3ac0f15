"""Drafts into the database: one transaction a batch, and a value that PostgreSQL refuses sinks no other.

Two writers of the same external ids meet in the order of those ids, in every statement, so they wait for each other and never
lock each other out.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from evalplatform.errors import Problem
from evalplatform.metrics import INGESTED
from evalplatform.tracing import freshness
from evalplatform.tracing.ingest import details, staging
from evalplatform.tracing.ingest.drafts import Batch, Draft
from evalplatform.tracing.ingest.outcome import Outcome, Status
from evalplatform.tracing.ingest.staging import Stored

# SQLSTATE classes of errors that lie in the data: data exception, integrity violation, program limit exceeded
_DATA_ERRORS = ("22", "23", "54")


def write(project_id: UUID, batch: Batch) -> list[Outcome]:
    """Write all drafts in one transaction; one outcome an item, in the items' order."""
    drafts = sorted(batch.drafts, key=lambda draft: (draft.external_id or "", draft.place))
    outcomes = list(batch.refused)
    if drafts:
        with transaction.atomic():
            outcomes += _write_or_split(project_id, drafts)
            freshness.bump(project_id)
    transaction.on_commit(lambda: _count(outcomes))
    return sorted(outcomes, key=lambda outcome: outcome.index)


def _count(outcomes: Sequence[Outcome]) -> None:
    for status, count in Counter(outcome.status for outcome in outcomes).items():
        INGESTED.labels(status).inc(count)


def _write_or_split(project_id: UUID, drafts: Sequence[Draft]) -> list[Outcome]:
    """Write the drafts; where PostgreSQL refuses one for its data, write the halves, down to the guilty one."""
    try:
        with transaction.atomic(), connection.wrap_database_errors:
            return _write(project_id, drafts)
    except DatabaseError as error:
        reason = data_error(error)
        if not reason:
            raise
    if len(drafts) == 1:
        return [Outcome(drafts[0].place, "refused", problems=(Problem("", f"The database refused this: {reason}", "database"),))]
    middle = len(drafts) // 2
    return [*_write_or_split(project_id, drafts[:middle]), *_write_or_split(project_id, drafts[middle:])]


def data_error(error: DatabaseError) -> str:
    """The database's own words if the error lies in the data, else an empty string."""
    cause = error.__cause__
    if (getattr(cause, "sqlstate", None) or "")[:2] not in _DATA_ERRORS:
        return ""
    return getattr(getattr(cause, "diag", None), "message_primary", None) or str(error)


def _write(project_id: UUID, drafts: Sequence[Draft]) -> list[Outcome]:
    """Traces first, then the scores and spans of those that changed."""
    repeated = [list(group) for _, group in groupby(drafts, key=lambda draft: draft.external_id or draft.id)]
    latest = [group[-1] for group in repeated]
    with connection.cursor() as cursor:
        stored = staging.upsert_traces(cursor, project_id, latest)
        details.add(cursor, project_id, [(draft.id, draft) for draft in latest if stored[draft.id].status == "created"])
        replaced = [(stored[draft.id].id, draft) for draft in latest if stored[draft.id].status == "replaced"]
        details.replace(cursor, project_id, replaced)
    return [outcome for group in repeated for outcome in _outcomes(group, stored[group[-1].id])]


def _outcomes(group: Sequence[Draft], stored: Stored) -> Iterator[Outcome]:
    """What became of the drafts of one external id, as if they had been written one after the other; only the last one was."""
    trace_id = UUID(stored.id)
    before = group[-1].content_hash if stored.status == "unchanged" else None
    for draft in group:
        status: Status = "unchanged" if draft.content_hash == before else "replaced"
        if before is None and stored.status == "created":
            status = "created"
        yield Outcome(draft.place, status, trace_id)
        before = draft.content_hash
