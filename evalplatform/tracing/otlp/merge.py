"""Spans into a project: each trace is made anew from all of its spans, under a lock, so it does not matter how they came.

A trace whose last content came by REST keeps what was sent there: spans are added to it, and nothing of it is made from them.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from evalplatform.tracing import freshness
from evalplatform.tracing.ingest import details, staging
from evalplatform.tracing.ingest.drafts import Draft
from evalplatform.tracing.ingest.lines import TRACE_COLUMNS
from evalplatform.tracing.ingest.writer import data_error
from evalplatform.tracing.otlp import stored_spans
from evalplatform.tracing.otlp.batch import MARKED_HASH_BYTES, as_draft, draft, prepare
from evalplatform.tracing.otlp.calls import calls_of
from evalplatform.tracing.otlp.received import Decoded
from evalplatform.tracing.otlp.stored_spans import Addition
from evalplatform.tracing.otlp.summary import compose

MAX_SPANS = 50_000  # of one trace, beyond which it takes no more: making it anew reads them all
MAX_MESSAGES = 20

_FIELDS = ", ".join(TRACE_COLUMNS)
# A row that is there already is locked, though nothing is written: in the order in which all writers take their locks, new rows among them.
_INSERT_OR_LOCK = f"""
    INSERT INTO tracing_trace (project_id, {_FIELDS})
    SELECT %s, {_FIELDS} FROM incoming_trace ORDER BY external_id COLLATE "C"
    ON CONFLICT (project_id, external_id) WHERE external_id IS NOT NULL
    DO UPDATE SET external_id = EXCLUDED.external_id WHERE false
    RETURNING external_id
"""  # noqa: S608 (our own names)
_LOCKED = """
    SELECT external_id, id::text, octet_length(content_hash) = %s FROM tracing_trace
    WHERE project_id = %s AND external_id = ANY(%s) ORDER BY external_id COLLATE "C"
"""
_TOUCH = "UPDATE tracing_trace SET updated_at = statement_timestamp(), changed_xid = pg_current_xact_id() WHERE id = ANY(%s::uuid[])"


class Merged(NamedTuple):
    """How many spans are not in, and why: at most MAX_MESSAGES of the reasons."""

    rejected: int
    message: str


class _Rejection(NamedTuple):
    spans: int
    reason: str


class _Known(NamedTuple):
    """A trace that stands there and is locked."""

    external_id: str
    id: str
    from_spans: bool


def merge(project_id: UUID, decoded: Decoded) -> Merged:
    """Put the spans into the project; they and their traces can be seen when this returns. All go in, but for what is rejected.

    The same span again changes nothing. Of two versions of one span the one that ended later is kept.
    """
    batch = prepare(decoded)
    rejections = [_Rejection(1, reason) for reason in batch.rejections]
    if batch.traces:
        drafts = [draft(trace_id, spans) for trace_id, spans in batch.traces.items()]
        with transaction.atomic():
            rejections += _write_or_split(project_id, drafts)
            freshness.bump(project_id)
    reasons = [one.reason for one in rejections]
    more = f" And {len(reasons) - MAX_MESSAGES} more." if len(reasons) > MAX_MESSAGES else ""
    return Merged(sum(one.spans for one in rejections), " ".join(reasons[:MAX_MESSAGES]) + more)


def _write_or_split(project_id: UUID, drafts: Sequence[Draft]) -> list[_Rejection]:
    """Write the drafts; where PostgreSQL refuses one for its data, write the halves, down to the guilty one."""
    try:
        with transaction.atomic(), connection.wrap_database_errors, connection.cursor() as cursor:
            return _write(cursor, project_id, drafts)
    except DatabaseError as error:
        reason = data_error(error)
        if not reason:
            raise
    if len(drafts) == 1:
        return [_Rejection(len(drafts[0].spans or ()), f"Trace {drafts[0].external_id}: the database refused its spans: {reason}.")]
    middle = len(drafts) // 2
    return [*_write_or_split(project_id, drafts[:middle]), *_write_or_split(project_id, drafts[middle:])]


def _write(cursor: CursorWrapper, project_id: UUID, drafts: Sequence[Draft]) -> list[_Rejection]:
    """New traces at once; those that stand there are locked, get their spans, and are made anew if that changed any."""
    staging.stage_traces(cursor, drafts)
    cursor.execute(_INSERT_OR_LOCK, [project_id])
    created = {external_id for (external_id,) in cursor.fetchall()}
    details.add(cursor, project_id, [(one.id, one) for one in drafts if one.external_id in created])
    waiting = {str(one.external_id): one for one in drafts if one.external_id not in created}
    return _extend(cursor, project_id, waiting) if waiting else []


def _extend(cursor: CursorWrapper, project_id: UUID, drafts: dict[str, Draft]) -> list[_Rejection]:
    cursor.execute(_LOCKED, [MARKED_HASH_BYTES, project_id, list(drafts)])
    known = [_Known(*row) for row in cursor.fetchall()]
    counts = stored_spans.counts(cursor, [one.id for one in known])
    full = [one for one in known if counts.get(one.id, 0) >= MAX_SPANS]
    taking = [one for one in known if one not in full]
    changed = stored_spans.add(cursor, project_id, [Addition(one.id, drafts[one.external_id].spans or ()) for one in taking])
    _make_anew(cursor, project_id, [one for one in taking if one.id in changed and one.from_spans])
    if kept := [one.id for one in taking if one.id in changed and not one.from_spans]:
        cursor.execute(_TOUCH, [kept])
    return [_too_many(drafts[one.external_id]) for one in full]


def _make_anew(cursor: CursorWrapper, project_id: UUID, traces: Sequence[_Known]) -> None:
    if not traces:
        return
    outlines = stored_spans.outlines([one.id for one in traces])
    chosen = {trace_id: outline.chosen for trace_id, outline in outlines.items()}
    payloads = stored_spans.payloads(cursor, chosen)
    rows = [(one.id, compose(one.external_id, outlines[one.id], chosen[one.id], payloads[one.id])) for one in traces]
    made = [(trace_id, as_draft(row, None, calls_of(outlines[trace_id].llm))) for trace_id, row in rows]
    staging.upsert_traces(cursor, project_id, [one for _, one in made])
    details.replace(cursor, project_id, made)


def _too_many(draft: Draft) -> _Rejection:
    return _Rejection(len(draft.spans or ()), f"Trace {draft.external_id} has {MAX_SPANS} spans, and takes no more.")
