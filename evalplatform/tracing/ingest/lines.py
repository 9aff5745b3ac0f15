"""Rows as lines for COPY, in a CSV dialect made for JSON.

JSON text never holds a raw control character, so with two of them as delimiter and quote it needs no escaping, neither here nor
in PostgreSQL. Measured on traces of 1.9 kB: 17 microseconds a trace for both sides, 20 for the binary format, 24 for the text format.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from evalplatform.tracing.rows import ScoreRow, SpanRow, TraceRow

DELIMITER, QUOTE = "\x02", "\x01"
DIALECT = "WITH (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01', ENCODING 'UTF8')"

CLIENT_COLUMNS = (
    *("external_id", "name", "session_id", "user_id", "environment", "release", "model", "provider", "status", "error"),
    *("input", "output", "reference", "tools", "metadata", "tags", "input_tokens", "output_tokens", "cost_usd", "latency_ms"),
    *("started_at", "ended_at", "scores"),
)
TRACE_COLUMNS = ("id", *CLIENT_COLUMNS, "content_hash", "computed_cost_usd")
SCORE_COLUMNS = ("id", "project_id", "trace_id", "name", "value", "label", "source", "comment", "sent_with_trace")
SPAN_COLUMNS = (
    *("id", "project_id", "trace_id", "external_id", "parent_external_id", "name", "kind", "started_at", "ended_at"),
    *("input", "output", "attributes"),
)


def trace_cells(row: TraceRow) -> bytes:
    """All that the client sent but spans, in the order of CLIENT_COLUMNS."""
    usage = row.usage
    cells = DELIMITER.join(
        [
            _optional_text(row.external_id),
            *[_text(text) for text in row.texts],
            row.status,
            _optional_text(row.error),
            row.input,
            row.output or "",
            row.reference or "",
            row.tools,
            row.metadata,
            _array(row.tags),
            _plain(usage.input_tokens),
            _plain(usage.output_tokens),
            _plain(usage.cost_usd),
            _plain(row.latency_ms if row.latency_ms is None else float(row.latency_ms)),
            _moment(row.started_at),
            _moment(row.ended_at),
            scores_as_json(row.scores),
        ]
    )
    return cells.encode()


def trace_line(new_id: str, cells: bytes, content_hash: str) -> bytes:
    """The line of a trace up to its last cell, which is not known before the catalogue is read: see `ended`."""
    return b"%b\x02%b\x02\\x%b" % (new_id.encode(), cells, content_hash.encode())


def ended(line: bytes, computed_cost: Decimal | None) -> bytes:
    return b"%b\x02%b\n" % (line, b"" if computed_cost is None else format(computed_cost, "f").encode())


def span_cells(span: SpanRow) -> bytes:
    """The columns of a span from external_id on."""
    cells = DELIMITER.join(
        [
            _text(span.external_id),
            _optional_text(span.parent_external_id),
            _text(span.name),
            span.kind,
            _moment(span.started_at),
            _moment(span.ended_at),
            span.input or "",
            span.output or "",
            span.attributes,
        ]
    )
    return cells.encode()


def span_line(new_id: str, project_id: str, trace_id: str, span: SpanRow) -> bytes:
    return b"%b\x02%b\n" % (DELIMITER.join((new_id, project_id, trace_id)).encode(), span_cells(span))


def score_line(new_id: str, project_id: str, trace_id: str, score: ScoreRow) -> bytes:
    """A score that was sent with its trace."""
    cells = (new_id, project_id, trace_id, _text(score.name), _plain(score.value), _optional_text(score.label), score.source)
    return f"{DELIMITER.join(cells)}{DELIMITER}{_text(score.comment)}{DELIMITER}t\n".encode()


def scores_as_json(scores: Iterable[ScoreRow]) -> str:
    """The copy of the scores that stands in the trace: a list of objects in the API's shape."""
    return orjson.dumps([score._asdict() for score in scores]).decode()


def _text(text: str) -> str:
    """Always quoted, since the empty cell without quotes is NULL."""
    return f"{QUOTE}{text.replace(QUOTE, QUOTE + QUOTE)}{QUOTE}"


def _optional_text(text: str | None) -> str:
    return "" if text is None else _text(text)


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()


def _array(tags: tuple[str, ...]) -> str:
    """PostgreSQL's own notation of an array of text."""
    if not tags:
        return "{}"
    escaped = [tag.replace("\\", "\\\\").replace('"', '\\"') for tag in tags]
    return _text('{"' + '","'.join(escaped) + '"}')
