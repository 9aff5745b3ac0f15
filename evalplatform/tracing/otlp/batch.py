"""The spans of one request by trace, ready to be written: all that needs no database."""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

import uuid_utils

from evalplatform.exact_json import NotJSON
from evalplatform.tracing.catalogue import Call
from evalplatform.tracing.ingest import lines
from evalplatform.tracing.ingest.drafts import HASH_BYTES, Draft
from evalplatform.tracing.otlp.calls import calls_of
from evalplatform.tracing.otlp.facts import Columns, Facts, facts_of
from evalplatform.tracing.otlp.outline import Outline, outline_of
from evalplatform.tracing.otlp.received import Decoded
from evalplatform.tracing.otlp.rows import Read, read_span
from evalplatform.tracing.otlp.summary import Payload, compose
from evalplatform.tracing.rows import SpanRow, TraceRow

MAX_POINTER = 200  # a key may be as long as the body

# The content hash of a trace that was made from spans is longer than that of one which was sent as a trace.
_MARK = b"otlp"
MARKED_HASH_BYTES = len(_MARK) + HASH_BYTES
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Batch(NamedTuple):
    """`traces` has the spans of each trace, by the trace's hex id, in the order of these; `rejections` say what is wrong with others."""

    traces: dict[str, list[Read]]
    rejections: list[str]


def prepare(decoded: Decoded) -> Batch:
    """Read all spans; of several with one id the one that `rank` prefers stays."""
    best: dict[tuple[str, str], Read] = {}
    rejections = list(decoded.rejections)
    for span in decoded.spans:
        try:
            read = read_span(span)
        except NotJSON as error:
            where = f" At {error.pointer[:MAX_POINTER]}." if error.pointer else ""
            rejections.append(f"Span {span.span_id} of trace {span.trace_id}: {error}{where}")
            continue
        key = (span.trace_id, span.span_id)
        other = best.get(key)
        if other is None or rank(read.row) > rank(other.row):
            best[key] = read
    return Batch(_by_trace(best.values()), rejections)


def rank(row: SpanRow) -> tuple[Any, ...]:
    """The greater of two versions of a span is kept: the one that ended later, and of two that ended together always the same one.

    So a half that was sent while the span still ran gives way to the whole, in whatever order they come.
    """
    moments = (row.ended_at or _BEFORE_ALL, row.started_at or _BEFORE_ALL)
    return (*moments, row.attributes, row.input or "", row.output or "", row.name, row.kind, row.parent_external_id or "")


def draft(trace_id: str, spans: list[Read]) -> Draft:
    """The trace that these spans alone make."""
    outline = _outline(spans)
    return as_draft(_composed(trace_id, spans, outline), tuple(one.row for one in spans), calls_of(outline.llm))


def trace_of(trace_id: str, spans: list[Read]) -> TraceRow:
    return _composed(trace_id, spans, _outline(spans))


def as_draft(row: TraceRow, spans: tuple[SpanRow, ...] | None, calls: tuple[Call, ...]) -> Draft:
    """A composed trace for the bulk writer. Its hash is new each time: whether anything changed is known from the spans."""
    new_id = str(uuid_utils.uuid7())
    cells = lines.trace_cells(row)
    content_hash = _MARK.hex() + blake2b(cells + new_id.encode(), digest_size=HASH_BYTES).hexdigest()
    return Draft(0, new_id, row.external_id, content_hash, lines.trace_line(new_id, cells, content_hash), row.scores, spans, calls)


def _outline(spans: list[Read]) -> Outline:
    return outline_of(_facts(one) for one in spans)


def _composed(trace_id: str, spans: list[Read], outline: Outline) -> TraceRow:
    payloads = {one.row.external_id: Payload(one.row.input, one.row.output, one.attributes) for one in spans}
    return compose(trace_id, outline, outline.chosen, payloads)


def _by_trace(spans: Iterable[Read]) -> dict[str, list[Read]]:
    traces: dict[str, list[Read]] = {}
    for span in spans:
        traces.setdefault(span.trace_id, []).append(span)
    return {trace_id: traces[trace_id] for trace_id in sorted(traces)}


def _facts(read: Read) -> Facts:
    row = read.row
    columns = Columns(
        *(row.external_id, row.parent_external_id, row.name, row.kind, row.started_at, row.ended_at),
        *(row.input is not None, row.output is not None),
    )
    return facts_of(columns, read.attributes)
