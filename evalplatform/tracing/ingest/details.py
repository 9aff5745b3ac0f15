"""The scores and spans of traces that were just written, and the copy of the scores in the trace."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import uuid_utils
from django.db.backends.utils import CursorWrapper

from evalplatform.tracing.ingest.drafts import Draft
from evalplatform.tracing.ingest.lines import SCORE_COLUMNS, SPAN_COLUMNS, score_line, scores_as_json, span_line
from evalplatform.tracing.ingest.staging import copy, stage
from evalplatform.tracing.rows import ScoreRow

Written = Sequence[tuple[str, Draft]]  # with the id under which the trace stands in the database

_DROP_SCORES = """
    DELETE FROM tracing_score s WHERE s.trace_id = ANY(%s::uuid[]) AND s.sent_with_trace AND NOT EXISTS
    (SELECT FROM incoming_score i WHERE (i.trace_id, i.name, i.source) = (s.trace_id, s.name, s.source))
"""
# What a person or a scorer added later wins over what comes with the trace, hence the first condition.
_UPSERT_SCORES = f"""
    INSERT INTO tracing_score ({", ".join(SCORE_COLUMNS)}) SELECT {", ".join(SCORE_COLUMNS)} FROM incoming_score ORDER BY id
    ON CONFLICT (trace_id, name, source) DO UPDATE
    SET value = EXCLUDED.value, label = EXCLUDED.label, comment = EXCLUDED.comment, changed_xid = pg_current_xact_id()
    WHERE tracing_score.sent_with_trace
    AND (tracing_score.value, tracing_score.label, tracing_score.comment)
    IS DISTINCT FROM (EXCLUDED.value, EXCLUDED.label, EXCLUDED.comment)
"""  # noqa: S608 (our own names)
_SCORES_OF_OTHERS = """
    SELECT trace_id::text, name, value, label, source, comment FROM tracing_score
    WHERE trace_id = ANY(%s::uuid[]) AND NOT sent_with_trace ORDER BY id
"""
_DROP_SPANS = """
    DELETE FROM tracing_span s WHERE s.trace_id = ANY(%s::uuid[]) AND NOT EXISTS
    (SELECT FROM incoming_span i WHERE (i.trace_id, i.external_id) = (s.trace_id, s.external_id))
"""
_SPAN_FIELDS = SPAN_COLUMNS[4:]
_UPSERT_SPANS = f"""
    INSERT INTO tracing_span ({", ".join(SPAN_COLUMNS)}) SELECT {", ".join(SPAN_COLUMNS)} FROM incoming_span ORDER BY id
    ON CONFLICT (trace_id, external_id) DO UPDATE
    SET {", ".join(f"{name} = EXCLUDED.{name}" for name in _SPAN_FIELDS)}, changed_xid = pg_current_xact_id()
    WHERE ({", ".join(f"tracing_span.{name}::text" for name in _SPAN_FIELDS)})
    IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}::text" for name in _SPAN_FIELDS)})
"""  # noqa: S608 (our own names)


def add(cursor: CursorWrapper, project_id: UUID, created: Written) -> None:
    """Scores and spans of new traces. Nobody else can see these traces yet, so plain COPY does."""
    if scores := _score_lines(project_id, created):
        copy(cursor, "tracing_score", SCORE_COLUMNS, scores)
    if spans := _span_lines(project_id, created):
        copy(cursor, "tracing_span", SPAN_COLUMNS, spans)


def replace(cursor: CursorWrapper, project_id: UUID, replaced: Written) -> None:
    """Scores and spans of traces that stood there before: what is no longer sent goes, what others added stays."""
    if not replaced:
        return
    ids = [trace_id for trace_id, _ in replaced]
    stage(cursor, "incoming_score", "tracing_score", SCORE_COLUMNS, _score_lines(project_id, replaced))
    cursor.execute(_DROP_SCORES, [ids])
    cursor.execute(_UPSERT_SCORES)
    _copy_scores_of_others(cursor, replaced)
    if with_spans := [(trace_id, draft) for trace_id, draft in replaced if draft.spans is not None]:
        stage(cursor, "incoming_span", "tracing_span", SPAN_COLUMNS, _span_lines(project_id, with_spans))
        cursor.execute(_DROP_SPANS, [[trace_id for trace_id, _ in with_spans]])
        cursor.execute(_UPSERT_SPANS)


def merge(scores: Iterable[ScoreRow], added: Iterable[ScoreRow]) -> tuple[ScoreRow, ...]:
    """The scores with others added: one of the same name and source takes the old one's place, the rest comes at the end."""
    merged = {(score.name, score.source): score for score in scores}
    merged.update({(score.name, score.source): score for score in added})
    return tuple(merged.values())


def _copy_scores_of_others(cursor: CursorWrapper, replaced: Written) -> None:
    """Put what others added back into the copy in the trace, which the new content has overwritten."""
    cursor.execute(_SCORES_OF_OTHERS, [[trace_id for trace_id, _ in replaced]])
    others: dict[str, list[ScoreRow]] = {}
    for trace_id, *score in cursor.fetchall():
        others.setdefault(trace_id, []).append(ScoreRow(*score))
    for trace_id, draft in replaced:
        if trace_id in others:
            copied = scores_as_json(merge(draft.scores, others[trace_id]))
            cursor.execute("UPDATE tracing_trace SET scores = %s WHERE id = %s", [copied, trace_id])


def _score_lines(project_id: UUID, written: Written) -> list[bytes]:
    project = str(project_id)
    return [score_line(str(uuid_utils.uuid7()), project, trace_id, score) for trace_id, draft in written for score in draft.scores]


def _span_lines(project_id: UUID, written: Written) -> list[bytes]:
    project = str(project_id)
    return [span_line(str(uuid_utils.uuid7()), project, trace_id, span) for trace_id, draft in written for span in draft.spans or ()]
